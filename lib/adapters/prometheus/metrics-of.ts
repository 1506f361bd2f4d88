import { Observable, ReplaySubject, share } from 'rxjs';
import { makeMetrics, type Metrics, type Register } from './metrics.js';

const shared = new WeakMap<Register, Map<string, Observable<Metrics>>>();

const metricsIn = (register: Register, prefix: string): Observable<Metrics> =>
  new Observable<Metrics>((subscriber) => {
    const metrics = makeMetrics(register, prefix);
    subscriber.next(metrics);
    return () => metrics.remove();
  }).pipe(share({ connector: () => new ReplaySubject(1) }));

/** Returns the metrics of a register, which are in it as long as anybody is subscribed: the same for all of them. */
export const metricsOf = (register: Register, prefix: string): Observable<Metrics> => {
  const byPrefix = shared.get(register) ?? new Map<string, Observable<Metrics>>();
  shared.set(register, byPrefix);
  const metrics$ = byPrefix.get(prefix) ?? metricsIn(register, prefix);
  byPrefix.set(prefix, metrics$);
  return metrics$;
};
