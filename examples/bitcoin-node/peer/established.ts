import { Subject, asyncScheduler, finalize, filter, ignoreElements, map, tap, type Observable } from 'rxjs';
import { networkOf, type Address, type Kind, type NetworkName } from 'rx-connmgr';
import type { Message, Version } from '../wire/message.js';
import { AddressBudget } from './address-budget.js';
import { expectProper } from './expect-proper.js';
import type { Introduction } from './introduce.js';
import type { Line } from './line.js';
import type { Peer, Traffic } from './peer.js';
import { Pings } from './pings.js';
import { sample } from './sample.js';
import type { KnownSelf } from './self.js';
import { isBlockRelayOnly, type Whom } from './whom.js';

const wholeSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1_000) * 1_000;

const isGossip = (message: Message): message is Message & { readonly command: 'addr' | 'addrv2' } =>
  message.command === 'addr' || message.command === 'addrv2';

/** A peer with whom hands were shaken. */
export class Established implements Peer {
  readonly address: Address;
  readonly localAddress: Address;
  readonly kind: Kind;
  declare readonly pool?: string;
  declare readonly tag?: string;
  readonly network: NetworkName;
  readonly version: Version;
  readonly protocolVersion: number;
  readonly wantsAddrV2: boolean;
  readonly connectedAt: number;
  readonly timeOffset: number;
  readonly #line: Line;
  readonly #self: Pick<KnownSelf, 'services' | 'random'>;
  readonly #messages$ = new Subject<Message>();
  readonly #pings: Pings;
  readonly #budget = new AddressBudget(asyncScheduler.now());
  #processed = 0;
  #rateLimited = 0;

  constructor(line: Line, { version, wantsAddrV2 }: Introduction, self: KnownSelf, whom: Whom) {
    this.#line = line;
    this.#self = self;
    this.address = whom.address;
    this.localAddress = line.localAddress;
    this.kind = whom.kind;
    if (whom.pool !== undefined) this.pool = whom.pool;
    if (whom.tag !== undefined) this.tag = whom.tag;
    this.network = networkOf(whom.address.host);
    this.version = version;
    this.protocolVersion = Math.min(version.version, self.protocolVersion);
    this.wantsAddrV2 = wantsAddrV2;
    this.connectedAt = line.since;
    this.timeOffset = version.time - wholeSeconds(asyncScheduler.now());
    this.#pings = new Pings((nonce) => this.send({ command: 'ping', nonce }), self.nonce);
  }

  get messages$(): Observable<Message> {
    return this.#messages$;
  }

  /** Pings once for each subscription: emits the round trip in milliseconds, and completes. */
  get ping$(): Observable<number> {
    return this.#pings.ask$;
  }

  /**
   * Does what is to be done with what comes, for as long as it is subscribed to: sees to the rules, answers pings, drops
   * addresses that are too many, and hands on the rest. Errors with a `PeerError` when a rule is broken.
   */
  get duties$(): Observable<never> {
    return this.#line.messages$.pipe(
      map((message) => expectProper(message, this.#self.services, this.version)),
      filter((message) => !(isGossip(message) && isBlockRelayOnly(this))),
      map((message) => (isGossip(message) ? this.#limited(message) : message)),
      tap((message) => this.#hear(message)),
      ignoreElements(),
      finalize(() => this.#messages$.complete()),
    );
  }

  send(message: Message): void {
    if (message.command === 'getaddr') this.#budget.ask();
    this.#line.send(message);
  }

  traffic(): Traffic {
    const { bytesSent, bytesReceived, lastSent, lastReceived } = this.#line;
    const { last, shortest, since } = this.#pings;
    return {
      bytesSent,
      bytesReceived,
      lastSent,
      lastReceived,
      ...(last === undefined ? {} : { ping: last }),
      ...(shortest === undefined ? {} : { minPing: shortest }),
      ...(since === undefined ? {} : { pingSince: since }),
      addressesProcessed: this.#processed,
      addressesRateLimited: this.#rateLimited,
    };
  }

  #hear(message: Message): void {
    if (message.command === 'ping') this.send({ command: 'pong', nonce: message.nonce });
    if (message.command === 'pong') this.#pings.hear(message.nonce);
    this.#messages$.next(message);
  }

  /** As many of the addresses as the peer may tell of, by chance: who mixes lies with truths shall not choose. */
  #limited<M extends Message & { readonly command: 'addr' | 'addrv2' }>(message: M): M {
    const told = message.addresses.length;
    const allowed = this.#budget.take(told, asyncScheduler.now());
    this.#processed += allowed;
    this.#rateLimited += told - allowed;
    return allowed === told
      ? message
      : { ...message, addresses: sample(message.addresses, allowed, this.#self.random) };
  }
}
