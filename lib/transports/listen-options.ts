import type { Address } from '../core/address.js';
import { expectKnown, expectWhole, refuse } from '../core/check.js';
import type { Refusal } from '../core/refusal.js';
import { tellTo, type Listener } from '../operators/tell-to.js';
import { descriptorLimit } from './descriptor-limit.js';
import { expectBoolean, tcpSettings, type TcpOptions, type TcpSettings } from './tcp-options.js';

/** The options of `listen`. */
export interface ListenOptions extends Pick<TcpOptions, 'idle' | 'keepAlive' | 'noDelay'> {
  /** The port to listen on. 0: one that is free, told to `listening`. */
  readonly port: number;
  /**
   * The address of ours to listen on: `127.0.0.1`, `::1`. `0.0.0.0` is all of IPv4; `::` all of IPv6, and of IPv4 too
   * unless `ipv6Only`.
   *
   * @default '0.0.0.0'
   */
  readonly host?: string | undefined;
  /** Whether `::` leaves IPv4 to another listener. @default false */
  readonly ipv6Only?: boolean | undefined;
  /** How many may wait to be accepted; the system may allow less. @default 511 */
  readonly backlog?: number | undefined;
  /**
   * How many accepted connections may be open at once, a whole number ≥ 1: those above are closed as they come, and told to
   * `refused`. An eighth of the descriptors that the process may have is left alone in any case.
   *
   * @default three quarters of the descriptors that the process may have, as far as that is known
   */
  readonly maxConnections?: number | undefined;
  /** Told the address when it listens: with the port that the system chose. */
  readonly listening?: Listener<Address> | undefined;
  /** Told of each connection that was closed for want of descriptors. */
  readonly refused?: Listener<Refusal<Address, 'descriptors'>> | undefined;
}

/** The options of `listen`, checked, with their defaults. */
export interface ListenSettings extends Pick<TcpSettings, 'idle' | 'keepAlive' | 'keepAliveInitialDelay' | 'noDelay'> {
  readonly address: Address;
  readonly ipv6Only: boolean;
  readonly backlog: number;
  readonly maxConnections: number;
  /** The first of the descriptors that are left alone. */
  readonly spare: number;
  readonly listening: (address: Address) => void;
  readonly refused: (refusal: Refusal<Address, 'descriptors'>) => void;
}

const names = [
  'port',
  'host',
  'ipv6Only',
  'backlog',
  'maxConnections',
  'listening',
  'refused',
  'idle',
  'keepAlive',
  'noDelay',
];

const expectPort = (value: unknown): number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535
    ? Number(value)
    : refuse('port', 'a whole number from 0 to 65535', value);

const expectHost = (value: unknown): string =>
  typeof value === 'string' && value !== '' ? value : refuse('host', 'an IP address or a host name', value);

/** Returns the settings that `options` ask for; throws an `ArgumentError` if one cannot be. */
export const listenSettings = (options: ListenOptions): ListenSettings => {
  expectKnown(options, names);
  const { port, host = '0.0.0.0', ipv6Only = false, backlog = 511 } = options;
  const { idle, keepAlive, keepAliveInitialDelay, noDelay } = tcpSettings(options);
  const descriptors = descriptorLimit();
  const { maxConnections = Math.max(1, Math.floor(0.75 * descriptors)) } = options;
  return {
    idle,
    keepAlive,
    keepAliveInitialDelay,
    noDelay,
    address: { host: expectHost(host), port: expectPort(port) },
    ipv6Only: expectBoolean('ipv6Only', ipv6Only),
    backlog: expectWhole('backlog', backlog, 1),
    maxConnections: maxConnections === Infinity ? Infinity : expectWhole('maxConnections', maxConnections, 1),
    spare: Math.floor(0.875 * descriptors),
    listening: tellTo('listening', options.listening),
    refused: tellTo('refused', options.refused),
  };
};
