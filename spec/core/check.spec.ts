import { expect } from 'chai';
import {
  expectBetween,
  expectDuration,
  expectFunction,
  expectKnown,
  expectPositive,
  expectWhole,
  longestDelay,
  show,
} from '../../lib/core/check.js';
import { ArgumentError } from '../../lib/core/errors.js';
import * as whole from '../../lib/core/show.js';

const numberless = [NaN, '1', null, undefined, 1n, {}, [5], true, new Date(5)];

const refused = (check: (value: unknown) => unknown, values: readonly unknown[]): void => {
  for (const value of values) expect(() => check(value), show(value)).to.throw(ArgumentError, `got ${show(value)}`);
};

describe('checks', () => {
  it('have `show` with them', () => {
    expect(show).to.equal(whole.show);
  });

  it('expectWhole takes whole numbers from a least one, and gives them back', () => {
    expect([0, 1, Number.MAX_SAFE_INTEGER].map((value) => expectWhole('n', value))).to.deep.equal([0, 1, 2 ** 53 - 1]);
    expect(expectWhole('n', 3, 3)).to.equal(3);
    refused((value) => expectWhole('n', value), [-1, 0.5, Infinity, 2 ** 53, ...numberless]);
    refused((value) => expectWhole('n', value, 3), [2]);
    expect(() => expectWhole('maxOutbound', -1)).to.throw(
      ArgumentError,
      /^Expected `maxOutbound` to be a whole number ≥ 0, got `-1`$/,
    );
  });

  it('expectPositive takes finite numbers above 0', () => {
    expect([0.1, 7].map((value) => expectPositive('n', value))).to.deep.equal([0.1, 7]);
    refused((value) => expectPositive('rate', value), [0, -1, Infinity, ...numberless]);
    expect(() => expectPositive('rate', 0)).to.throw('Expected `rate` to be a number > 0, got `0`');
  });

  it('expectBetween takes numbers from a least to a most one', () => {
    expect([0, 0.5, 1].map((value) => expectBetween('n', value, 0, 1))).to.deep.equal([0, 0.5, 1]);
    refused((value) => expectBetween('n', value, 0, 1), [-0.01, 1.01, Infinity, ...numberless]);
    expect(() => expectBetween('ratio', 2, 0, 1)).to.throw('Expected `ratio` to be a number from 0 to 1, got `2`');
  });

  it('expectDuration takes what a timer can wait', () => {
    expect([0, 0.5, 2 ** 31 - 1].map((value) => expectDuration('n', value))).to.deep.equal([0, 0.5, longestDelay]);
    refused((value) => expectDuration('n', value), [-1, 2 ** 31, Infinity, ...numberless]);
    expect(() => expectDuration('dialTimeout', -1)).to.throw(
      'Expected `dialTimeout` to be a duration of 0 to 2147483647 milliseconds, got `-1`',
    );
  });

  it('expectFunction takes functions', () => {
    expect(expectFunction('dial', parseInt)).to.equal(parseInt);
    refused((value) => expectFunction('dial', value), [1, ...numberless]);
    expect(() => expectFunction('dial', undefined)).to.throw('Expected `dial` to be a function, got `undefined`');
  });

  it('expectKnown takes objects of known names, be they undefined', () => {
    expectKnown({}, ['dial']);
    expectKnown({ dial: 1, rank: undefined }, ['dial', 'rank']);
    expectKnown(Object.create({ inherited: 1 }), ['dial']);
    refused((value) => expectKnown(value, ['dial']), [1, 'dial', undefined, null, true, () => {}]);
  });

  it('expectKnown refuses an unknown name, and says which one was meant', () => {
    expect(() => expectKnown({ dial: 1, maxOutBound: 8 }, ['dial', 'maxOutbound'])).to.throw(
      ArgumentError,
      /^Expected each option to be one of `dial`, `maxOutbound`, got `"maxOutBound"` \(did you mean `maxOutbound`\?\)$/,
    );
    expect(() => expectKnown({ concurrency: undefined }, ['port'], 'default')).to.throw(
      /^Expected each default to be one of `port`, got `"concurrency"`$/,
    );
  });
});
