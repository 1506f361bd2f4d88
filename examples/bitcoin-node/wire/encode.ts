import { addr } from './addr.js';
import { addrV2 } from './addr-v2.js';
import type { Chain } from './chain.js';
import { frame } from './header.js';
import type { Message } from './message.js';
import { writeSightings } from './sightings.js';
import { writeVersion } from './version.js';
import { Writer } from './writer.js';

const payloadOf = (message: Message): Uint8Array => {
  switch (message.command) {
    case 'version':
      return writeVersion(message);
    case 'verack':
    case 'sendaddrv2':
    case 'getaddr':
      return new Uint8Array();
    case 'ping':
    case 'pong':
      return new Writer().u64(message.nonce).join();
    case 'addr':
      return writeSightings(message.addresses, addr);
    case 'addrv2':
      return writeSightings(message.addresses, addrV2);
    case 'other':
      return message.payload;
  }
};

/**
 * Returns a message as the bytes that a peer of this chain understands. Addresses that have no room in it are left out: names,
 * and in `addr` all but IPv4 and IPv6. Times are rounded down to seconds.
 *
 * @throws ArgumentError for what no message may be: more than 1 000 addresses, a user agent of more than 256 bytes, a payload
 * of more than 4 000 000, a name of more than 12 or not in ASCII
 *
 * @example
 * ```ts
 * socket.write(encode(chains.mainnet, { command: 'ping', nonce: 1n }));
 * ```
 */
export const encode = (chain: Chain, message: Message): Uint8Array =>
  frame(chain, message.command === 'other' ? message.name : message.command, payloadOf(message));
