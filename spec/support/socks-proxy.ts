import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { TlsOptions } from 'node:tls';
import type { Address } from '../../lib/core/address.js';
import { bytes } from './play.js';
import { echo, realPeer, type Behaviour, type RealPeer } from './real-peers.js';

/** What a client asked a fake proxy for. */
export interface Asked {
  readonly methods: readonly number[];
  username?: string;
  password?: string;
  command?: number;
  host?: string;
  port?: number;
}

/** What a fake proxy says, or does instead of saying anything; it listens no more then. */
export type Reaction = Uint8Array | Behaviour;

/** How a fake proxy behaves: as a good one by default. */
export interface SocksProxyOptions {
  /** To the methods that are offered. @default credentials if they are offered, as Tor */
  readonly method?: (asked: Asked) => Reaction;
  /** To the credentials. @default they are accepted */
  readonly credentials?: (asked: Asked) => Reaction;
  /** To the request. @default a success */
  readonly answer?: (asked: Asked) => Reaction;
  /** Who is at the other end of every connection. @default one who sends back what he receives */
  readonly peer?: Behaviour;
  /** Where connections really lead instead, if anywhere. */
  readonly leadTo?: (asked: Asked) => Address;
  /** Speaks TLS with these options. @default plain TCP */
  readonly tls?: TlsOptions;
  /** Whether every byte comes alone. @default false */
  readonly slow?: boolean;
}

/** A fake proxy, and what it was asked, in order. */
export interface SocksProxy extends RealPeer {
  readonly asked: readonly Asked[];
}

/** A success, at `0.0.0.0:0`. */
export const success = bytes('05 00 00 01 00000000 0000');
/** A failure of the given status, as Tor writes it. */
export const failure = (status: number): Uint8Array => Uint8Array.of(5, status, 0, 0, 0, 0, 0, 0, 0, 0);
/** The answer that is an IPv4 or IPv6 address in hexadecimal, or a name. */
export const answerOf = {
  address: (hex: string): Uint8Array => bytes(`05 00 00 ${hex.length === 8 ? '01' : '04'} ${hex} 0000`),
  name: (name: string): Uint8Array => Uint8Array.of(5, 0, 0, 3, name.length, ...Buffer.from(name, 'latin1'), 0, 0),
};

const take = async (socket: Socket, count: number): Promise<Uint8Array> => {
  if (count === 0) return new Uint8Array(0);
  for (;;) {
    const taken = socket.read(count) as Buffer | null;
    if (taken) return taken;
    await once(socket, 'readable');
  }
};

const text = async (socket: Socket): Promise<string> => {
  const [length = 0] = await take(socket, 1);
  return Buffer.from(await take(socket, length)).toString();
};

const hostOf = async (socket: Socket, type: number): Promise<string> => {
  if (type === 3) return text(socket);
  const address = Buffer.from(await take(socket, type === 1 ? 4 : 16));
  return type === 1 ? [...address].join('.') : (address.toString('hex').match(/.{4}/g) ?? []).join(':');
};

/** Makes every byte that is written leave alone. */
const slowDown = (socket: Socket): void => {
  const write = socket.write.bind(socket);
  let last = Promise.resolve();
  socket.setNoDelay(true);
  socket.write = (data: Uint8Array) => {
    for (const byte of data) {
      last = last.then(async () => {
        await turn();
        if (!socket.destroyed) write(Uint8Array.of(byte));
      });
    }
    return true;
  };
};

const relay = (socket: Socket, { host, port }: Address): void => {
  const peer = connect(port, host);
  socket.on('error', () => peer.destroy()).on('close', () => peer.destroy());
  peer.on('error', () => socket.end(failure(5)));
  peer.on('connect', () => {
    socket.write(success);
    socket.pipe(peer).pipe(socket);
  });
};

/** Returns a fake SOCKS 5 proxy on loopback, which is closed with the real peers. */
export const socksProxy = async (options: SocksProxyOptions = {}): Promise<SocksProxy> => {
  const asked: Asked[] = [];
  const {
    method = ({ methods }) => Uint8Array.of(5, methods.includes(2) ? 2 : 0),
    credentials = () => bytes('01 00'),
    answer = () => success,
    peer = echo,
    leadTo,
    slow = false,
    tls,
  } = options;

  const serve = async (socket: Socket) => {
    if (slow) slowDown(socket);
    /** Answers whether to go on. */
    const react = (reaction: Reaction): reaction is Uint8Array => {
      if (typeof reaction === 'function') reaction(socket);
      else socket.write(reaction);
      return typeof reaction !== 'function';
    };
    const [, count = 0] = await take(socket, 2);
    const one: Asked = { methods: [...(await take(socket, count))] };
    asked.push(one);
    const chosen = method(one);
    if (!react(chosen)) return;
    if (chosen[1] === 2) {
      await take(socket, 1);
      one.username = await text(socket);
      one.password = await text(socket);
      if (!react(credentials(one))) return;
    }
    const head = await take(socket, 4);
    one.command = head[1] ?? 0;
    one.host = await hostOf(socket, head[3] ?? 0);
    const [high = 0, low = 0] = await take(socket, 2);
    one.port = (high << 8) | low;
    if (leadTo) {
      relay(socket, leadTo(one));
      return;
    }
    const answered = answer(one);
    if (react(answered) && answered[1] === 0) peer(socket);
  };
  const proxy = await realPeer(
    (socket) => void serve(socket).catch(() => socket.destroy()),
    tls ? { tls, host: '127.0.0.1' } : {},
  );
  return Object.assign(proxy, { asked });
};
