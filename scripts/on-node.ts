/**
 * Runs the specs on another Node, which npm's `node` package brings:
 *
 *     on-node.ts VERSION [ARGUMENT OF MOCHA …]
 */
import { execFileSync, spawnSync, type ExecFileSyncOptions } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const [version, ...rest] = process.argv.slice(2);
if (version === undefined || !/^\d+(\.\d+){0,2}$/.test(version)) {
  console.error('usage: on-node.ts VERSION [ARGUMENT OF MOCHA …]');
  process.exit(2);
}

const shell = process.platform === 'win32';
const folder = join(import.meta.dirname, `../node_modules/.cache/node-${version}`);
const home = join(folder, 'node_modules/node');
const node = join(home, shell ? 'bin/node.exe' : 'bin/node');

if (!existsSync(node)) {
  mkdirSync(folder, { recursive: true });
  // The binary comes by an install script, which npm may refuse to run unasked: it is called by name here.
  const quietly: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'], shell };
  execFileSync('npm', ['install', '--no-save', '--ignore-scripts', '--prefix', folder, `node@${version}`], quietly);
  execFileSync(process.execPath, ['installArchSpecificPackage.js'], { ...quietly, cwd: home });
}

console.log(`Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
const mocha = join(import.meta.dirname, '../node_modules/mocha/bin/mocha.js');
const { status } = spawnSync(node, [mocha, ...rest], { stdio: 'inherit' });
process.exitCode = status ?? 1;
