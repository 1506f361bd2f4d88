import { once } from 'node:events';
import { Server, createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { isConnectionError, handshake, type Address, type Inbound, type Refusal } from 'rx-connmgr';
import { isListenError, listen, type ListenError, type ListenOptions } from 'rx-connmgr/node';
import {
  EMPTY,
  NEVER,
  Subject,
  Subscription,
  catchError,
  config,
  firstValueFrom,
  fromEvent,
  map,
  merge,
  mergeMap,
  retry,
  take,
  timer,
  type Observable,
} from 'rxjs';
import sinon from 'sinon';
import { knock, knockInVain, stopKnocking, turnedAway } from '../support/knock.js';
import { watch } from '../support/watch.js';

type Visitor = Inbound<Address, Socket>;

const code = (error: unknown): unknown => (error as { readonly code?: unknown }).code;
/** What Node remembers of what it set. */
const remembered = (socket: Socket, name: string): unknown => {
  const symbol = Object.getOwnPropertySymbols(socket).find(({ description }) => description === name);
  return symbol && Reflect.get(socket, symbol);
};
const sockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => /^TCP(Socket|Server)/.test(name)).length;

describe('listen', () => {
  let held = new Subscription();
  afterEach(() => {
    sinon.restore();
    held.unsubscribe();
    held = new Subscription();
    stopKnocking();
  });

  /** Listens, does `serve` with each who comes, and returns where. */
  const open = async (
    serve: (visitor: Visitor) => unknown = ({ connection$ }) => connection$.subscribe(),
    options: Partial<ListenOptions> = {},
  ) => {
    const listening = new Subject<Address>();
    const where = firstValueFrom(listening);
    const inbound$ = listen({
      port: 0,
      host: '127.0.0.1',
      listening,
      ...options,
    });
    const listener = inbound$.subscribe((visitor) => void serve(visitor));
    held.add(listener);
    return { address: await where, listener };
  };
  /** Watches the connection of whoever comes first. */
  const openOne = async (options: Partial<ListenOptions> = {}) => {
    const visitor$ = new Subject<Visitor>();
    const { address } = await open((visitor) => visitor$.next(visitor), options);
    const watched = firstValueFrom(visitor$.pipe(map(({ connection$ }) => watch(connection$))));
    const theirs = await knock(address);
    return { theirs, ...(await watched) };
  };

  describe('those who come in', () => {
    it('are told with their address, and are connected when they are subscribed to', async () => {
      const seen: [Address, boolean][] = [];
      const { address } = await open((visitor) => {
        visitor.connection$.subscribe((socket) => {
          seen.push([visitor.address, socket.readyState === 'open']);
          socket.pipe(socket);
        });
      });
      const theirs = await knock(address);
      theirs.write('hello');
      expect(String(await once(theirs, 'data'))).to.equal('hello');
      expect(seen).to.deep.equal([[{ host: '127.0.0.1', port: theirs.localPort }, true]]);
    });

    it('have the host of IPv4 also where they came in by IPv6', async () => {
      const addresses: Address[] = [];
      const { address } = await open((visitor) => addresses.push(visitor.address), { host: '::' });
      expect(address.host).to.equal('::');
      await knockInVain({ host: '127.0.0.1', port: address.port });
      await knockInVain({ host: '::1', port: address.port });
      expect(addresses.map(({ host }) => host)).to.deep.equal(['127.0.0.1', '::1']);
    });

    it('are as many as come: 1 000 at once', async () => {
      let count = 0;
      const { address } = await open(({ connection$ }) => {
        count += 1;
        held.add(connection$.subscribe());
      });
      await Promise.all(Array.from({ length: 1_000 }, () => knock(address)));
      while (count < 1_000) await turn();
      expect(count).to.equal(1_000);
    });

    it('may come to several listeners: two to each of two are four', async () => {
      const ports: number[] = [];
      const inbound$ = merge(
        listen({ port: 0, host: '127.0.0.1', listening: ({ port }) => ports.push(port) }),
        listen({ port: 0, host: '127.0.0.1', listening: ({ port }) => ports.push(port) }),
      );
      const accepted: Socket[] = [];
      held.add(inbound$.pipe(mergeMap(({ connection$ }) => connection$)).subscribe((socket) => accepted.push(socket)));
      while (ports.length < 2) await turn();
      for (const port of [...ports, ...ports]) await knock({ host: '127.0.0.1', port });
      while (accepted.length < 4) await turn();
      expect(new Set(accepted.map(({ localPort }) => localPort))).to.deep.equal(new Set(ports));
    });

    it('find an IPv4 and an IPv6 listener at one port', async () => {
      const { address } = await open(undefined, { host: '0.0.0.0' });
      await open(undefined, { host: '::', port: address.port, ipv6Only: true });
      await knock({ host: '127.0.0.1', port: address.port });
      await knock({ host: '::1', port: address.port });
    });

    it('have no delay and are asked whether they are there, as is set', async () => {
      const settings = async (options: Partial<ListenOptions>) => {
        const { value, subscription } = await openOne(options);
        const socket = await value();
        subscription.unsubscribe();
        return ['kSetNoDelay', 'kSetKeepAlive', 'kSetKeepAliveInitialDelay'].map((name) => remembered(socket, name));
      };
      expect(await settings({})).to.deep.equal([true, true, 60]);
      expect(await settings({ noDelay: false, keepAlive: 5_000 })).to.deep.equal([false, true, 5]);
      expect(await settings({ keepAlive: false })).to.deep.equal([true, false, 0]);
    });
  });

  describe('a connection', () => {
    it('completes when the peer hangs up', async () => {
      const { theirs, values, end } = await openOne();
      theirs.end();
      values[0]?.resume();
      expect(await end()).to.equal('complete');
      expect(values).to.have.lengthOf(1);
      expect(values[0]?.destroyed).to.be.true;
    });

    it('is an error when the peer resets', async () => {
      const { theirs, end } = await openOne();
      theirs.resetAndDestroy();
      expect(code(await end())).to.equal('ECONNRESET');
    });

    it('is destroyed in the turn of the unsubscription, and the peer learns it', async () => {
      const { theirs, values, subscription, isOver } = await openOne();
      subscription.unsubscribe();
      expect(values[0]?.destroyed).to.be.true;
      await turnedAway(theirs);
      expect(isOver()).to.be.false;
    });

    it('may be let go of inside `next`', async () => {
      let destroyed: boolean | undefined;
      const { address } = await open(({ connection$ }) =>
        connection$.pipe(take(1)).subscribe({ next: (socket) => setImmediate(() => (destroyed = socket.destroyed)) }),
      );
      await knockInVain(address);
      while (destroyed === undefined) await turn();
      expect(destroyed).to.be.true;
    });

    it('is given up when nothing comes for the idle limit', async () => {
      const { theirs, end } = await openOne({ idle: 20 });
      expect(isConnectionError(await end(), 'timeout')).to.be.true;
      await turnedAway(theirs);
    });

    it('is somebody’s once', async () => {
      const { address } = await open(async ({ connection$ }) => {
        const [first, second] = [watch(connection$), watch(connection$)];
        visits.push(await second.end(), first.isOver());
        first.subscription.unsubscribe();
        visits.push(await watch(connection$).end());
      });
      const visits: unknown[] = [];
      await knockInVain(address);
      while (visits.length < 3) await turn();
      expect(isConnectionError(visits[0], 'failed')).to.be.true;
      expect(visits[1]).to.be.false;
      expect(isConnectionError(visits[2], 'closed')).to.be.true;
    });

    it('shakes hands as one that was dialled does', async () => {
      const names: string[] = [];
      const hello = handshake((socket: Socket) => fromEvent(socket, 'data').pipe(map(String)), { timeout: 100 });
      const failures: unknown[] = [];
      const { address } = await open(({ connection$ }) =>
        held.add(
          connection$
            .pipe(hello)
            .subscribe({ next: (name) => names.push(name), error: (error: unknown) => failures.push(error) }),
        ),
      );
      const [speaks, hangsUp, isSilent] = await Promise.all([knock(address), knock(address), knock(address)]);
      speaks.write('Ada');
      hangsUp.end();
      await turnedAway(isSilent);
      expect(names).to.deep.equal(['Ada']);
      expect(failures.map(code)).to.deep.equal(['handshake', 'timeout']);
      expect(speaks.destroyed).to.be.false;
    });

    it('has a listener for errors from the first to the last, also where it is refused', async () => {
      // mocha fails at an error that nobody caught
      const emit = sinon.spy(Server.prototype, 'emit');
      const taken = await open(({ connection$ }) => connection$.subscribe().unsubscribe());
      const untaken = await open(() => undefined);
      await knockInVain(taken.address);
      await knockInVain(untaken.address);
      const accepted = emit.args
        .filter(([name]) => (name as string) === 'connection')
        .map(([, socket]) => socket as unknown as Socket);
      expect(accepted).to.have.lengthOf(2);
      for (const socket of accepted) socket.emit('error', new Error('late'));
    });
  });

  describe('whoever is not subscribed to in the turn', () => {
    it('is refused with a reset, and later on there is nothing to subscribe to', async () => {
      const visitors: Visitor[] = [];
      const { address } = await open((visitor) => visitors.push(visitor));
      expect(await knockInVain(address)).to.equal('ECONNRESET');
      const error = await watch((visitors[0] as Visitor).connection$).end();
      expect(isConnectionError(error, 'closed')).to.be.true;
    });

    it('leaves no descriptor, however many there are', async () => {
      const { address, listener } = await open(() => undefined);
      const before = sockets();
      for (let rounds = 0; rounds < 10; rounds += 1) {
        await Promise.all(Array.from({ length: 100 }, () => knockInVain(address)));
      }
      await turn();
      expect(sockets()).to.be.at.most(before);
      listener.unsubscribe();
    });

    it('is not refused by who awaits it', async () => {
      const where = new Subject<Address>();
      const theirs = firstValueFrom(where).then((address) => knock(address));
      const seen: boolean[] = [];
      const visit = async (inbound$: Observable<Visitor>) => {
        const { connection$ } = await firstValueFrom(inbound$);
        await Promise.resolve();
        await (async () => {
          await Promise.resolve();
        })();
        held.add(connection$.subscribe((socket) => seen.push(socket.destroyed)));
      };
      await visit(listen({ port: 0, host: '127.0.0.1', listening: where }));
      expect(seen).to.deep.equal([false]);
      expect((await theirs).destroyed).to.be.false;
    });
  });

  describe('an unsubscription', () => {
    it('listens no more, in the same turn', async () => {
      const { address, listener } = await open();
      listener.unsubscribe();
      const error = await knock(address).catch((err: unknown) => err);
      expect(code(error)).to.equal('ECONNREFUSED');
      await open(undefined, { port: address.port });
      await knock(address);
    });

    it('leaves connections to whoever has them', async () => {
      const accepted: Socket[] = [];
      const { address, listener } = await open(({ connection$ }) => {
        held.add(connection$.subscribe((socket) => accepted.push(socket)));
      });
      const theirs = await knock(address);
      while (accepted.length === 0) await turn();
      listener.unsubscribe();
      accepted[0]?.write('still here');
      expect(String(await once(theirs, 'data'))).to.equal('still here');
    });

    it('may come before it listens, and then it never does', async () => {
      const told: Address[] = [];
      const close = sinon.spy(Server.prototype, 'close');
      for (const host of ['127.0.0.1', 'localhost', '::1']) {
        listen({ port: 0, host, listening: (address) => told.push(address) })
          .subscribe()
          .unsubscribe();
      }
      for (let turns = 0; turns < 20; turns += 1) await turn();
      await firstValueFrom(timer(20));
      expect(told).to.deep.equal([]);
      expect(close.called).to.be.true;
      for (const server of [...(close.thisValues as Server[])]) {
        expect(server.listening).to.be.false;
        server.emit('listening'); // were it told all the same, it would be closed once more
      }
      expect(told).to.deep.equal([]);
    });

    it('may come from inside `next`', async () => {
      const { address, listener } = await open(({ connection$ }) => {
        listener.unsubscribe();
        held.add(connection$.subscribe((socket) => socket.write('the last one')));
      });
      const theirs = await knock(address);
      expect(String(await once(theirs, 'data'))).to.equal('the last one');
      expect(code(await knock(address).catch((err: unknown) => err))).to.equal('ECONNREFUSED');
    });

    it('leaves nothing that keeps the process alive', async () => {
      const before = sockets();
      const { listener } = await open();
      expect(sockets()).to.be.above(before);
      listener.unsubscribe();
      await turn();
      expect(sockets()).to.be.at.most(before);
    });
  });

  it('does not listen before the subscription, and anew for each', async () => {
    const spy = sinon.spy(Server.prototype, 'listen');
    const ports: number[] = [];
    const inbound$ = listen({ port: 0, host: '127.0.0.1', listening: ({ port }) => ports.push(port) });
    await turn();
    expect(spy.called).to.be.false;
    held.add(inbound$.subscribe());
    held.add(inbound$.subscribe());
    while (ports.length < 2) await turn();
    expect(ports[0]).not.to.equal(ports[1]);
  });

  describe('an address that cannot be listened on', () => {
    it('is an error, which says what is wrong and where', async () => {
      const { address } = await open();
      const error = (await watch(listen(address)).end()) as ListenError;
      expect(isListenError(error, 'EADDRINUSE')).to.be.true;
      expect(error.address).to.deep.equal(address);
      expect(error.message).to.equal(`Cannot listen on 127.0.0.1:${address.port}: the address is in use`);
      expect(code(error.cause)).to.equal('EADDRINUSE');

      expect(isListenError(await watch(listen({ host: '192.0.2.1', port: 0 })).end(), 'EADDRNOTAVAIL')).to.be.true;
    });

    it('is one that is not permitted', async () => {
      const denied = Object.assign(new Error('listen EACCES: permission denied'), { code: 'EACCES' });
      sinon.stub(Server.prototype, 'listen').callsFake(function (this: Server) {
        process.nextTick(() => this.emit('error', denied));
        return this;
      });
      const error = await watch(listen({ port: 80 })).end();
      expect(isListenError(error, 'EACCES')).to.be.true;
      expect((error as ListenError).message).to.equal('Cannot listen on 0.0.0.0:80: there is no permission');
    });

    it('is listened on when it is free, by a retry', async () => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const { port } = taken.address() as AddressInfo;
      const errors: unknown[] = [];
      const listening = new Subject<Address>();
      const where = firstValueFrom(listening);
      held.add(
        listen({ port, host: '127.0.0.1', listening })
          .pipe(
            retry({
              delay: (error) => {
                errors.push(error);
                if (errors.length === 2) taken.close();
                return timer(5);
              },
            }),
          )
          .subscribe(),
      );
      expect(await where).to.deep.equal({ host: '127.0.0.1', port });
      expect(errors.length).to.be.at.least(2);
      expect(errors.every((error) => isListenError(error, 'EADDRINUSE'))).to.be.true;
    });

    it('is one that is lost later on: accepting fails, and the listener is closed', async () => {
      const listenSpy = sinon.spy(Server.prototype, 'listen');
      const listening = new Subject<Address>();
      const where = firstValueFrom(listening);
      const watched = watch(listen({ port: 0, host: '127.0.0.1', listening }));
      await where;
      const server = listenSpy.thisValues[0] as Server;
      server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' }));
      expect(isListenError(await watched.end(), 'EMFILE')).to.be.true;
      expect(server.listening).to.be.false;
      server.emit('error', new Error('one more')); // nobody dies of it
    });
  });

  it('goes on when `listening` throws, which is reported', async () => {
    const reported: unknown[] = [];
    const told: Address[] = [];
    const throwing = (address: Address) => {
      told.push(address);
      throw new Error('odd');
    };
    config.onUnhandledError = (error) => reported.push(error);
    try {
      held.add(listen({ port: 0, host: '127.0.0.1', listening: throwing }).subscribe());
      while (reported.length === 0) await turn();
      await knockInVain(told[0] as Address);
      expect(reported.map(String)).to.deep.equal(['Error: odd']);
    } finally {
      config.onUnhandledError = null;
    }
  });

  describe('where there are as many as may be', () => {
    it('closes those who come, tells each, and lets others in when some have left', async () => {
      const refusals: Refusal<Address>[] = [];
      const inside: Socket[] = [];
      const { address } = await open(
        ({ connection$ }) =>
          held.add(
            connection$.pipe(catchError(() => EMPTY)).subscribe((socket) => {
              inside.push(socket);
              socket.resume();
            }),
          ),
        { maxConnections: 2, refused: (refusal) => refusals.push(refusal) },
      );
      const [first] = [await knock(address), await knock(address)];
      const third = await knock(address);
      const from = { host: '127.0.0.1', port: third.localPort };
      await turnedAway(third);
      expect(refusals).to.deep.equal([{ address: from, reason: 'descriptors' }]);
      expect(inside).to.have.lengthOf(2);

      first.destroy();
      while (!inside[0]?.destroyed) await turn();
      await knock(address);
      while (inside.length < 3) await turn();
      expect(refusals).to.have.lengthOf(1);
    });

    it('does not count those who are refused in their turn', async () => {
      const refused$ = new Subject<Refusal<Address>>();
      const refusals = watch(refused$);
      const { address } = await open(() => undefined, { maxConnections: 1, refused: refused$ });
      await Promise.all(Array.from({ length: 200 }, () => knockInVain(address)));
      expect(refusals.values).to.deep.equal([]);
    });

    it('tells where those come from that came by IPv6', async () => {
      const refusals: Refusal<Address>[] = [];
      const { address } = await open(undefined, {
        host: '::',
        maxConnections: 1,
        refused: (refusal) => refusals.push(refusal),
      });
      await knock({ host: '127.0.0.1', port: address.port });
      await knockInVain({ host: '127.0.0.1', port: address.port });
      expect(refusals.map((refusal) => refusal.address.host)).to.deep.equal(['127.0.0.1']);
    });
  });

  it('can be had by nobody who never comes', () => {
    const listener = listen({ port: 0, host: '127.0.0.1' })
      .pipe(mergeMap(() => NEVER))
      .subscribe();
    listener.unsubscribe();
    expect(listener.closed).to.be.true;
  });
});
