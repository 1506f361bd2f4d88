import ipaddr from 'ipaddr.js';

const { IPv4, IPv6 } = ipaddr;

const zone = /^[0-9a-z._~-]{1,64}$/i;

/** Parsed once: `isValid` does the whole work of `parse`. */
const parse = (text: string): ReturnType<typeof IPv6.parse> | undefined => {
  try {
    return IPv6.parse(text);
  } catch {
    return undefined;
  }
};

const hex = (high: number, low: number): string => ((high << 8) | low).toString(16);

/** A dotted end as two groups: ipaddr.js takes octal for one, and `::192.0.2.1` for a mapped address. */
const undotted = (text: string): string | undefined => {
  if (!text.includes('.')) return text;
  const start = text.lastIndexOf(':') + 1;
  const dotted = text.slice(start);
  if (!IPv4.isValidFourPartDecimal(dotted)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = IPv4.parse(dotted).octets;
  return `${text.slice(0, start)}${hex(a, b)}:${hex(c, d)}`;
};

/**
 * Returns the one text of an IPv6 address, without brackets, or `undefined` if it is none. An IPv4-mapped address is the
 * IPv4 address; a zone (`fe80::1%eth0`) is kept, in the letters it is written in.
 *
 * Source: RFC 5952 for the text, RFC 4291 for the forms, RFC 4007 for zones.
 */
export const canonicalIpv6 = (text: string): string | undefined => {
  const percent = text.indexOf('%');
  if (percent >= 0 && !zone.test(text.slice(percent + 1))) return undefined;
  const address = undotted(percent < 0 ? text : text.slice(0, percent));
  const parsed = address?.includes(':') ? parse(address) : undefined;
  if (parsed?.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  return parsed && parsed.toRFC5952String() + (percent < 0 ? '' : text.slice(percent));
};
