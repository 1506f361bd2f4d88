import { createHash } from 'node:crypto';
import { fromBase32, toBase32 } from './base32.js';

const version = 3;

const withChecksum = (key: Uint8Array): Uint8Array => {
  const checksum = createHash('sha3-256').update('.onion checksum').update(key).update(Uint8Array.of(version)).digest();
  return Uint8Array.of(...key, ...checksum.subarray(0, 2), version);
};

/** Returns the onion name of version 3 of a service with this public key of 32 bytes. Source: Tor's rend-spec-v3. */
export const toOnion = (key: Uint8Array): string => `${toBase32(withChecksum(key))}.onion`;

/** Returns the public key that an onion name holds, or `undefined` if it is none of version 3, or its checksum is wrong. */
export const fromOnion = (name: string): Uint8Array | undefined => {
  const key = fromBase32(name.replace(/\.onion$/, ''))?.subarray(0, 32);
  return key?.length === 32 && toOnion(key) === name ? key : undefined;
};
