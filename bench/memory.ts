import type { MemoryQuestion } from './jobs/memory.js';
import type { Bench } from './support/bench.js';
import { runJob } from './support/child.js';
import { startPeers } from './support/peers.js';

const count = 5_000;
const connections = ['socket', 'in-memory'] as const;
const holders = ['bare', 'automatic', 'permanent'] as const;

/** What a live request takes of the heap, above its connection. */
export const memory: Bench = {
  name: 'memory',
  about: `bytes of the heap per live request with ${count.toLocaleString('en-GB')} of them, each kind in a process of its own`,
  run: async (note) => {
    await using peers = await startPeers();
    const above = { socket: { automatic: 0, permanent: 0 }, 'in-memory': { automatic: 0, permanent: 0 } };
    const table: { connection: string; holder: string; bytes: number; 'above bare': number }[] = [];
    for (const connection of connections) {
      let bare = 0;
      for (const holder of holders) {
        note(`${connection}, ${holder}`);
        const question: MemoryQuestion = { connection, holder, count, ports: peers.ports };
        const bytes = await runJob<number>('memory', question);
        await peers.quiet();
        if (holder === 'bare') bare = bytes;
        else above[connection][holder] = Math.round(bytes - bare);
        table.push({ connection, holder, bytes: Math.round(bytes), 'above bare': Math.round(bytes - bare) });
      }
    }
    return {
      table,
      lines: [
        {
          figures: {
            bytes: Math.max(above.socket.automatic, above.socket.permanent),
            automaticBytes: above.socket.automatic,
            permanentBytes: above.socket.permanent,
            automaticInMemoryBytes: above['in-memory'].automatic,
            permanentInMemoryBytes: above['in-memory'].permanent,
            connections: count,
          },
          bounds: [{ field: 'bytes', atMost: 6 * 1_024 }],
        },
      ],
    };
  },
};
