import type { Address } from '../address.js';
import type { Dialogue } from '../dialogue.js';
import { isOnion } from '../is-onion.js';
import { show } from '../show.js';
import { expectSocks } from './expect-socks.js';
import { hear } from './hear.js';
import { addressType, decodeHost, encodeHost } from './socks-host.js';
import { SocksError } from './socks-error.js';
import { statusError } from './status-error.js';

/** What a proxy can be asked for: a connection, the address of a name, the name of an address. The latter two are Tor's. */
export type SocksCommand = 'connect' | 'resolve' | 'resolve-ptr';

const commands: Readonly<Record<SocksCommand, number>> = { connect: 0x01, resolve: 0xf0, 'resolve-ptr': 0xf1 };

/** How long an address of each type is; a name says so itself. */
const sizes: Readonly<Record<number, number>> = { [addressType.ipv4]: 4, [addressType.ipv6]: 16 };

function* hearAddress(type: number): Dialogue<Address> {
  const [named = 0] = type === addressType.name ? yield* hear(1, 'closed') : [];
  const size = sizes[type] ?? named;
  const bytes = yield* hear(size + 2, 'closed');
  const [high = 0, low = 0] = bytes.subarray(size);
  return { host: decodeHost(type, bytes.subarray(0, size)), port: (high << 8) | low };
}

const expectAnswer = (command: SocksCommand, type: number, host: string): void => {
  const isName = type === addressType.name;
  if (command === 'resolve' && isName) {
    throw new SocksError('protocol', `The proxy answered a name with a name: ${show(host)}`);
  }
  if (command === 'resolve-ptr' && !(isName && /^[!-~]+$/.test(host))) {
    throw new SocksError('protocol', `The proxy answered an address with no name: ${show(host)}`);
  }
};

function* ask(command: SocksCommand, request: Uint8Array): Dialogue<Address> {
  const [version, status = 0] = yield* hear(2, 'closed', request);
  expectSocks(version);
  // What follows a failure is not waited for: Tor sends an address of a type that does not exist, others send nothing.
  if (status !== 0) throw statusError(status);
  const [, type = 0] = yield* hear(2, 'closed');
  if (!(type in sizes) && type !== addressType.name) {
    throw new SocksError('protocol', `The proxy answered with an unknown type of address: ${type}`);
  }
  const address = yield* hearAddress(type);
  expectAnswer(command, type, address.host);
  return address;
}

/**
 * The second half of what is said to a SOCKS proxy: what we want. Returns the address that the proxy answers with: for
 * `connect` its own end of the connection, which few proxies tell truly, for `resolve` the address of the name, for
 * `resolve-ptr` the name of the address. What the proxy says after its answer is the peer's, and left alone.
 *
 * Source: RFC 1928, sections 4 to 6; Tor's socks-extensions for 0xF0 and 0xF1. Neither the reserved byte nor the rest of a
 * failure is looked at.
 *
 * @throws SocksError at once if the host cannot be asked for (`host`, `onion`); later what the status means, `protocol`, or
 *   `closed` if the proxy hangs up
 */
export const socksRequest = (command: SocksCommand, host: string, port = 0): Dialogue<Address> => {
  if (command === 'resolve' && isOnion(host)) {
    throw new SocksError('onion', `${show(host)} has no address: dial it through Tor`);
  }
  const encoded = encodeHost(host);
  if (command === 'resolve-ptr' && encoded[0] === addressType.name) {
    throw new SocksError('host', `Expected an IP address, got ${show(host)}`);
  }
  return ask(command, Uint8Array.of(5, commands[command], 0, ...encoded, port >> 8, port & 0xff));
};
