import { refuse } from './check.js';
import { formatSubnet } from './format-subnet.js';
import { parseSubnet } from './parse-subnet.js';

/** A subnet that is neither dialled nor let in, for a time. */
export interface Ban {
  /** `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/64`, or a name: `….onion`. */
  readonly subnet: string;
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
  /** When it ends, in milliseconds since the epoch; `Infinity` if only lifting ends it. */
  readonly until: number;
  /** For people. */
  readonly reason?: string;
}

/** In characters: a peer may have a word in it, and it is kept. */
const longestReason = 200;

/**
 * Returns a ban in its canonical form: the subnet in its one spelling, the reason cut to 200 characters.
 *
 * @throws ArgumentError if it is none
 */
export const expectBan = (ban: Ban): Ban => {
  const { subnet, since, until, reason } = ban ?? refuse('ban', 'an object', ban);
  if (!Number.isFinite(since)) refuse('since', 'a time in milliseconds since the epoch', since);
  if (typeof until !== 'number' || Number.isNaN(until) || until === -Infinity) {
    refuse('until', 'a time in milliseconds since the epoch, or `Infinity`', until);
  }
  if (reason !== undefined && typeof reason !== 'string') refuse('reason', 'a text', reason);
  const canonical = { subnet: formatSubnet(parseSubnet(subnet)), since, until };
  return reason === undefined ? canonical : { ...canonical, reason: reason.slice(0, longestReason) };
};
