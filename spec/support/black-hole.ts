import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Address } from '../../lib/core/address.js';

/** A thread that listens, then sleeps: the system completes as many connections as its queue holds and answers no more. */
const sleeper = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer();
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** An address that never answers a dial. */
export interface BlackHole {
  readonly address: Address;
  close(): Promise<void>;
}

/** Returns an address whose queue of connections is full. */
export const blackHole = async (): Promise<BlackHole> => {
  const worker = new Worker(sleeper, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const fillers: Socket[] = [];
  for (let answered = true; answered;) {
    const filler = connect(port, '127.0.0.1').on('error', () => undefined);
    fillers.push(filler);
    await once(filler, 'connect', { signal: AbortSignal.timeout(200) }).catch(() => undefined);
    await turn(); // a busy thread may have been late for an answer
    answered = !filler.connecting;
  }
  return {
    address: { host: '127.0.0.1', port },
    close: async () => {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
};
