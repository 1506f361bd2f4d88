import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { once } from 'node:events';
import type { Address } from '../../lib/core/address.js';

/** What a peer does with each connection that it accepts. */
export type Behaviour = (socket: Socket) => void;

/** Reads and says nothing. */
export const silent: Behaviour = (socket) => void socket.resume();
/** Sends back what it receives. */
export const echo: Behaviour = (socket) => void socket.pipe(socket);
/** Hangs up at once: FIN. */
export const hangUp: Behaviour = (socket) => void socket.resume().end();
/** Hangs up at once without manners: RST. */
export const reset: Behaviour = (socket) => void socket.resetAndDestroy();
/** Says something, then hangs up. */
export const sayAndHangUp =
  (text: string): Behaviour =>
  (socket) =>
    void socket.resume().end(text);

/** A real server on a loopback address of its own. */
export interface RealPeer {
  readonly address: Address;
  readonly server: Server;
  /** The connections that are open now. */
  readonly sockets: ReadonlySet<Socket>;
  /** How many were accepted so far. */
  readonly accepted: number;
  /** Hangs up all connections without manners and listens no more. */
  close(): Promise<void>;
}

/** Where a peer listens. */
export interface RealPeerOptions {
  /** @default an address of its own for each peer */
  readonly host?: string;
  /** @default one that is free */
  readonly port?: number;
  /** Speaks TLS with these options. @default plain TCP */
  readonly tls?: TlsOptions;
}

let peers = 0;
/** Returns the next loopback address, in another /16 network than the last; macOS knows 127.0.0.1 only. */
export const nextHost = (): string => {
  peers += 1;
  return process.platform === 'darwin' ? '127.0.0.1' : `127.${10 + (peers % 40)}.${Math.floor(peers / 40) % 250}.1`;
};

const listening = async (server: Server, host: string, port = 0): Promise<Address> => {
  server.listen(port, host);
  await once(server, 'listening');
  return { host, port: (server.address() as AddressInfo).port };
};

const closed = async (server: Server): Promise<void> => {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
};

const opened = new Set<RealPeer>();

/** Returns a peer that listens and does `behaviour` with each connection. */
export const realPeer = async (behaviour: Behaviour = silent, options: RealPeerOptions = {}): Promise<RealPeer> => {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = options.tls ? createTlsServer(options.tls, behaviour) : createServer(behaviour);
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', (socket: Socket) => socket.on('error', () => undefined));
  const address = await listening(server, options.host ?? nextHost(), options.port);
  const peer: RealPeer = {
    address,
    server,
    sockets,
    get accepted() {
      return accepted;
    },
    close: async () => {
      opened.delete(peer);
      for (const socket of sockets) socket.destroy();
      await closed(server);
    },
  };
  opened.add(peer);
  return peer;
};

/** Closes every peer that is still open: for `afterEach`. */
export const closeRealPeers = async (): Promise<void> => {
  await Promise.all([...opened].map((peer) => peer.close()));
};

/** Returns an address on which nobody listens. */
export const refusingAddress = async (): Promise<Address> => {
  const server = createServer();
  const address = await listening(server, nextHost());
  await closed(server);
  return address;
};
