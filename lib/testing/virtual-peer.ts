import { NEVER, Observable, defer, map, mergeMap, of, throwError, timer, type Subscriber } from 'rxjs';
import type { Address } from '../core/address.js';
import { expectDuration } from '../core/check.js';
import { systemError } from './system-error.js';

/** What a dial of a virtual network gives: enough to tell connections apart, and to ask whether the peer is alive. */
export interface VirtualConnection {
  readonly address: Address;
  /** Which dial of the network made it, from 1. */
  readonly id: number;
  /** Answers once, after the latency, unless the peer is frozen by then; errors if the connection is closed. */
  ping(): Observable<void>;
}

/** How a peer treats who dials it. */
export type Behaviour = 'up' | 'refusing' | 'silent' | 'frozen' | 'dropping';

/** What a peer needs of its network. */
export interface Surroundings {
  up(): boolean;
  /** Milliseconds that a dial or a ping takes this time. */
  latency(): number;
  /** Told of each dial, with which one of the network it is as the answer. */
  dialled(): number;
  /** Told of each change of the number of dials under way, and of open connections. */
  count(dialing: number, open: number): void;
}

/**
 * One peer of a virtual network. How it behaves is judged when a dial arrives, that is after the latency; connections that
 * are open stay as they are, but for those of a frozen peer, which answer no ping.
 */
export class VirtualPeer {
  readonly address: Address;
  readonly #network: Surroundings;
  readonly #open = new Set<Subscriber<VirtualConnection>>();
  #behaviour: Behaviour = 'up';
  #slowness = 0;
  #dials = 0;
  #dialing = 0;

  constructor(address: Address, network: Surroundings) {
    this.address = address;
    this.#network = network;
  }

  /** What it is set to. */
  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  /** Connections open now. */
  get open(): number {
    return this.#open.size;
  }

  /** Dials under way now. */
  get dialing(): number {
    return this.#dialing;
  }

  /** Dials made so far. */
  get dials(): number {
    return this.#dials;
  }

  /** Establishes what is dialled, and is as quick as the network. So it is in the beginning. */
  up(): void {
    this.#behaviour = 'up';
    this.#slowness = 0;
  }

  /** Refuses, as a closed port does: ECONNREFUSED. */
  refuse(): void {
    this.#behaviour = 'refusing';
  }

  /** Never answers a dial: it hangs until whoever dials gives up. */
  silence(): void {
    this.#behaviour = 'silent';
  }

  /** Establishes, and then says no word: no ping is answered, not even on the connections that are open already. */
  freeze(): void {
    this.#behaviour = 'frozen';
  }

  /** Accepts, and closes at once. */
  drop(): void {
    this.#behaviour = 'dropping';
  }

  /**
   * Takes `by` milliseconds longer for everything that begins from now on.
   *
   * @throws ArgumentError if that is no duration
   */
  slow(by: number): void {
    this.#slowness = expectDuration('by', by);
  }

  /** Ends the connections that are open: in order, or with an error if one is given. */
  kill(error?: unknown): void {
    for (const subscriber of this.#open) {
      if (error === undefined) subscriber.complete();
      else subscriber.error(error);
    }
  }

  /** Returns a dial of this peer. */
  dial(): Observable<VirtualConnection> {
    return new Observable<VirtualConnection>((subscriber) => {
      const id = this.#network.dialled();
      this.#dials += 1;
      this.#count(1, 0);
      subscriber.add(() => (this.#open.delete(subscriber) ? this.#count(0, -1) : this.#count(-1, 0)));
      const arrived$ = timer(this.#network.latency() + this.#slowness);
      // eslint-disable-next-line rxjs-x/no-ignored-error -- a timer has none
      subscriber.add(arrived$.subscribe(() => this.#answer(subscriber, id)));
    });
  }

  #answer(subscriber: Subscriber<VirtualConnection>, id: number): void {
    if (!this.#network.up()) return subscriber.error(systemError('connect', 'EHOSTUNREACH', this.address));
    if (this.#behaviour === 'silent') return;
    if (this.#behaviour === 'refusing') return subscriber.error(systemError('connect', 'ECONNREFUSED', this.address));
    this.#open.add(subscriber);
    this.#count(-1, 1);
    subscriber.next({ address: this.address, id, ping: () => this.#ping(subscriber) });
    if (this.#behaviour === 'dropping') subscriber.complete();
  }

  #ping(subscriber: Subscriber<VirtualConnection>): Observable<void> {
    const closed$ = defer(() => throwError(() => systemError('write', 'EPIPE', this.address)));
    return defer(() => (subscriber.closed ? closed$ : timer(this.#network.latency() + this.#slowness))).pipe(
      mergeMap(() => (subscriber.closed ? closed$ : this.#behaviour === 'frozen' ? NEVER : of(undefined))),
      map(() => undefined),
    );
  }

  #count(dialing: number, open: number): void {
    this.#dialing += dialing;
    this.#network.count(dialing, open);
  }
}
