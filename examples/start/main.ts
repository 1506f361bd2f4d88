import {
  EMPTY,
  ReplaySubject,
  filter,
  fromEvent,
  map,
  merge,
  startWith,
  take,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { readArguments, type Arguments } from './arguments.js';
import { isNews } from './describe.js';
import { jsonLine } from './json.js';
import { live } from './live.js';
import { perform, type Conditions } from './perform.js';
import { plainLine } from './plain.js';
import { planFor } from './plan.js';
import { summaryText } from './summary-text.js';
import { UsageError } from './usage-error.js';
import { usage } from './usage.js';

const { argv, env, stdout, stderr } = process;

/** Milliseconds after the stop in which the process must end by itself: nothing may keep it alive. */
const GRACE = 3_000;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const print = (line: string) => stdout.write(`${line}\n`);

/** Why to stop, once there is a reason. */
const stopFor = ({ seconds }: Arguments): Observable<string> =>
  merge(
    ...signals.map((signal) => fromEvent(process, signal).pipe(map(() => signal))),
    fromEvent(stdout, 'error').pipe(map(() => 'nobody reads the output')),
    seconds === undefined ? EMPTY : timer(seconds * 1_000).pipe(map(() => 'the time is up')),
  ).pipe(take(1));

/** A terminal gets the live view, everything else lines. */
const showFor = ({ json }: Arguments): Conditions['show'] => {
  if (json) return ({ report$ }) => report$.pipe(map(jsonLine), tap(print));
  if (!stdout.isTTY || env.TERM === 'dumb') {
    return ({ title, report$ }) => report$.pipe(filter(isNews), map(plainLine), startWith(title), tap(print));
  }
  return (shown) => live(shown, stdout, !env.NO_COLOR);
};

const main = async (): Promise<number> => {
  const given = readArguments(argv.slice(2));
  if (given.help) {
    stdout.write(usage);
    return 0;
  }
  // Whoever stops it while the network is still being built is heard, too.
  const stop$ = new ReplaySubject<string>(1);
  stopFor(given).subscribe(stop$);
  const plan = await planFor(given);
  const endless = stdout.isTTY || given.seconds !== undefined;
  const summary = await perform(plan, { randomSeed: given.randomSeed, endless, stop$, show: showFor(given) });
  print(given.json ? JSON.stringify({ summary }) : summaryText(summary));
  return summary.invariants === 'held' ? 0 : 1;
};

// A second Ctrl-C, and npm hands on the first one twice, must not cut the stop off; nor must the end of `head`.
for (const signal of signals) process.on(signal, () => undefined);
stdout.on('error', () => undefined);

try {
  process.exitCode = await main();
  setTimeout(() => {
    stderr.write(`Kept alive by ${process.getActiveResourcesInfo().join(', ')}\n`);
    process.exit(1);
  }, GRACE).unref();
} catch (err) {
  if (!(err instanceof UsageError)) throw err;
  stderr.write(`${err.message}\nTry: npm start -- --help\n`);
  process.exitCode = 2;
}
