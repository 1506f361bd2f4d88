import type { Address } from './address.js';
import { refuse } from './check.js';
import { ArgumentError } from './errors.js';
import { show } from './show.js';

/** What a peer did wrong, and how wrong that is. */
export interface Offence {
  /** Where it came from. The port does not count. */
  readonly address: Address;
  /** Points that stay: for what no honest peer does. From 0 to 4 294 967 295. @default 0 */
  readonly persistent?: number | undefined;
  /** Points of which half are gone in a minute: for what nobody should do all the time. As `persistent`. @default 0 */
  readonly transient?: number | undefined;
  /** For people; it goes into the ban. */
  readonly reason?: string | undefined;
}

/** Returns what is an offence as far as its shape goes. @throws ArgumentError for anything else */
export const expectOffence = (offence: unknown): Offence => {
  const { address, reason } = (offence ?? {}) as Partial<Offence>;
  if (typeof address?.host !== 'string') {
    throw new ArgumentError(`Expected an offence with an \`address\` that has a text \`host\`, got ${show(offence)}`);
  }
  if (reason !== undefined && typeof reason !== 'string') refuse('reason', 'a text', reason);
  return offence as Offence;
};
