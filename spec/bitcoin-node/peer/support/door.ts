import { EMPTY, ReplaySubject, catchError, firstValueFrom, mergeMap, timeout, type Observable } from 'rxjs';
import type { Address } from 'rx-connmgr';
import { listen } from 'rx-connmgr/node';
import type { greeter } from '../../../../examples/bitcoin-node/peer/greeter.js';
import type { Peer } from '../../../../examples/bitcoin-node/peer/peer.js';

/** The first thing that comes of it, within some seconds. */
export const outcome = <T>(source$: Observable<T>): Promise<T> => firstValueFrom(source$.pipe(timeout(10_000)));

/** A listener on loopback: everybody who comes becomes a peer, or the error that there is instead. */
export class Door {
  readonly #address$ = new ReplaySubject<Address>(1);
  readonly #peers$ = new ReplaySubject<Peer>(1);
  readonly #errors$ = new ReplaySubject<unknown>(1);
  readonly #life;

  constructor(greet: ReturnType<typeof greeter>) {
    this.#life = listen({ host: '127.0.0.1', port: 0, listening: (address) => this.#address$.next(address) })
      .pipe(
        mergeMap(({ address, connection$ }) =>
          connection$.pipe(
            greet({ address, kind: 'inbound' }),
            catchError((error: unknown) => {
              this.#errors$.next(error);
              return EMPTY;
            }),
          ),
        ),
      )
      .subscribe((peer) => this.#peers$.next(peer));
  }

  get address(): Promise<Address> {
    return outcome(this.#address$);
  }

  /** Who came in last. */
  get peer(): Promise<Peer> {
    return outcome(this.#peers$);
  }

  /** Why somebody is no peer, or is one no more. */
  get error(): Promise<unknown> {
    return outcome(this.#errors$);
  }

  close(): void {
    this.#life.unsubscribe();
  }
}
