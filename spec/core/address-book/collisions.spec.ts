import { expect } from 'chai';
import { Collisions, verdictOn } from '../../../lib/core/address-book/collisions.js';
import { day0, hour, knownOf, minute } from '../support/tables.js';

const candidate = { lastSuccess: day0 };
const verdict = (success: number, tried: number, leased = false, since = 0) =>
  verdictOn(
    { ...candidate, lastSuccess: day0 - since },
    { lastSuccess: day0 - success, lastTry: day0 - tried, leased },
    day0,
  );

describe('verdictOn', () => {
  it('keeps who was connected to within four hours', () => {
    expect(verdict(4 * hour - 1, 4 * hour - 1)).to.equal('keep');
  });

  it('waits for who was not tried since', () => {
    expect(verdict(4 * hour, 4 * hour)).to.equal('wait');
  });

  it('waits a minute for the outcome of a try, and replaces who has not succeeded by then', () => {
    expect([0, minute, minute + 1].map((ago) => verdict(9 * hour, ago))).to.deep.equal(['wait', 'wait', 'replace']);
  });

  it('replaces who was not tried within forty minutes', () => {
    const since = (minutes: number) => verdict(9 * hour, 9 * hour, false, minutes * minute);
    expect([40, 41].map(since)).to.deep.equal(['wait', 'replace']);
  });

  it('leaves who is in use where it is', () => {
    expect(verdict(9 * hour, 2 * minute, true, 99 * minute)).to.equal('wait');
  });
});

describe('Collisions', () => {
  it('keep ten, in their order', () => {
    const collisions = new Collisions();
    const known = Array.from({ length: 12 }, (_, i) => knownOf({ key: `a${i}` }));
    known.forEach((one) => collisions.add(one));
    expect(collisions.pending).to.deep.equal(known.slice(0, 10));
    collisions.delete(known[0]!);
    expect(collisions.pending).to.deep.equal(known.slice(1, 10));
    collisions.clear();
    expect(collisions.none).to.equal(true);
  });
});
