import { Subject, asyncScheduler } from 'rxjs';
import type { ByteSocket } from '../../../../examples/bitcoin-node/peer/byte-socket.js';
import { chains } from '../../../../examples/bitcoin-node/wire/chains.js';
import { deframe } from '../../../../examples/bitcoin-node/wire/deframe.js';
import { encode } from '../../../../examples/bitcoin-node/wire/encode.js';
import type { Message } from '../../../../examples/bitcoin-node/wire/message.js';

const chain = chains.regtest;

/** A socket without a network: what is said to it is heard at once, and what it sends is kept, with the instant. */
export class FakeSocket implements ByteSocket {
  writable = true;
  writableLength = 0;
  localAddress?: string;
  localPort?: number;
  readonly said: Message[] = [];
  readonly log: string[] = [];
  /** Called with what is sent, within the call. */
  reply: (message: Message) => void = () => undefined;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  readonly #sent$ = new Subject<Uint8Array>();

  constructor() {
    this.#sent$.pipe(deframe(chain)).subscribe((message) => {
      this.said.push(message);
      this.log.push(`${asyncScheduler.now()} ${message.command}`);
      this.reply(message);
    });
  }

  on(_event: 'data', listener: (bytes: Uint8Array) => void): void {
    this.#listeners.add(listener);
  }

  off(_event: 'data', listener: (bytes: Uint8Array) => void): void {
    this.#listeners.delete(listener);
  }

  write(bytes: Uint8Array): boolean {
    this.#sent$.next(bytes);
    return true;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** The other side sends these bytes. */
  receive(bytes: Uint8Array): void {
    for (const listener of [...this.#listeners]) listener(bytes);
  }

  /** The other side says this. */
  hear(...messages: readonly Message[]): void {
    this.receive(Buffer.concat(messages.map((message) => encode(chain, message))));
  }

  /** The commands that were sent. */
  get commands(): readonly string[] {
    return this.said.map(({ command }) => command);
  }
}
