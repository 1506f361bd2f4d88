import type { Observable, Subscription } from 'rxjs';
import type { ConnectionEvent } from '../core/events.js';
import { outage } from '../operators/outage.js';
import type { Settings } from '../options.js';
import type { HealthWatch } from './health-watch.js';
import type { Outbound } from './outbound.js';
import type { Registry } from './registry.js';

/** What the weather is taken from, and who has to know of it. */
export interface WeatherContext<A, C> {
  readonly settings: Pick<Settings<A, C>, 'maxFailedAttempts' | 'random' | 'retryDuration'>;
  readonly events$: Observable<ConnectionEvent<A, C>>;
  readonly outbound: Outbound<A, C> | undefined;
  readonly registry: Registry<A>;
  readonly health: HealthWatch<A, C>;
}

/** Paces the dials by the weather. After an outage all who wait dial soon, apart from each other. */
export const watchWeather = <A, C>(context: WeatherContext<A, C>): Subscription => {
  const { settings, events$, outbound, registry, health } = context;
  const { maxFailedAttempts, random, retryDuration } = settings;
  const drought = () => Math.max(10 * maxFailedAttempts, outbound?.target ?? 0);
  return events$.pipe(outage({ maxFailedAttempts, drought })).subscribe((weather) => {
    if (weather === health.weather) return;
    const over = health.weather === 'outage' && !health.suspended;
    if (outbound) outbound.weather = weather;
    for (const { wait } of over ? registry.all() : []) wait?.hurry(random() * retryDuration);
    health.weather = weather;
  });
};
