import { expect } from 'chai';
import fc from 'fast-check';
import { Placement } from '../../../lib/core/address-book/placement.js';
import { hostOf, secretOf, sizes } from '../support/tables.js';

const placement = new Placement(secretOf(1), sizes);
const many = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('Placement', () => {
  it('gives the same slot for the same address, group, source and secret only', () => {
    const place = (by: Placement) => [by.fresh('a:1', 'g', 's'), by.tried('a:1', 'g')];
    expect(place(placement)).to.deep.equal(place(new Placement(secretOf(1), sizes)));
    expect(place(placement)).not.to.deep.equal(place(new Placement(secretOf(2), sizes)));
  });

  it('depends on all 256 bits of the secret', () => {
    const slots = (secret: Uint8Array) =>
      many(20).map((i) => [
        new Placement(secret, sizes).fresh(hostOf(i), `g${i}`, 's'),
        new Placement(secret, sizes).tried(hostOf(i), 'g'),
      ]);
    const before = slots(secretOf(1));
    for (const at of many(32)) {
      const secret = secretOf(1);
      secret[at]! ^= 1;
      expect(slots(secret), `byte ${at}`).not.to.deep.equal(before);
    }
  });

  it('has one new bucket for what a source tells of one network', () => {
    const buckets = many(1_000).map((i) => placement.fresh(hostOf(i), 'g', 's').bucket);
    expect(new Set(buckets).size).to.equal(1);
  });

  it('has 64 new buckets for all that a source tells', () => {
    const buckets = many(5_000).map((i) => placement.fresh(hostOf(i), `g${i}`, 's').bucket);
    expect(new Set(buckets).size).to.be.within(55, 64);
  });

  it('has 8 tried buckets for a network', () => {
    const buckets = many(1_000).map((i) => placement.tried(hostOf(i), 'g').bucket);
    expect(new Set(buckets).size).to.be.within(6, 8);
  });

  it('spreads over all buckets and positions', () => {
    const slots = many(20_000).map((i) => placement.fresh(hostOf(i), `g${i}`, `s${i}`));
    const tried = many(20_000).map((i) => placement.tried(hostOf(i), `g${i}`));
    expect(new Set(slots.map(({ bucket }) => bucket)).size).to.equal(1_024);
    expect(new Set(tried.map(({ bucket }) => bucket)).size).to.equal(256);
    for (const some of [slots, tried]) expect(new Set(some.map(({ position }) => position)).size).to.equal(64);
  });

  it('stays within tables of any size', () => {
    const size = fc.integer({ min: 1, max: 2_000 });
    const small = fc.record({ newBuckets: size, triedBuckets: size, bucketSize: size });
    fc.assert(
      fc.property(small, fc.string(), fc.string(), (within, key, group) => {
        const by = new Placement(secretOf(3), within);
        for (const [{ bucket, position }, buckets] of [
          [by.fresh(key, group, 's'), within.newBuckets],
          [by.tried(key, group), within.triedBuckets],
        ] as const) {
          expect(bucket).to.be.within(0, buckets - 1);
          expect(position).to.be.within(0, within.bucketSize - 1);
        }
      }),
    );
  });
});
