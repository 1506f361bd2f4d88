import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { startChild } from './child.js';

/** The peers of one bench: servers in a process of their own, on all loopback addresses at once. */
export interface Peers extends AsyncDisposable {
  /** They answer at any of 127.0.0.0/8. */
  readonly ports: readonly number[];
  /** Nobody listens here: a dial is refused. */
  readonly refusingPort: number;
  /** Resolves when no connection is left. */
  quiet(): Promise<void>;
}

/** Starts the peers. Several ports, since no more connections than the backlog of each may stand before the door at once. */
export const startPeers = async (): Promise<Peers> => {
  const { child, message } = await startChild<{ readonly ports: readonly number[]; readonly refusingPort: number }>(
    'peers',
    { listeners: 4 },
  );
  const open = async () => {
    child.send('count');
    const [count] = (await once(child, 'message')) as [number];
    return count;
  };
  return {
    ...message,
    async quiet() {
      while ((await open()) > 0) await setTimeout(20);
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
};
