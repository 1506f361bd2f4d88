import { networkOf, type NetworkName, type Sighting } from 'rx-connmgr';
import type { Peer } from '../peer.js';

const most = 1_000;
const old: readonly NetworkName[] = ['ipv4', 'ipv6'];
const all: readonly NetworkName[] = [...old, 'onion', 'i2p', 'cjdns'];

/** Returns whether a peer can be told of an address: `addr` has room for IP addresses only, and a name fits nowhere. */
export const understands = ({ wantsAddrV2 }: Pick<Peer, 'wantsAddrV2'>, { host }: Sighting): boolean =>
  (wantsAddrV2 ? all : old).includes(networkOf(host));

/** Tells a peer of as many of the addresses as it understands, up to 1 000, in the form that it wants. */
export const tell = (peer: Pick<Peer, 'wantsAddrV2' | 'send'>, addresses: readonly Sighting[]): void => {
  const understood = addresses.filter((address) => understands(peer, address)).slice(0, most);
  if (understood.length > 0) peer.send({ command: peer.wantsAddrV2 ? 'addrv2' : 'addr', addresses: understood });
};
