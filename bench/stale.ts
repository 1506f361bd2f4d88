import type { Filled } from './jobs/stale.js';
import type { Bench, Line } from './support/bench.js';
import { runJob } from './support/child.js';
import { median } from './support/median.js';
import { startPeers } from './support/peers.js';
import { roundTo } from './support/round-to.js';

const places = 1_000;
const rounds = 3;

/** Of a hundred addresses so many refuse, and what the issue allows. */
const cases = [
  { refuse: 0, bounds: [] },
  { refuse: 50, bounds: [] },
  { refuse: 90, bounds: [{ field: 'seconds', atMost: 2 }] },
  { refuse: 99, bounds: [{ field: 'seconds', atMost: 30 }] },
];

/** How long it takes to fill the places from addresses most of which are no good. */
export const stale: Bench = {
  name: 'stale',
  about: `${places.toLocaleString('en-GB')} places and as many addresses that answer, among ever more that refuse: until all places are filled`,
  run: async (note) => {
    await using peers = await startPeers();
    const lines: Line[] = [];
    for (const { refuse, bounds } of cases) {
      const total = places / (1 - refuse / 100);
      const taken: Filled[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        note(`${refuse} of 100 refuse, round ${round} of ${rounds}`);
        const { ports, refusingPort } = peers;
        const refusing = Math.round(total) - places;
        taken.push(await runJob<Filled>('stale', { answering: places, refusing, ports, refusingPort }));
        await peers.quiet();
      }
      const of = (name: keyof Filled) => median(taken.map((filled) => filled[name]));
      const figures = {
        refuse,
        addresses: Math.round(total),
        seconds: roundTo(3, of('seconds')),
        dials: of('dials'),
        refused: of('refused'),
        cpuSeconds: roundTo(3, of('cpu')),
      };
      lines.push({ figures, bounds });
    }
    return { table: lines.map(({ figures }) => figures), lines };
  },
};
