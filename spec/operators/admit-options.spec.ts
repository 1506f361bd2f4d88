import { expect } from 'chai';
import { ArgumentError, admit } from 'rx-connmgr';
import { of } from 'rxjs';
import { admitSettings } from '../../lib/operators/admit-options.js';

describe('the options of admit', () => {
  it('say nothing where nothing is given', () => {
    expect(admitSettings({}).rules).to.deep.equal({});
    expect(admitSettings({ perHost: undefined, allow: undefined, random: undefined }).rules).to.deep.equal({});
  });

  it('are the rules that hold from the beginning', () => {
    const given = {
      perHost: 3,
      perPrefix: Infinity,
      unfinished: 0,
      rate: 0.1,
      burst: 1,
      flood: 50,
      allow: ['10.0.0.0/8'],
    };
    expect(admitSettings(given).rules).to.deep.equal(given);
  });

  it('let nobody in before the first value of a stream', () => {
    const limits = { perHost: of(1), perPrefix: of(1), unfinished: of(1), rate: of(1), burst: of(1), flood: of(1) };
    const { rules, streams } = admitSettings({ ...limits, allow: of(['10.0.0.0/8']), deny: of([]) });
    expect(rules).to.deep.equal({
      perHost: 0,
      perPrefix: 0,
      unfinished: 0,
      rate: 0,
      burst: 1,
      flood: 0,
      allow: [],
      deny: [],
    });
    expect(streams).to.have.lengthOf(8);
  });

  it('check each value of a stream', () => {
    const [stream] = admitSettings({ perHost: of(1) }).streams;
    expect(stream?.rulesOf(4)).to.deep.equal({ perHost: 4 });
    expect(() => stream?.rulesOf(-1)).to.throw(ArgumentError, 'Expected `perHost` to be a whole number ≥ 0, got `-1`');
  });

  it('are refused where they cannot be', () => {
    const refused: readonly (readonly [object, string])[] = [
      [{ perHost: -1 }, 'Expected `perHost` to be a whole number ≥ 0, got `-1`'],
      [{ perPrefix: 1.5 }, 'Expected `perPrefix` to be a whole number ≥ 0'],
      [{ unfinished: '5' }, 'Expected `unfinished` to be a whole number ≥ 0, got `"5"`'],
      [{ rate: -0.1 }, 'Expected `rate` to be a number ≥ 0'],
      [{ rate: NaN }, 'Expected `rate` to be a number ≥ 0'],
      [{ burst: 0 }, 'Expected `burst` to be a whole number ≥ 1'],
      [{ flood: null }, 'Expected `flood` to be a number ≥ 0'],
      [{ allow: '10.0.0.0/8' }, 'Expected `allow` to be an array of subnets'],
      [{ deny: ['10/8'] }, 'Expected'],
      [{ random: 5 }, 'Expected `random` to be a function'],
      [{ refused: 5 }, 'Expected `refused` to be a function or an observer'],
      [{ complain: 5 }, 'Expected `complain` to be a function or an observer'],
      [{ perhost: 5 }, 'did you mean `perHost`?'],
    ];
    for (const [options, message] of refused) expect(() => admit(options as never)).to.throw(ArgumentError, message);
    expect(() => admit(null as never)).to.throw(ArgumentError, 'Expected `options` to be an object');
  });

  it('are a copy: a list that changes afterwards changes nothing', () => {
    const allow = ['10.0.0.0/8'];
    const { rules } = admitSettings({ allow });
    allow.push('192.0.2.0/24');
    expect(rules.allow).to.deep.equal(['10.0.0.0/8']);
  });
});
