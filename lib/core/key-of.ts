import { canonicalHost } from './canonical-host.js';
import { ArgumentError } from './errors.js';
import { formatAddress } from './format-address.js';
import { show } from './show.js';

/** What an address may be made of; `href` first, since a URL has a `host` and a `port` too. */
interface Parts {
  readonly href?: unknown;
  readonly host?: unknown;
  readonly port?: unknown;
}

/**
 * Returns the default key of an address, the same for every spelling of it. A string is its own key; an object with a text
 * `href`, such as a URL, has that; `{ host, port }` has `host:port` or `[v6]:port`, as {@link canonicalHost} spells it.
 *
 * @throws ArgumentError for any other address: it needs the option `key`
 */
export const keyOf = (address: unknown): string => {
  if (typeof address === 'string') return address;
  if (typeof address === 'object' && address !== null) {
    const { href, host, port } = address as Parts;
    if (typeof href === 'string') return href;
    if (typeof host === 'string' && typeof port === 'number') return formatAddress({ host: canonicalHost(host), port });
  }
  throw new ArgumentError(
    'Expected the option `key` to be given for addresses other than a text, `{ host, port }` or an object with a text ' +
      `\`href\`, got ${show(address)}`,
  );
};
