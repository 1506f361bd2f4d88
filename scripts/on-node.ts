/**
 * Runs the specs on other versions of Node, which npm's `node` package brings:
 *
 *     on-node.ts VERSION …
 */
import { execFileSync, spawnSync, type ExecFileSyncOptions } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const versions = process.argv.slice(2);
if (versions.length === 0 || !versions.every((version) => /^\d+(\.\d+){0,2}$/.test(version))) {
  console.error('usage: on-node.ts VERSION …');
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const shell = process.platform === 'win32';

/** Returns the path of that Node, installed where `npm ci` clears it away. */
const install = (version: string): string => {
  const folder = join(root, 'node_modules/.cache/node', version);
  const home = join(folder, 'node_modules/node');
  const node = join(home, shell ? 'bin/node.exe' : 'bin/node');
  if (existsSync(node)) return node;

  mkdirSync(folder, { recursive: true });
  // The binary comes by an install script, which npm may refuse to run unasked: it is called by name here.
  const quietly: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'], shell };
  execFileSync('npm', ['install', '--no-save', '--ignore-scripts', '--prefix', folder, `node@${version}`], quietly);
  execFileSync(process.execPath, ['installArchSpecificPackage.js'], { ...quietly, cwd: home });
  return node;
};

/** Returns whether the specs pass. The properties are proven at length elsewhere: here they are tried on fewer cases. */
const passesOn = (version: string): boolean => {
  const node = install(version);
  console.log(`Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const env = { FUZZ_RUNS: '300', ...process.env };
  return spawnSync(node, [mocha, '--reporter', 'dot'], { cwd: root, env, stdio: 'inherit' }).status === 0;
};

const failed = versions.filter((version) => !passesOn(version));
if (failed.length > 0) {
  console.error(`The specs fail on Node ${failed.join(' and ')}.`);
  process.exitCode = 1;
}
