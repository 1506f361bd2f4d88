import type { Weather } from '../core/weather.js';
import type { Tempo } from '../operators/pace.js';
import type { Settings } from '../options.js';

/**
 * Returns how often may be dialled for so many places. In an outage or a drought at most as many dials as there are places
 * in each `retryDuration`, and no more than a quarter of those that may be under way at once: enough to notice the end of
 * it, and next to nothing to pay. A rate is kept in parts of its period too, so that it is no burst and a pause.
 */
export const tempoOf = (
  weather: Weather,
  target: number,
  {
    maxDialRate,
    maxDialing,
    retryDuration,
  }: Pick<Settings<unknown, unknown>, 'maxDialRate' | 'maxDialing' | 'retryDuration'>,
): Tempo => {
  const places = Math.max(1, target);
  if (weather === 'fair') {
    const rate = maxDialRate ?? 10 * places;
    const parts = rate >= 16 ? 4 : Math.min(1, rate);
    return { limit: Math.floor(rate / parts), period: 1_000 / parts, batch: Math.ceil(rate / 100) };
  }
  const dials = Math.min(places, Math.ceil(maxDialing / 4));
  const batch = Math.ceil(dials / 10);
  return { limit: batch, period: retryDuration / Math.floor(dials / batch), batch };
};
