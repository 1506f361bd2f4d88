// A node that holds outbound connections and lets others in: what the flood is about.
import { closeSync, openSync, readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  ConnectionManager,
  admit,
  handshake,
  summarize,
  type Address,
  type AdmitOptions,
  type Refusal,
} from 'rx-connmgr';
import { listen, tcp } from 'rx-connmgr/node';
import { EMPTY, Subject, catchError, fromEvent, map, mergeMap, take } from 'rxjs';
import { answering } from './child.js';

/** What the node is asked to do. */
export type Question =
  | {
      readonly ask: 'start';
      readonly echoes: readonly Address[];
      readonly admit: Omit<AdmitOptions<Address>, 'refused'>;
    }
  | { readonly ask: 'state' | 'latency' };

/** How the node is. */
export interface State {
  readonly established: number;
  /** Outbound connections that ended. */
  readonly lost: number;
  /** Those who came in and are in now, and the most there ever were. */
  readonly inside: number;
  readonly most: number;
  readonly refused: Readonly<Record<string, number>>;
  /** How many times refusals were told. */
  readonly told: number;
  /** Whether a descriptor was to be had whenever one was asked for. */
  readonly hasDescriptors: boolean;
  readonly descriptors: number;
  /** Bytes, after a collection. */
  readonly heap: number;
}

/** Milliseconds that the echo of an outbound connection took, of all since the last question. */
export interface Latency {
  readonly echoes: number;
  readonly median: number;
  readonly most: number;
}

/** How long a visitor has to say something. */
const patience = 1_000;
const every = 50;

const refused: Record<string, number> = {};
const refused$ = new Subject<Refusal<Address>>();
let manager: ConnectionManager<Address, Socket> | undefined;
let lost = 0;
let inside = 0;
let most = 0;
let told = 0;
let hasDescriptors = true;
let latencies: number[] = [];

refused$.subscribe(({ reason }) => (refused[reason] = (refused[reason] ?? 0) + 1));
refused$.pipe(summarize({ every: 200 })).subscribe(() => (told += 1));

/** Asks again and again for an echo, one at a time. */
const ping = (socket: Socket): void => {
  const ask = () => {
    const at = performance.now();
    socket.write('x');
    socket.once('data', () => {
      latencies.push(performance.now() - at);
      globalThis.setTimeout(ask, every);
    });
  };
  ask();
};

const start = async (echoes: readonly Address[], rules: Omit<AdmitOptions<Address>, 'refused'>): Promise<Address> => {
  manager = new ConnectionManager({ dial: tcp(), addresses: echoes, maxOutbound: echoes.length }).start();
  manager.events$.subscribe(({ type }) => (lost += type === 'disconnected' ? 1 : 0));
  manager.connections$.subscribe(({ connection }) => ping(connection));
  while (manager.connections.size < echoes.length) await setTimeout(10);

  const listening$ = new Subject<Address>();
  const hello = handshake(
    (socket: Socket) =>
      fromEvent(socket, 'data').pipe(
        take(1),
        map((data) => (socket.write(data as Buffer), socket)),
      ),
    { timeout: patience },
  );
  const counted = (socket: Socket) => {
    inside += 1;
    most = Math.max(most, inside);
    socket.once('close', () => (inside -= 1));
  };
  const address = new Promise<Address>((resolve) => listening$.subscribe(resolve));
  listen({
    port: 0,
    host: '127.0.0.1',
    backlog: 4_096,
    refused: refused$,
    listening: listening$,
  })
    .pipe(
      map(({ address: from, connection$ }) => ({
        address: from,
        connection$: connection$.pipe(
          map((socket) => (counted(socket), socket)),
          hello,
        ),
      })),
      admit({ ...rules, refused: refused$ }),
      mergeMap(({ connection$ }) => connection$.pipe(catchError(() => EMPTY))),
    )
    .subscribe((socket) => socket.pipe(socket));
  // A descriptor for whatever else the program does: at the limit this would throw.
  globalThis.setInterval(() => {
    try {
      closeSync(openSync('/dev/null', 'r'));
    } catch {
      hasDescriptors = false;
    }
  }, 20);
  return address;
};

const state = async (): Promise<State> => {
  for (let passes = 0; passes < 4; passes += 1) {
    globalThis.gc?.();
    await setImmediate();
  }
  return {
    established: manager?.connections.size ?? 0,
    lost,
    inside,
    most,
    refused,
    told,
    hasDescriptors,
    descriptors: readdirSync('/proc/self/fd').length,
    heap: process.memoryUsage().heapUsed,
  };
};

const latency = (): Latency => {
  const sorted = latencies.sort((a, b) => a - b);
  latencies = [];
  return { echoes: sorted.length, median: sorted[sorted.length >> 1] ?? NaN, most: sorted.at(-1) ?? NaN };
};

answering((question: Question) => {
  if (question.ask === 'start') return start(question.echoes, question.admit);
  return question.ask === 'state' ? state() : latency();
});
