import { randomBytes } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { ArgumentError } from 'rx-connmgr';

/** Where and for whom a node can be controlled. */
export interface RpcServerOptions {
  /** A loopback address: 127.x.y.z, `::1` or `localhost`. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** From 0, which is any that is free, to 65535. */
  readonly port: number;
  /** The file that says the password to those who may read it. */
  readonly cookieFile: string;
  /** The password. @default 64 hexadecimal digits at random */
  readonly password?: string | undefined;
  /** The longest body of a request, in bytes, at least 1. @default 1_000_000 */
  readonly maxBody?: number | undefined;
  /** The most connections at once, at least 1. @default 64 */
  readonly maxConnections?: number | undefined;
  /**
   * In milliseconds, at least 1: for a request to be there whole, for an answer to be taken, and for a connection between two
   * requests. How long a method takes is not limited by it. @default 30_000
   */
  readonly timeout?: number | undefined;
  /** How long whoever gives a wrong password waits to hear so, in milliseconds. @default 250 */
  readonly wrongPasswordDelay?: number | undefined;
}

/** {@link RpcServerOptions} with all that was left out. */
export type RpcServerSettings = { readonly [N in keyof RpcServerOptions]-?: NonNullable<RpcServerOptions[N]> };

const expect = (name: string, expected: string, value: unknown, holds: boolean): void => {
  if (!holds) throw new ArgumentError(`Expected \`${name}\` to be ${expected}, got \`${String(value)}\``);
};

const expectWhole = (name: string, value: number, min: number, max: number): void =>
  expect(name, `a whole number from ${min} to ${max}`, value, Number.isInteger(value) && value >= min && value <= max);

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));

const longestDelay = 2 ** 31 - 1;

/** Returns all settings of a server. @throws ArgumentError if one of them cannot be */
export const rpcServerSettings = ({
  host = '127.0.0.1',
  port,
  cookieFile,
  password = randomBytes(32).toString('hex'),
  maxBody = 1_000_000,
  maxConnections = 64,
  timeout = 30_000,
  wrongPasswordDelay = 250,
}: RpcServerOptions): RpcServerSettings => {
  expect('host', 'a loopback address', host, isLoopback(host));
  expectWhole('port', port, 0, 65_535);
  expect('cookieFile', 'the path of a file', cookieFile, typeof cookieFile === 'string' && cookieFile !== '');
  expect('password', 'a text of 16 characters or more', '…', typeof password === 'string' && password.length >= 16);
  expectWhole('maxBody', maxBody, 1, longestDelay);
  expectWhole('maxConnections', maxConnections, 1, longestDelay);
  expectWhole('timeout', timeout, 1, longestDelay);
  expectWhole('wrongPasswordDelay', wrongPasswordDelay, 0, longestDelay);
  return { host, port, cookieFile, password, maxBody, maxConnections, timeout, wrongPasswordDelay };
};
