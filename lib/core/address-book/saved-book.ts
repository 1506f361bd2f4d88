import type { Address } from '../address.js';
import { formatAddress } from '../format-address.js';
import { show } from '../show.js';
import { addressOf } from './address-of.js';
import type { Kept } from './address-tables.js';
import { sourcesOf, type Known } from './known.js';

const format = 'rx-connmgr address book';
const version = 1;

/** An address as it is saved: what it never had is left out, and `services` is a decimal number as a text. */
export interface SavedAddress extends Address {
  readonly seen: number;
  readonly sources: readonly string[];
  readonly services?: string;
  readonly tried?: true;
  readonly lastTry?: number;
  readonly lastSuccess?: number;
  readonly failures?: number;
}

/** An address book as it is saved: plain data. */
export interface SavedBook {
  readonly format: typeof format;
  readonly version: typeof version;
  /** 32 bytes in hexadecimal. */
  readonly secret: string;
  /** Who was connected to longest, as `host:port`. */
  readonly anchors: readonly string[];
  readonly addresses: readonly SavedAddress[];
}

/** What is in a saved book. */
export interface ReadBook {
  readonly secret: Uint8Array;
  readonly anchors: readonly string[];
  readonly kept: readonly Kept[];
}

const savedAddress = (known: Known): SavedAddress => {
  const { address, seen, services, tried, lastTry, lastSuccess, failures } = known;
  return {
    ...address,
    seen,
    sources: sourcesOf(known),
    ...(services === 0n ? {} : { services: String(services) }),
    ...(tried ? { tried } : {}),
    ...(lastTry === -Infinity ? {} : { lastTry }),
    ...(lastSuccess === -Infinity ? {} : { lastSuccess }),
    ...(failures === 0 ? {} : { failures }),
  };
};

/** Returns the book as it is to be saved. */
export const writeBook = (secret: Uint8Array, known: Iterable<Known>, anchors: readonly string[]): SavedBook => ({
  format,
  version,
  secret: [...secret].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  anchors,
  addresses: Array.from(known, savedAddress),
});

/** What is wrong with data that was read. */
class Flaw extends Error {}

const expect = (holds: boolean, what: string, expected: string, value: unknown): void => {
  if (!holds) throw new Flaw(`expected \`${what}\` to be ${expected}, got ${show(value)}`);
};

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 300;

const time = (value: unknown, what: string, now: number, otherwise?: number): number => {
  if (value === undefined && otherwise !== undefined) return otherwise;
  expect(Number.isSafeInteger(value), what, 'a time in milliseconds', value);
  return Math.min(value as number, now);
};

type Fields = Readonly<Partial<Record<keyof SavedAddress, unknown>>>;

const readAddress = (value: unknown, what: string, group: (address: Address) => string, now: number): Kept => {
  const address = addressOf(value);
  if (!address) throw new Flaw(`expected \`${what}\` to have a host and a port, got ${show(value)}`);
  const { sources, services = '0', tried = false, failures = 0, seen, lastTry, lastSuccess } = value as Fields;
  const told = Array.isArray(sources) && sources.length >= 1 && sources.length <= 8 && sources.every(isText);
  expect(told, `${what}.sources`, 'one to eight texts', sources);
  expect(isText(services) && /^[0-9]{1,20}$/.test(services), `${what}.services`, 'a number as a text', services);
  expect(typeof tried === 'boolean', `${what}.tried`, 'true or false', tried);
  expect(Number.isSafeInteger(failures) && Number(failures) >= 0, `${what}.failures`, 'a whole number ≥ 0', failures);
  return {
    key: formatAddress(address),
    address,
    group: group(address),
    seen: time(seen, `${what}.seen`, now),
    lastTry: time(lastTry, `${what}.lastTry`, now, -Infinity),
    lastSuccess: time(lastSuccess, `${what}.lastSuccess`, now, -Infinity),
    services: BigInt(services as string),
    tried: tried as boolean,
    failures: failures as number,
    sources: sources as [string, ...string[]],
  };
};

const read = (data: unknown, group: (address: Address) => string, now: number): ReadBook => {
  const book = (typeof data === 'object' && data !== null ? data : {}) as Partial<Record<keyof SavedBook, unknown>>;
  expect(book.format === format, 'format', `"${format}"`, book.format);
  expect(book.version === version, 'version', `${version}, the newest that is known here`, book.version);
  const { secret, anchors, addresses } = book;
  expect(isText(secret) && /^[0-9a-f]{64}$/.test(secret), 'secret', '64 hexadecimal digits', secret);
  expect(Array.isArray(anchors) && anchors.every(isText), 'anchors', 'a list of texts', anchors);
  expect(Array.isArray(addresses), 'addresses', 'a list', addresses);
  const kept = Array.from(addresses as unknown[], (one, i) => readAddress(one, `addresses[${i}]`, group, now));
  expect(new Set(kept.map(({ key }) => key)).size === kept.length, 'addresses', 'different from each other', addresses);
  const bytes = Array.from({ length: 32 }, (_, i) => Number.parseInt((secret as string).slice(2 * i, 2 * i + 2), 16));
  return { secret: Uint8Array.from(bytes), anchors: anchors as string[], kept };
};

/**
 * Returns the book that was saved, or why it is none: all of it is right, field by field, or nothing is taken. Times ahead of
 * `now` are now: a clock was set back.
 */
export const readBook = (
  data: unknown,
  group: (address: Address) => string,
  now: number,
): ReadBook | { readonly flaw: string } => {
  try {
    return read(data, group, now);
  } catch (error) {
    if (error instanceof Flaw) return { flaw: error.message };
    throw error;
  }
};
