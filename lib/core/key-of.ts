import { canonicalHost } from './canonical-host.js';
import { show } from './check.js';
import { ArgumentError } from './errors.js';

/**
 * Returns the default key of an address, the same for every spelling: a string is its own, an object with `href` is its
 * `href`, and `{ host, port }` is `host:port` or `[v6]:port`.
 *
 * @throws ArgumentError for anything else: give the option `key`
 */
export const keyOf = (address: unknown): string => {
  if (typeof address === 'string') return address;
  if (typeof address === 'object' && address !== null) {
    const { href, host, port } = address as { readonly href?: unknown; readonly host?: unknown; readonly port?: unknown };
    if (typeof href === 'string') return href;
    if (typeof host === 'string' && typeof port === 'number') {
      const canonical = canonicalHost(host);
      return canonical.includes(':') ? `[${canonical}]:${port}` : `${canonical}:${port}`;
    }
  }
  throw new ArgumentError(
    `Expected an address to be a string, { host, port } or an object with \`href\`, or the option \`key\` to be given, got ${show(address)}`,
  );
};
