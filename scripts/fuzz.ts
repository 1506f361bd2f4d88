/**
 * Runs the property specs, and only them, on many more cases:
 *
 *     fuzz.ts [RUNS]
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [count = '50000'] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(count)) {
  console.error('usage: fuzz.ts [RUNS]');
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const config = JSON.parse(readFileSync(join(root, '.mocharc.json'), 'utf8')) as {
  readonly 'node-option': readonly string[];
};
// The configuration names all specs, and what the command line names is added to them.
const options = [
  '--no-config',
  '--timeout',
  '0',
  ...config['node-option'].flatMap((option) => ['--node-option', option]),
];
const properties = readdirSync(join(root, 'spec'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.spec.ts'))
  .map((file) => join(root, 'spec', file))
  .filter((file) => readFileSync(file, 'utf8').includes('support/runs.js'));
const mocha = join(root, 'node_modules/mocha/bin/mocha.js');

console.log(`${count} cases of each property in ${properties.length} specs`);
const env = { ...process.env, FUZZ_RUNS: count };
const { status } = spawnSync(process.execPath, [mocha, ...options, ...properties], {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
