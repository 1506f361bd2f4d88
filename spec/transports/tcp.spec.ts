import dns from 'node:dns';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { Subscription, TimeoutError, timeout } from 'rxjs';
import { ArgumentError, isConnectionError, type ConnectionError } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import sinon from 'sinon';
import { blackHole } from '../support/black-hole.js';
import {
  closeRealPeers,
  echo,
  hangUp,
  realPeer,
  refusingAddress,
  reset,
  sayAndHangUp,
  silent,
} from '../support/real-peers.js';
import { resolveNothing, resolveTo } from '../support/resolve-to.js';
import { watch } from '../support/watch.js';

const code = (error: unknown): unknown => (error as { readonly code?: unknown }).code;
const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCPSocket')).length;

describe('tcp', () => {
  afterEach(async () => {
    sinon.restore();
    await closeRealPeers();
  });

  describe('a connection', () => {
    it('is emitted when it is established, and once', async () => {
      const peer = await realPeer(echo);
      const { value, values, subscription, isOver } = watch(tcp()(peer.address));
      const socket = await value();
      expect(socket.connecting).to.be.false;
      expect(socket.remoteAddress).to.equal(peer.address.host);
      expect(socket.remotePort).to.equal(peer.address.port);

      socket.write('hello');
      expect(String(await once(socket, 'data'))).to.equal('hello');
      expect(values).to.deep.equal([socket]);
      expect(isOver()).to.be.false;
      subscription.unsubscribe();
    });

    it('is not opened before the subscription, and anew for each', async () => {
      const connect = sinon.spy(Socket.prototype, 'connect');
      const peer = await realPeer();
      const connection$ = tcp()(peer.address);
      expect(connect.called).to.be.false;

      const [first, second] = [watch(connection$), watch(connection$)];
      expect(await first.value()).not.to.equal(await second.value());
      first.subscription.unsubscribe();
      expect(second.values[0]?.destroyed).to.be.false;
      second.subscription.unsubscribe();
    });

    it('speaks IPv6', async () => {
      const peer = await realPeer(silent, { host: '::1' });
      const { value, subscription } = watch(tcp()(peer.address));
      expect((await value()).remoteFamily).to.equal('IPv6');
      subscription.unsubscribe();
    });
  });

  describe('the end', () => {
    it('completes when the peer hangs up', async () => {
      const peer = await realPeer(hangUp);
      const { values, end } = watch(tcp()(peer.address));
      expect(await end()).to.equal('complete');
      expect(values).to.have.lengthOf(1);
      expect(values[0]?.destroyed).to.be.true;
    });

    it('completes after the last byte was read', async () => {
      const peer = await realPeer(sayAndHangUp('goodbye'));
      const watched = watch(tcp()(peer.address));
      const socket = await watched.value();
      await once(socket, 'readable');
      expect(watched.isOver()).to.be.false;
      expect(String(socket.read())).to.equal('goodbye');
      expect(await watched.end()).to.equal('complete');
    });

    it('does not come while bytes are left unread: who resumes, learns it', async () => {
      const peer = await realPeer(sayAndHangUp('goodbye'));
      const watched = watch(tcp()(peer.address));
      const socket = await watched.value();
      const [theirs] = peer.sockets;
      if (theirs) await once(theirs, 'finish');
      while (socket.bytesRead === 0) await turn();
      await turn();
      expect(watched.isOver()).to.be.false;

      socket.resume();
      expect(await watched.end()).to.equal('complete');
    });

    it('completes when the consumer hangs up', async () => {
      const peer = await realPeer(silent);
      const ended = watch(tcp()(peer.address));
      (await ended.value()).end();
      expect(await ended.end()).to.equal('complete');

      const destroyed = watch(tcp()(peer.address));
      (await destroyed.value()).destroy();
      expect(await destroyed.end()).to.equal('complete');
    });

    it('is an error when the peer resets', async () => {
      const peer = await realPeer(silent);
      const { value, values, end } = watch(tcp()(peer.address));
      await value();
      for (const socket of peer.sockets) socket.resetAndDestroy();
      expect(code(await end())).to.equal('ECONNRESET');
      expect(values[0]?.destroyed).to.be.true;
    });

    it('is an error when the peer accepts and resets at once', async () => {
      const peer = await realPeer(reset);
      const { end } = watch(tcp()(peer.address));
      expect(code(await end())).to.equal('ECONNRESET');
    });

    it('is the error that the consumer destroys it with', async () => {
      const peer = await realPeer(silent);
      const { value, end } = watch(tcp()(peer.address));
      const nonsense = new Error('the peer speaks nonsense');
      (await value()).destroy(nonsense);
      expect(await end()).to.equal(nonsense);
    });
  });

  describe('a dial that fails', () => {
    it('is the error of Node, with its code', async () => {
      const { values, end } = watch(tcp()(await refusingAddress()));
      const error = await end();
      expect(error).to.be.instanceOf(Error);
      expect(code(error)).to.equal('ECONNREFUSED');
      expect(values).to.be.empty;
    });

    it('is an error when the address to dial from is not ours', async () => {
      const peer = await realPeer();
      const { end } = watch(tcp({ localAddress: '192.0.2.1' })(peer.address));
      expect(code(await end())).to.equal('EADDRNOTAVAIL');
    });

    it('is told, not thrown, when there can be no such address', async () => {
      const connect = sinon.spy(Socket.prototype, 'connect');
      const impossible = [
        { host: '', port: 1 },
        { host: undefined as unknown as string, port: 1 },
        { host: '127.0.0.1', port: 0 },
        { host: '127.0.0.1', port: 65_536 },
        { host: '127.0.0.1', port: 1.5 },
        { host: '127.0.0.1', port: '80' as unknown as number },
      ];
      for (const address of impossible) expect(await watch(tcp()(address)).end()).to.be.instanceOf(ArgumentError);
      expect(connect.called).to.be.false;
    });

    it('never ends by itself where nobody answers: the limit is the subscriber’s', async () => {
      const hole = await blackHole();
      try {
        const { values, end } = watch(tcp()(hole.address).pipe(timeout({ first: 50 })));
        expect(await end()).to.be.instanceOf(TimeoutError);
        expect(values).to.be.empty;
      } finally {
        await hole.close();
      }
    });
  });

  describe('an unsubscription', () => {
    /** Returns the socket that the next dial opens. */
    const spyOnSocket = () => {
      const connect = sinon.spy(Socket.prototype, 'connect');
      return () => connect.thisValues.at(-1) as Socket;
    };

    it('destroys a socket that has just begun', async () => {
      const opened = spyOnSocket();
      const peer = await realPeer();
      const { subscription, values, isOver } = watch(tcp()(peer.address));
      expect(opened().connecting).to.be.true;
      subscription.unsubscribe();
      expect(opened().destroyed).to.be.true;
      await once(opened(), 'close');
      expect([values, isOver()]).to.deep.equal([[], false]);
      expect(peer.accepted).to.equal(0);
    });

    it('destroys a socket that nobody answers', async () => {
      const hole = await blackHole();
      try {
        const opened = spyOnSocket();
        const { subscription } = watch(tcp()(hole.address));
        await turn();
        await turn();
        expect(opened().connecting).to.be.true;
        subscription.unsubscribe();
        expect(opened().destroyed).to.be.true;
      } finally {
        await hole.close();
      }
    });

    it('opens no socket any more when the name is being resolved', async () => {
      const peer = await realPeer(silent, { host: '127.0.0.1' });
      const lookup = resolveTo(peer.address.host);
      const connect = sinon.spy(Socket.prototype, 'connect');
      const { subscription, isOver } = watch(tcp()({ ...peer.address, host: 'peer.test' }));
      expect(lookup.calledOnce).to.be.true;
      subscription.unsubscribe();
      for (let turns = 0; turns < 5; turns += 1) await turn();
      expect(connect.called).to.be.false;
      expect(isOver()).to.be.false;
    });

    it('destroys an established socket, and tells the peer', async () => {
      const peer = await realPeer(silent);
      const watched = watch(tcp()(peer.address));
      const socket = await watched.value();
      while (peer.sockets.size === 0) await turn();
      const [theirs] = peer.sockets;
      watched.subscription.unsubscribe();
      expect(socket.destroyed).to.be.true;
      if (theirs) await once(theirs, 'close');
      expect(watched.isOver()).to.be.false;
    });

    it('may come from inside `next`', async () => {
      const peer = await realPeer(silent);
      const subscription = new Subscription();
      const destroyed = await new Promise<boolean>((resolve) => {
        subscription.add(
          tcp({ idle: 10 })(peer.address).subscribe((socket) => {
            subscription.unsubscribe();
            resolve(socket.destroyed);
          }),
        );
      });
      expect(destroyed).to.be.true;
    });

    it('lets go of every listener', async () => {
      const bare = new Socket();
      const names = ['connect', 'close', 'end', 'data', 'readable', 'timeout', 'lookup'];
      const peer = await realPeer(silent);
      const { value, subscription } = watch(tcp({ idle: 1_000 })(peer.address));
      const socket = await value();
      subscription.unsubscribe();
      for (const name of names) expect(socket.listenerCount(name), name).to.equal(bare.listenerCount(name));
      expect(socket.listenerCount('error')).to.equal(1);
      bare.destroy();
    });

    it('leaves no error for the process to die of', async () => {
      // mocha fails at an error that nobody caught
      const peer = await realPeer(silent);
      const established = watch(tcp()(peer.address));
      (await established.value()).destroy(new Error('on its way'));
      established.subscription.unsubscribe();

      const dialling = watch(tcp({ localAddress: '192.0.2.1' })(peer.address));
      process.nextTick(() => dialling.subscription.unsubscribe()); // bound in vain by now, not told yet
      await turn();
      await turn();
      expect([established.isOver(), dialling.isOver()]).to.deep.equal([false, false]);
    });

    it('leaves no socket, in whatever phase it comes', async () => {
      const peer = await realPeer(silent);
      const refused = await refusingAddress();
      const before = sockets();
      const dial = tcp({ idle: 60_000 });
      const phases: readonly (() => Promise<unknown>)[] = [
        () => Promise.resolve(),
        () => turn(),
        async () => {
          await turn();
          await turn();
        },
      ];
      for (const phase of phases) {
        const subscriptions = Array.from({ length: 50 }, (_, index) =>
          dial(index % 2 === 0 ? peer.address : refused).subscribe({ error: () => undefined }),
        );
        await phase();
        for (const subscription of subscriptions) subscription.unsubscribe();
      }
      while (peer.sockets.size > 0) await turn();
      await turn();
      expect(sockets()).to.be.at.most(before);
    });
  });

  describe('the idle limit', () => {
    /** Virtual time for the looks at the socket only: the socket itself is real. */
    const clock = () => sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });

    const establish = async (idle?: number, behaviour = silent) => {
      const peer = await realPeer(behaviour);
      const watched = watch(tcp({ idle })(peer.address));
      const socket = await watched.value();
      while (peer.sockets.size === 0) await turn();
      const [theirs] = peer.sockets;
      const receive = async () => {
        const data = once(socket, 'data');
        theirs?.write('x');
        await data;
      };
      return { peer, socket, receive, ...watched };
    };

    it('errors with a timeout when the peer says nothing', async () => {
      const time = clock();
      const { socket, end, isOver } = await establish(1_000);
      time.tick(999);
      expect(isOver()).to.be.false;
      time.tick(1);
      expect(socket.destroyed).to.be.true;
      const error = await end();
      expect(isConnectionError(error, 'timeout')).to.be.true;
      expect((error as Error).message).to.equal('The peer sent nothing for 1000 ms');
    });

    it('is not put off by what we write', async () => {
      const time = clock();
      const { socket, isOver } = await establish(1_000);
      for (let written = 0; written < 10; written += 1) {
        await new Promise((resolve) => socket.write('are you there?', resolve));
        time.tick(100);
      }
      expect(isOver()).to.be.true;
    });

    it('is put off by every byte received', async () => {
      const time = clock();
      const { socket, receive, isOver, subscription } = await establish(1_000);
      socket.resume();
      for (let received = 0; received < 5; received += 1) {
        time.tick(700);
        await receive();
      }
      expect(isOver()).to.be.false;
      time.tick(1_250);
      expect(isOver()).to.be.true;
      subscription.unsubscribe();
    });

    it('covers a peer that hung up while nobody read', async () => {
      const time = clock();
      const { socket, end } = await establish(1_000, sayAndHangUp('goodbye'));
      while (socket.bytesRead === 0) await turn();
      time.tick(1_250);
      expect(isConnectionError(await end(), 'timeout')).to.be.true;
    });

    it('counts from the establishment: a dial is not idle', async () => {
      const time = clock();
      const hole = await blackHole();
      try {
        const { subscription, isOver } = watch(tcp({ idle: 10 })(hole.address));
        time.tick(1_000);
        expect(isOver()).to.be.false;
        subscription.unsubscribe();
      } finally {
        await hole.close();
      }
    });

    it('leaves no timer behind, whatever the end', async () => {
      const time = clock();
      const unsubscribed = await establish(1_000);
      unsubscribed.subscription.unsubscribe();
      const completed = await establish(1_000);
      completed.socket.end();
      await completed.end();
      const expired = await establish(1_000);
      expect(time.countTimers()).to.equal(1);
      time.tick(1_000);
      await expired.end();
      expect(time.countTimers()).to.equal(0);
    });

    it('is none unless given', async () => {
      const time = clock();
      const { isOver, subscription } = await establish();
      expect(time.countTimers()).to.equal(0);
      expect(isOver()).to.be.false;
      subscription.unsubscribe();
    });
  });

  describe('a host name', () => {
    it('is resolved by the system, for each dial', async () => {
      const peer = await realPeer(silent, { host: '127.0.0.1' });
      const lookup = resolveTo(peer.address.host);
      const dial = tcp();
      for (let dials = 0; dials < 2; dials += 1) {
        const { value, subscription } = watch(dial({ ...peer.address, host: 'peer.test' }));
        expect((await value()).remoteAddress).to.equal('127.0.0.1');
        subscription.unsubscribe();
      }
      expect(lookup.args.map(([host]: readonly unknown[]) => host)).to.deep.equal(['peer.test', 'peer.test']);
    });

    it('is asked for all addresses, of the family that is wanted', async () => {
      const refused = await refusingAddress();
      const lookup = resolveTo(refused.host);
      await watch(tcp({ family: 4 })({ ...refused, host: 'peer.test' })).end();
      const [, options] = lookup.args[0] as [string, { readonly family?: number; readonly all?: boolean }];
      expect(options.family).to.equal(4);
      expect(options.all).to.be.true;
    });

    it('that does not resolve is an error with its code', async () => {
      resolveNothing();
      expect(code(await watch(tcp()({ host: 'nowhere.test', port: 1 })).end())).to.equal('ENOTFOUND');
    });

    it('of an onion is seen by no resolver and no socket', async () => {
      const lookup = sinon.stub(dns, 'lookup');
      const connect = sinon.stub(Socket.prototype, 'connect');
      for (const host of ['peer.onion', 'PEER.Onion', 'peer.onion.', 'www.peer.onion']) {
        const error = await watch(tcp()({ host, port: 8_333 })).end();
        expect(isConnectionError(error, 'failed'), host).to.be.true;
        expect((error as ConnectionError).message).to.contain('needs a proxy');
      }
      expect(lookup.called || connect.called).to.be.false;
    });

    it('that only looks like one is dialled', async () => {
      const peer = await realPeer(silent, { host: '127.0.0.1' });
      resolveTo(peer.address.host);
      for (const host of ['onion.test', 'peer.onions', 'peeronion']) {
        const { value, subscription } = watch(tcp()({ ...peer.address, host }));
        await value();
        subscription.unsubscribe();
      }
    });
  });
});
