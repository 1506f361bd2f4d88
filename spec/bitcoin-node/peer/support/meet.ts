import { Subject, concat, of } from 'rxjs';
import { greeter } from '../../../../examples/bitcoin-node/peer/greeter.js';
import type { Peer } from '../../../../examples/bitcoin-node/peer/peer.js';
import type { Self } from '../../../../examples/bitcoin-node/peer/self.js';
import type { Whom } from '../../../../examples/bitcoin-node/peer/whom.js';
import { chains } from '../../../../examples/bitcoin-node/wire/chains.js';
import { version } from '../../support/version.js';
import { FakeSocket } from './fake-socket.js';
import { sendaddrv2, verack } from './messages.js';

const address = { host: '192.0.2.7', port: 18_444 };
export const dialled: Whom = { address, kind: 'automatic' };
export const cameIn: Whom = { address, kind: 'inbound' };

/** Our nonces: 1, 2, 3 … */
const counting = () => {
  let last = 0n;
  return () => (last += 1n);
};

export const self = (changes: Partial<Self> = {}): Self => ({
  chain: chains.regtest,
  services: 9n,
  userAgent: '/ours:1.0/',
  nonce: counting(),
  ...changes,
});

/** One connection, and what becomes of it. */
export class Meeting {
  readonly socket = new FakeSocket();
  readonly peers: Peer[] = [];
  error: unknown;
  completed = false;
  readonly #end$ = new Subject<never>();
  readonly #life;

  constructor(whom: Whom, greet = greeter(self())) {
    this.#life = concat(of(this.socket), this.#end$)
      .pipe(greet(whom))
      .subscribe({
        next: (peer) => this.peers.push(peer),
        error: (error: unknown) => (this.error = error),
        complete: () => (this.completed = true),
      });
  }

  get peer(): Peer {
    return this.peers[0]!;
  }

  /** Whether it goes on. */
  get open(): boolean {
    return !this.#life.closed;
  }

  /** The other side hangs up. */
  hangUp(): void {
    this.#end$.complete();
  }

  /** It is cut off. */
  break(error: Error): void {
    this.#end$.error(error);
  }

  /** We hang up. */
  readonly close = (): void => this.#life.unsubscribe();
}

export const meet = (whom: Whom, changes: Partial<Self> = {}): Meeting => new Meeting(whom, greeter(self(changes)));

/** Shakes hands as an honest peer does. */
export const met = (whom: Whom, changes: Partial<Self> = {}, theirs = version()): Meeting => {
  const meeting = meet(whom, changes);
  meeting.socket.hear(theirs, sendaddrv2, verack);
  return meeting;
};
