import type { Settings } from '../options.js';
import type { BanWatch } from './ban-watch.js';
import type { Registry } from './registry.js';

/** What eligibility depends on. */
export interface EligibilityContext<A> {
  readonly settings: Pick<Settings<A, unknown>, 'group' | 'key' | 'routable'>;
  readonly registry: Registry<A>;
  readonly bans: BanWatch<A>;
  /** Whether the address of that key rests. */
  readonly rests: (key: string) => boolean;
  readonly complainSparingly: (error: unknown) => void;
}

/** Which addresses an automatic request may have. A function of the user that throws says no, and is told of. */
export class Eligibility<A> {
  readonly #context: EligibilityContext<A>;

  constructor(context: EligibilityContext<A>) {
    this.#context = context;
  }

  holds(address: A): boolean {
    const { settings, registry, bans, rests, complainSparingly } = this.#context;
    try {
      if (bans.has(address) || settings.routable?.(address) === false) return false;
      const group = settings.group?.(address);
      if (group !== undefined && registry.reaches(group)) return false;
      const key = settings.key(address);
      return !registry.find(key) && !rests(key);
    } catch (error) {
      complainSparingly(error);
      return false;
    }
  }

  /** The network of an address, as far as it matters and can be told. */
  groupOf(address: A): string | undefined {
    const { settings, complainSparingly } = this.#context;
    try {
      return settings.group?.(address);
    } catch (error) {
      complainSparingly(error);
      return undefined;
    }
  }
}
