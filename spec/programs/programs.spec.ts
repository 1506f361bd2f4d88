import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReactElement, ReactNode } from 'react';
import { ConnectionManager, formatAddress, type Address, type BanList } from 'rx-connmgr';
import {
  NEVER,
  Observable,
  Subject,
  concat,
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  of,
  timer,
  toArray,
} from 'rxjs';
import sinon from 'sinon';
import { WebSocket, WebSocketServer } from 'ws';
import { startPeers } from '../../examples/support/peers.js';
import { knock, stopKnocking } from '../support/knock.js';
import { closeRealPeers } from '../support/real-peers.js';
import { answerOf, socksProxy, success, type Asked } from '../support/socks-proxy.js';
import { adapted } from './adapted.js';
import { processOf } from './process-of.js';
import type * as program4 from './program4.js';
import type * as program8 from './program8.js';

const nobody: Address = { host: '127.0.0.1', port: 1 };

describe('the programs of the contract', function () {
  this.timeout(20_000);
  // what a program only declares, it finds in the global scope
  afterEach(() => sinon.restore());

  it('1: holds eight until it is interrupted', async () => {
    await using peers = await startPeers(8);
    using program = adapted('program1.ts', {
      "['192.0.2.1:8333', '192.0.2.2:8333', '[2001:db8::1]:8333']": JSON.stringify(peers.addresses.map(formatAddress)),
    });
    const { status, lines } = await processOf(program.path, (line, kill) => {
      if (line === 'ok') kill('SIGINT');
    });
    expect(lines).to.deep.equal(['connecting', 'ok', 'stopped']);
    expect(status).to.equal(0);
  });

  it('2: finds peers by seeds and gossip over Tor, remembers them, and bans', async () => {
    const seeds: Readonly<Record<string, string>> = {
      'x9.seed.bitcoin.sipa.be': '0b000001',
      'x9.dnsseed.emzy.de': '0c000001',
    };
    const answer = ({ command, host = '' }: Asked) =>
      command === 0xf0 ? answerOf.address(seeds[host] ?? '') : success;
    const proxy = await socksProxy({ answer });
    const directory = mkdtempSync(join(tmpdir(), 'program2-'));
    const offence$ = new Subject<{ readonly persistent: number }>();
    const gossip = [{ host: '13.0.0.1', port: 8333 }];
    sinon.define(globalThis, 'exchangeVersions', (socket: Socket, direction: string) =>
      Promise.resolve({ addr$: of(gossip), offence$: direction === 'out' ? offence$ : NEVER, socket }),
    );
    using program = adapted('program2.ts', {
      "{ host: '127.0.0.1', port: 9050 }": JSON.stringify(proxy.address),
      "'bans.json'": JSON.stringify(join(directory, 'bans.json')),
      "'peers.json'": JSON.stringify(join(directory, 'peers.json')),
      'listen({ port: 8333 })': "listen({ port: 0, host: '127.0.0.1', listening: (at) => here.next(at) })",
      "listen({ host: '::1', port: 8333 })": "listen({ host: '127.0.0.1', port: 0 })",
      'const proxy': 'export const here = new ReplaySubject<Address>();\nconst proxy',
      'ignoreElements, map,': 'ReplaySubject, ignoreElements, map,',
      'const banned': 'export const banned',
      'const manager': 'export const manager',
    });
    interface Program {
      readonly manager: ConnectionManager<Address, Socket>;
      readonly banned: BanList;
      readonly here: Observable<Address>;
    }
    const { manager, banned, here } = (await import(program.path)) as Program;
    const hosts = () => [...manager.connections.values()].map(({ address: { host } }) => host).sort();
    const holds = (...expected: readonly string[]) =>
      firstValueFrom(manager.snapshot$.pipe(filter(() => String(hosts()) === String(expected))));
    try {
      await holds('11.0.0.1', '12.0.0.1', '13.0.0.1');
      const client = await knock(await firstValueFrom(here));
      await holds('11.0.0.1', '12.0.0.1', '127.0.0.1', '13.0.0.1');
      offence$.next({ persistent: 101 });
      await holds('127.0.0.1');
      client.destroy();
      expect(banned.list().map(({ subnet }) => subnet)).to.have.members(['11.0.0.1', '12.0.0.1', '13.0.0.1']);
      await manager.stop();
      const [bans, peers] = ['bans.json', 'peers.json'].map((file) => readFileSync(join(directory, file), 'utf8'));
      for (const host of ['11.0.0.1', '12.0.0.1', '13.0.0.1']) {
        expect(bans).to.include(host);
        expect(peers).to.include(host);
      }
    } finally {
      await manager.stop();
      stopKnocking();
      await closeRealPeers();
      rmSync(directory, { recursive: true });
    }
  });

  it('4: keeps a feed of each exchange, and connects again at once if told to', async () => {
    await using binance = await startExchange('binance');
    await using kraken = await startExchange('kraken');
    if (!('WebSocket' in globalThis)) sinon.define(globalThis, 'WebSocket', WebSocket);
    using program = adapted('program4.ts', {
      "['wss://stream.binance.com/ws', 'wss://ws.kraken.com/v2']": JSON.stringify([binance.url, kraken.url]),
      'every: 15_000': 'every: 50',
      'exponential(500, 30_000)': 'exponential(60_000)',
      'const manager': 'export const manager',
    });
    type Program = typeof program4 & { readonly manager: ConnectionManager<URL> };
    const { trade$, feed$, reconnectNow, ...kept } = (await import(program.path)) as Program;
    await using manager = kept.manager;
    const states = (...expected: readonly string[]) =>
      firstValueFrom(feed$.pipe(filter((feeds) => String(feeds.map(({ state }) => state)) === String(expected))));
    const heard = (word: string) => firstValueFrom(trade$.pipe(filter(({ data }) => data === word)));

    await Promise.all([heard('binance'), heard('kraken'), heard('pong'), states('established', 'established')]);
    binance.drop();
    const [lost] = await states('waiting', 'established');
    expect(lost).to.include({ exchange: '127.0.0.1', failures: 1 });
    expect(lost?.retryAt).to.be.above(Date.now() + 1_000);
    expect(reconnectNow()).to.equal(true);
    await Promise.all([heard('binance'), states('established', 'established')]);
    expect(manager.connections.size).to.equal(2);
  });

  it('5: crawls, and ends', async () => {
    await using peers = await startPeers(4);
    using program = adapted('program5.ts', {
      'declare const list: readonly Address[]': `const list = ${JSON.stringify([...peers.addresses, nobody])}`,
      'declare const cancel$: Observable<unknown>': "const { NEVER: cancel$ } = await import('rxjs')",
    });
    const { status, lines } = await processOf(program.path);
    expect(lines[0]).to.equal('1 of 5');
    expect(lines.filter((line) => /^127\.0\.0\.1 [\d.]+$/.test(line))).to.have.length(4);
    expect(status).to.equal(0);
  });

  it('5: visits the failed once more, and can be cancelled, as it stands', async () => {
    sinon.define(globalThis, 'list', []);
    sinon.define(globalThis, 'cancel$', NEVER);
    const { crawl } = await import('./program5.js');
    await using peers = await startPeers(2);
    const visits = await lastValueFrom(crawl([nobody, ...peers.addresses], NEVER).pipe(toArray()));
    expect(visits).to.have.length(4);
    expect(visits.filter(({ error }) => error).map(({ address }) => address)).to.deep.equal([nobody, nobody]);

    let dialling = 0;
    const silent = () => new Observable<never>(() => (dialling++, () => dialling--));
    const cancelled$ = crawl(Array<Address>(1_000).fill(nobody), timer(20), silent);
    const most = timer(10).pipe(map(() => dialling));
    expect(await Promise.all([lastValueFrom(most), lastValueFrom(cancelled$, { defaultValue: 'none' })])).to.deep.equal(
      [500, 'none'],
    );
    expect(dialling).to.equal(0);
  });

  it('6: gives the nearest replica that is connected, as it stands', async () => {
    const replicas = [30, 10, 20].map((rtt) => ({ name: `replica ${rtt}`, rtt }));
    const clients = new Map<string, Client>();
    const open = ({ name }: { readonly name: string }) => Promise.resolve(new Client(name, clients));
    sinon.define(globalThis, 'replicas', replicas);
    sinon.define(globalThis, 'open', open);
    const { pool } = await import('./program6.js');
    try {
      await pool.acquire();
      expect([...clients.keys()]).to.deep.equal(['replica 10', 'replica 20']);
      expect(await pool.acquire()).to.equal(clients.get('replica 10'));

      await clients.get('replica 10')?.end();
      expect(await pool.acquire()).to.equal(clients.get('replica 20'));

      let closed = false;
      const closing = pool.close().then(() => (closed = true));
      await firstValueFrom(timer(20));
      expect(closed).to.equal(false);
      await Promise.all([...clients.values()].map((client) => client.end()));
      await closing;
      expect(clients.size).to.equal(0);
    } finally {
      await pool.close();
    }
  });

  it('8: shows the requests, and exports metrics', async () => {
    using program = adapted('program8.tsx', {
      '// A live list': '/** @jsxRuntime automatic */ // A live list',
      "from 'react'": "from '../use-sync-external-store.js'",
    });
    const { Requests, metrics } = (await import(program.path)) as typeof program8;
    await using manager = new ConnectionManager({ dial: () => concat(of('connected'), NEVER) }).start();
    manager.connect({ host: '::1', port: 8333 }, { permanent: true });

    expect(textOf(Requests({ manager }))).to.equal('ok [::1]:8333 established 0 now remove');
    expect(metrics(manager).split('\n')).to.include.members([
      'connmgr_up 1',
      'connmgr_requests{kind="permanent",state="established"} 1',
      'connmgr_events_total{type="established"} 1',
    ]);
    buttonsOf(Requests({ manager }))
      .find((button) => textOf(button) === 'remove')
      ?.props.onClick?.();
    expect(textOf(Requests({ manager }))).to.equal('idle');
  });

  it('9: connects, and waits for the end', async () => {
    let heard = '';
    await using peers = await startPeers(2, ({ socket }) => socket.on('data', (data) => (heard += String(data))));
    const [permanent, probe] = peers.addresses;
    const { status, lines } = await programNine(permanent, probe);
    expect(lines).to.deep.equal(['removed']);
    expect(heard).to.equal('hello');
    expect(status).to.equal(0);
  });

  it('9: tells why there is no connection', async () => {
    await using peers = await startPeers(1);
    const { status, lines } = await programNine(peers.addresses[0], nobody);
    expect(lines[0]).to.match(/^failed Error: connect ECONNREFUSED 127\.0\.0\.1:1$/);
    expect(lines.at(-1)).to.equal('removed');
    expect(status).to.equal(0);
  });
});

/** Trades as soon as somebody has subscribed, and answers a ping. */
const startExchange = async (name: string) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    let trading: NodeJS.Timeout | undefined;
    socket.on('message', (data: Buffer) => {
      if (String(data) === '{"op":"ping"}') socket.send('pong');
      else trading = setInterval(() => socket.send(name), 20);
    });
    socket.on('close', () => clearInterval(trading));
  });
  const drop = () => server.clients.forEach((socket) => socket.terminate());
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    drop,
    [Symbol.asyncDispose]: async () => {
      drop();
      server.close();
      await once(server, 'close');
    },
  };
};

class Client {
  readonly closed: Promise<void>;
  readonly end: () => Promise<void>;

  constructor(name: string, clients: Map<string, Client>) {
    let close = () => {};
    this.closed = new Promise((resolve) => (close = resolve));
    this.end = () => {
      clients.delete(name);
      close();
      return this.closed;
    };
    clients.set(name, this);
  }
}

const programNine = async (permanent: Address | undefined, probe: Address | undefined) => {
  using program = adapted('program9.ts', {
    "{ host: '192.0.2.7', port: 8333 }": JSON.stringify(permanent),
    "{ host: '192.0.2.1', port: 8333 }": JSON.stringify(probe),
  });
  return await processOf(program.path);
};

type Element = ReactElement<{ readonly children?: ReactNode; readonly onClick?: () => void }>;

/** Returns an element, what is in it, and so on. */
const within = (node: ReactNode): readonly ReactNode[] => {
  if (Array.isArray(node)) return node.flatMap(within);
  return isElement(node) ? [node, ...within(node.props.children)] : [node];
};
const isElement = (node: ReactNode): node is Element => typeof node === 'object' && node !== null && 'props' in node;
const buttonsOf = (node: ReactNode) =>
  within(node)
    .filter(isElement)
    .filter(({ type }) => type === 'button');
const textOf = (node: ReactNode) =>
  within(node)
    .filter((each) => typeof each === 'string' || typeof each === 'number')
    .map((each) => String(each).trim())
    .filter((text) => text !== '')
    .join(' ');
