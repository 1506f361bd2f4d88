import { expect } from 'chai';
import fc from 'fast-check';
import { jsonText } from '../../../examples/bitcoin-node/control/json-text.js';

describe('jsonText', () => {
  it('writes whole numbers of any size', () => {
    expect(jsonText({ services: 2n ** 64n - 1n, less: [-5n, 0n] })).to.equal(
      '{"services":18446744073709551615,"less":[-5,0]}',
    );
  });

  it('leaves out what is undefined', () => {
    expect(jsonText({ a: undefined, b: null, c: { d: undefined } })).to.equal('{"b":null,"c":{}}');
  });

  it('writes what JSON.stringify writes, of all that it knows', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonText(value)).to.equal(JSON.stringify(value));
      }),
    );
  });
});
