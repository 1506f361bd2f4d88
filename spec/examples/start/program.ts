import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Summary } from '../../../examples/start/summary.js';

const node = ['--import', 'tsx/esm', '--conditions=rx-connmgr-source', 'examples/start/main.ts'];

const running = new Set<ChildProcess>();

/** Starts the main job. */
export const start = (...args: readonly string[]) => {
  const child = spawn(process.execPath, [...node, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
};

/** Ends those that still run, without manners: for `afterEach`. */
export const endPrograms = (): void => {
  for (const child of running) child.kill('SIGKILL');
};

/** What the main job said, and how it ended. */
export const run = async (...args: readonly string[]) => {
  const child = start(...args);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, out, err };
};

/** The lines of `--json`. */
export const objects = (out: string): readonly Record<string, unknown>[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

export const summaryOf = (out: string): Summary => objects(out).at(-1)?.summary as Summary;
