import { expect } from 'chai';
import { DialError, isDialError } from 'rx-connmgr';

const coded = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('DialError', () => {
  it('has the errors, the code of the first, and the first messages', () => {
    const errors = [coded('ECONNREFUSED'), coded('EHOSTUNREACH')];
    const error = new DialError(errors);
    expect(error).to.be.instanceOf(Error);
    expect([error.name, error.code, error.message]).to.deep.equal([
      'DialError',
      'ECONNREFUSED',
      'None of 2 addresses could be connected to: connect ECONNREFUSED; connect EHOSTUNREACH',
    ]);
    expect(error.errors).to.equal(errors);
  });

  it('has a short message, however many there are', () => {
    const errors = Array.from({ length: 64 }, () => coded('E'));
    expect(new DialError(errors).message).to.match(/^None of 64 .*connect E; connect E; connect E; and 61 more$/);
  });

  it('takes whatever was thrown', () => {
    for (const thrown of [undefined, null, 5, 'no', {}, { code: 7 }])
      expect(new DialError([thrown]).code).to.equal(undefined);
    expect(new DialError([]).errors).to.deep.equal([]);
  });

  it('is known across copies of the package', () => {
    const copy = Object.assign(new Error('none'), { name: 'DialError', errors: [] });
    for (const error of [new DialError([]), copy]) expect(isDialError(error)).to.equal(true);
    for (const other of [new AggregateError([]), new Error('x'), undefined, { name: 'DialError', errors: [] }]) {
      expect(isDialError(other)).to.equal(false);
    }
  });
});
