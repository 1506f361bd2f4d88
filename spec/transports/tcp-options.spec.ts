import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { ArgumentError } from 'rx-connmgr';
import { tcp, tls, type TcpOptions } from 'rx-connmgr/node';
import { certificates } from '../support/certificates.js';
import { closeRealPeers, realPeer, silent } from '../support/real-peers.js';
import { watch } from '../support/watch.js';

/** Returns what Node keeps for the moment of the connection, and has no getter for. */
const kept = (socket: Socket, name: string): unknown => {
  const symbol = Object.getOwnPropertySymbols(socket).find(({ description }) => description === name);
  if (!symbol) throw new Error(`Node keeps no ${name} any more`);
  return (socket as unknown as Readonly<Record<symbol, unknown>>)[symbol];
};

const dials = {
  tcp: { dial: (options?: TcpOptions) => tcp(options), server: {} },
  tls: {
    dial: (options?: TcpOptions) => tls({ ...options, ca: certificates.peer.cert }),
    server: { tls: certificates.peer },
  },
} as const;

for (const [name, { dial, server }] of Object.entries(dials)) {
  describe(`the options of ${name}`, () => {
    afterEach(closeRealPeers);

    const settings = async (options?: TcpOptions) => {
      const peer = await realPeer(silent, { host: '127.0.0.1', ...server });
      const { value, subscription } = watch(dial(options)(peer.address));
      const socket = await value();
      const found = {
        noDelay: kept(socket, 'kSetNoDelay'),
        keepAlive: kept(socket, 'kSetKeepAlive'),
        seconds: kept(socket, 'kSetKeepAliveInitialDelay'),
        localAddress: socket.localAddress,
      };
      subscription.unsubscribe();
      return found;
    };

    it('have defaults', async () => {
      expect(await settings()).to.include({ noDelay: true, keepAlive: true, seconds: 60 });
    });

    it('are heeded', async () => {
      expect(await settings({ keepAlive: 90_000, noDelay: false })).to.include({ noDelay: false, seconds: 90 });
      expect(await settings({ keepAlive: false })).to.include({ keepAlive: false });
      expect(await settings({ keepAlive: true })).to.include({ keepAlive: true, seconds: 60 });
      if (process.platform === 'darwin') return;
      expect(await settings({ localAddress: '127.0.0.77' })).to.include({ localAddress: '127.0.0.77' });
    });

    it('may be undefined', async () => {
      const nothing = { idle: undefined, keepAlive: undefined, noDelay: undefined, family: undefined };
      expect(await settings({ ...nothing, localAddress: undefined })).to.include({ noDelay: true, seconds: 60 });
    });

    it('are read once', async () => {
      const options = { noDelay: false };
      const peer = await realPeer(silent, { host: '127.0.0.1', ...server });
      const made = dial(options);
      options.noDelay = true;
      const { value, subscription } = watch(made(peer.address));
      expect(kept(await value(), 'kSetNoDelay')).to.be.false;
      subscription.unsubscribe();
    });

    const wrong: readonly (readonly [object, string])[] = [
      [{ idle: 0 }, 'Expected `idle` to be a number > 0'],
      [{ idle: -1 }, 'Expected `idle` to be a number > 0'],
      [{ idle: '60' }, 'Expected `idle` to be a number > 0'],
      [{ idle: Infinity }, 'Expected `idle` to be a number > 0'],
      [{ idle: 2 ** 31 }, 'Expected `idle` to be a duration of 0 to 2147483647 milliseconds'],
      [{ keepAlive: 999 }, 'Expected `keepAlive` to be a boolean or 1000 to 32767000 milliseconds'],
      [
        { keepAlive: 32_767_001 },
        'Expected `keepAlive` to be a boolean or 1000 to 32767000 milliseconds, got `32767001`',
      ],
      [{ keepAlive: 'yes' }, 'Expected `keepAlive` to be a boolean or 1000 to 32767000 milliseconds'],
      [{ noDelay: 1 }, 'Expected `noDelay` to be a boolean'],
      [{ localAddress: 'here' }, 'Expected `localAddress` to be an IP address'],
      [{ family: 5 }, 'Expected `family` to be 4 or 6'],
    ];
    for (const [options, message] of wrong) {
      it(`are refused when they cannot be: ${inspect(options)}`, () => {
        expect(() => dial(options)).to.throw(ArgumentError, message);
      });
    }

    it('are refused when they are unknown', () => {
      expect(() => dial({ idel: 1_000 } as object)).to.throw(ArgumentError, '`idle`');
      expect(() => tcp({ servername: 'peer.test' } as object)).to.throw(ArgumentError, 'servername');
      for (const options of [null, 5, 'idle'] as readonly unknown[]) {
        expect(() => tcp(options as object)).to.throw(ArgumentError, 'an object');
        expect(() => tls(options as object)).to.throw(ArgumentError, 'an object');
      }
    });
  });
}
