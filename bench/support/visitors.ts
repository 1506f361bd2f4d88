import { once } from 'node:events';
import type { Visit } from '../jobs/visitors.js';
import { startChild } from './child.js';

/** Clients in a process of their own. */
export interface Visitors extends AsyncDisposable {
  /** Resolves when all have come, or have been turned away. */
  visit(visit: Visit): Promise<void>;
  /** Resolves when all have gone, with a reset: nothing lingers in the tables of the system. */
  go(): Promise<void>;
}

/** Starts the clients. */
export const startVisitors = async (): Promise<Visitors> => {
  const { child } = await startChild<'ready'>('visitors', null);
  const ask = async (question: Visit | 'go') => {
    child.send(question);
    await once(child, 'message');
  };
  return {
    visit: ask,
    go: () => ask('go'),
    async [Symbol.asyncDispose]() {
      child.disconnect();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
};
