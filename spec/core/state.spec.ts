import { expect } from 'chai';
import type { State } from 'rx-connmgr';
import { nextState } from '../../lib/core/state.js';

const types = ['dialing', 'established', 'failed', 'disconnected', 'waiting', 'ended'] as const;

/** A row a state, a column an event: what comes of it; a dot, that it stays. */
const table: Readonly<Record<State, readonly string[]>> = {
  //            dialing    established    failed     disconnected  waiting    ended
  queued: ['dialing', 'established', '.', '.', 'waiting', 'ended'],
  dialing: ['.', 'established', 'waiting', '.', 'waiting', 'ended'],
  established: ['.', '.', '.', 'waiting', '.', 'ended'],
  waiting: ['dialing', '.', '.', '.', '.', 'ended'],
  ended: ['.', '.', '.', '.', '.', '.'],
};

describe('nextState', () => {
  for (const [state, row] of Object.entries(table)) {
    it(`from ${state}`, () => {
      const next = types.map((type) => nextState(state as State, type));
      expect(next).to.deep.equal(row.map((to) => (to === '.' ? state : to)));
    });
  }
});
