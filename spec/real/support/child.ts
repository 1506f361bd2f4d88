import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program of this folder in a process of its own, which answers questions. */
export interface Child extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Sends a question and resolves to the next answer. One at a time. */
  ask<R>(question: unknown): Promise<R>;
}

/** How a child is started. */
export interface ChildOptions {
  /** The limit of its descriptors. @default as this process has it */
  readonly descriptors?: number;
}

const flags = ['--import=tsx/esm', '--conditions=rx-connmgr-source', '--expose-gc'];

/** Starts `NAME.ts` of this folder. Its end before an answer is an error, and disposing of it kills it by its id. */
export const startChild = (name: string, options: ChildOptions = {}): Child => {
  const { descriptors } = options;
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors}; `;
  const child = spawn('bash', ['-c', `${limit}exec "$0" "$@"`, process.execPath, ...flags, program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([status, signal]) => {
    throw new Error(`${name} ended with ${String(status ?? signal)}`);
  });
  ended.catch(() => undefined);
  return {
    process: child,
    ask: async <R>(question: unknown) => {
      child.send(question as object);
      const [answer] = (await Promise.race([once(child, 'message'), ended])) as [R];
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended.catch(() => undefined);
    },
  };
};

/** Answers each question that the parent asks with what `answer` returns, until the parent is gone. */
export const answering = <Q>(answer: (question: Q) => unknown): void => {
  process.on('message', (question) => {
    void Promise.resolve(answer(question as Q)).then((answered) => process.send?.(answered ?? null));
  });
  process.on('disconnect', () => process.exit());
};
