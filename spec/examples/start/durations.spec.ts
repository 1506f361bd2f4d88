import { expect } from 'chai';
import { age, clock, duration } from '../../../examples/start/durations.js';

describe('durations', () => {
  const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
  const ages: readonly (readonly [number, string])[] = [
    [-5 * second, '0s'],
    [999, '0s'],
    [59.9 * second, '59s'],
    [minute, '1m 00s'],
    [hour - 1, '59m 59s'],
    [2 * hour + 7 * minute, '2h 07m'],
    [3 * day + 4 * hour, '3d 04h'],
    [999 * day, '999d 00h'],
  ];
  for (const [milliseconds, text] of ages) {
    it(`calls ${milliseconds} ms ${text}`, () => expect(age(milliseconds)).to.equal(text));
  }

  it('is as precise as a reader needs it', () => {
    expect([0, 5.7, 999, 1_000, 4_249, 300_000].map(duration)).to.deep.equal([
      '0 ms',
      '6 ms',
      '999 ms',
      '1.0 s',
      '4.2 s',
      '300.0 s',
    ]);
  });

  it('tells the time of day where it runs', () => {
    expect(clock(new Date(2026, 0, 2, 3, 4, 5).getTime())).to.equal('03:04:05');
  });
});
