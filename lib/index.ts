/// <reference lib="esnext.disposable" preserve="true" />
// What a connection is, and where to
export type { Address } from './core/address.js';
export { formatAddress } from './core/format-address.js';
export { parseAddress, type AddressDefaults } from './core/parse-address.js';
export type { Dial, Dialler } from './core/dial.js';
export type { AddressSource } from './core/address-source.js';
export type { Bans } from './core/bans.js';
export type { Lookup } from './core/lookup.js';
export type { Store } from './core/store.js';
export { isRoutable } from './core/is-routable.js';
export { networkGroup } from './core/network-group.js';
export { networkOf, type NetworkName } from './core/network-of.js';
export type { Sighting } from './core/sighting.js';

// What is asked for, and what is told
export type { EndReason, Id, Kind, Request, State } from './core/request.js';
export type { Command, ConnectionEvent, Happening, HealthEvent, RequestEvent } from './core/events.js';
export type { Health } from './core/health.js';
export type { RequestState, Snapshot } from './core/snapshot.js';
export { ArgumentError, ConnectionError, isConnectionError, type ConnectionErrorCode } from './core/errors.js';

// The manager
export { manage } from './manager/manage.js';
export { ConnectionManager, type ConnectOptions } from './manager/connection-manager.js';
export type { ConnectionHandle } from './manager/connection-handle.js';
export type { Key, ManageOptions, Options } from './options.js';

// Sources of addresses
export { AddressBook } from './sources/address-book.js';
export type { AddressBookOptions } from './sources/address-book-options.js';
export type { TableSizes } from './core/address-book/placement.js';
export { AddressBookError, type AddressBookErrorCode } from './core/address-book/address-book-error.js';

// Back-off
export {
  capped,
  exponential,
  jittered,
  linear,
  retryAfter,
  steps,
  type Backoff,
  type JitterOptions,
} from './core/backoff.js';

// Operators, and dials made of other things
export { connections, type Connected } from './operators/connections.js';
export { dialFrom, type ConnectionApi } from './operators/dial-from.js';
export { handshake, type HandshakeOptions } from './operators/handshake.js';
export { heartbeat, type HeartbeatOptions } from './operators/heartbeat.js';
export { logTo, type Level, type Log, type Logger, type LogOptions } from './operators/log-to.js';
export { snapshots } from './operators/snapshots.js';
export { visit } from './operators/visit.js';
