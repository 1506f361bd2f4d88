import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { EMPTY, Subscription, defer, finalize, ignoreElements, repeat, retry, tap, type Observable } from 'rxjs';
import type { Address } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';

/** Milliseconds until a port that somebody else took meanwhile is asked for again. */
const LISTEN_AGAIN = 50;

/** Milliseconds until a peer whose visit is over, or was refused, comes again. */
const VISIT_AGAIN = 1_000;

/** What honest peers say, and what those do that misbehave. */
export const WORD = '.';
const GARBAGE = 'garbage\n';

/** A real TCP peer that says something every now and then, and can be made to misbehave. */
export class Peer {
  /** `silent`: accepts and says nothing. `dropping`: accepts and closes at once. `garbling`: says what nobody should. */
  mood: 'talking' | 'silent' | 'dropping' | 'garbling' = 'talking';
  #address: Address;
  readonly #accepted = new Set<Socket>();
  readonly #visiting = new Set<Socket>();
  readonly #server = createServer((socket) => this.#greet(socket)).on('error', () => undefined);
  #rising = Subscription.EMPTY;

  constructor(address: Address) {
    this.#address = address;
  }

  get address(): Address {
    return this.#address;
  }

  /** Connections accepted and open, as this end sees it. */
  get connections(): number {
    return this.#accepted.size;
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

  /** From here on it refuses, and visits nobody; what was open is reset. */
  down(): void {
    this.#rising.unsubscribe();
    this.#server.close();
    this.reset();
  }

  /** Dials there from its own address, and again when that is over, as long as it is subscribed to. */
  visits(address: Address): Observable<never> {
    const dial = tcp({ localAddress: this.#address.host });
    return defer(() => {
      let visit: Socket | undefined;
      return (this.listening ? dial(address) : EMPTY).pipe(
        tap((socket) => this.#visiting.add((visit = socket.resume()))),
        finalize(() => visit && this.#visiting.delete(visit)),
      );
    }).pipe(repeat({ delay: VISIT_AGAIN }), retry({ delay: VISIT_AGAIN }), ignoreElements());
  }

  talk(): void {
    if (this.mood === 'silent') return;
    for (const socket of this.#open) socket.write(this.mood === 'garbling' ? GARBAGE : WORD);
  }

  hangUp(): void {
    for (const socket of this.#open) socket.end();
  }

  reset(): void {
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  get #open(): readonly Socket[] {
    return [...this.#accepted, ...this.#visiting];
  }

  #greet(socket: Socket): void {
    this.#accepted.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#accepted.delete(socket));
    if (this.mood === 'dropping') socket.destroy();
    else socket.resume();
  }
}
