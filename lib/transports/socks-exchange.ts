import type { Duplex } from 'node:stream';
import { defer, map, type OperatorFunction } from 'rxjs';
import type { Address } from '../core/address.js';
import { SocksError, type SocksErrorCode } from '../core/socks/socks-error.js';
import { socksRequest, type SocksCommand } from '../core/socks/socks-request.js';
import { socksSignIn } from '../core/socks/socks-sign-in.js';
import { failDialAs } from '../operators/fail-dial-as.js';
import { firstWithin } from '../operators/first-within.js';
import { exchange, type Exchanged } from './exchange.js';
import type { SocksSettings } from './socks-options.js';

/** What a proxy is asked for. */
export interface SocksQuestion {
  readonly command: SocksCommand;
  readonly host: string;
  readonly port?: number;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const unreachable = (cause: unknown): SocksError =>
  new SocksError('proxy', `The proxy cannot be reached: ${textOf(cause)}`, { cause });

const brokeOff =
  (code: SocksErrorCode) =>
  (cause: unknown): SocksError =>
    new SocksError(code, 'The proxy broke off before it had answered', { cause });

/**
 * Returns an operator from connections to a proxy to what it answers. The stream then lives as long as the connection. There
 * are two exchanges, since a proxy that breaks off has itself failed in the first and, for all we know, the peer in the
 * second.
 */
export const socksExchange =
  <S extends Duplex>(
    { command, host, port }: SocksQuestion,
    { auth, timeout }: SocksSettings,
  ): OperatorFunction<S, Exchanged<S, Address>> =>
  (proxy$) =>
    defer(() => {
      const request = socksRequest(command, host, port);
      const credentials = auth();
      return proxy$.pipe(
        failDialAs(unreachable),
        exchange(() => socksSignIn(credentials), brokeOff('proxy')),
        map(({ socket }) => socket),
        exchange(() => request, brokeOff('closed')),
        firstWithin(timeout, 'The proxy'),
      );
    });
