import { Observable, type OperatorFunction } from 'rxjs';
import type { Address } from '../core/address.js';
import type { Command, ConnectionEvent } from '../core/events.js';
import { settingsOf, type ManageOptions } from '../options.js';
import { Engine } from './engine.js';

/**
 * Returns an operator that turns commands into events: the manager as a pipeline. Subscribing starts it, the completion of
 * the commands stops it in order, unsubscribing cuts it off without a word. Each subscription is a manager of its own.
 *
 * ```
 * commands   -p-----------r-----|
 * dial         --c---#
 * events     hd--e---xw---.-----(h|)
 * ```
 *
 * @throws ArgumentError at once if an option is wrong
 * @example
 * ```ts
 * commands$.pipe(manage({ dial: tcp(), addresses, maxOutbound: 8 })).subscribe(logTo(console));
 * ```
 */
export const manage = <A = Address, C = unknown>(
  options: ManageOptions<A, C>,
): OperatorFunction<Command<A>, ConnectionEvent<A, C>> => {
  const settings = settingsOf(options);
  return (commands$) =>
    new Observable<ConnectionEvent<A, C>>((subscriber) => {
      const engine = new Engine(settings);
      let failure: { readonly error: unknown } | undefined;
      subscriber.add(() => engine.cut());
      subscriber.add(
        engine.teller.events$.subscribe({
          next: (event) => subscriber.next(event),
          complete: () => (failure ? subscriber.error(failure.error) : subscriber.complete()),
        }),
      );
      engine.start();
      subscriber.add(
        commands$.subscribe({
          next: (command) => engine.commands.execute(command),
          error: (error: unknown) => {
            failure = { error };
            engine.stop();
          },
          complete: () => engine.stop(),
        }),
      );
    });
};
