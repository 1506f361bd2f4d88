import type { EndReason } from './request.js';

/**
 * What the manager tells one request: `disconnect`, end this life; `retry`, dial now if you wait; `forgive`, wait no
 * longer than `within` milliseconds; `promote`, your place is wanted back; `end`, for good.
 */
export type Signal =
  | { readonly type: 'disconnect' }
  | { readonly type: 'retry' }
  | { readonly type: 'forgive'; readonly within: number }
  | { readonly type: 'promote' }
  | { readonly type: 'end'; readonly reason: EndReason };
