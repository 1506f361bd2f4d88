import type { Address, Ban, ConnectionEvent, Health, Id, NetworkName, RequestState, Sighting } from 'rx-connmgr';
import type { Observable } from 'rxjs';
import type { Peer, Traffic } from '../peer/peer.js';
import type { Chain } from '../wire/chain.js';

/** A peer as it is shown: its request, and who it is once that is known. */
export interface PeerRow extends RequestState<Address> {
  readonly network: NetworkName;
  /** The network group that it counts to, as the address book has it. */
  readonly group: string;
  /** Misbehaviour so far; above 100 it is banned. */
  readonly score: number;
  /** Only while it is established. */
  readonly peer?: Peer;
  readonly traffic?: Traffic;
}

/** A node that the user asked to keep, connected or not. */
export interface AddedNode {
  /** As it was written. */
  readonly name: string;
  readonly id?: Id;
  readonly connected: boolean;
}

/** What became of the one dial that was asked for: the peer, or why there is none. */
export type TryResult =
  { readonly type: 'connected'; readonly peer: Peer } | { readonly type: 'failed'; readonly error: Error };

/**
 * What can be asked of a running node from outside: by JSON-RPC, by the dashboard, by the terminal. Nothing in it throws
 * for what somebody asked; what is no address is an `ArgumentError` of `parseAddress`.
 */
export interface NodeControl {
  readonly chain: Chain;
  readonly userAgent: string;
  readonly protocolVersion: number;
  readonly services: bigint;
  readonly startedAt: number;
  /** The most connections that there may be, and the places among them. */
  readonly maxPeers: number;
  readonly places: number;
  /** Where others reach it, as far as that is known. */
  readonly localAddresses: readonly Address[];
  readonly proxy: Address | undefined;
  /** Networks that it dials. */
  readonly reachable: readonly NetworkName[];

  /** Everything that happens. Hot. */
  readonly events$: Observable<ConnectionEvent<Address, Peer>>;
  /** The health now, then each change. */
  readonly health$: Observable<Health>;
  health(): Health;
  /** All requests, now. */
  peers(): readonly PeerRow[];
  /** The rows now, then again after something changed, at most once in half a second. */
  readonly peers$: Observable<readonly PeerRow[]>;

  /** Ends the connection (of whatever kind) of the id, or of the address; a permanent one is dialled again. */
  disconnect(target: Id | Address): boolean;
  /** Keeps a node for ever. `false` if it is kept already. */
  addNode(name: string): boolean;
  /** Forgets a node that was added, connected or not. `false` if there is none such. */
  removeNode(name: string): boolean;
  addedNodes(): readonly AddedNode[];
  /** Dials once; emits what became of it, and completes. Unsubscribing does not cancel the connection. */
  tryNode(name: string): Observable<TryResult>;

  /** Bans an IP address or subnet, for `duration` milliseconds or until an instant. `false` if it is banned already. */
  ban(
    subnet: string,
    terms?: { readonly duration?: number; readonly until?: number; readonly reason?: string },
  ): boolean;
  /** `false` if it is not banned. */
  unban(subnet: string): boolean;
  bans(): readonly Ban[];
  clearBans(): void;

  /** Whether it dials and admits at all: `setNetworkActive(false)` suspends the manager. */
  readonly networkActive: boolean;
  setNetworkActive(active: boolean): void;

  /** So many known addresses at most, picked at random; 0 for all. */
  addresses(count: number, network?: NetworkName): readonly Sighting[];
  /** How many it knows. */
  readonly knownAddresses: number;

  /** Ends the program in order. */
  stop(reason?: string): void;
}
