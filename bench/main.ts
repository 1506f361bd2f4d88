import { accept } from './accept.js';
import { bans } from './bans.js';
import { establish } from './establish.js';
import { growth } from './growth.js';
import { memory } from './memory.js';
import { refused } from './refused.js';
import { stale } from './stale.js';
import type { Bench } from './support/bench.js';
import { table } from './support/table.js';
import { isMet, verdict } from './support/verdict.js';

const benches: readonly Bench[] = [establish, growth, memory, stale, refused, accept, bans];

const names = process.argv.slice(2).filter((word) => word !== '--json');
// `npm run bench --json` keeps the flag for itself and tells of it in this way.
const json = process.argv.includes('--json') || process.env.npm_config_json === 'true';

const unknown = names.find((name) => benches.every((bench) => bench.name !== name));
if (unknown !== undefined) {
  console.error(`Expected one of ${benches.map(({ name }) => name).join(', ')}, got \`${unknown}\``);
  process.exit(2);
}

const note = (progress: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${progress}`);
};

for (const { name, about, run } of benches.filter((bench) => names.length === 0 || names.includes(bench.name))) {
  if (!json) console.log(`${name}: ${about}`);
  const { table: rows, lines } = await run((progress) => note(`${name}: ${progress}`));
  note('');
  if (json) {
    for (const { figures, bounds } of lines) {
      const met = bounds.every((bound) => isMet(figures, bound));
      const atMost = Object.fromEntries(bounds.map((bound) => [bound.field, bound.atMost]));
      console.log(JSON.stringify({ bench: name, ...figures, ...(bounds.length > 0 ? { atMost, met } : {}) }));
    }
  } else {
    console.log(`\n${table(rows)}\n`);
    for (const { figures, bounds } of lines) for (const bound of bounds) console.log(verdict(figures, bound));
    console.log('');
  }
}
