import type { Checked } from './jobs/bans.js';
import type { Bench } from './support/bench.js';
import { runJob } from './support/child.js';
import { roundTo } from './support/round-to.js';

const entries = 100_000;

/** What is asked for. */
const questions = ['a banned address', 'an address of a banned subnet', 'an address that is not banned'] as const;

/** How fast a long list of bans answers, and how much faster than that of Node. */
export const bans: Bench = {
  name: 'bans',
  about: `checks of a list of ${entries.toLocaleString('en-GB')} bans, half of them addresses and half subnets of six lengths, against net.BlockList with the same entries`,
  run: async (note) => {
    note('asking');
    const { checked, few, addPerSecond } = await runJob<Checked>('bans', { entries });
    const rows = questions.map((asked, i) => {
      const { ours = NaN, theirs = NaN } = checked[i] ?? {};
      return {
        asked,
        checksPerSecond: Math.round(1e6 / ours),
        microseconds: roundTo(3, ours),
        blockListMicroseconds: roundTo(3, theirs),
        timesFaster: roundTo(3, theirs / ours),
        growthFrom100: roundTo(2, ours / (few[i]?.ours ?? NaN)),
      };
    });
    return {
      table: rows,
      lines: [...rows.map((figures) => ({ figures, bounds: [] })), { figures: { entries, addPerSecond }, bounds: [] }],
    };
  },
};
