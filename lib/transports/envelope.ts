import { createHash } from 'node:crypto';
import { plainJson } from '../core/plain-json.js';
import { show } from '../core/show.js';

const format = 'rx-connmgr';
const version = 1;

/** What is wrong with a file. */
export interface Flawed {
  readonly code: 'damaged' | 'newer';
  readonly why: string;
  readonly cause?: unknown;
}

/** What is in a file, or what is wrong with it. */
export type Unsealed = { readonly data: unknown } | Flawed;

/** Of the data alone, however it is indented. */
const checksumOf = (json: string): string => createHash('sha256').update(json).digest('hex');

/**
 * Returns plain data as the text of a file: JSON that people can read, in an envelope that makes damage noticeable.
 *
 * ```json
 * {
 *   "format": "rx-connmgr",
 *   "version": 1,
 *   "checksum": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
 *   "data": {}
 * }
 * ```
 *
 * The checksum is the SHA-256 of the data as JSON without blanks.
 *
 * @throws ArgumentError if the data is not plain
 */
export const seal = (data: unknown): string =>
  `${JSON.stringify({ format, version, checksum: checksumOf(plainJson(data)), data }, undefined, 2)}\n`;

const damaged = (why: string, cause?: unknown): Flawed => ({ code: 'damaged', why, cause });

const parse = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));

const isSound = (data: unknown, checksum: unknown): boolean => {
  try {
    return data !== undefined && checksumOf(JSON.stringify(data)) === checksum;
  } catch {
    return false; // nested deeper than anything that was ever sealed
  }
};

/** Returns the data that is in the bytes of a file, or what is wrong with them. Never throws. */
export const unseal = (bytes: Uint8Array): Unsealed => {
  if (bytes.length === 0) return damaged('it is empty');
  let parsed: unknown;
  try {
    parsed = parse(bytes);
  } catch (cause) {
    return damaged('it is no JSON', cause);
  }
  const envelope = Object(parsed) as Readonly<Record<string, unknown>>;
  if (envelope.format !== format) return damaged(`it is no file of ${format}`);
  if (!Number.isSafeInteger(envelope.version) || Number(envelope.version) < 1) return damaged('it has no version');
  if (Number(envelope.version) > version) {
    return { code: 'newer', why: `it is of version ${show(envelope.version)}, and ${version} is known` };
  }
  return isSound(envelope.data, envelope.checksum)
    ? { data: envelope.data }
    : damaged('its checksum is wrong: it was cut, or changed by something else');
};
