import { refuse } from './check.js';
import { parseSubnet, type Subnet } from './parse-subnet.js';
import { SubnetMap } from './subnet-map.js';

/** The subnets that are never banned. */
export class Allowed {
  readonly subnets: readonly string[];
  readonly #map: SubnetMap<Subnet>;

  /** @throws ArgumentError if it is no array of subnets */
  constructor(subnets: readonly string[] = []) {
    if (!Array.isArray(subnets)) refuse('allow', 'an array of subnets', subnets);
    this.#map = new SubnetMap(subnets.map((text) => [text, parseSubnet(text)]));
    this.subnets = [...this.#map].map(([text]) => text);
  }

  /** Whether a host is allowed. */
  has(host: string): boolean {
    return this.#map.match(host) !== undefined;
  }

  /** Whether all of a subnet is allowed. */
  covers({ host, prefix = 0 }: Subnet): boolean {
    return [...this.#map.matches(host)].some(([, allowed]) => (allowed.prefix ?? 0) <= prefix);
  }
}
