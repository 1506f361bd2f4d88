import { expect } from 'chai';
import fc from 'fast-check';
import { argumentsOf, type Params } from '../../../examples/bitcoin-node/control/arguments-of.js';
import { helpText } from '../../../examples/bitcoin-node/control/help-text.js';
import { method } from '../../../examples/bitcoin-node/control/method.js';
import { methods } from '../../../examples/bitcoin-node/control/methods.js';
import { RpcError } from '../../../examples/bitcoin-node/control/rpc-error.js';

const sample = method({
  name: 'sample',
  category: 'Control',
  about: 'Does nothing.',
  parameters: {
    text: { type: 'string', about: 'A text.' },
    count: { type: 'integer', optional: true, about: 'How many.' },
    flag: { type: 'boolean', optional: true, about: 'Whether.' },
  },
  run: () => null,
});

const errorOf = (params: Params): unknown => {
  try {
    argumentsOf(sample, params);
  } catch (error) {
    if (error instanceof RpcError) return [error.code, error.message];
    throw error;
  }
  return 'none';
};
const typeError = (wrong: Readonly<Record<string, string>>) => [
  -3,
  `Wrong type passed:\n${JSON.stringify(wrong, undefined, 4)}`,
];

describe('argumentsOf', () => {
  const all = { text: 'a', count: 2, flag: true };
  const some = { text: 'a', count: undefined, flag: undefined };

  it('takes them by position', () => {
    expect(argumentsOf(sample, ['a', 2, true])).to.deep.equal(all);
    expect(argumentsOf(sample, ['a'])).to.deep.equal(some);
    expect(argumentsOf(sample, ['a', null, null])).to.deep.equal(some);
  });

  it('takes them by name, in any order', () => {
    expect(argumentsOf(sample, { flag: true, count: 2, text: 'a' })).to.deep.equal(all);
    expect(argumentsOf(sample, { flag: false, text: 'a' })).to.deep.equal({ ...some, flag: false });
  });

  it('takes the first by position, and the others by name', () => {
    expect(argumentsOf(sample, { args: ['a'], flag: true })).to.deep.equal({ ...some, flag: true });
    expect(argumentsOf(sample, { args: ['a', 2, true] })).to.deep.equal(all);
    expect(errorOf({ args: ['a'], text: 'b' })).to.deep.equal([
      -8,
      'Parameter text specified twice both as positional and named argument',
    ]);
    expect(errorOf({ args: 'a' })).to.deep.equal([-8, 'Unknown named parameter args']);
  });

  it('answers too few and too many with the help', () => {
    const help = [-1, helpText(sample)];
    expect(errorOf([])).to.deep.equal(help);
    expect(errorOf({})).to.deep.equal(help);
    expect(errorOf(['a', 2, true, null])).to.deep.equal(help);
    expect(errorOf({ args: ['a', 2, true, 3] })).to.deep.equal(help);
  });

  it('knows no other names, nor those that an object inherits', () => {
    for (const name of ['texts', 'constructor', 'toString', 'hasOwnProperty', '']) {
      expect(errorOf({ text: 'a', [name]: 1 })).to.deep.equal([-8, `Unknown named parameter ${name}`]);
    }
    expect(errorOf(JSON.parse('{"text":"a","__proto__":{"count":1}}') as Params)).to.deep.equal([
      -8,
      'Unknown named parameter __proto__',
    ]);
  });

  it('says which are of a wrong type, in the words of Bitcoin Core', () => {
    expect(errorOf([1])).to.deep.equal(
      typeError({ 'Position 1 (text)': 'JSON value of type number is not of expected type string' }),
    );
    expect(errorOf([true, '2', []])).to.deep.equal(
      typeError({
        'Position 1 (text)': 'JSON value of type bool is not of expected type string',
        'Position 2 (count)': 'JSON value of type string is not of expected type number',
        'Position 3 (flag)': 'JSON value of type array is not of expected type bool',
      }),
    );
    expect(errorOf({ count: 1 })).to.deep.equal(
      typeError({ 'Position 1 (text)': 'JSON value of type null is not of expected type string' }),
    );
    expect(errorOf(['a', {}])).to.deep.equal(
      typeError({ 'Position 2 (count)': 'JSON value of type object is not of expected type number' }),
    );
  });

  it('takes whole and exact numbers only', () => {
    for (const count of [1.5, 1e300, 2 ** 53, -(2 ** 53), -1e-9]) {
      expect(errorOf(['a', count]), String(count)).to.deep.equal([-1, 'JSON integer out of range']);
    }
    for (const count of [0, -1, 2 ** 53 - 1]) expect(errorOf(['a', count])).to.equal('none');
  });

  it('gives what the parameters say, or an error of the four, for anything by any method', () => {
    const params = fc.oneof(
      fc.array(fc.jsonValue() as fc.Arbitrary<unknown>, { maxLength: 5 }),
      fc.dictionary(
        fc.oneof(fc.constantFrom('node', 'command', 'subnet', 'bantime', 'args', 'count', 'address'), fc.string()),
        fc.jsonValue() as fc.Arbitrary<unknown>,
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...methods.values()), params, (one, given) => {
        try {
          const args = argumentsOf(one, given);
          expect(Object.keys(args)).to.deep.equal(Object.keys(one.parameters));
        } catch (error) {
          if (!(error instanceof RpcError)) throw error;
          expect(error.code).to.be.oneOf([-1, -3, -8]);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
