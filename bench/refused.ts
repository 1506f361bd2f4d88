import type { Watch, Watched } from './jobs/refused.js';
import type { Bench, Figures, Line } from './support/bench.js';
import { runJob } from './support/child.js';
import { startPeers } from './support/peers.js';
import { roundTo } from './support/round-to.js';

const seconds = 30;
const after = 5;
const refusing = 2_000;

const cases = [
  { places: 0, filled: 0 },
  { places: 8, filled: 0 },
  { places: 1_000, filled: 0 },
  { places: 8, filled: 4 },
  { places: 1_000, filled: 500 },
];

const toFigures = (places: number, filled: number, watched: Watched): Figures => ({
  places,
  filled,
  health: watched.health,
  established: watched.established,
  [`dialsIn${after}s`]: watched.dialsAtFirst,
  dials: watched.dials,
  [`cpuIn${after}s`]: roundTo(3, watched.cpuAtFirst),
  cpu: roundTo(3, watched.cpu),
});

/** What it costs that there is nobody to connect to. */
export const refused: Bench = {
  name: 'refused',
  about: `${refusing.toLocaleString('en-GB')} addresses refuse, ${seconds} s: CPU in per cent of a core, in the first ${after} s and after them; 0 places is a process that does nothing`,
  run: async (note) => {
    await using peers = await startPeers();
    const { ports, refusingPort } = peers;
    const rows: Figures[] = [];
    const lines: Line[] = [];
    for (const { places, filled } of cases) {
      note(`${places} places, ${filled} of them filled`);
      const question: Watch = { places, answering: filled, refusing, ports, refusingPort, seconds, after };
      const figures = toFigures(places, filled, await runJob<Watched>('refused', question));
      rows.push(figures);
      if (places > 0) lines.push({ figures, bounds: [{ field: 'cpu', atMost: 1 }] });
    }
    return { table: rows, lines };
  },
};
