import { Observable, filter, map, merge, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { Door, type Guest } from '../core/door.js';
import { ConnectionError } from '../core/errors.js';
import type { Inbound } from '../core/inbound.js';
import { admitSettings, type AdmitOptions } from './admit-options.js';
import { follow } from './follow.js';
import { SteadyClock } from './steady-clock.js';

/**
 * Returns an operator that lets those connections in that the rules allow. It sheds: whoever is refused is closed at once and
 * told to `refused` with the reason; nobody waits, and accepting never pauses.
 *
 * ```
 * inbound$                  a--b--c---d--
 * admit({ perHost: 2 })     a--b------d--     all of one host; b closes before d comes
 * refused                   ------c------
 * ```
 *
 * A place is taken by the subscription to `connection$`, and free again when that ends, however it ends. Where the handshake
 * is piped to `connection$` before this, `unfinished` counts it. Nothing is subscribed to for those that are refused: no
 * handshake begins.
 *
 * One operator counts for all that pass it: merge the listeners before it. Each of its subscriptions counts anew.
 *
 * A connection whose subscription comes late, when its place is gone, errors with a {@link ConnectionError} `full`.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * const refused$ = new Subject<Refusal<Address>>();
 * const inbound = merge(listen({ port: 8333 }), listen({ port: 8333, host: '::1' })).pipe(
 *   map(({ address, connection$ }) => ({ address, connection$: connection$.pipe(handshake(greet, { timeout: 10_000 })) })),
 *   admit({ perHost: 3, perPrefix: 10, unfinished: 50, rate: 1, flood: 100, allow: ['127.0.0.0/8'], refused: refused$ }),
 * );
 * refused$.pipe(summarize()).subscribe(({ count, reason }) => console.log(`refused ${count}: ${reason}`));
 * ```
 */
export const admit = <A extends { readonly host: string }, C>(
  options: AdmitOptions<A> = {},
): MonoTypeOperatorFunction<Inbound<A, C>> => {
  const { rules, streams, random, refused, complain } = admitSettings(options);

  const housed = (door: Door, guest: Guest, { address, connection$ }: Inbound<A, C>): Observable<C> =>
    new Observable<C>((subscriber) => {
      const reason = door.full(guest);
      if (reason !== undefined) {
        subscriber.error(new ConnectionError('full', `Nobody else is let in now (${reason})`));
        refused({ address, reason });
        return undefined;
      }
      const { greet, leave } = door.enter(guest);
      // Before the end is told, the place is free.
      return connection$
        .pipe(tap({ next: greet, error: leave, complete: leave, finalize: leave }))
        .subscribe(subscriber);
    });

  return (inbound$) =>
    new Observable((subscriber) => {
      const door = new Door(random);
      const clock = new SteadyClock();
      door.change(rules);
      // Before the first guest: a stream may have a value at once.
      subscriber.add(
        merge(
          ...streams.map(({ value$, rulesOf }) => follow(value$, (value) => door.change(rulesOf(value)), complain)),
        ).subscribe(),
      );

      inbound$
        .pipe(
          map((inbound) => ({ inbound, guest: door.guest(inbound.address.host) })),
          filter(({ inbound: { address }, guest }) => {
            const reason = door.knock(guest, clock.now());
            if (reason !== undefined) refused({ address, reason });
            return reason === undefined;
          }),
          map(({ inbound, guest }) => ({
            ...inbound,
            connection$: housed(door, guest, inbound),
            allowed: guest.standing === 'allowed',
          })),
        )
        .subscribe(subscriber);
    });
};
