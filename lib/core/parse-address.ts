import ipaddr from 'ipaddr.js';
import type { Address } from './address.js';
import { canonicalHost } from './canonical-host.js';
import { expectKnown, show } from './check.js';
import { ArgumentError } from './errors.js';

/** What {@link parseAddress} supposes. */
export interface AddressDefaults {
  /** The port of a text without one: 1 to 65535. */
  readonly port?: number | undefined;
}

const label = /^(?!-)[0-9a-z_-]{1,63}(?<!-)$/;
const onion = /^[a-z2-7]{56}\.onion$/;

const refuse = (text: unknown, expected: string): never => {
  throw new ArgumentError(`Expected ${expected}, got ${show(text)}`);
};

const isName = (host: string): boolean => {
  const labels = host.split('.');
  return host.length <= 253 && labels.every((one) => label.test(one)) && !/^[0-9]+$/.test(labels.at(-1) ?? '');
};

const parseHost = (text: string, host: string): string => {
  const canonical = host.toLowerCase().replace(/\.$/, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(canonical)) return canonical;
  if (canonical.endsWith('.onion')) {
    return onion.test(canonical) ? canonical : refuse(text, 'an onion name of version 3 (56 letters and digits, then .onion)');
  }
  return isName(canonical) ? canonical : refuse(text, 'an IPv4 address, an IPv6 address in brackets or a host name');
};

const parsePort = (text: string, digits: string): number => {
  const port = /^[1-9][0-9]{0,4}$/.test(digits) ? Number(digits) : 0;
  return port >= 1 && port <= 65_535 ? port : refuse(text, 'a port from 1 to 65535');
};

/**
 * Returns the address that a text like `192.0.2.1:8333`, `[2001:db8::1]:8333`, `seed.example.org:8333` or `….onion:8333`
 * names, in its canonical spelling.
 *
 * @param defaults - the port of a text that has none; with it, an IPv6 address may stand without brackets
 * @throws ArgumentError if the text is no address: what was expected, and what was got
 */
export const parseAddress = (text: string, defaults: AddressDefaults = {}): Address => {
  if (typeof text !== 'string') return refuse(text, 'an address as a text');
  // `lines.map(parseAddress)` hands over an index.
  if (typeof defaults === 'object') expectKnown(defaults, ['port'], 'default');
  const port = typeof defaults === 'object' ? defaults.port : undefined;
  const [, v6 = '', v6Port] = /^\[([^\]]*)\](?::(.*))?$/.exec(text) ?? [];
  const bare = text.startsWith('[') ? v6 : text.split(':').length > 2 && port !== undefined ? text : '';
  if (bare !== '' || text.startsWith('[')) {
    const [address = ''] = bare.split('%', 1);
    if (!ipaddr.IPv6.isValid(address) || /%$|%.*%|[\s[\]]/.test(bare)) return refuse(text, 'an IPv6 address');
    return { host: canonicalHost(bare), port: portOf(text, v6Port, port) };
  }
  const [, host = '', digits] = /^([^:]*)(?::(.*))?$/.exec(text) ?? [];
  if (host === '') return refuse(text, 'an address like host:port or [IPv6]:port');
  return { host: parseHost(text, host), port: portOf(text, digits, port) };
};

const portOf = (text: string, digits: string | undefined, port: number | undefined): number =>
  digits !== undefined ? parsePort(text, digits) : port !== undefined ? parsePort(String(port), String(port)) : refuse(text, 'an address with a port');
