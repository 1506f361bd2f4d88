import { setTimeout } from 'node:timers/promises';
import { ConnectionManager, type ManageOptions } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { bareLoop } from '../support/bare-loop.js';
import { collectGarbage } from '../support/collect-garbage.js';
import { InMemory, inMemory } from '../support/in-memory.js';
import { job } from '../support/job.js';
import { loopback } from '../support/loopback.js';
import { names } from '../support/names.js';

/** What to measure: who holds how many connections of which kind. */
export interface MemoryQuestion {
  readonly connection: 'socket' | 'in-memory';
  readonly holder: 'bare' | 'automatic' | 'permanent';
  readonly count: number;
  readonly ports: readonly number[];
}

/** Holds the connections, and returns what keeps them alive. */
type Hold = () => Promise<unknown>;

const manage = async <A, C>(
  holder: 'automatic' | 'permanent',
  addresses: readonly A[],
  options: ManageOptions<A, C>,
): Promise<unknown> => {
  const places = holder === 'automatic' ? { addresses, maxOutbound: addresses.length } : {};
  const manager = new ConnectionManager<A, C>({ ...options, ...places }).start();
  for (const address of holder === 'permanent' ? addresses : []) manager.connect(address, { permanent: true });
  while (manager.connections.size < addresses.length) await setTimeout(10);
  return manager;
};

const sockets = ({ holder, ports, count }: MemoryQuestion, from: number): Hold => {
  const each = count / ports.length;
  const addresses = ports.flatMap((port, index) => loopback(each, port, from + index * each));
  return () => (holder === 'bare' ? bareLoop(addresses, 128) : manage(holder, addresses, { dial: tcp() }));
};

const objects = ({ holder, count }: MemoryQuestion, from: number): Hold => {
  const addresses = names(count, `peer-${from}`);
  return async () =>
    holder === 'bare'
      ? addresses.map(() => new InMemory(undefined as never))
      : await manage(holder, addresses, { dial: inMemory });
};

/** What must not be collected before it has been counted. */
const keep: unknown[] = [];

/** Bytes of the heap per connection, once everything has been set up. The addresses are not in it: they were there before. */
const measure = async (question: MemoryQuestion): Promise<number> => {
  const { connection, count, ports } = question;
  const prepare = connection === 'socket' ? sockets : objects;
  const warm = await prepare({ ...question, count: 25 * ports.length }, count)();
  const hold = prepare(question, 0);
  await collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const held = await hold();
  // Longer than `stableAfter`: what only a young connection needs is gone.
  await setTimeout(6_000);
  await collectGarbage();
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  keep.push(warm, held);
  return bytes;
};

await job(measure);
process.exit();
