import fc from 'fast-check';
import { marbles } from 'rx-connmgr/testing';
import { doorSchedule, playDoor } from '../support/door-simulation.js';
import { runs } from '../support/runs.js';

describe('any schedule of those who come in, of limits and of bans', function () {
  this.timeout(600_000);

  it('exceeds no limit, loses no place and no refusal, and leaves nothing', () => {
    // fast-check prints the seed and the shrunken schedule when one fails.
    fc.assert(
      fc.property(doorSchedule, (given) => {
        marbles(({ flush }) => playDoor(given, flush))();
      }),
      { numRuns: runs(600) },
    );
  });
});
