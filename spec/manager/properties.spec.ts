import fc from 'fast-check';
import { marbles } from 'rx-connmgr/testing';
import { runs } from '../support/runs.js';
import { play, schedule } from '../support/simulation.js';

describe('any schedule of commands and troubles', function () {
  this.timeout(600_000);

  it('keeps the invariants after every event, heals, and leaves nothing', () => {
    // fast-check prints the seed and the shrunken schedule when one fails.
    fc.assert(
      fc.property(schedule, (given) => {
        marbles(({ flush }) => play(given, flush))();
      }),
      { numRuns: runs(2_000) },
    );
  });
});
