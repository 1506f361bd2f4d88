import { expect } from 'chai';
import { ArgumentError } from '../../lib/core/errors.js';
import { addressBookSettings } from '../../lib/sources/address-book-options.js';
import { SmallStore } from '../support/small-store.js';

const wrong = (options: object): string => {
  try {
    addressBookSettings(options);
  } catch (error) {
    expect(error).to.be.instanceOf(ArgumentError);
    return (error as ArgumentError).message;
  }
  return 'nothing is wrong';
};

describe('the options of an address book', () => {
  it('have defaults', () => {
    const { enough, sizes, horizon, anchors, goodAfter, saveAfter, feedBackoff, secret } = addressBookSettings({});
    expect([enough, horizon, anchors, goodAfter, saveAfter]).to.deep.equal([1_000, 2_592_000_000, 2, 5_000, 300_000]);
    expect(sizes).to.deep.equal({ newBuckets: 1_024, triedBuckets: 256, bucketSize: 64 });
    expect([feedBackoff(1), feedBackoff(99)][1]).to.be.within(1_800_000, 3_600_000);
    expect(secret).to.have.length(32);
    expect(addressBookSettings({}).secret, 'another each time').not.to.deep.equal(secret);
  });

  it('may be undefined', () => {
    const { enough, port } = addressBookSettings({
      enough: undefined,
      port: undefined,
      sizes: undefined,
      group: undefined,
    });
    expect([enough, port]).to.deep.equal([1_000, undefined]);
  });

  it('keep a secret that is changed outside', () => {
    const secret = new Uint8Array(32);
    const settings = addressBookSettings({ secret });
    secret[0] = 1;
    expect(settings.secret[0]).to.equal(0);
  });

  const cases: readonly (readonly [options: object, message: RegExp])[] = [
    [{ stor: new SmallStore() }, /did you mean `store`\?/],
    [{ store: {} }, /Expected `store` to be a store with `load` and `save`, got `{}`/],
    [{ store: () => undefined }, /`store`/],
    [{ feed: 'dns' }, /Expected `feed` to be an observable of addresses, got `"dns"`/],
    [{ feedBackoff: 3 }, /Expected `feedBackoff` to be a function/],
    [{ enough: -1 }, /Expected `enough` to be a whole number ≥ 0, got `-1`/],
    [{ group: true }, /`group`/],
    [{ routable: [] }, /`routable`/],
    [{ networks: [] }, /`networks`/],
    [{ networks: ['tor'] }, /Expected `networks` to be a list of `ipv4`, .*, got `Array\(1\)`/],
    [{ networks: 'onion' }, /`networks`/],
    [{ port: 0 }, /`port`/],
    [{ port: 65_536 }, /`port`/],
    [{ port: '8333' }, /`port`/],
    [{ sizes: { buckets: 3 } }, /Expected each size to be one of/],
    [{ sizes: { newBuckets: 0 } }, /`newBuckets`/],
    [{ sizes: { triedBuckets: 1.5 } }, /`triedBuckets`/],
    [{ sizes: { bucketSize: -1 } }, /`bucketSize`/],
    [{ horizon: 0 }, /`horizon`/],
    [{ anchors: -1 }, /`anchors`/],
    [{ goodAfter: NaN }, /`goodAfter`/],
    [{ saveAfter: 1e12 }, /`saveAfter`/],
    [{ random: 0.5 }, /`random`/],
    [{ secret: new Uint8Array(31) }, /Expected `secret` to be 32 bytes/],
    [{ secret: 'x'.repeat(32) }, /`secret`/],
  ];
  for (const [options, message] of cases) {
    it(`are refused: ${message.source}`, () => {
      expect(wrong(options)).to.match(message);
    });
  }

  it('are an object', () => {
    expect(wrong(3 as never)).to.match(/Expected `options` to be an object/);
  });
});
