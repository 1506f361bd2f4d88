import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles a program of this directory, so that it starts in the time that Node itself needs. */
export const bundled = async (name: string, outfile: string): Promise<string> => {
  const entry = fileURLToPath(new URL(name, import.meta.url));
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'neutral',
    external: ['node:*'],
    conditions: ['es2015'], // the modules of rxjs, of which only those are taken that are needed
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  });
  return outfile;
};

/** A process that waits until it may begin, and tells lines of JSON. */
export interface Running<T> {
  readonly child: ChildProcess;
  /** What it has told by now. */
  readonly lines: readonly T[];
  /** Lets it begin. */
  go(): void;
  /** Resolves to the first line for which it holds; rejects if the process ends without one. */
  told(holds: (line: T) => boolean): Promise<T>;
  /** Kills it, as nothing can be caught, and resolves when it is buried and all that it told was read. */
  kill(): Promise<void>;
  /** Resolves to its exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a process; what is still running at the end of `running` is for its owner to kill. */
export const start = <T>(command: string, ...args: readonly string[]): Running<T> => {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: T[] = [];
  const listeners = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line) as T);
    listeners.forEach((listener) => listener());
  });
  child.stdin.on('error', () => {}); // it was killed before it began
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    lines,
    ended,
    go: () => void child.stdin.end('\n'),
    told: (holds) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.find(holds);
          if (line === undefined) return;
          listeners.delete(look);
          resolve(line);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`It ended, having told ${JSON.stringify(lines)}`)));
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};
