import { createHash } from 'node:crypto';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Returns the first four bytes of the double SHA-256 of a payload, as they stand in the header. */
export const checksum = (payload: Uint8Array): Uint8Array => sha256(sha256(payload)).subarray(0, 4);
