import { Subject, asyncScheduler, type Observable } from 'rxjs';
import { networkOf, type Address, type Kind, type NetworkName, type Sighting } from 'rx-connmgr';
import type { Peer, Traffic } from '../../../../examples/bitcoin-node/peer/peer.js';
import type { Message } from '../../../../examples/bitcoin-node/wire/message.js';
import { version } from '../../support/version.js';

/** A peer without a connection: what it hears is kept, with the instant; what it says is up to the test. */
export class FakePeer implements Peer {
  readonly address: Address;
  readonly localAddress = { host: '127.0.0.1', port: 1 };
  readonly kind: Kind;
  declare readonly pool?: string;
  declare readonly tag?: string;
  readonly network: NetworkName;
  readonly version = version();
  readonly protocolVersion = 70_016;
  readonly wantsAddrV2: boolean;
  readonly connectedAt = asyncScheduler.now();
  readonly timeOffset = 0;
  readonly #said$ = new Subject<Message>();
  readonly heard: { readonly at: number; readonly message: Message }[] = [];

  constructor(
    host: string,
    {
      kind = 'automatic',
      wantsAddrV2 = true,
      ...role
    }: Partial<Pick<Peer, 'kind' | 'pool' | 'tag' | 'wantsAddrV2'>> = {},
  ) {
    this.address = { host, port: 8_333 };
    this.kind = kind;
    this.network = networkOf(host);
    this.wantsAddrV2 = wantsAddrV2;
    Object.assign(this, role);
  }

  get messages$(): Observable<Message> {
    return this.#said$;
  }

  send(message: Message): void {
    this.heard.push({ at: asyncScheduler.now(), message });
  }

  traffic(): Traffic {
    return {
      bytesSent: 0,
      bytesReceived: 0,
      lastSent: 0,
      lastReceived: 0,
      addressesProcessed: 0,
      addressesRateLimited: 0,
    };
  }

  /** It says something. */
  say(message: Message): void {
    this.#said$.next(message);
  }

  /** It tells of addresses. */
  tellOf(...addresses: readonly Sighting[]): void {
    this.say({ command: 'addrv2', addresses });
  }

  leave(): void {
    this.#said$.complete();
  }

  get commands(): readonly string[] {
    return this.heard.map(({ message }) => message.command);
  }

  /** The hosts that it was told of, one list for each message. */
  get told(): readonly (readonly string[])[] {
    return this.heard.flatMap(({ message }) =>
      message.command === 'addr' || message.command === 'addrv2' ? [message.addresses.map(({ host }) => host)] : [],
    );
  }
}
