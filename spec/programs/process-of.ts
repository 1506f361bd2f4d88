import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How a process ended, and the lines it printed. */
export interface Ended {
  readonly status: number | null;
  readonly lines: readonly string[];
}

/**
 * Runs a program in a process of its own, for ten seconds at most. Resolves when it has ended. `heard` is told each line,
 * and may send a signal.
 */
export const processOf = async (
  path: string,
  heard?: (line: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Ended> => {
  const child = spawn(process.execPath, ['--import=tsx/esm', '--conditions=rx-connmgr-source', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 10_000,
    killSignal: 'SIGKILL',
  });
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    heard?.(line, (signal) => void child.kill(signal));
  });
  await once(child, 'close');
  return { status: child.exitCode, lines };
};
