/// <reference lib="esnext.disposable" preserve="true" />
// What a connection is, and where to
export type { Address } from './core/address.js';
export { formatAddress } from './core/format-address.js';
export { parseAddress, type AddressDefaults } from './core/parse-address.js';
export { formatSubnet } from './core/format-subnet.js';
export { parseSubnet, type Subnet } from './core/parse-subnet.js';
export { SubnetMap } from './core/subnet-map.js';
export type { Dial, Dialler } from './core/dial.js';
export type { Inbound } from './core/inbound.js';
export type { AddressSource } from './core/address-source.js';
export type { Bans } from './core/bans.js';
export type { Lookup } from './core/lookup.js';
export type { Store } from './core/store.js';

// What is asked for, and what is told
export type { EndReason, Id, Kind, Request, State } from './core/request.js';
export type { Command, ConnectionEvent, Happening, HealthEvent, RequestEvent } from './core/events.js';
export type { Health } from './core/health.js';
export type { RequestState, Snapshot } from './core/snapshot.js';
export { ArgumentError, ConnectionError, isConnectionError, type ConnectionErrorCode } from './core/errors.js';

// The manager
export { manage } from './manager/manage.js';
export { ConnectionManager, type ConnectOptions } from './manager/connection-manager.js';
export type { InboundRefusal, InboundRefusalReason } from './manager/inbound-refusal.js';
export type { ConnectionHandle } from './manager/connection-handle.js';
export type { Key, ManageOptions, Options } from './options.js';

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

// Who is let in, and who goes
export { admit } from './operators/admit.js';
export type { AdmitOptions } from './operators/admit-options.js';
export type { Live } from './operators/follow.js';
export type { Listener } from './operators/tell-to.js';
export { summarize, type RefusalSummary, type SummarizeOptions } from './operators/summarize.js';
export type { Refusal, RefusalReason } from './core/refusal.js';
export { evict, type Candidate, type EvictOptions } from './core/evict.js';
export { survivor, type Ends, type PeerId, type Rival } from './core/survivor.js';

// Operators, and dials made of other things
export { connections, type Connected } from './operators/connections.js';
export { dialFrom, type ConnectionApi } from './operators/dial-from.js';
export { handshake, type HandshakeOptions } from './operators/handshake.js';
export { heartbeat, type HeartbeatOptions } from './operators/heartbeat.js';
export { logTo, type Level, type Log, type Logger, type LogOptions } from './operators/log-to.js';
export { serialize } from './operators/serialize.js';
export { snapshots } from './operators/snapshots.js';
export { visit } from './operators/visit.js';
