import type { Growth } from './jobs/growth.js';
import type { Bench } from './support/bench.js';
import { runJob } from './support/child.js';
import { median } from './support/median.js';
import { roundTo } from './support/round-to.js';

const sizes = [100, 10_000, 100_000] as const;
const rounds = 3;

const perSecond = (microseconds: number) => Math.round(1e6 / microseconds);

/** What an event and a command cost with many live requests, against few. */
export const growth: Bench = {
  name: 'growth',
  about:
    'events, commands and stops with an in-memory dial and ever more live requests, each size in a process of its own; per second of the processor',
  run: async (note) => {
    const taken = sizes.map(() => [] as Growth[]);
    for (let round = 1; round <= rounds; round += 1) {
      for (const [index, live] of sizes.entries()) {
        note(`round ${round} of ${rounds}, ${live} live`);
        taken[index]?.push(await runJob<Growth>('growth', { live }));
      }
    }
    const cost = (size: number, name: keyof Growth) => median((taken[size] ?? []).map((growth) => growth[name]));
    const ratio = (name: keyof Growth, to: number) => roundTo(3, cost(2, name) / cost(to, name));
    return {
      table: sizes.map((live, size) => ({
        live,
        'events/s, permanent': perSecond(cost(size, 'permanentEvent')),
        'events/s, places': perSecond(cost(size, 'automaticEvent')),
        'commands/s': perSecond(cost(size, 'command')),
        'stop permanent, ms': roundTo(3, (cost(size, 'permanentStop') * live) / 1e3),
        'stop places, ms': roundTo(3, (cost(size, 'automaticStop') * live) / 1e3),
      })),
      lines: [
        {
          figures: {
            ratio: Math.max(ratio('permanentEvent', 0), ratio('automaticEvent', 0), ratio('command', 0)),
            stopRatio: Math.max(ratio('permanentStop', 0), ratio('automaticStop', 0)),
            permanentRatio: ratio('permanentEvent', 0),
            placesRatio: ratio('automaticEvent', 0),
            commandRatio: ratio('command', 0),
            permanentStopRatio: ratio('permanentStop', 0),
            placesStopRatio: ratio('automaticStop', 0),
            stopRatioToTenThousand: Math.max(ratio('permanentStop', 1), ratio('automaticStop', 1)),
          },
          bounds: [
            { field: 'ratio', atMost: 1.5 },
            { field: 'stopRatio', atMost: 1.5 },
          ],
        },
      ],
    };
  },
};
