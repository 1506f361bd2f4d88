import {
  asyncScheduler,
  defer,
  endWith,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  repeat,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import type { Address, Sighting } from 'rx-connmgr';
import type { Message } from '../../wire/message.js';
import type { Peer } from '../peer.js';
import { isBlockRelayOnly, isFeeler, isInbound } from '../whom.js';
import { Answers } from './answers.js';
import { Circle } from './circle.js';
import { exponentialDelay } from './exponential-delay.js';
import { Member } from './member.js';
import { withDefaults, type GossipOptions } from './options.js';
import { isFresh, isUseful, timely } from './timely.js';

/** Addresses, and the peer that told of them. */
export interface Heard {
  readonly source: Address;
  readonly addresses: readonly Sighting[];
}

/** What has more addresses than this is no news, but an answer. */
const news = 10;
/** As many as an answer has that is not the last one. */
const wholeAnswer = 1_000;

const tellsOf = (message: Message): message is Message & { readonly command: 'addr' | 'addrv2' } =>
  message.command === 'addr' || message.command === 'addrv2';

const isGossip = (message: Message): boolean => tellsOf(message) || message.command === 'getaddr';

/**
 * Returns an operator from peers, as they are established, to what they tell of others: all that there is to gossip of
 * addresses. Who leaves (its `messages$` complete) is out of it.
 *
 * ```
 * peers$          --p----------
 * p says            ----a----g-     addr, getaddr
 * p hears           gs-------a-     getaddr, where we are; addr, if it came to us
 * gossip(…)       ------h------
 * ```
 *
 * - Whoever we dialled is asked for addresses, once. Whoever came to us and asks is answered, once: with at most 1 000, and
 *   at most 23 in 100 of what is known.
 * - Everyone is told where we are, at first and about daily.
 * - What came is cleansed: times that cannot be are corrected; hosts that are not `routable`, and nodes that offer no blocks,
 *   are dropped.
 * - News, up to ten addresses seen in the last ten minutes, are passed on to two others, but to nobody who knows them.
 * - Block-relay-only peers and feelers are told nothing and asked for nothing, nor is what they say listened to; whoever came
 *   to us takes part when it first speaks of addresses, since we may be such to them.
 *
 * How much a peer may tell of is seen to before: its `messages$` have no more.
 *
 * @example
 * ```ts
 * peers$.pipe(gossip({ known: () => known })).subscribe(({ addresses, source }) => book.add(addresses, source));
 * ```
 *
 * Source: Bitcoin Core, `ProcessAddrs`, `RelayAddress`, `MaybeSendAddr` and the answer to `getaddr`.
 */
export const gossip = (options: GossipOptions): OperatorFunction<Peer, Heard> => {
  const settings = withDefaults(options);
  const { ours, routable, secret, random, advertiseEvery } = settings;

  return (peers$) =>
    defer(() => {
      const circle = new Circle(secret);
      const answers = new Answers(settings);
      let members = 0;

      const hear = (member: Member, told: readonly Sighting[]): readonly Sighting[] => {
        const now = asyncScheduler.now();
        told.forEach((address) => member.knows(address));
        const addresses = told
          .filter((sighting) => isUseful(sighting) && routable(sighting.host))
          .map((sighting) => timely(sighting, now));
        if (!member.asked && told.length <= news) {
          for (const address of addresses) {
            if (!isFresh(address, now)) continue;
            for (const other of circle.audienceOf(address, member, now)) other.pass(address);
          }
        }
        if (told.length < wholeAnswer) member.asked = false;
        return addresses;
      };

      const advertising = (member: Member): Observable<never> =>
        defer(() => {
          const address = ours(member.peer);
          if (address) member.tell([{ ...address, seen: asyncScheduler.now() }]);
          return timer(exponentialDelay(advertiseEvery, random));
        }).pipe(repeat(), ignoreElements());

      const partaking = (member: Member): Observable<never> =>
        defer(() => {
          circle.add(member);
          member.ask();
          return merge(member.passing$(settings), advertising(member));
        });

      const answering = (member: Member): Observable<never> =>
        member.peer.messages$.pipe(
          filter(({ command }) => command === 'getaddr' && isInbound(member.peer)),
          take(1),
          tap(() => member.tell(answers.at(asyncScheduler.now()))),
          ignoreElements(),
        );

      const join = (peer: Peer): Observable<Heard> => {
        const member = new Member((members += 1), peer);
        const heard$ = peer.messages$.pipe(
          filter(tellsOf),
          map((message) => ({ source: peer.address, addresses: hear(member, message.addresses) })),
          filter(({ addresses }) => addresses.length > 0),
        );
        const partakes$: Observable<unknown> = isInbound(peer)
          ? peer.messages$.pipe(filter(isGossip), take(1))
          : of(true);
        return merge(heard$, answering(member), partakes$.pipe(switchMap(() => partaking(member)))).pipe(
          takeUntil(peer.messages$.pipe(ignoreElements(), endWith(true))),
          finalize(() => circle.delete(member)),
        );
      };

      return peers$.pipe(
        filter((peer) => !isBlockRelayOnly(peer) && !isFeeler(peer)),
        mergeMap(join),
      );
    });
};
