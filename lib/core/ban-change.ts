import type { Ban } from './ban.js';

/**
 * What has changed in a list of bans, one ban or several at once:
 * - `added`: they hold now, each instead of what held for its subnet before;
 * - `lifted`: somebody ended them;
 * - `expired`: they are over;
 * - `displaced`: they had to make room for others.
 */
export interface BanChange {
  readonly type: 'added' | 'lifted' | 'expired' | 'displaced';
  /** One at least. */
  readonly bans: readonly Ban[];
}
