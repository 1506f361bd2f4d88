import { defer, switchMap, type Observable } from 'rxjs';
import { interleaveFamilies } from '../core/interleave-families.js';
import type { Lookup } from '../core/lookup.js';
import { answers } from './answers.js';
import { staggered } from './staggered.js';

/** How the addresses of a name are found and raced. */
export interface RaceOptions {
  readonly lookup: Lookup;
  /** Milliseconds after which the next one begins. */
  readonly stagger: number;
  /** Whether an address will do. */
  readonly usable: (ip: string) => boolean;
}

/** The interval of RFC 8305, section 5, in milliseconds. */
export const defaultStagger = 250;

/** Addresses of one name that are dialled: whoever owns the name says which they are. */
const most = 64;

/** Returns the connection to whichever address of `host` is first, looked up at each subscription. */
export const raceAddresses = <C>(
  host: string,
  { lookup, stagger, usable }: RaceOptions,
  dial: (ip: string) => Observable<C>,
): Observable<C> =>
  answers(host, { lookup, limit: most, usable }).pipe(
    switchMap((ips) =>
      staggered(
        interleaveFamilies(ips).map((ip) => defer(() => dial(ip))),
        stagger,
      ),
    ),
  );
