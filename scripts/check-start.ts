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
  readonly inbound: { readonly limit: number; readonly most: number; readonly total: number };
  readonly refused: number;
  readonly banned: number;
  readonly heals: readonly number[];
  readonly openAtEnd: number;
  readonly invariants: string;
}

/** Long enough for a ban and a flood. */
const seconds = 18;
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
assert.equal(
  summary.automatic.least,
  summary.automatic.target,
  'nothing was lost but in troubles, and none in a flood',
);
assert(summary.inbound.total >= 3 && summary.inbound.most <= summary.inbound.limit, 'it let in as many as it may');
assert(summary.refused > 100, 'it shed a flood');
assert(summary.banned >= 1, 'it banned the peer that talked garbage');
