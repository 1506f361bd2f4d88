import { expect } from 'chai';
import { isTerrible } from '../../../lib/core/address-book/is-terrible.js';
import type { Known } from '../../../lib/core/address-book/known.js';
import { day, day0, knownOf, minute } from '../support/tables.js';

const terrible = (more: Partial<Known>, horizon?: number) => isTerrible(knownOf(more), day0, horizon);

describe('isTerrible', () => {
  it('is not who was seen lately', () => {
    expect(terrible({ seen: day0 })).to.equal(false);
  });

  it('is who was not seen within the horizon', () => {
    expect([30 * day, 30 * day + 1].map((ago) => terrible({ seen: day0 - ago }))).to.deep.equal([false, true]);
    expect(terrible({ seen: day0 - 2 * day }, day)).to.equal(true);
  });

  it('is who was seen in the future', () => {
    expect([10, 11].map((ahead) => terrible({ seen: day0 + ahead * minute }))).to.deep.equal([false, true]);
  });

  it('is who failed three times and never succeeded', () => {
    expect([2, 3].map((failures) => terrible({ failures }))).to.deep.equal([false, true]);
  });

  it('is who failed ten times, and did not succeed for a week', () => {
    const week = 7 * day;
    expect([9, 10].map((failures) => terrible({ failures, lastSuccess: day0 - week - 1 }))).to.deep.equal([
      false,
      true,
    ]);
    expect(terrible({ failures: 10, lastSuccess: day0 - week })).to.equal(false);
  });

  it('is nobody within a minute of a try', () => {
    const bad = { failures: 99, seen: 0 };
    expect([minute, minute + 1].map((ago) => terrible({ ...bad, lastTry: day0 - ago }))).to.deep.equal([false, true]);
  });
});
