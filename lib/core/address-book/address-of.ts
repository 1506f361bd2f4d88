import type { Address } from '../address.js';
import { canonicalIpv6 } from '../canonical-ipv6.js';
import { parseHost } from '../parse-host.js';

const longest = 255;

const hostOf = (text: string): string | undefined => {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (bare.includes(':')) return canonicalIpv6(bare);
  const parsed = parseHost(text);
  return 'host' in parsed ? parsed.host : undefined;
};

/** Returns the address that a value is, in its canonical spelling and nothing else of it, or `undefined` if it is none. */
export const addressOf = (value: unknown): Address | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { host, port } = value as { readonly host?: unknown; readonly port?: unknown };
  if (typeof host !== 'string' || host.length > longest) return undefined;
  if (!Number.isInteger(port) || Number(port) < 1 || Number(port) > 65_535) return undefined;
  const canonical = hostOf(host);
  return canonical === undefined ? undefined : { host: canonical, port: Number(port) };
};
