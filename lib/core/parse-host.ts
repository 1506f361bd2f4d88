import ipaddr from 'ipaddr.js';
import { canonicalHost } from './canonical-host.js';

const label = /^[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?$/i;
const onion = /^[2-7a-z]{56}\.onion$/;

/** What a resolver takes for IPv4, whatever stands before it: `1`, `127.1`, `0x7f.1`. */
const numeric = /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/i;

/** A host, or what it was expected to be. */
export type ParsedHost = { readonly host: string } | { readonly expected: string };

/**
 * Returns the canonical host that a text without brackets names: an IPv4 address in four decimal numbers, an onion name of
 * version 3, or a host name; or else what it should have been.
 *
 * Source: RFC 1123 for names, the URL standard for names that end in a number, Tor's rend-spec-v3 for onion names.
 */
export const parseHost = (text: string): ParsedHost => {
  if (/^[0-9.]+$/.test(text) && ipaddr.IPv4.isValidFourPartDecimal(text)) return { host: text };
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  if (numeric.test(name)) return { expected: 'an IPv4 address of four decimal numbers from 0 to 255' };
  // Before lower case: there are letters beyond ASCII whose lower case is within.
  if (!name.split('.').every((part) => label.test(part))) {
    return { expected: 'a host name of letters, digits and hyphens in labels of up to 63' };
  }
  if (name.length > 253) return { expected: 'a host name of up to 253 characters' };
  const host = canonicalHost(name);
  if (!host.endsWith('.onion') || onion.test(host)) return { host };
  return { expected: 'an onion name of version 3: 56 characters of a to z and 2 to 7, then `.onion`' };
};
