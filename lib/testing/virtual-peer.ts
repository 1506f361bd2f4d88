import { Observable, timer, type Subscriber } from 'rxjs';
import type { Address } from '../core/address.js';
import { expectDuration, expectKnown } from '../core/check.js';
import { ConnectionError } from '../core/errors.js';
import type { Inbound } from '../core/inbound.js';
import { systemError } from './system-error.js';
import { virtualConnection, type Temper, type VirtualConnection } from './virtual-connection.js';

/** How a peer treats whom it is connected to. */
export type Behaviour = 'up' | 'refusing' | 'silent' | 'frozen' | 'dropping';

/** How a peer comes in. */
export interface KnockOptions {
  /** Whether it is one that passes the limits. @default false */
  readonly allowed?: boolean | undefined;
}

/** What a peer needs of its network. */
export interface Surroundings {
  up(): boolean;
  /** Milliseconds that a dial or a ping takes this time. */
  latency(): number;
  /** Told of each dial, by us or by the peer, with which one of the network it is as the answer. */
  dialled(by: 'us' | 'peer'): number;
  /** Told of a connection that comes in. */
  arrive(inbound: Inbound<Address, VirtualConnection>): void;
  /** Told of each change of the number of dials under way, and of open connections. */
  count(dialing: number, open: number): void;
}

/** The ports from which those dial who come in: the ephemeral ones. */
const firstPort = 49_152;
const ports = 16_384;

/**
 * One peer of a virtual network. How it behaves is judged when a dial arrives, that is after the latency; connections that
 * are open stay as they are, but for those of a frozen peer, which answer no ping.
 */
export class VirtualPeer {
  readonly address: Address;
  readonly #network: Surroundings;
  readonly #temper: Temper;
  readonly #open = new Set<Subscriber<VirtualConnection>>();
  #behaviour: Behaviour = 'up';
  #slowness = 0;
  #dials = 0;
  #dialing = 0;
  #knocks = 0;

  constructor(address: Address, network: Surroundings) {
    this.address = address;
    this.#network = network;
    this.#temper = {
      latency: () => network.latency() + this.#slowness,
      mute: () => this.#behaviour === 'frozen',
    };
  }

  /** What it is set to. */
  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  /** Connections open now, whoever dialled. */
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

  /** How often it came to us so far. */
  get knocks(): number {
    return this.#knocks;
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

  /** Accepts, or comes in, and closes at once. */
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
      const id = this.#network.dialled('us');
      this.#dials += 1;
      this.#count(1, 0);
      subscriber.add(() => (this.#open.delete(subscriber) ? this.#count(0, -1) : this.#count(-1, 0)));
      const arrived$ = timer(this.#temper.latency());
      // eslint-disable-next-line rxjs-x/no-ignored-error -- a timer has none
      subscriber.add(arrived$.subscribe(() => this.#answer(subscriber, id)));
    });
  }

  /**
   * Dials us, from a port of its own, and is there at once. Returns whether it was let in, that is, whether its connection
   * was subscribed to there and then; if not, it is gone. While the network is down, nothing comes.
   *
   * @throws ArgumentError if an option is wrong
   */
  knock(options: KnockOptions = {}): boolean {
    expectKnown(options, ['allowed']);
    if (!this.#network.up()) return false;
    const id = this.#network.dialled('peer');
    const address = { host: this.address.host, port: firstPort + (this.#knocks % ports) };
    this.#knocks += 1;
    let [free, taken] = [true, false];
    const connection$ = new Observable<VirtualConnection>((subscriber) => {
      if (taken) return subscriber.error(new ConnectionError('failed', 'The connection is taken'));
      if (!free) return subscriber.error(new ConnectionError('closed', 'Nobody took the connection when it came'));
      taken = true;
      this.#count(0, 1);
      subscriber.add(() => this.#open.delete(subscriber) && this.#count(0, -1));
      this.#establish(subscriber, { address, id });
    });
    this.#network.arrive({ address, connection$, ...options });
    free = false;
    return taken;
  }

  #answer(subscriber: Subscriber<VirtualConnection>, id: number): void {
    if (!this.#network.up()) return subscriber.error(systemError('connect', 'EHOSTUNREACH', this.address));
    if (this.#behaviour === 'silent') return;
    if (this.#behaviour === 'refusing') return subscriber.error(systemError('connect', 'ECONNREFUSED', this.address));
    this.#count(-1, 1);
    this.#establish(subscriber, { address: this.address, id });
  }

  #establish(subscriber: Subscriber<VirtualConnection>, which: Pick<VirtualConnection, 'address' | 'id'>): void {
    this.#open.add(subscriber);
    subscriber.next(virtualConnection(which, subscriber, this.#temper));
    if (this.#behaviour === 'dropping') subscriber.complete();
  }

  #count(dialing: number, open: number): void {
    this.#dialing += dialing;
    this.#network.count(dialing, open);
  }
}
