import { EMPTY, NEVER, Observable, defer, map, timer, type Subscriber } from 'rxjs';
import type { Address } from '../core/address.js';

/** What a dial of a virtual network gives: enough to tell connections apart, and to ask whether the peer is alive. */
export interface VirtualConnection {
  readonly address: Address;
  /** The how manieth dial of the network made it, from 1. */
  readonly number: number;
  /** Answers after the latency, unless the peer is frozen or the connection closed. */
  ping(): Observable<void>;
}

/** How a peer treats who dials it. */
export type Behaviour = 'up' | 'refusing' | 'silent' | 'frozen' | 'dropping';

const failure = (code: string, { host, port }: Address): Error =>
  Object.assign(new Error(`connect ${code} ${host}:${port}`), { code });

/** What a peer needs to know of its network. */
export interface Surroundings {
  readonly up: boolean;
  latency(): number;
  /** Numbers a dial. */
  dialled(): number;
}

/**
 * One peer of a virtual network. What it is set to holds from then on, also for dials under way; established connections
 * stay until they are killed.
 */
export class VirtualPeer {
  readonly address: Address;
  readonly #network: Surroundings;
  readonly #established = new Set<Subscriber<VirtualConnection>>();
  #behaviour: Behaviour = 'up';
  #slowness = 0;
  #dials = 0;
  #dialing = 0;

  constructor(address: Address, network: Surroundings) {
    this.address = address;
    this.#network = network;
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  /** Connections open now. */
  get open(): number {
    return this.#established.size;
  }

  /** Dials under way now. */
  get dialing(): number {
    return this.#dialing;
  }

  /** Dials made so far. */
  get dials(): number {
    return this.#dials;
  }

  /** Establishes what is dialled. */
  up(): void {
    this.#behaviour = 'up';
    this.#slowness = 0;
  }

  /** Refuses, as a closed port does. */
  refuse(): void {
    this.#behaviour = 'refusing';
  }

  /** Never answers a dial: it hangs until someone gives up. */
  silence(): void {
    this.#behaviour = 'silent';
  }

  /** Establishes, and then says no word: a ping is never answered. So do the connections that are there already. */
  freeze(): void {
    this.#behaviour = 'frozen';
  }

  /** Accepts, and drops at once. */
  drop(): void {
    this.#behaviour = 'dropping';
  }

  /** Takes `by` milliseconds longer for everything. */
  slow(by: number): void {
    this.#slowness = by;
  }

  /** Ends the connections that are there: in order, or with an error. */
  kill(error?: unknown): void {
    for (const subscriber of [...this.#established]) {
      if (error === undefined) subscriber.complete();
      else subscriber.error(error);
    }
  }

  /** A dial of this peer. */
  dial(): Observable<VirtualConnection> {
    return new Observable<VirtualConnection>((subscriber) => {
      const number = this.#network.dialled();
      this.#dials += 1;
      this.#dialing += 1;
      subscriber.add(() => {
        if (!this.#established.delete(subscriber)) this.#dialing -= 1;
      });
      const delay = this.#network.latency() + this.#slowness;
      // eslint-disable-next-line rxjs-x/no-ignored-error -- a timer has none
      subscriber.add(timer(delay).subscribe(() => this.#answer(subscriber, number)));
    });
  }

  #answer(subscriber: Subscriber<VirtualConnection>, number: number): void {
    if (!this.#network.up) return subscriber.error(failure('EHOSTUNREACH', this.address));
    if (this.#behaviour === 'refusing') return subscriber.error(failure('ECONNREFUSED', this.address));
    if (this.#behaviour === 'silent') return;
    this.#dialing -= 1;
    this.#established.add(subscriber);
    subscriber.next({ address: this.address, number, ping: () => this.#ping(subscriber) });
    if (this.#behaviour === 'dropping') subscriber.complete();
  }

  #ping(subscriber: Subscriber<VirtualConnection>): Observable<void> {
    return defer(() => {
      if (subscriber.closed) return EMPTY;
      if (this.#behaviour === 'frozen') return NEVER;
      return timer(this.#network.latency() + this.#slowness).pipe(map(() => undefined));
    });
  }
}
