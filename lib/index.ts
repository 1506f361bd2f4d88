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
export { isRoutable } from './core/is-routable.js';
export type { Sighting } from './core/sighting.js';
export type { Store } from './core/store.js';
export { StoreError, isStoreError, type StoreErrorCode, type StoreErrorOptions } from './core/store-error.js';
export { memoryStore, type MemoryStore } from './sources/memory-store.js';
export { networkGroup } from './core/network-group.js';
export { networkOf, type NetworkName } from './core/network-of.js';

// What is asked for, and what is told
export type { EndReason, Id, Kind, Request, State } from './core/request.js';
export type { Command, ConnectionEvent, Happening, HealthEvent, RequestEvent } from './core/events.js';
export type { Health } from './core/health.js';
export type { RequestState, Snapshot } from './core/snapshot.js';
export { ArgumentError, ConnectionError, isConnectionError, type ConnectionErrorCode } from './core/errors.js';
export { DialError, isDialError } from './core/dial-error.js';
export { LookupError, isLookupError, type LookupErrorOptions } from './core/lookup-error.js';

// SOCKS, as bytes: for the transport of your own; those of Node have their entry point
export type { Dialogue, Turn } from './core/dialogue.js';
export type { SocksAuth } from './core/socks/socks-auth.js';
export { SocksError, isSocksError, type SocksErrorCode } from './core/socks/socks-error.js';
export { socksRequest, type SocksCommand } from './core/socks/socks-request.js';
export { socksSignIn } from './core/socks/socks-sign-in.js';

// The manager
export { manage } from './manager/manage.js';
export { ConnectionManager, type ConnectOptions } from './manager/connection-manager.js';
export type { InboundRefusal } from './manager/inbound-refusal.js';
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

// Who is let in, and who goes
export { admit } from './operators/admit.js';
export type { AdmitOptions } from './operators/admit-options.js';
export type { Live } from './operators/follow.js';
export type { Listener } from './operators/tell-to.js';
export { summarize, type RefusalSummary, type SummarizeOptions } from './operators/summarize.js';
export type { InboundRefusalReason, Refusal, RefusalReason } from './core/refusal.js';
export { evict, type Candidate, type EvictOptions } from './core/evict.js';
export { survivor, type Ends, type PeerId, type Rival } from './core/survivor.js';

// Operators, and dials made of other things
export { connections, type Connected } from './operators/connections.js';
export { dialFrom, type ConnectionApi } from './operators/dial-from.js';
export { handshake, type HandshakeOptions } from './operators/handshake.js';
export { heartbeat, type HeartbeatOptions } from './operators/heartbeat.js';
export { logTo, type Level, type Log, type Logger, type LogOptions } from './operators/log-to.js';
export { serialize } from './operators/serialize.js';
export { resolving, type ResolvingOptions } from './operators/resolving.js';
export { snapshots } from './operators/snapshots.js';
export { visit } from './operators/visit.js';

// Where addresses come from
export { fromDnsSeeds } from './sources/from-dns-seeds.js';
export type { DnsSeedsOptions, SeedFailure } from './sources/dns-seeds-options.js';
export type { Seed } from './sources/seed.js';
export { lastResort, type LastResortOptions } from './operators/last-resort.js';
// Bad behaviour, and what comes of it
export type { Ban } from './core/ban.js';
export type { Offence } from './core/offence.js';
export type { Verdict } from './core/verdict.js';
export type { BanChange } from './core/ban-change.js';
export { BanError, isBanError, type BanErrorCode } from './core/ban-error.js';
export { Discouraged, type DiscouragedOptions } from './core/discouraged.js';
export { DynamicBanScore } from './core/dynamic-ban-score.js';
export { bans } from './operators/bans.js';
export { judge, type JudgeOptions } from './operators/judge.js';
export { BanList, type BanListOptions, type BanTerms } from './sources/ban-list.js';
