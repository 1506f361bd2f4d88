import { canonicalHost } from '../../core/canonical-host.js';
import { isOnion } from '../../core/is-onion.js';
import { show } from '../../core/show.js';
import { SocksError } from '../../core/socks/socks-error.js';
import { DnsError } from './dns-error.js';

/** Up to 63 letters, digits, hyphens or underscores. */
const label = /^[\w-]{1,63}$/;

/**
 * Returns the canonical spelling of a name that may be asked of a DNS server.
 *
 * Source: RFC 1035 for the lengths, RFC 7686 for onion names.
 *
 * @throws DnsError `EBADNAME` if it is no name, SocksError `onion` if it is an onion name
 */
export const dnsName = (text: string): string => {
  if (isOnion(text)) throw new SocksError('onion', `${show(text)} has no address: dial it through Tor`);
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  if (name.length > 253 || !name.split('.').every((part) => label.test(part))) {
    throw new DnsError('EBADNAME', `Expected a name in labels of up to 63 characters, 253 in all, got ${show(text)}`);
  }
  return canonicalHost(name);
};
