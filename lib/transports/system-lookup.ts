import dns from 'node:dns';
import { Observable } from 'rxjs';
import { asLookupError } from '../core/as-lookup-error.js';
import type { Lookup } from '../core/lookup.js';

/**
 * Returns a lookup that asks the system, as other programs do: it knows `localhost`, the hosts file and whatever else the
 * system is set up for. All addresses of the wanted family are answered, in the order that the system prefers.
 *
 * It cannot be cancelled: who unsubscribes hears nothing more, but one of the few threads that Node has for this is busy
 * until the system answers.
 */
export const systemLookup =
  (family: 4 | 6 | undefined): Lookup =>
  (name) =>
    new Observable<readonly string[]>((subscriber) => {
      dns.lookup(name, { all: true, family: family ?? 0 }, (cause, addresses) => {
        if (cause) {
          subscriber.error(asLookupError(name, cause));
          return;
        }
        subscriber.next(addresses.map(({ address }) => address));
        subscriber.complete();
      });
    });
