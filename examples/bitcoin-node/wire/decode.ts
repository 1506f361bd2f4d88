import { addr } from './addr.js';
import { addrV2 } from './addr-v2.js';
import type { Message } from './message.js';
import { Reader } from './reader.js';
import { readSightings } from './sightings.js';
import { readVersion } from './version.js';

/**
 * Returns the message of this name and payload. What is left of a payload is ignored, as it may be of a later version of the
 * protocol. A ping without a nonce, of the time before BIP 31, wants no answer: it is `other`.
 *
 * @throws WireError `malformed`
 */
export const decode = (name: string, payload: Uint8Array): Message => {
  const reader = new Reader(payload, name);
  switch (name) {
    case 'version':
      return readVersion(reader);
    case 'verack':
    case 'sendaddrv2':
    case 'getaddr':
      return { command: name };
    case 'ping':
      return payload.length === 0 ? { command: 'other', name, payload } : { command: name, nonce: reader.u64() };
    case 'pong':
      return { command: name, nonce: reader.u64() };
    case 'addr':
      return { command: name, addresses: readSightings(reader, addr) };
    case 'addrv2':
      return { command: name, addresses: readSightings(reader, addrV2) };
    default:
      return { command: 'other', name, payload };
  }
};
