import type { Subscription } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import type { Trouble } from '../../../examples/start/report.js';
import { troubles } from '../../../examples/start/troubles.js';

const trouble = (phase: Trouble['phase'], text: string): Trouble => ({ type: 'trouble', phase, text });

const values = {
  r: trouble('begins', 'rain'),
  R: trouble('over', 'rain'),
  s: trouble('begins', 'snow'),
  S: trouble('over', 'snow'),
};

/** A strike whose cause shows as a subscription. */
const strike = (text: string, lasts: number, cause$: { subscribe(): Subscription }) => ({
  text,
  lasts,
  strike: () => {
    const cause = cause$.subscribe();
    return () => cause.unsubscribe();
  },
});

describe('troubles', () => {
  it(
    'does one after the other, waits for the healing, and ends with it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [rain, snow] = [cold('-'), cold('-')];
      const healed$ = cold('                300ms       -|');
      const rains = '  1500ms     ^ 999ms !';
      const snows = '  1500ms 1s 500ms 301ms 1500ms ^ 99ms !';
      const healed = ['1500ms 1s 500ms ^ 300ms !', '1500ms 1s 500ms 301ms 1500ms 100ms 500ms ^ 300ms !'];
      const expected = '1500ms r 999ms 500ms R 300ms 1500ms s 99ms 500ms S 300ms |';
      expectObservable(troubles([strike('rain', 1_000, rain), strike('snow', 100, snow)], healed$)).toBe(
        expected,
        values,
      );
      expectSubscriptions(rain.subscriptions).toBe(rains);
      expectSubscriptions(snow.subscriptions).toBe(snows);
      expectSubscriptions(healed$.subscriptions).toBe(healed);
    }),
  );

  it(
    'undoes the one under way when it is left',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const rain = cold('-');
      const unsub = '   1500ms ---!';
      const expected = '1500ms r---';
      expectObservable(troubles([strike('rain', 1_000, rain)], cold('|')), unsub).toBe(expected, values);
      expectSubscriptions(rain.subscriptions).toBe('1500ms ^--!');
    }),
  );

  it(
    'has nothing to do without a script',
    marbles(({ cold, expectObservable }) => {
      expectObservable(troubles([], cold('|'))).toBe('|');
    }),
  );
});
