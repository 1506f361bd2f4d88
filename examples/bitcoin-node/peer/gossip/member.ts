import { Subject, buffer, exhaustMap, ignoreElements, tap, timer, type Observable } from 'rxjs';
import { formatAddress, type Sighting } from 'rx-connmgr';
import type { Peer } from '../peer.js';
import { isInbound } from '../whom.js';
import { exponentialDelay } from './exponential-delay.js';
import type { GossipSettings } from './options.js';
import { RecentSet } from './recent-set.js';
import { tell } from './tell.js';

/** How many addresses are remembered that a peer knows of. Source: Bitcoin Core. */
const remembered = 5_000;

/** A peer that takes part in gossip, and what it is known to know. */
export class Member {
  readonly id: number;
  readonly peer: Peer;
  /** It was asked for addresses, and what comes may be the answer. */
  asked = false;
  readonly #known = new RecentSet(remembered);
  readonly #news$ = new Subject<Sighting>();

  constructor(id: number, peer: Peer) {
    this.id = id;
    this.peer = peer;
  }

  knows(address: Sighting): void {
    this.#known.add(formatAddress(address));
  }

  /** Asks it for addresses, if we came to it: who came to us may be there to ask only. */
  ask(): void {
    if (isInbound(this.peer)) return;
    this.asked = true;
    this.peer.send({ command: 'getaddr' });
  }

  /** Tells it at once. */
  tell(addresses: readonly Sighting[]): void {
    addresses.forEach((address) => this.knows(address));
    tell(this.peer, addresses);
  }

  /** Tells it later, together with what else there is by then. */
  pass(address: Sighting): void {
    if (!this.#known.has(formatAddress(address))) this.#news$.next(address);
  }

  /** Passes news on for as long as it is subscribed to. */
  passing$({ trickle, random }: Pick<GossipSettings, 'trickle' | 'random'>): Observable<never> {
    const due$ = this.#news$.pipe(exhaustMap(() => timer(exponentialDelay(trickle, random))));
    return this.#news$.pipe(
      buffer(due$),
      tap((news) => this.tell(news.filter((address) => !this.#known.has(formatAddress(address))))),
      ignoreElements(),
    );
  }
}
