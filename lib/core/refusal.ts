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

/**
 * Why a connection that came in did not become a request:
 * - `full`: there is no room;
 * - `banned`: its address is;
 * - `duplicate`: its address has a request already;
 * - `suspended`: nobody is let in until the manager is resumed;
 * - `failed`: it ended before it was established, as when a handshake fails or takes too long; or its address has no key.
 */
export type InboundRefusalReason = 'full' | 'banned' | 'duplicate' | 'suspended' | 'failed';

/** A connection that came in and was refused. `R` has the reasons there are. */
export interface Refusal<A, R extends string = RefusalReason> {
  readonly address: A;
  readonly reason: R;
}
