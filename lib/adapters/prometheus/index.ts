// rx-connmgr/prometheus: needs the package prom-client.
export { prometheus, type Observed, type PrometheusOptions } from './prometheus.js';
export type { Register } from './metrics.js';
export type { Places } from './reading.js';
