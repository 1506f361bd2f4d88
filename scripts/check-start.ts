/** Runs the main job for some seconds and judges it by its summary. */
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';

interface Held {
  readonly target: number;
  readonly least: number;
  readonly most: number;
}
interface Summary {
  readonly seconds: number;
  readonly dials: number;
  readonly automatic: Held;
  readonly permanent: Held;
  readonly heals: readonly number[];
  readonly openAtEnd: number;
  readonly invariants: string;
}

const seconds = 12;
const output = execFileSync('npm', ['start', '--silent', '--', '--seconds', String(seconds), '--json'], {
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines = output
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as object);
const { summary } = lines.at(-1) as { readonly summary: Summary };
console.log(`${lines.length - 1} events, then ${JSON.stringify(summary)}`);

assert.equal(summary.invariants, 'held');
assert.equal(summary.openAtEnd, 0);
assert(summary.seconds >= seconds - 1 && summary.seconds < seconds + 5, 'it took about as long as it was told');
assert(lines.length > summary.dials && summary.dials >= summary.automatic.target, 'it dialled, and told each dial');
assert.equal(summary.automatic.most, summary.automatic.target, 'it held as many as it should, and never more');
assert(summary.permanent.most <= summary.permanent.target, 'no permanent peer was held twice');
