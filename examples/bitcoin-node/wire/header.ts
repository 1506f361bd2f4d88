import { ArgumentError } from 'rx-connmgr';
import type { Chain } from './chain.js';
import { checksum } from './checksum.js';
import { WireError } from './wire-error.js';
import { Writer } from './writer.js';

/** What stands before a payload. */
export interface Header {
  readonly name: string;
  /** Of the payload, in bytes. */
  readonly length: number;
  readonly checksum: Uint8Array;
}

/** Of a header, in bytes: magic, name, length, checksum. */
export const headerLength = 24;

/** Of a payload, in bytes. Source: Bitcoin Core, `MAX_PROTOCOL_MESSAGE_LENGTH`. */
const longest = 4_000_000;

/** A name is in ASCII without control characters; NUL fills it up. */
const named = /^([ -~]*)\0*$/;

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Throws a {@link WireError} `magic` unless the first bytes are those of the chain, as far as they are there: whoever is wrong
 * here may never send a whole header.
 */
export const expectMagic = ({ name, magic }: Chain, bytes: Uint8Array): void => {
  const start = bytes.subarray(0, magic.length);
  if (start.every((byte, i) => byte === magic[i])) return;
  throw new WireError('magic', `Expected ${hex(magic)} of ${name}, got ${hex(start)}`);
};

/** Returns what 24 bytes say whose magic is right. @throws WireError `command` or `size` */
export const readHeader = (bytes: Uint8Array): Header => {
  const text = new TextDecoder('latin1').decode(bytes.subarray(4, 16));
  const [, name] = named.exec(text) ?? [];
  if (name === undefined) throw new WireError('command', `No name of a message: ${hex(bytes.subarray(4, 16))}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(16, true);
  if (length > longest) throw new WireError('size', `${name}: ${length} bytes, ${longest} at most`);
  return { name, length, checksum: bytes.subarray(20, 24) };
};

/** Throws a {@link WireError} `checksum` unless it is that of the payload. */
export const expectChecksum = ({ name, checksum: expected }: Header, payload: Uint8Array): void => {
  const found = checksum(payload);
  if (found.every((byte, i) => byte === expected[i])) return;
  throw new WireError('checksum', `${name}: a checksum of ${hex(expected)}, where it is ${hex(found)}`);
};

/** Returns a message: the header, then the payload. @throws ArgumentError for a name or a length that cannot be */
export const frame = ({ magic }: Chain, name: string, payload: Uint8Array): Uint8Array => {
  if (!/^[ -~]{0,12}$/.test(name)) {
    throw new ArgumentError(`Expected \`name\` to be of 12 characters of ASCII at most, got \`${name}\``);
  }
  if (payload.length > longest) {
    throw new ArgumentError(`Expected \`payload\` to be of ${longest} bytes at most, got ${payload.length}`);
  }
  return new Writer()
    .bytes(magic)
    .bytes(new TextEncoder().encode(name.padEnd(12, '\0')))
    .u32(payload.length)
    .bytes(checksum(payload))
    .bytes(payload)
    .join();
};
