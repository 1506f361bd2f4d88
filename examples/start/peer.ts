import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Subscription, defer, retry } from 'rxjs';
import type { Address } from 'rx-connmgr';

/** Milliseconds until a port that somebody else took meanwhile is asked for again. */
const LISTEN_AGAIN = 50;

/** A real TCP peer that says something every now and then, and can be made to misbehave. */
export class Peer {
  /** `silent`: accepts and says nothing. `dropping`: accepts and closes at once. */
  mood: 'talking' | 'silent' | 'dropping' = 'talking';
  #address: Address;
  readonly #open = new Set<Socket>();
  readonly #server = createServer((socket) => this.#greet(socket)).on('error', () => undefined);
  #rising = Subscription.EMPTY;

  constructor(address: Address) {
    this.#address = address;
  }

  get address(): Address {
    return this.#address;
  }

  /** Connections open, as this end sees it. */
  get connections(): number {
    return this.#open.size;
  }

  get listening(): boolean {
    return this.#server.listening;
  }

  /** Resolves when it listens, rejects if the address is not to be had. Port 0 becomes a free one. */
  async listen(): Promise<void> {
    this.#server.listen({ ...this.#address });
    await once(this.#server, 'listening');
    const bound = this.#server.address();
    if (bound !== null && typeof bound === 'object') this.#address = { host: bound.address, port: bound.port };
  }

  up(): void {
    this.#rising = defer(() => this.listen())
      .pipe(retry({ delay: LISTEN_AGAIN }))
      .subscribe();
  }

  /** From here on it refuses; what was open is reset. */
  down(): void {
    this.#rising.unsubscribe();
    this.#server.close();
    this.reset();
  }

  talk(): void {
    if (this.mood === 'talking') for (const socket of this.#open) socket.write('.');
  }

  hangUp(): void {
    for (const socket of this.#open) socket.end();
  }

  reset(): void {
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  #greet(socket: Socket): void {
    this.#open.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#open.delete(socket));
    if (this.mood === 'dropping') socket.destroy();
    else socket.resume();
  }
}
