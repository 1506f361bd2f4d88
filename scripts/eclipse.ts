/**
 * Measures what part of the outbound places an attacker gets who floods an address book, and says what is to be expected:
 *
 *     eclipse.ts [RUNS] [SEED]
 */
import { eclipse, expectedPlaces, usualEclipse, type EclipseOutcome } from '../spec/support/eclipse.js';

const [runs = '1000', seed = String(Math.floor(Math.random() * 1e9))] = process.argv.slice(2);
if (![runs, seed].every((text) => /^\d+$/.test(text)) || Number(runs) === 0) {
  console.error('usage: eclipse.ts [RUNS] [SEED]');
  process.exit(2);
}

const { honest, honestGroups, attackers, attackerGroups, places, tried, restarts, answering } = usualEclipse;
console.log(
  `${runs} runs from seed ${seed}: ${honest} honest addresses in ${honestGroups} networks, of which ${answering * 100} % answer;`,
);
console.log(`${attackers} of an attacker in ${attackerGroups} networks, all of which answer; ${places} places`);

const outcomes: EclipseOutcome[] = [];
for (let run = 0; run < Number(runs); run += 1) {
  outcomes.push(eclipse({ ...usualEclipse, seed: Number(seed) + run }));
  if (process.stderr.isTTY) process.stderr.write(`\r${run + 1}`);
}
if (process.stderr.isTTY) process.stderr.write('\r');

const mean = (of: (outcome: EclipseOutcome) => number) =>
  outcomes.reduce((sum, one) => sum + of(one), 0) / outcomes.length;
const most = (of: (outcome: EclipseOutcome) => number) => outcomes.reduce((so, one) => Math.max(so, of(one)), 0);
const part = (got: number) => `${((100 * got) / places).toFixed(2)} %`;

const known = mean(({ attackersKnown }) => attackersKnown);
console.log(
  `\nin the book: ${Math.round(known)} of the attacker, ${Math.round(mean((one) => one.honestKnown))} honest`,
);
const rows = [
  ['just set up', (one: EclipseOutcome) => one.fresh, expectedPlaces(usualEclipse, 1)],
  [`after ${tried} were tried`, (one: EclipseOutcome) => one.seasoned, expectedPlaces(usualEclipse, 0.5)],
  [`after ${restarts} restarts`, (one: EclipseOutcome) => one.restarted, undefined],
] as const;
console.log('\nplaces of the attacker      measured    expected   most in a run');
for (const [name, of, expected] of rows) {
  const columns = [
    name.padEnd(24),
    part(mean(of)).padStart(11),
    (expected === undefined ? '' : part(expected)).padStart(11),
  ];
  console.log([...columns, String(most(of)).padStart(15)].join(' '));
}
const eclipsed = outcomes.filter((one) => Math.max(one.fresh, one.seasoned, one.restarted) === places).length;
console.log(`\nruns in which he got all places: ${eclipsed}`);
