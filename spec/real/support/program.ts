import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that a spec has started. */
export interface Program {
  readonly pid: number;
  /** What it has printed so far. */
  readonly printed: () => string;
  /** Halts it, so that it neither answers nor ends. */
  freeze(): void;
  /** Lets it go on. */
  thaw(): void;
  /** Ends it, patiently at first. */
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Waits until `check` gives something, for so many milliseconds at most; `why` is asked for what to say then. */
export const until = async <T>(
  check: () => T | undefined | Promise<T | undefined>,
  limit: number,
  why: () => string,
): Promise<T> => {
  const end = performance.now() + limit;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`not within ${limit} ms: ${why()}`);
    await sleep(50);
  }
};

const over = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Runs a program until it has ended, with `input`, and returns what it printed. */
export const runProgram = async (command: string, args: readonly string[], input = ''): Promise<string> => {
  const child = spawn(command, args, { timeout: 30_000, killSignal: 'SIGKILL' });
  let printed = '';
  child.stdout.on('data', (data) => (printed += String(data)));
  child.stderr.on('data', (data) => (printed += String(data)));
  child.stdin.end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${printed}`);
  return printed;
};

/**
 * Starts a program that goes on until it is stopped, and waits until it has printed `ready`. It is ended with this process,
 * whatever ends that.
 */
export const startProgram = async (
  command: string,
  args: readonly string[],
  { ready, within = 10_000 }: { readonly ready: RegExp; readonly within?: number },
): Promise<Program> => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.on('exit', () => running.delete(child));
  let printed = '';
  child.stdout.on('data', (data) => (printed += String(data)));
  child.stderr.on('data', (data) => (printed += String(data)));
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
  failed.catch(() => undefined);

  const stop = async () => {
    if (over(child)) return;
    const exited = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await Promise.race([exited, sleep(2_000)]);
    if (!over(child)) child.kill('SIGKILL');
    await exited;
  };
  try {
    const isReady = () => {
      if (over(child)) throw new Error(`${command} has ended: ${printed}`);
      return ready.test(printed) || undefined;
    };
    await Promise.race([until(isReady, within, () => `${command} is ready: ${printed.slice(-500)}`), failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    printed: () => printed,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop,
  };
};
