import { expect } from 'chai';
import { Census } from '../../lib/core/census.js';

describe('Census', () => {
  it('counts by kind, and by kind and state', () => {
    const census = new Census();
    census.count({ kind: 'automatic', state: 'dialing' }, 1);
    census.count({ kind: 'automatic', state: 'established' }, 1);
    census.count({ kind: 'permanent', state: 'waiting' }, 1);
    census.count({ kind: 'automatic', state: 'dialing' }, -1);
    expect(census.of('automatic')).to.equal(1);
    expect(census.of('automatic', 'dialing')).to.equal(0);
    expect(census.of('automatic', 'established')).to.equal(1);
    expect(census.of('permanent')).to.equal(1);
    expect(census.of('manual')).to.equal(0);
    expect(census.of('manual', 'queued')).to.equal(0);
  });
});
