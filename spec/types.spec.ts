import { expect } from 'chai';
import { compiler } from './support/compiler.js';

const diagnose = compiler({ types: ['node'] });

/** Every program begins with these. `is<X>()(value)` compiles if the type of `value` is exactly `X`. */
const prelude = `
import { NEVER, Observable, of, Subject, type OperatorFunction } from 'rxjs';
import * as all from 'rx-connmgr';
import {
  ConnectionError, ConnectionManager, connections, isConnectionError, manage, snapshots,
  type Address, type Command, type Connected, type ConnectionEvent, type ConnectionHandle, type Dial, type Dialler,
  type EndReason, type Health, type Id, type Kind, type ManageOptions, type RequestState, type Snapshot, type State,
} from 'rx-connmgr';
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare const is: <Expected>() => <Actual>(actual: Actual, ...same: Same<Expected, Actual> extends true ? [] : [never]) => void;
declare const named: (name: string) => Observable<number>;
declare const placed: (address: Address) => Observable<WebSocket>;
declare const manager: ConnectionManager<Address, WebSocket>;
declare const events$: Observable<ConnectionEvent<string, number>>;
`;

const accepts = (program: string) => expect(diagnose(prelude + program)).to.deep.equal([]);
const rejects = (program: string, because: RegExp) => {
  const [first, ...more] = diagnose(prelude + program);
  expect(first).to.match(because);
  expect(more).to.deep.equal([]);
};

describe('the types', () => {
  it('tell one type from another', () => {
    accepts(`is<string>()('a' as string);`);
    rejects(`is<string>()('a' as string | undefined);`, /Expected 2 arguments/);
    rejects(`is<string>()('a' as any);`, /Expected 2 arguments/);
  });

  describe('of the options', () => {
    it('infer address and connection from the dial', () => {
      accepts(`is<ConnectionManager<string, number>>()(new ConnectionManager({ dial: named }));`);
      accepts(`is<ConnectionManager<Address, WebSocket>>()(new ConnectionManager({ dial: placed }));`);
    });

    it('infer the address from the addresses, where the dial does not say', () => {
      accepts(
        `is<ConnectionManager<string, number>>()(new ConnectionManager({ dial: () => of(1), addresses: ['a' as string] }));`,
      );
      accepts(
        `is<ConnectionManager<string, string>>()(new ConnectionManager({ dial: (name) => of(name), addresses: of('a') }));`,
      );
    });

    it('take the default address, where neither says', () => {
      accepts(`is<ConnectionManager<Address, number>>()(new ConnectionManager({ dial: () => of(1) }));`);
      accepts(`new ConnectionManager({ dial: ({ host, port }) => of(host.length + port) });`);
    });

    it('demand a key where no default is right', () => {
      accepts(`new ConnectionManager({ dial: (url: URL) => of(url) });`);
      accepts(`new ConnectionManager({ dial: (peer: { readonly name: string }) => of(1), key: ({ name }) => name });`);
      rejects(
        `new ConnectionManager({ dial: (peer: { readonly name: string }) => of(1) });`,
        /Property 'key' is missing/,
      );
      rejects(`new ConnectionManager({ dial: (peer: number) => of(1) });`, /Property 'key' is missing/);
    });

    it('refuse addresses that cannot be dialled', () => {
      rejects(`new ConnectionManager({ dial: named, addresses: [1] });`, /not assignable/);
    });

    it('let a config object pass, undefined and all', () => {
      accepts(`
        const config: { readonly maxOutbound?: number | undefined; readonly dialTimeout?: number | undefined } = {};
        new ConnectionManager({ dial: named, ...config, addresses: undefined, backoff: undefined });
      `);
    });

    it('refuse a name that is none', () => {
      rejects(`new ConnectionManager({ dial: named, maxOutbond: 8 });`, /maxOutbond/);
    });

    it('cannot be changed', () => {
      rejects(`(options: ManageOptions<string, number>) => { options.maxOutbound = 1; };`, /read-only/);
    });

    it('know a live number of places', () => {
      accepts(`new ConnectionManager({ dial: named, maxOutbound: of(1, 2) });`);
      rejects(`new ConnectionManager({ dial: named, maxOutbound: of('1') });`, /not assignable/);
    });

    it('know live limits, each of them', () => {
      for (const name of ['maxPeers', 'maxInbound', 'maxOutbound']) {
        accepts(
          `new ConnectionManager({ dial: named, ${name}: 8 }); new ConnectionManager({ dial: named, ${name}: of(8) });`,
        );
        rejects(`new ConnectionManager({ dial: named, ${name}: of('8') });`, /not assignable/);
      }
    });

    it('take connections that come in as the dial makes them, and infer nothing from them', () => {
      accepts(`
        declare const inbound: Observable<all.Inbound<Address, WebSocket>>;
        is<ConnectionManager<Address, WebSocket>>()(new ConnectionManager({ dial: placed, inbound }));
        new ConnectionManager({
          dial: placed,
          inbound,
          evict: ({ address, connection$ }) => (is<Address>()(address), is<Observable<WebSocket>>()(connection$), 1),
        });
        new ConnectionManager({ dial: placed, inbound, evict: () => undefined });
      `);
      rejects(
        `new ConnectionManager({ dial: named, inbound: of({ address: 'a', connection$: of('b') }) });`,
        /not assignable/,
      );
      rejects(
        `new ConnectionManager({ dial: named, inbound: of({ address: 1, connection$: of(2) }) });`,
        /not assignable/,
      );
      rejects(`new ConnectionManager({ dial: named, evict: () => 'v' });`, /not assignable/);
    });

    it('take sockets that come in beside those that are dialled', () => {
      accepts(`
        import { listen, tcp } from 'rx-connmgr/node';
        new ConnectionManager({ dial: tcp(), inbound: listen({ port: 0 }).pipe(all.admit({ perHost: 3 })) });
      `);
    });

    it('ask of the address that is dialled: bans, networks, what is routable', () => {
      accepts(`
        const bans: all.Bans<Address> = { has: ({ host }) => host === 'a', changed$: NEVER };
        new ConnectionManager({ dial: placed, bans, group: ({ host }) => host, routable: ({ port }) => port > 0 });
        new ConnectionManager({ dial: placed, bans: undefined, group: () => undefined, routable: undefined });
      `);
      rejects(`new ConnectionManager({ dial: named, group: (address) => address.length });`, /not assignable/);
      rejects(
        `const bans: all.Bans<Address> = { has: () => true, changed$: NEVER }; new ConnectionManager({ dial: named, bans });`,
        /not assignable/,
      );
    });

    it('let a dial look at its request', () => {
      accepts(
        `new ConnectionManager({ dial: (name: string, { id, kind }) => (is<Id>()(id), is<Kind>()(kind), of(name)) });`,
      );
      accepts(`const dialler: Dialler<string, number> = named as Dial<string, number>;`);
      rejects(
        `const dial: Dial<string, number> = (name: string, request: { readonly id: Id }) => of(1);`,
        /not assignable/,
      );
    });
  });

  describe('of commands and events', () => {
    it('make an operator of the manager', () => {
      accepts(`
        const managed = manage({ dial: named });
        is<OperatorFunction<Command<string>, ConnectionEvent<string, number>>>()(managed);
      `);
      accepts(`
        const connected$ = new Subject<Command<string>>().pipe(manage({ dial: named }), connections());
        is<Observable<Connected<string, number>>>()(connected$);
      `);
    });

    it('name a request by its id or its address, and a connection by its address only', () => {
      accepts(`const commands: Command<string>[] = [
        { type: 'connect', address: 'a' }, { type: 'connect', address: 'a', permanent: undefined },
        { type: 'remove', id: 1 }, { type: 'disconnect', address: 'a' }, { type: 'retry', id: 1 },
      ];`);
      rejects(`const command: Command<string> = { type: 'remove' };`, /not assignable/);
      rejects(`const command: Command<string> = { type: 'connect', id: 1 };`, /may only specify known properties/);
    });

    it('name the peer of a request', () => {
      accepts(`const commands: Command<string>[] = [
        { type: 'identify', id: 1, peer: 'a' }, { type: 'identify', id: 1, peer: 1n, ours: Uint8Array.of(1) },
      ];`);
      rejects(`const command: Command<string> = { type: 'identify', id: 1 };`, /not assignable/);
      rejects(`const command: Command<string> = { type: 'identify', id: 1, peer: {} };`, /not assignable/);
    });

    it('narrow an event by its type', () => {
      accepts(`events$.subscribe((event) => {
        switch (event.type) {
          case 'health': return is<Health>()(event.health);
          case 'established': return is<number>()(event.connection);
          case 'failed': return is<unknown>()(event.error);
          case 'disconnected': return is<'peer' | 'us'>()(event.by);
          case 'waiting': return is<number>()(event.failures + event.delay);
          case 'ended': return is<EndReason>()(event.reason);
          case 'dialing': return is<string>()(event.address);
          default: return is<never>()(event);
        }
      });`);
      rejects(`events$.subscribe((event) => event.id);`, /Property 'id' does not exist/);
      rejects(
        `events$.subscribe((event) => event.type === 'dialing' && event.connection);`,
        /Property 'connection' does not exist/,
      );
    });

    it('cannot be changed', () => {
      rejects(`events$.subscribe((event) => { event.type = 'health'; });`, /read-only/);
    });

    it('fold events to connections and to snapshots', () => {
      accepts(`is<Observable<Connected<string, number>>>()(events$.pipe(connections()));`);
      accepts(`is<Observable<Snapshot<string>>>()(events$.pipe(snapshots()));`);
    });
  });

  describe('of the manager', () => {
    it('say what comes out of it', () => {
      accepts(`
        is<Observable<ConnectionEvent<Address, WebSocket>>>()(manager.events$);
        is<Observable<Connected<Address, WebSocket>>>()(manager.connections$);
        is<ReadonlyMap<Id, Connected<Address, WebSocket>>>()(manager.connections);
        is<Observable<Health>>()(manager.health$);
        is<Observable<Snapshot<Address>>>()(manager.snapshot$);
        is<Snapshot<Address>>()(manager.snapshot());
        is<Promise<void>>()(manager.stop());
      `);
    });

    it('answer a wish with a handle', () => {
      accepts(`
        const handle = manager.connect({ host: 'a', port: 1 }, { permanent: true });
        is<ConnectionHandle<Address, WebSocket>>()(handle);
        is<State>()(handle.state);
        is<WebSocket | undefined>()(handle.connection);
        is<Promise<WebSocket>>()(handle.established({ signal: undefined }));
        is<Promise<EndReason>>()(handle.ended());
        is<ConnectionHandle<Address, WebSocket> | undefined>()(manager.get(1));
      `);
      rejects(`manager.connect('a:1');`, /not assignable/);
    });

    it('tell who was refused, and whose peer is whose', () => {
      accepts(`
        is<Observable<all.InboundRefusal<Address>>>()(manager.refused$);
        manager.refused$.subscribe(({ reason, address, error }) => {
          is<'full' | 'banned' | 'duplicate' | 'suspended' | 'failed'>()(reason);
          is<Address>()(address);
          is<unknown>()(error);
        });
        is<boolean>()(manager.identify(1, 'peer', { ours: 'me' }));
      `);
      rejects(`manager.identify(1);`, /Expected 2-3 arguments/);
      rejects(`manager.refused$.next();`, /Property 'next' does not exist/);
    });

    it('dispose of what they made', () => {
      accepts(`export const program = async () => {
        await using own = new ConnectionManager({ dial: placed }).start();
        using handle = own.connect({ host: 'a', port: 1 });
      };`);
    });

    it('let nobody write into what it shows', () => {
      rejects(`manager.connections.clear();`, /Property 'clear' does not exist/);
      rejects(`manager.snapshot().requests.push();`, /Property 'push' does not exist/);
      rejects(`manager.events$.next();`, /Property 'next' does not exist/);
    });

    it('keep connections out of a snapshot', () => {
      accepts(`is<readonly RequestState<Address>[]>()(manager.snapshot().requests);`);
      rejects(`manager.snapshot().requests[0]?.connection;`, /Property 'connection' does not exist/);
    });

    it('count every type of event', () => {
      accepts(`is<Readonly<Record<ConnectionEvent<string, unknown>['type'], number>>>()(manager.snapshot().totals);`);
    });
  });

  describe('of the operators', () => {
    it('make a dial of a promise API', () => {
      accepts(`
        const dial = all.dialFrom({
          open: (url: URL, signal) => (is<AbortSignal>()(signal), Promise.resolve(url.href)),
          closed: (connection) => (is<string>()(connection), NEVER),
          close: (connection) => is<string>()(connection),
        });
        is<Dial<URL, string>>()(dial);
      `);
      rejects(
        `all.dialFrom({ open: (url: URL) => Promise.resolve(1), closed: () => NEVER });`,
        /Property 'close' is missing/,
      );
    });

    it('say what a handshake makes of a connection', () => {
      accepts(`
        const shaken$ = placed({ host: 'a', port: 1 }).pipe(all.handshake(({ url }) => Promise.resolve(url.length)));
        is<Observable<number>>()(shaken$);
      `);
    });

    it('leave the connection as it is when they listen to its heart', () => {
      accepts(`
        const beating$ = placed({ host: 'a', port: 1 }).pipe(
          all.heartbeat({ ping: (socket) => (is<WebSocket>()(socket), NEVER), every: 1, timeout: 1 }),
        );
        is<Observable<WebSocket>>()(beating$);
      `);
      rejects(`all.heartbeat({ ping: () => NEVER, every: 1 });`, /Property 'timeout' is missing/);
    });

    it('say what comes of a visit, of lists and of streams of them', () => {
      accepts(`
        const pages$ = all.visit(['a', 'b'], (name) => [name.length], 2);
        is<Observable<number>>()(pages$);
        declare const endless: AsyncIterable<string>;
        const more$ = all.visit(endless, (name) => Promise.resolve(name), 2);
        is<Observable<string>>()(more$);
      `);
    });

    it('take any console for a logger', () => {
      accepts(`events$.subscribe(all.logTo(console));`);
      rejects(`events$.subscribe(all.logTo('console'));`, /not assignable/);
    });
  });

  describe('of the addresses', () => {
    it('come of seeds as sightings, which are addresses', () => {
      accepts(`
        const seed$ = all.fromDnsSeeds(['a', { host: 'b', filtering: false }], { port: 1, lookup: (name) => of([name]) });
        is<Observable<all.Sighting>>()(seed$);
        const sure$ = seed$.pipe(all.lastResort([{ host: 'a', port: 1 }]));
        is<Observable<all.Sighting>>()(sure$);
        const seeded = new ConnectionManager({ dial: placed, addresses: sure$ });
        is<ConnectionManager<all.Sighting, WebSocket>>()(seeded);
        seeded.connect({ host: 'a', port: 1 });
      `);
      rejects(`of('a').pipe(all.lastResort([1]));`, /not assignable/);
      rejects(`all.fromDnsSeeds(['a'], { port: 1 });`, /Property 'lookup' is missing/);
      rejects(`all.fromDnsSeeds(['a'], { port: 1, lookup: () => of([]), services: 9 });`, /not assignable/);
    });

    it('are looked up by whatever gives texts', () => {
      accepts(`const lookups: all.Lookup[] = [() => of(['a']), () => Promise.resolve(['a']), async (name) => [name]];`);
      rejects(`const lookup: all.Lookup = () => of('a');`, /not assignable/);
    });

    it('of names make a dial of a dial', () => {
      accepts(`
        const dial = all.resolving(placed, { lookup: () => of([]) });
        is<Dial<Address, WebSocket>>()(dial);
      `);
      rejects(`all.resolving(named, { lookup: () => of([]) });`, /not assignable/);
    });

    it('that fail have errors with what went wrong', () => {
      accepts(`(error: unknown) => all.isLookupError(error, 'ENOTFOUND') && is<string>()(error.code + error.host);`);
      accepts(`(error: unknown) => all.isDialError(error) && is<readonly unknown[]>()(error.errors);`);
    });
  });

  describe('of bans', () => {
    it('go from offences to bans, to a list, to a manager', () => {
      accepts(`
        declare const offence$: Observable<{ readonly address: Address; readonly transient: number }>;
        const banned = new all.BanList({ store: undefined });
        const ban$ = offence$.pipe(all.bans({ threshold: undefined }));
        is<Observable<all.Ban>>()(ban$);
        ban$.subscribe((ban) => banned.add(ban));
        is<readonly all.Ban[]>()(banned.list());
        const bans: all.Bans<Address> = banned;
      `);
      rejects(`of({ persistent: 1 }).pipe(all.bans());`, /not assignable/);
    });

    it('tell the verdicts apart', () => {
      accepts(`
        declare const offence$: Observable<all.Offence>;
        offence$.pipe(all.judge()).subscribe((verdict) => {
          if (verdict.type === 'ban') is<all.Ban>()(verdict.ban);
          else if (verdict.type === 'refused') is<all.ArgumentError>()(verdict.error);
          else is<number>()(verdict.score);
        });
      `);
      rejects(
        `of({ address: { host: 'a', port: 1 } }).pipe(all.judge()).subscribe(({ ban }) => ban);`,
        /'ban' does not exist/,
      );
    });
  });

  describe('of the address book', () => {
    it('make it a source of addresses for any manager of them', () => {
      accepts(`
        const book = new all.AddressBook({ feed: of({ host: 'a', port: 1, seen: 1, services: 1n }), networks: ['onion'] });
        const source: all.AddressSource<Address> = book;
        is<ConnectionManager<Address, WebSocket>>()(new ConnectionManager({ dial: placed, addresses: book }));
        is<number>()(book.add([{ host: 'a', port: 1 }], { host: 'b', port: 1 }));
        is<Observable<Address>>()(book.lease(() => true));
        is<Observable<all.AddressBookError>>()(book.run$);
      `);
    });

    it('let others group addresses, or nobody', () => {
      accepts(`new all.AddressBook({ group: ({ port }) => String(port) }); new all.AddressBook({ group: false });`);
      rejects(`new all.AddressBook({ group: true });`, /not assignable/);
    });

    it('have a closed list of networks and of codes', () => {
      rejects(`new all.AddressBook({ networks: ['tor'] });`, /not assignable/);
      rejects(`const code: all.AddressBookErrorCode = 'read';`, /not assignable/);
    });
  });

  describe('of the other entry points', () => {
    it('dial sockets, with TLS or without', () => {
      accepts(`
        import { tcp, tls } from 'rx-connmgr/node';
        import type { Socket } from 'node:net';
        const plain: Dial<Address, Socket> = tcp({ idle: 1_000 });
        const secret: Dial<Address, Socket> = tls({ servername: 'a.example' });
      `);
      rejects(`import { tcp } from 'rx-connmgr/node'; tcp({ idel: 1_000 });`, /idel/);
    });

    it('dial through proxies, and have Tor resolve names', () => {
      accepts(`
        import { converse, socks5, socksConnect, tls, torLookup, torReverseLookup } from 'rx-connmgr/node';
        import type { Socket } from 'node:net';
        import type { TLSSocket } from 'node:tls';
        const proxy: Address = { host: '127.0.0.1', port: 9050 };
        const dial: Dial<Address, Socket> = socks5({ proxy, isolate: true, idle: undefined });
        const chained$: Observable<TLSSocket> = tls()(proxy).pipe(socksConnect(proxy));
        const lookup: all.Lookup = torLookup(proxy, { otherwise: (name) => Promise.resolve([name]) });
        is<Observable<readonly string[]>>()(torLookup(proxy)('a'));
        is<Observable<string>>()(torReverseLookup(proxy)('::1'));
        function* dialogue(): all.Dialogue<number> { return (yield { hear: 1 }).length; }
        declare const socket: Socket;
        is<Observable<number>>()(converse(socket, dialogue));
      `);
      rejects(`import { socks5 } from 'rx-connmgr/node'; socks5({ isolate: true });`, /Property 'proxy' is missing/);
      rejects(
        `import { torLookup } from 'rx-connmgr/node'; torLookup({ host: 'a', port: 1 }, { timeOut: 1 });`,
        /timeOut/,
      );
    });

    it('listen, and admit what comes in, whatever is made of it', () => {
      accepts(`
        import { isListenError, listen } from 'rx-connmgr/node';
        import type { Socket } from 'node:net';
        import { map, merge } from 'rxjs';
        const inbound$: Observable<all.Inbound<Address, Socket>> = listen({ port: 8333, listening: new Subject<Address>() });
        const refused$ = new Subject<all.Refusal<Address>>();
        const peers$ = merge(inbound$, listen({ port: 0, refused: refused$, listening: ({ port }) => port })).pipe(
          map(({ address, connection$ }) => ({ address, connection$: connection$.pipe(map((socket) => socket.bytesRead)) })),
          all.admit({ perHost: 3, rate: of(0.5), allow: ['10.0.0.0/8'], refused: refused$ }),
        );
        is<Observable<all.Inbound<Address, number>>>()(peers$);
        refused$.pipe(all.summarize()).subscribe(({ reason }) => is<all.RefusalReason>()(reason));
        (error: unknown) => isListenError(error, 'EADDRINUSE') && is<'EADDRINUSE'>()(error.code);
      `);
      rejects(`import { listen } from 'rx-connmgr/node'; listen({ host: '::1' });`, /port/);
      rejects(`of({ address: 'a', connection$: of(1) }).pipe(all.admit());`, /host/);
    });

    it('pick one of whatever candidates and rivals there are', () => {
      accepts(`
        interface Peer extends all.Candidate { readonly id: Id }
        declare const peers: readonly Peer[];
        is<Peer | undefined>()(all.evict(peers, { hash: (group) => group.length }));
        const [ours, theirs] = [{ openedBy: 'us', since: 1, id: 1 }, { openedBy: 'peer', since: 2, name: 'b' }] as const;
        is<typeof ours | typeof theirs>()(all.survivor([ours, theirs], { ours: 1n, theirs: undefined }));
      `);
      rejects(`all.evict([], {});`, /hash/);
    });

    it('look names up', () => {
      accepts(`
        import { dnsLookup, tcp } from 'rx-connmgr/node';
        const lookup: all.Lookup = dnsLookup({ servers: ['127.0.0.1'], families: [4] });
        tcp({ lookup });
      `);
      rejects(`import { dnsLookup } from 'rx-connmgr/node'; dnsLookup({ families: [5] });`, /not assignable/);
    });

    it('give a network that dials us, too', () => {
      accepts(`
        import { virtualNetwork, type VirtualConnection } from 'rx-connmgr/testing';
        const network = virtualNetwork({ seed: 1, peers: 3 });
        const own = new ConnectionManager({ dial: network.dial, inbound: network.inbound$, maxInbound: 3 });
        is<ConnectionManager<Address, VirtualConnection>>()(own);
        is<number>()(network.knock(3));
        is<boolean>()(network.peers[0]!.knock({ allowed: true }));
      `);
    });

    it('give a network that can be dialled, and a body that any runner takes', () => {
      accepts(`
        import { expectClean, marbles, virtualNetwork } from 'rx-connmgr/testing';
        const network = virtualNetwork({ seed: 1, peers: 3 });
        new ConnectionManager({ dial: network.dial, addresses: network.addresses });
        is<() => void>()(marbles(({ flush }) => (flush(), expectClean(network))));
      `);
    });
  });

  describe('of errors', () => {
    it('know the live id of a duplicate, and of nothing else', () => {
      accepts(`(error: unknown) => isConnectionError(error, 'duplicate') && is<Id>()(error.id);`);
      accepts(`(error: unknown) => isConnectionError(error) && is<Id | undefined>()(error.id);`);
      rejects(`(error: unknown) => isConnectionError(error, 'timeout') && is<Id>()(error.id);`, /Expected 2 arguments/);
    });

    it('have a closed list of codes', () => {
      rejects(`(error: unknown) => isConnectionError(error, 'refused');`, /not assignable/);
      accepts(`(error: unknown) => all.isSocksError(error, 'refused') && is<'refused'>()(error.code);`);
      rejects(`(error: unknown) => all.isSocksError(error, 'timeout');`, /not assignable/);
    });
  });
});
