import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { admit, type Address, type AdmitOptions, type Inbound } from 'rx-connmgr';
import { listen } from 'rx-connmgr/node';
import { Subject, firstValueFrom, identity, type MonoTypeOperatorFunction } from 'rxjs';
import type { Bench } from './support/bench.js';
import { cpuMeter } from './support/cpu-meter.js';
import { interleaved, type Standing, type Way } from './support/interleaved.js';
import { roundTo } from './support/round-to.js';
import { startVisitors } from './support/visitors.js';

const count = 5_000;
const atOnce = 256;
const backlog = 4_096;

/** Who listens, and how to listen no more. */
interface House {
  readonly port: number;
  readonly close: () => unknown;
}

/** Opens a house, which calls `seen` for each visitor once it has let it in or has closed it. */
type Open = (seen: () => void) => Promise<House>;

const bare =
  (serve: (socket: Socket) => unknown): Open =>
  async (seen) => {
    const server: Server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
      socket.on('error', () => undefined);
      socket.on('close', () => undefined);
      serve(socket);
      seen();
    });
    server.listen({ port: 0, host: '127.0.0.1', backlog });
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, close: () => server.close() };
  };

type Visitor = Inbound<Address, Socket>;

const takeIn = ({ connection$ }: Visitor) => connection$.subscribe({ error: () => undefined });
const turnAway = () => undefined;

const ours =
  (serve: (visitor: Visitor) => unknown, admitting?: (seen: () => void) => MonoTypeOperatorFunction<Visitor>): Open =>
  async (seen) => {
    const listening$ = new Subject<Address>();
    const where = firstValueFrom(listening$);
    const inbound$ = listen({ port: 0, host: '127.0.0.1', backlog, listening: listening$ });
    const listener = inbound$.pipe(admitting?.(seen) ?? identity).subscribe((visitor) => {
      serve(visitor);
      seen();
    });
    const { port } = await where;
    return { port, close: () => listener.unsubscribe() };
  };

const rules: AdmitOptions<Address> = {
  perHost: 1e6,
  perPrefix: 1e6,
  unfinished: 1e6,
  rate: 1e6,
  burst: 1e6,
  flood: 1e6,
};
const lists = { allow: ['192.0.2.0/24'], deny: ['198.51.100.0/24', '203.0.113.7'] };

const accepting = {
  'bare server': bare(() => undefined),
  listen: ours(takeIn),
  'listen, admit': ours(takeIn, () => admit({ ...rules, ...lists })),
};
const refusing = {
  'bare server': bare((socket) => socket.resetAndDestroy()),
  listen: ours(turnAway),
  'listen, admit': ours(takeIn, (seen) => admit({ ...rules, ...lists, perHost: 0, refused: seen })),
};

/** What letting in and turning away cost, against a bare server that does nothing else. */
export const accept: Bench = {
  name: 'accept',
  about: `${count.toLocaleString('en-GB')} loopback connections that come in, ${atOnce} at once, until the last is accepted or refused; the clients in another process`,
  run: async (note) => {
    await using visitors = await startVisitors();
    const timed =
      (open: Open, stay: boolean): Way =>
      async () => {
        let seen = 0;
        const all = new Subject<void>();
        const last = firstValueFrom(all);
        const house = await open(() => {
          seen += 1;
          if (seen === count) all.next();
        });
        globalThis.gc?.({ type: 'minor' } as never);
        const meter = cpuMeter();
        const visited = visitors.visit({ port: house.port, count, atOnce, stay });
        await last;
        const { seconds, cpu } = meter();
        await visited;
        await visitors.go();
        house.close();
        return { wall: 1e3 * seconds, cpu: 1e3 * cpu };
      };
    const compare = <K extends string>(ways: Readonly<Record<K, Open>>, stay: boolean, what: string) =>
      interleaved(
        Object.fromEntries(Object.entries<Open>(ways).map(([name, open]) => [name, timed(open, stay)])) as Record<
          K,
          Way
        >,
        { rounds: 9, warmUp: 2 },
        (progress) => note(`${what}, ${progress}`),
      );
    const accepted = await compare(accepting, true, 'accepting');
    const refused = await compare(refusing, false, 'refusing');

    const rows = (what: string, standings: Readonly<Record<string, Standing>>) =>
      Object.entries(standings).map(([way, { wall, cpu, wallRatio, cpuRatio }]) => ({
        what,
        way,
        'per second': Math.round(count / (wall / 1e3)),
        'to bare': roundTo(3, wallRatio),
        'own CPU, µs each': roundTo(3, (1e3 * cpu) / count),
        'CPU to bare': roundTo(3, cpuRatio),
      }));
    return {
      table: [...rows('accept', accepted), ...rows('refuse', refused)],
      lines: [
        {
          figures: {
            acceptRatio: roundTo(3, accepted.listen.cpuRatio),
            acceptAdmitRatio: roundTo(3, accepted['listen, admit'].cpuRatio),
            refuseRatio: roundTo(3, refused.listen.cpuRatio),
            refuseAdmitRatio: roundTo(3, refused['listen, admit'].cpuRatio),
            acceptsPerSecond: Math.round(count / (accepted['listen, admit'].wall / 1e3)),
            refusalsPerSecond: Math.round(count / (refused['listen, admit'].wall / 1e3)),
            connections: count,
          },
          bounds: [],
        },
      ],
    };
  },
};
