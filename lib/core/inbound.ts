import type { Observable } from 'rxjs';

/**
 * A connection that comes in: a dial from the other side. Subscribing to `connection$` accepts it; what it emits and how it
 * ends is as of a `Dial`; unsubscribing closes it, in whatever phase it is, so that a handshake after it is an operator here
 * as it is there. Whoever is not subscribed to in the turn in which it is told is refused: its source closes it.
 *
 * ```
 * accepted, later closed by the peer   s-------|
 * accepted, later closed by us         s---!
 * ```
 *
 * There is one connection, and so one subscription. What has to be thought over is thought over after it:
 * `connection$.pipe(delayWhen(askAround))`.
 *
 * @example
 * ```ts
 * listen({ port: 8333 }).pipe(mergeMap(({ connection$ }) => connection$.pipe(handshake(exchangeVersions))));
 * ```
 */
export interface Inbound<A, C> {
  /** Where it comes from. The port is the peer's choice: nobody answers there. */
  readonly address: A;
  readonly connection$: Observable<C>;
  /** Whether it passes the limits and takes none of the room that they leave: `admit` says so of its `allow` list. */
  readonly allowed?: boolean | undefined;
}
