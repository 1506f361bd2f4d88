import type { Socket } from 'node:net';
import { ConnectionManager, type Address } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { Subscription } from 'rxjs';
import { bareLoop } from './support/bare-loop.js';
import type { Bench } from './support/bench.js';
import { cpuMeter } from './support/cpu-meter.js';
import { interleaved, type Way } from './support/interleaved.js';
import { loopback } from './support/loopback.js';
import { startPeers } from './support/peers.js';
import { roundTo } from './support/round-to.js';
import { untilEstablished } from './support/until-established.js';

const count = 5_000;
const atOnce = 128;

/** What was established, and how to let go of it. */
interface Held {
  readonly sockets: Iterable<Socket>;
  readonly letGo: () => unknown;
}

const bare = async (addresses: readonly Address[]): Promise<Held> => {
  const sockets = await bareLoop(addresses, atOnce);
  return { sockets, letGo: () => undefined };
};

const dialsAlone = (addresses: readonly Address[]): Promise<Held> =>
  new Promise((resolve, reject) => {
    const dial = tcp();
    const sockets: Socket[] = [];
    const held = new Subscription();
    const rest = addresses.values();
    const next = () => {
      const { done, value: address } = rest.next();
      if (done) return;
      held.add(
        dial(address).subscribe({
          next: (socket) => {
            sockets.push(socket);
            if (sockets.length === addresses.length) resolve({ sockets, letGo: () => held.unsubscribe() });
            else next();
          },
          error: reject,
        }),
      );
    };
    for (let dials = 0; dials < atOnce; dials += 1) next();
  });

const holding = async (manager: ConnectionManager<Address, Socket>, begin: () => unknown): Promise<Held> => {
  const established = untilEstablished(manager, count);
  begin();
  await established;
  return {
    sockets: [...manager.connections.values()].map(({ connection }) => connection),
    letGo: () => manager.stop(),
  };
};

const automatic = (addresses: readonly Address[]): Promise<Held> => {
  const manager = new ConnectionManager({ dial: tcp(), addresses, maxOutbound: count, maxDialing: atOnce });
  return holding(manager, () => manager.start());
};

const permanent = (addresses: readonly Address[]): Promise<Held> => {
  const manager = new ConnectionManager({ dial: tcp(), maxDialing: atOnce }).start();
  return holding(manager, () => {
    for (const address of addresses) manager.connect(address, { permanent: true });
  });
};

/** How long 5 000 connections take, against a loop that does nothing else. */
export const establish: Bench = {
  name: 'establish',
  about: `${count.toLocaleString('en-GB')} loopback connections, ${atOnce} dials at once, until the last is established; the peers in another process`,
  run: async (note) => {
    await using peers = await startPeers();
    const addresses = peers.ports.flatMap((port, index) =>
      loopback(count / peers.ports.length, port, (index * count) / peers.ports.length),
    );

    const timed =
      (hold: (addresses: readonly Address[]) => Promise<Held>): Way =>
      async () => {
        // The young garbage of the round before, no more: a full collection would shrink the heap and punish whoever allocates.
        globalThis.gc?.({ type: 'minor' } as never);
        const meter = cpuMeter();
        const { sockets, letGo } = await hold(addresses);
        const { seconds, cpu } = meter();
        // With a reset nothing lingers in the tables of the system, and the manager has no time to see it.
        for (const socket of sockets) socket.resetAndDestroy();
        await letGo();
        await peers.quiet();
        return { wall: 1e3 * seconds, cpu: 1e3 * cpu };
      };

    const standings = await interleaved(
      { bare: timed(bare), automatic: timed(automatic), permanent: timed(permanent), 'tcp() alone': timed(dialsAlone) },
      { rounds: 9, warmUp: 2 },
      note,
    );
    const ways = Object.entries(standings);
    return {
      table: ways.map(([way, { wall, cpu, wallRatio, cpuRatio }]) => ({
        way,
        ms: Math.round(wall),
        'per second': Math.round(count / (wall / 1e3)),
        'to bare': roundTo(3, wallRatio),
        'own CPU, ms': Math.round(cpu),
        'CPU to bare': roundTo(3, cpuRatio),
      })),
      lines: [
        {
          figures: {
            ratio: roundTo(3, standings.automatic.wallRatio),
            permanentRatio: roundTo(3, standings.permanent.wallRatio),
            dialRatio: roundTo(3, standings['tcp() alone'].wallRatio),
            cpuRatio: roundTo(3, standings.automatic.cpuRatio),
            milliseconds: Math.round(standings.automatic.wall),
            bareMilliseconds: Math.round(standings.bare.wall),
            connections: count,
          },
          bounds: [
            { field: 'ratio', atMost: 1.35 },
            { field: 'permanentRatio', atMost: 1.35 },
          ],
        },
      ],
    };
  },
};
