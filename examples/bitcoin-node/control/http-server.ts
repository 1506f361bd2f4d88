import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Observable, Subscription } from 'rxjs';
import type { Address } from 'rx-connmgr';
import { ListenError } from 'rx-connmgr/node';

/** Where a server listens, and how much it bears. */
export interface HttpServerOptions {
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  /** The most connections at once; those beyond it are closed as they come. */
  readonly maxConnections: number;
  /** In milliseconds: for a request to be there whole, and for a connection between two requests. */
  readonly timeout: number;
}

/** Serves a request. Unsubscribed when nobody waits for the answer any more. */
export type Serve = (request: IncomingMessage, response: ServerResponse) => Observable<never>;

/** Bytes of all headers together. */
const maxHeaderSize = 8_192;

const nobodyMinds = () => undefined;

/**
 * Returns the address at which an HTTP server listens. Subscribing listens; unsubscribing closes the server and all its
 * connections at once. It never completes.
 *
 * A request that is not there whole within `timeout` is answered with 408; one that comes before the last one of its
 * connection is answered closes the connection, so that nothing piles up. Errors are `ListenError`.
 */
export const httpServer = (options: HttpServerOptions, serve: Serve): Observable<Address> =>
  new Observable((subscriber) => {
    const { host, port, maxConnections, timeout } = options;
    const server = createServer({
      connectionsCheckingInterval: Math.min(timeout, 1_000),
      headersTimeout: timeout,
      requestTimeout: timeout,
      keepAliveTimeout: timeout,
      maxHeaderSize,
    });
    server.maxConnections = maxConnections;
    const exchanges = new Subscription();
    const latest = new WeakMap<Socket, ServerResponse>();

    const handle = (request: IncomingMessage, response: ServerResponse) => {
      const { socket } = request;
      if (latest.get(socket)?.writableEnded === false) {
        socket.destroy();
        return;
      }
      latest.set(socket, response);
      request.on('error', nobodyMinds);
      response.on('error', nobodyMinds);
      const exchange = serve(request, response).subscribe({ error: () => socket.destroy() });
      exchanges.add(exchange);
      response.on('close', () => exchange.unsubscribe());
    };

    server.on('request', handle);
    server.on('checkContinue', handle);
    server.on('error', (cause) => subscriber.error(new ListenError({ host, port }, cause)));
    server.on('listening', () => {
      const { address, port: bound } = server.address() as AddressInfo;
      subscriber.next({ host: address, port: bound });
    });
    server.listen({ host, port });
    return () => {
      exchanges.unsubscribe();
      server.close();
      server.closeAllConnections();
    };
  });
