/**
 * How long to wait: returns milliseconds, given the failures in a row (from 1) and the last error. Any function will do;
 * `() => 1_000` waits a second each time. What it throws is the failure of its request.
 */
export type Backoff = (failures: number, error?: unknown) => number;
