import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const entry = (name: string) => fileURLToPath(new URL(`../jobs/${name}.js`, import.meta.url));

/** Returns a started child that runs `jobs/NAME`, and its first message. The flags of this process are its own. */
export const startChild = async <R>(name: string, argument: unknown) => {
  const child = fork(entry(name), [JSON.stringify(argument)]);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The job ${name} ended with status ${String(code)} and said nothing`);
  });
  const [message] = (await Promise.race([once(child, 'message'), failed])) as [R];
  failed.catch(() => undefined);
  return { child, message };
};

/** Runs `jobs/NAME` in a process of its own, so that nothing else is counted, and returns what it says. */
export const runJob = async <R>(name: string, argument: unknown): Promise<R> => {
  const { child, message } = await startChild<R>(name, argument);
  if (child.exitCode === null) await once(child, 'exit');
  return message;
};
