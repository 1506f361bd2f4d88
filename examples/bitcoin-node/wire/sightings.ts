import { ArgumentError, type Sighting } from 'rx-connmgr';
import type { Reader } from './reader.js';
import { Writer } from './writer.js';

/** How one address is read and written after its time. */
export interface SightingCodec {
  /** Returns the address, or `undefined` if it is to be ignored. */
  readonly read: (reader: Reader, seen: number) => Sighting | undefined;
  /** Returns how to write it, or `undefined` if it cannot be written so. */
  readonly write: (sighting: Sighting) => ((writer: Writer) => Writer) | undefined;
}

/** How many addresses one message may hold. Source: BIP 155, Bitcoin Core. */
const limit = 1_000;

const seconds = (seen: number): number => Math.min(Math.max(Math.floor(seen / 1_000), 0), 0xffff_ffff);

/** Returns the addresses of a payload: their count, then each after the time at which it was seen. */
export const readSightings = (reader: Reader, { read }: SightingCodec): readonly Sighting[] => {
  const sightings: Sighting[] = [];
  for (let left = reader.count(limit, 'addresses'); left > 0; left -= 1) {
    const sighting = read(reader, reader.u32() * 1_000);
    if (sighting) sightings.push(sighting);
  }
  return sightings;
};

/**
 * Returns a payload of those addresses that can be written. What is not known of one is written as 0.
 *
 * @throws ArgumentError if there are more than 1 000
 */
export const writeSightings = (sightings: readonly Sighting[], { write }: SightingCodec): Uint8Array => {
  const entries = sightings.flatMap((sighting) => {
    const entry = write(sighting);
    return entry ? [(writer: Writer) => entry(writer.u32(seconds(sighting.seen ?? 0)))] : [];
  });
  if (entries.length > limit) throw new ArgumentError(`Expected ${limit} addresses at most, got ${entries.length}`);
  return entries.reduce((writer, entry) => entry(writer), new Writer().compact(entries.length)).join();
};
