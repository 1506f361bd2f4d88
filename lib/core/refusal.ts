/**
 * Why a connection that came in was closed at once:
 * - `descriptors`: the process would run out of them, or the listener has as many as it may;
 * - `denied`: its subnet is on the list of those;
 * - `host`, `prefix`: its host or its network has as many connections as it may;
 * - `unfinished`: so many others have not finished their handshake yet;
 * - `rate`: its network comes too often;
 * - `flood`: all together come too often.
 */
export type RefusalReason = 'descriptors' | 'denied' | 'host' | 'prefix' | 'unfinished' | 'rate' | 'flood';

/** A connection that came in and was refused. `R` has the reasons there are. */
export interface Refusal<A, R extends string = RefusalReason> {
  readonly address: A;
  readonly reason: R;
}
