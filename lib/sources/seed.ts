import { canonicalIp } from '../core/canonical-ip.js';
import { expectKnown, refuse } from '../core/check.js';
import { isOnion } from '../core/is-onion.js';
import { parseHost } from '../core/parse-host.js';

/** A DNS seed: a host name whose addresses are those of peers. */
export type Seed =
  | string
  | {
      readonly host: string;
      /** Whether it knows the services of its peers, and gives those with certain ones if asked by `x9.` before its name. @default true */
      readonly filtering?: boolean | undefined;
    };

/** A seed, and how it is asked. */
export interface SeedQuestion {
  readonly seed: string;
  /** The name to look up. */
  readonly host: string;
  /** The services that the answers are said to offer. */
  readonly services: bigint | undefined;
}

/** The service that every peer offers: to be on the network. */
const plain = 1n;

const expectHost = (name: string, value: unknown): string =>
  typeof value === 'string' && 'host' in parseHost(value) && canonicalIp(value) === undefined && !isOnion(value)
    ? value
    : refuse(name, 'a host name that DNS knows', value);

const expectBoolean = (name: string, value: unknown): boolean =>
  typeof value === 'boolean' ? value : refuse(name, 'a boolean', value);

/**
 * Returns how a seed is asked: by `x`, the services in lower-case hexadecimal and a dot before its name, if it filters and
 * more is wanted than the plain network service; else by its name.
 *
 * @param name - what a message calls the seed
 * @throws ArgumentError if it is none: an IP address or an onion name is no name to resolve
 * Source: Bitcoin Core and btcd, whose seeds are asked so.
 */
export const seedQuestion = (name: string, seed: Seed, services: bigint | undefined): SeedQuestion => {
  const given = typeof seed === 'object' && seed !== null;
  if (given) expectKnown(seed, ['host', 'filtering'], 'field of a seed');
  const host = given ? expectHost(`${name}.host`, seed.host) : expectHost(name, seed);
  const filtering = expectBoolean(`${name}.filtering`, (given ? seed.filtering : undefined) ?? true);
  return services !== undefined && services > plain && filtering
    ? { seed: host, host: `x${services.toString(16)}.${host}`, services }
    : { seed: host, host, services: undefined };
};
