import { asyncScheduler } from 'rxjs';
import { formatAddress, isRoutable, type Address } from 'rx-connmgr';
import { match } from 'ts-pattern';
import type { Peer } from '../peer/peer.js';
import { safeText } from '../wire/safe-text.js';
import type { ConnectedRow } from './connected.js';
import type { Json } from './json-text.js';
import { seconds } from './seconds.js';
import { servicesNames, servicesText } from './services.js';

/** The name that Bitcoin Core has for a connection of this kind. */
const connectionType = ({ kind, pool, tag }: Pick<Peer, 'kind' | 'pool' | 'tag'>): string =>
  match({ kind, pool, tag })
    .with({ kind: 'inbound' }, () => 'inbound')
    .with({ tag: 'feeler' }, () => 'feeler')
    .with({ tag: 'addr-fetch' }, () => 'addr-fetch')
    .with({ kind: 'automatic', pool: 'blockRelay' }, () => 'block-relay-only')
    .with({ kind: 'automatic' }, () => 'outbound-full-relay')
    .with({ kind: 'manual' }, { kind: 'permanent' }, () => 'manual')
    .exhaustive();

const networkOf = ({ host }: Address, { network }: Peer): string =>
  network === 'name' || !isRoutable(host) ? 'not_publicly_routable' : network;

const isSpecified = ({ host }: Address): boolean => host !== '' && host !== '0.0.0.0' && host !== '::';

const pings = ({ ping, minPing, pingSince }: ReturnType<Peer['traffic']>) => ({
  pingtime: ping === undefined ? undefined : ping / 1_000,
  minping: minPing === undefined ? undefined : minPing / 1_000,
  pingwait: pingSince === undefined ? undefined : Math.max(0, asyncScheduler.now() - pingSince) / 1_000,
});

/**
 * Returns what `getpeerinfo` tells of a peer. Instants are seconds since the epoch, durations seconds. What this node does
 * not deal in (blocks, transactions, compact blocks, fees) has the value that Bitcoin Core gives to whoever has none.
 */
export const peerInfo = ({ id, address, peer }: ConnectedRow): Json => {
  const { version } = peer;
  const traffic = peer.traffic();
  const type = connectionType(peer);
  const relays = type !== 'block-relay-only' && type !== 'feeler';
  return {
    id,
    addr: formatAddress(address),
    addrbind: formatAddress(peer.localAddress),
    addrlocal: isSpecified(version.receiver) ? formatAddress(version.receiver) : undefined,
    network: networkOf(address, peer),
    services: servicesText(version.services),
    servicesnames: servicesNames(version.services),
    relaytxes: relays && version.relay,
    lastsend: seconds(traffic.lastSent),
    lastrecv: seconds(traffic.lastReceived),
    last_transaction: 0,
    last_block: 0,
    bytessent: traffic.bytesSent,
    bytesrecv: traffic.bytesReceived,
    conntime: seconds(peer.connectedAt),
    timeoffset: Math.round(peer.timeOffset / 1_000),
    ...pings(traffic),
    version: version.version,
    subver: safeText(version.userAgent),
    inbound: peer.kind === 'inbound',
    bip152_hb_to: false,
    bip152_hb_from: false,
    startingheight: version.height,
    presynced_headers: -1,
    synced_headers: -1,
    synced_blocks: -1,
    inflight: [],
    addr_relay_enabled: relays,
    addr_processed: traffic.addressesProcessed,
    addr_rate_limited: traffic.addressesRateLimited,
    permissions: [],
    minfeefilter: 0,
    bytessent_per_msg: {},
    bytesrecv_per_msg: {},
    connection_type: type,
    transport_protocol_type: 'v1',
    session_id: '',
  };
};
