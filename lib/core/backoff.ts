export type { Backoff } from './backoff/backoff.js';
export { capped } from './backoff/capped.js';
export { exponential } from './backoff/exponential.js';
export { jittered, type JitterOptions } from './backoff/jittered.js';
export { linear } from './backoff/linear.js';
export { retryAfter } from './backoff/retry-after.js';
export { safeDelay } from './backoff/safe-delay.js';
export { steps } from './backoff/steps.js';
