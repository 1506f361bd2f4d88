import type { Observable } from 'rxjs';
import { defer, distinctUntilChanged, filter, from, map, merge, startWith } from 'rxjs';
import type { Address } from '../core/address.js';
import { expectDuration, expectKnown } from '../core/check.js';
import type { ConnectionEvent } from '../core/events.js';
import type { Health } from '../core/health.js';
import type { Id } from '../core/request.js';
import type { Snapshot } from '../core/snapshot.js';
import type { PeerId } from '../core/survivor.js';
import { conflate } from '../operators/conflate.js';
import type { Connected } from '../operators/connections.js';
import { settingsOf, type ManageOptions } from '../options.js';
import { Handle, type ConnectionHandle } from './connection-handle.js';
import { Engine } from './engine.js';
import type { InboundRefusal } from './inbound-refusal.js';
import type { Public } from './public.js';

const removeOn = (signal: AbortSignal, handle: Disposable, events$: Observable<{ readonly type: string }>): void => {
  const remove = () => handle[Symbol.dispose]();
  if (signal.aborted) return remove();
  signal.addEventListener('abort', remove);
  events$
    .pipe(filter(({ type }) => type === 'ended'))
    .subscribe({ complete: () => undefined, next: () => signal.removeEventListener('abort', remove) });
};

/** How to connect. */
export interface ConnectOptions {
  /** Whether to dial for ever. @default false */
  readonly permanent?: boolean | undefined;
  /** Removes the request when it aborts, whenever that is. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Keeps connections: `manage` as methods and hot streams. It lives once: `start`, then `stop`.
 *
 * @example
 * ```ts
 * const manager = new ConnectionManager({ dial: tcp(), addresses, maxOutbound: 8 }).start();
 * manager.health$.subscribe((health) => console.log(health));
 * process.once('SIGINT', () => void manager.stop());
 * ```
 */
export class ConnectionManager<A = Address, C = unknown> {
  /** Everything that happens, in order. Hot, no replay; completes after `stop`. */
  readonly events$: Observable<ConnectionEvent<A, C>>;
  /** The connections that are established, then each new one. */
  readonly connections$: Observable<Connected<A, C>>;
  /** The health now, then each change of it. */
  readonly health$: Observable<Health>;
  /** The snapshot now, then one after each burst of events, at most one per turn of the event loop. */
  readonly snapshot$: Observable<Snapshot<A>>;
  /**
   * Connections that came in and did not become requests: hot, every one of them, each with the reason. `health` events tell
   * of them too, in summary: the first three for a reason, then one in half a minute at most.
   */
  readonly refused$: Observable<InboundRefusal<A>>;
  readonly #engine: Public<Engine<A, C>>;
  #stopped: Promise<void> | undefined;

  /** @throws ArgumentError that says which option is wrong, what was expected and what was got */
  constructor(options: ManageOptions<A, C>) {
    this.#engine = new Engine(settingsOf(options));
    const { connections, connected$, events$ } = this.#engine.teller;
    this.events$ = events$;
    this.refused$ = this.#engine.refused$;
    this.connections$ = defer(() => merge(connected$, from([...connections.all.values()])));
    this.health$ = defer(() =>
      events$.pipe(
        filter((event) => event.type === 'health'),
        map(({ health }) => health),
        startWith(this.snapshot().health),
        distinctUntilChanged(),
      ),
    );
    this.snapshot$ = events$.pipe(conflate(() => this.snapshot()));
  }

  /** Returns the manager, started. Starting twice is starting once; after `stop` it does nothing. */
  start(): this {
    this.#engine.start();
    return this;
  }

  /**
   * Ends everything in order and resolves when nothing is left: no dial, timer, socket, listener or lease; every live
   * request has been told its `ended`, and the streams have completed. With `drain`, fills and dials no more and gives
   * connections so many milliseconds to end by themselves first. May be called at any time and more than once.
   *
   * @throws ArgumentError if `drain` is no duration
   */
  stop(options: { readonly drain?: number | undefined } = {}): Promise<void> {
    expectKnown(options, ['drain']);
    const drain = expectDuration('drain', options.drain ?? 0);
    this.#stopped ??= new Promise((resolve) => this.events$.subscribe({ complete: resolve }));
    this.#engine.stop(drain);
    return this.#stopped;
  }

  /**
   * Closes everything and dials nothing until `resume`, and forgets nothing. The health is `suspended`.
   *
   * - Automatic requests end as `suspended`, their places wait, their addresses are given back and need not rest. No source
   *   of addresses and no seed is asked.
   * - Permanent ones are `queued`, each with its id and its failures.
   * - Manual ones that are established end as `suspended`; those that are being dialled, or asked for meanwhile, are `queued`.
   * - Those that came in end as `suspended`, and whoever comes is refused as `suspended`: listening goes on.
   *
   * Nothing of it counts as a failure. Bans, limits, `remove`, `disconnect` and `connect` hold as before the start; there is
   * nothing to `retry`. Suspended before `start`, it starts so. While it drains it is stopped instead. Otherwise, when it is
   * suspended already or was stopped, nothing happens.
   *
   * Source: Bitcoin Core's `setnetworkactive`.
   */
  suspend(): void {
    this.#engine.suspend();
  }

  /**
   * Ends the suspension: whoever is `queued` is dialled, permanent requests first, and the places are filled, both as fast as
   * `maxDialing` and `maxDialRate` allow, whatever back-off and outage there was. One that is not suspended goes on as it is.
   */
  resume(): void {
    this.#engine.resume();
  }

  /** Stops. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /**
   * Returns the request for a connection to `address`: dialled once, or for ever if `permanent`. It comes on top of the
   * automatic ones. Of an address that has an automatic request already, that one becomes this one; one that waits dials
   * now; any other duplicate ends at once as `duplicate`, and so does everything after `stop` as `stopped`. Never throws
   * for what the address is.
   */
  connect(address: A, options: ConnectOptions = {}): ConnectionHandle<A, C> {
    expectKnown(options, ['permanent', 'signal']);
    const { permanent = false, signal } = options;
    const request = this.#engine.commands.connect(address, permanent);
    const handle = new Handle(this.#engine, request);
    if (signal && request.state !== 'ended') removeOn(signal, handle, this.#engine.teller.of(request.id));
    return handle;
  }

  /** Returns the live request of that id: one that others opened, a row that was clicked, the other one of a duplicate. */
  get(id: Id): ConnectionHandle<A, C> | undefined {
    const request = this.#engine.commands.get(id);
    return request && new Handle(this.#engine, request);
  }

  /**
   * Returns whether there is such a request, and ends its connection or dial. An automatic one makes room for another
   * address, a manual one ends, a permanent one waits and is dialled again; while it waits already, nothing happens.
   */
  disconnect(id: Id): boolean {
    return this.#engine.commands.disconnect({ id });
  }

  /** Returns whether there is such a request, and ends it for good, whatever its state. */
  remove(id: Id): boolean {
    return this.#engine.commands.remove({ id });
  }

  /** Returns whether there is such a request, or without an id any that waits; whoever waits dials now. */
  retry(id?: Id): boolean {
    return id === undefined ? this.#engine.commands.retryAll() : this.#engine.commands.retry({ id });
  }

  /**
   * Says who the peer of an established request is, as a handshake proved it, and returns whether the request stays. A second
   * connection to the same peer is the duplicate, whoever opened it and wherever it came from: one of the two ends as
   * `duplicate`, by the rule of the function `survivor`. With `ours`, our own name, both ends find the same one; without it
   * the older stays. A permanent request that has to go is not ended: it waits, ever longer, as after any failure.
   */
  identify(id: Id, peer: PeerId, options: { readonly ours?: PeerId | undefined } = {}): boolean {
    expectKnown(options, ['ours']);
    return this.#engine.commands.identify(id, peer, options.ours);
  }

  /**
   * How many automatic connections are wanted now: `maxOutbound`, as far as `maxPeers` leaves room; 0 without `addresses`, and
   * after `stop`.
   */
  get places(): number {
    return this.#engine.places;
  }

  /** The connections of this moment: a live view. */
  get connections(): ReadonlyMap<Id, Connected<A, C>> {
    return this.#engine.teller.connections.all;
  }

  /** Returns everything at this moment: the same object, with the same rows, until something changes. */
  snapshot(): Snapshot<A> {
    return this.#engine.teller.ledger.snapshot();
  }
}
