import { Subject, Subscription, timer, type Observable, type Unsubscribable } from 'rxjs';
import { match } from 'ts-pattern';
import type { AddressSource } from '../core/address-source.js';
import { Census } from '../core/census.js';
import { ConnectionError } from '../core/errors.js';
import { show } from '../core/show.js';
import type { Command, Happening } from '../core/events.js';
import { healthOf, type Health } from '../core/health.js';
import type { Refusal } from '../core/refusal.js';
import type { EndReason, Id, Kind } from '../core/request.js';
import { roomOf, type Room } from '../core/room.js';
import type { PeerId } from '../core/survivor.js';
import { Tally } from '../core/tally.js';
import type { Weather } from '../core/weather.js';
import { Alarms } from '../operators/alarms.js';
import { connection, inboundConnection } from '../operators/connection.js';
import { Gate, type Visit } from '../operators/gate.js';
import type { Lease } from '../operators/lease.js';
import { LiveRequest } from '../operators/live-request.js';
import { outage } from '../operators/outage.js';
import { summarize, type RefusalSummary } from '../operators/summarize.js';
import type { World } from '../operators/world.js';
import type { Place } from '../operators/place.js';
import type { Settings } from '../options.js';
import { sourceOf } from '../sources/source-of.js';
import type { Arrival, Received } from './arrival.js';
import { closeAll } from './close-all.js';
import { Identities } from './identities.js';
import { InboundLane, type InboundRefusalReason } from './inbound-lane.js';
import { keepRunning } from './keep-running.js';
import { Outbound } from './outbound.js';
import type { Public } from './public.js';
import { guarded } from './guarded.js';
import { Registry } from './registry.js';
import { reportTo } from './report-to.js';
import { Teller } from './teller.js';

type Target<A> = { readonly id: Id } | { readonly address: A };

/** `new` until it starts, `draining` while it fills no more and waits for connections to end by themselves. */
type Phase = 'new' | 'running' | 'draining' | 'stopped';

/** What `manage` and `ConnectionManager` are two faces of: the requests, their two lanes, and the health of the whole. */
export class Engine<A, C> {
  readonly teller: Public<Teller<A, C>> = new Teller<A, C>();
  readonly #settings: Settings<A, C>;
  readonly #registry = new Registry<A>();
  readonly #census = new Census();
  readonly #gate = new Gate(0);
  readonly #world: World<A, C>;
  readonly #source: AddressSource<A> | undefined;
  readonly #outbound: Outbound<A, C> | undefined;
  readonly #inbound: InboundLane<A, C> | undefined;
  readonly #identities = new Identities<A>();
  readonly #groups = new Tally();
  readonly #exempt = new Set<Id>();
  readonly #refused$ = new Subject<Refusal<A, InboundRefusalReason>>();
  #life = new Subscription();
  readonly #door = new Subscription();
  #phase: Phase = 'new';
  #weather: Weather = 'fair';
  #health: Health = 'idle';

  constructor(settings: Settings<A, C>) {
    const { addresses, key, rank, poolSize, dialTimeout, stableAfter, dial } = settings;
    this.#settings = settings;
    const complain = (error: unknown) => this.#complain(error);
    const backoff = guarded(settings, complain);
    this.#world = {
      dial,
      gate: this.#gate,
      deadlines: new Alarms(dialTimeout),
      trials: new Alarms(stableAfter),
      backoff,
      again: ({ kind, run }) => kind === 'permanent' && !run?.over && this.running,
      tell: (request, happening) => this.#tell(request, happening),
      queue: (request) => this.#queue(request),
    };
    if (addresses !== undefined) {
      this.#source = sourceOf(addresses, { key, rank, size: poolSize, refused: complain });
      this.#outbound = new Outbound({
        settings,
        source: this.#source,
        backoff,
        fit: (wanted) => this.#fit(wanted),
        usable: (address) => this.#usable(address),
        gate: this.#gate,
        run: (lease, place, free) => this.#automatic(lease, place, free),
        changed: () => this.#assess(),
        complain,
      });
    }
    if (settings.inbound) {
      this.#inbound = new InboundLane({
        settings,
        inbound$: settings.inbound,
        backoff,
        room: () => this.#room().inbound,
        barred: (address) => this.#barred(address),
        receive: (arrival, connected) => this.#receive(arrival, connected),
        refused: (refusal) => this.#refused$.next(refusal),
        complain,
      });
    }
  }

  /** Connections that came in and were refused. Hot, every one of them. */
  get refused$(): Observable<Refusal<A, InboundRefusalReason>> {
    return this.#refused$;
  }

  get health(): Health {
    return this.#health;
  }

  get running(): boolean {
    return this.#phase === 'new' || this.#phase === 'running';
  }

  start(): void {
    if (this.#phase !== 'new') return;
    this.#phase = 'running';
    const { maxFailedAttempts, maxDialing } = this.#settings;
    const drought = () => Math.max(10 * maxFailedAttempts, this.#outbound?.target ?? 0);
    this.#life.add(
      this.teller.events$.pipe(outage({ maxFailedAttempts, drought })).subscribe((weather) => this.#turned(weather)),
    );
    this.#health = this.#judge();
    const { backoff } = this.#world;
    const { bans } = this.#settings;
    const complain = (error: unknown) => this.#complain(error);
    if (bans) {
      this.#life.add(bans.changed$.subscribe({ next: () => this.#enforce(), error: complain }));
      this.#life.add(keepRunning(bans, backoff, complain));
    }
    if (this.#source) {
      this.#life.add(reportTo(this.#source, this.teller.events$, complain));
      this.#life.add(keepRunning(this.#source, backoff, complain));
    }
    this.teller.tell({ type: 'health', health: this.#health });
    this.#gate.resize(maxDialing);
    if (this.#outbound && this.running) this.#life.add(this.#outbound.run$.subscribe());
    if (this.#inbound && this.running) this.#unlock(this.#inbound);
  }

  connect(address: A, permanent: boolean): LiveRequest<A> {
    const kind = permanent ? 'permanent' : 'manual';
    if (!this.running) {
      return this.#refuse(address, kind, 'stopped', new ConnectionError('stopped', 'The manager was stopped'));
    }
    let key: string;
    try {
      key = this.#settings.key(address);
    } catch (cause) {
      return this.#refuse(address, kind, 'failed', new ConnectionError('failed', 'The address has no key', { cause }));
    }
    if (this.#banned(address)) {
      return this.#refuse(address, kind, 'banned', new ConnectionError('banned', `${key} is banned`));
    }
    const live = this.#registry.find(key);
    if (live && live.kind !== 'automatic') {
      if (live.state === 'waiting') live.wait?.wake();
      else {
        const message = `Request ${live.id} is already ${live.state} for ${key}`;
        return this.#refuse(address, kind, 'duplicate', new ConnectionError('duplicate', message, { id: live.id }));
      }
      return live;
    }
    if (!this.#fits(kind)) {
      const message = `Of ${this.#settings.maxPeers} peers there is no room for another ${kind} one`;
      return this.#refuse(address, kind, 'full', new ConnectionError('full', message));
    }
    if (live) {
      this.#promote(live, kind);
      return live;
    }
    const request = this.#open(address, key, kind);
    if (permanent) this.#refit();
    connection(request, this.#world);
    return request;
  }

  /**
   * Says who the peer of an established request is. Returns whether the request stays: of two requests of one peer one goes,
   * as a duplicate.
   */
  identify(id: Id, peer: PeerId, ours?: PeerId): boolean {
    const request = this.#registry.get(id);
    if (request?.state !== 'established') return false;
    const rivals = this.#identities.add(request, peer, ours);
    if (!rivals) return true;
    const [stays, goes] = rivals;
    const error = new ConnectionError('duplicate', `Request ${stays.id} is connected to the same peer`, {
      id: stays.id,
    });
    if (goes.kind === 'permanent') goes.life?.fail(error);
    else goes.run?.end('duplicate', error);
    return stays === request;
  }

  /** Ends the life of a request: a permanent one waits and is dialled again; while it waits already, nothing happens. */
  disconnect(target: Target<A>): boolean {
    return this.#with(target, (request) => {
      const idle = request.state === 'waiting' || request.state === 'queued';
      if (request.kind !== 'permanent' || !idle) request.life?.hangUp();
    });
  }

  /** Ends a request for good. */
  remove(target: Target<A>): boolean {
    return this.#with(target, (request) => request.run?.end('removed'));
  }

  /** Who waits dials now. */
  retry(target: Target<A>): boolean {
    return this.#with(target, (request) => request.wait?.wake());
  }

  /** All that wait dial now, and no address rests. */
  retryAll(): boolean {
    const waiting = this.#registry.all().filter(({ state }) => state === 'waiting');
    for (const request of waiting) request.wait?.wake();
    this.#outbound?.forgive(() => 0);
    return waiting.length > 0;
  }

  get(id: Id): LiveRequest<A> | undefined {
    return this.#registry.get(id);
  }

  execute(command: Command<A>): void {
    match(command)
      .with({ type: 'connect' }, ({ address, permanent }) => this.connect(address, permanent ?? false))
      .with({ type: 'disconnect' }, (target) => this.disconnect(target))
      .with({ type: 'remove' }, (target) => this.remove(target))
      .with({ type: 'retry' }, (target) => this.retry(target))
      .with({ type: 'identify' }, ({ id, peer, ours }) => this.identify(id, peer, ours))
      .exhaustive();
  }

  /** Ends everything in order; with `drain` connections have so many milliseconds to end by themselves. */
  stop(drain = 0): void {
    if (this.#phase === 'stopped') return;
    const linger = drain > 0 && this.#phase === 'running';
    this.#phase = linger ? 'draining' : 'stopped';
    this.#gate.resize(0);
    this.#outbound?.retire();
    this.#shut();
    for (const request of this.#registry.all()) {
      if (!linger || request.state !== 'established') request.run?.end('stopped');
    }
    if (linger && this.#registry.size > 0) {
      this.#life.add(timer(drain).subscribe(() => this.stop()));
      this.#assess();
      return;
    }
    this.cut();
    this.#life = closeAll([this.#source, this.#settings.bans], (error) => this.#tellHealth(error)).subscribe({
      complete: () => {
        this.#health = 'stopped';
        this.#tellHealth();
        this.teller.complete();
      },
    });
  }

  /** Lets go of everything without a word. */
  cut(): void {
    this.#phase = 'stopped';
    this.#gate.resize(0);
    this.#outbound?.retire();
    this.#shut();
    this.#life.unsubscribe();
    for (const { run, lease } of this.#registry.all()) {
      run?.unsubscribe();
      lease?.unsubscribe();
    }
  }

  /** Answers whether there is such a request. An address without a key has none. */
  #with(target: Target<A>, act: (request: LiveRequest<A>) => void): boolean {
    const request = 'id' in target ? this.#registry.get(target.id) : this.#findBy(target.address);
    if (request) act(request);
    return request !== undefined;
  }

  #findBy(address: A): LiveRequest<A> | undefined {
    try {
      return this.#registry.find(this.#settings.key(address));
    } catch (error) {
      this.#complain(error);
      return undefined;
    }
  }

  #open(address: A, key: string, kind: Kind, lease?: Unsubscribable): LiveRequest<A> {
    const request = this.#registry.open(address, key, kind, lease);
    this.#census.count(request, 1);
    request.group = kind === 'inbound' ? undefined : this.#settings.group?.(address);
    if (request.group !== undefined) this.#groups.add(request.group);
    return request;
  }

  #automatic(lease: Lease<A>, place: Place<A>, free: Visit | undefined): void {
    const { address } = lease;
    const request = this.#open(address, this.#settings.key(address), 'automatic', lease);
    request.place = place;
    place.request = request;
    connection(request, this.#world, free);
  }

  /** An automatic request becomes another's: its place lets go of it, and takes another address. */
  #promote(request: LiveRequest<A>, kind: Kind): void {
    this.#census.count(request, -1);
    request.kind = kind;
    this.#census.count(request, 1);
    this.teller.relabel(request);
    request.place?.vacate();
    this.#refit();
    this.#assess();
  }

  /** A request that ends as it is made: told, unless there is nobody left to tell. */
  #refuse(address: A, kind: Kind, reason: EndReason, error: ConnectionError): LiveRequest<A> {
    const request = new LiveRequest(this.#registry.number(), address, '', kind);
    request.state = 'ended';
    request.outcome = { reason, error };
    const { id } = request;
    if (this.#phase !== 'stopped') this.teller.tell({ id, address, kind, type: 'ended', reason, error });
    return request;
  }

  #tell(request: LiveRequest<A>, happening: Happening<C>): void {
    const { id, address, kind, state } = request;
    request.note(happening);
    this.#census.count({ kind, state }, -1);
    this.#census.count(request, 1);
    if (happening.type === 'disconnected') this.#identities.forget(request);
    if (happening.type === 'ended') this.#close(request);
    this.teller.tell({ id, address, kind, ...happening });
    if (happening.type === 'ended' && this.#phase === 'draining' && this.#registry.size === 0) this.stop();
    // One that is being ended is no longer wanted: the health is that of the rest, once it is gone.
    if (happening.type === 'ended' || !request.run?.over) this.#assess();
  }

  /** It waits for a free dial, which no event tells. */
  #queue(request: LiveRequest<A>): void {
    this.#census.count(request, -1);
    request.state = 'queued';
    this.#census.count(request, 1);
    this.teller.queue(request);
  }

  /** The key is free before `ended` is told. */
  #close(request: LiveRequest<A>): void {
    this.#census.count(request, -1);
    this.#registry.close(request);
    this.#exempt.delete(request.id);
    if (request.group !== undefined) this.#groups.remove(request.group);
    if (this.#phase !== 'running') return request.lease?.unsubscribe();
    this.#outbound?.settle(request);
    if (request.group !== undefined) this.#outbound?.review();
    if (request.kind === 'permanent') this.#refit();
  }

  #usable(address: A): boolean {
    const { key, group, routable } = this.#settings;
    if (this.#phase !== 'running' || this.#banned(address) || routable?.(address) === false) return false;
    const network = group?.(address);
    if (network !== undefined && this.#groups.count(network) > 0) return false;
    const one = key(address);
    return !this.#registry.find(one) && !this.#outbound?.rests(one);
  }

  /** A list that throws bans nobody. */
  #banned(address: A): boolean {
    try {
      return this.#settings.bans?.has(address) ?? false;
    } catch (error) {
      this.#complain(error);
      return false;
    }
  }

  /** Ends what is banned by now, and lets those ask anew who wait for what is no longer. */
  #enforce(): void {
    for (const request of this.#registry.all()) {
      if (!this.#banned(request.address)) this.#exempt.delete(request.id);
      else if (request.kind !== 'permanent') request.run?.end('banned');
      else if (!this.#exempt.has(request.id)) {
        this.#exempt.add(request.id);
        const message = `Request ${request.id} is permanent, so that the ban of its address does not end it`;
        this.#complain(new ConnectionError('banned', message, { id: request.id }));
      }
    }
    this.#inbound?.review();
    this.#outbound?.review();
  }

  #unlock(inbound: InboundLane<A, C>): void {
    this.#door.add(this.#refused$.pipe(summarize()).subscribe((summary) => this.#complain(refusalOf(summary))));
    this.#door.add(inbound.limit$.subscribe());
    this.#door.add(inbound.run$.subscribe());
  }

  /** Lets nobody in any more. */
  #shut(): void {
    if (this.#door.closed) return;
    this.#refused$.complete();
    this.#door.unsubscribe();
    this.#inbound?.clear();
  }

  #barred(address: A): InboundRefusalReason | undefined {
    try {
      if (this.#banned(address)) return 'banned';
      return this.#registry.find(this.#settings.key(address)) ? 'duplicate' : undefined;
    } catch (error) {
      this.#complain(error);
      return 'failed';
    }
  }

  #receive(arrival: Arrival<A, C>, connected: C): Received<A> {
    const { address } = arrival.inbound;
    const request = this.#open(address, this.#settings.key(address), 'inbound');
    return { request, life: inboundConnection(request, this.#world, connected, arrival) };
  }

  #room(wanted = this.#outbound?.wanted ?? 0): Room {
    const { maxPeers = Infinity } = this.#settings;
    return roomOf(maxPeers, { wanted, permanent: this.#census.of('permanent'), manual: this.#census.of('manual') });
  }

  #fits(kind: 'manual' | 'permanent'): boolean {
    const { maxPeers = Infinity } = this.#settings;
    if (kind === 'permanent') return this.#census.of('permanent') < maxPeers;
    return this.#room().inbound > (this.#inbound?.taken ?? 0);
  }

  /** Makes room for so many places, or for as many of them as there may be, and returns how many those are. */
  #fit(wanted: number): number {
    const { places, inbound } = this.#room(wanted);
    this.#inbound?.shed();
    const manual = inbound < 0 ? this.#registry.all().filter(({ kind }) => kind === 'manual') : [];
    for (const request of manual.slice(inbound)) request.run?.end('surplus');
    return places;
  }

  /** There are more permanent requests than before, or fewer. */
  #refit(): void {
    if (this.#settings.maxPeers === undefined) return;
    if (this.#outbound) this.#outbound.refit();
    else this.#fit(0);
  }

  #complain(error: unknown): void {
    if (this.#phase !== 'stopped') this.#tellHealth(error);
  }

  #tellHealth(error?: unknown): void {
    this.teller.tell({ type: 'health', health: this.#health, ...(error === undefined ? {} : { error }) });
  }

  #assess(): void {
    if (this.#phase === 'new' || this.#phase === 'stopped') return;
    const health = this.#judge();
    if (health === this.#health) return;
    this.#health = health;
    this.teller.tell({ type: 'health', health });
  }

  #judge(): Health {
    return healthOf({
      phase: this.#phase === 'draining' ? 'running' : this.#phase,
      outage: this.#weather === 'outage',
      places: this.#outbound?.target ?? 0,
      automatic: this.#census.of('automatic') + (this.#outbound?.queued.size ?? 0),
      established: this.#census.of('automatic', 'established'),
      hungry: this.#outbound?.hungry.size ?? 0,
      resting: this.#outbound?.resting ?? 0,
      permanent: this.#census.of('permanent'),
      permanentEstablished: this.#census.of('permanent', 'established'),
    });
  }

  #turned(weather: Weather): void {
    if (weather === this.#weather) return;
    const over = this.#weather === 'outage';
    this.#weather = weather;
    if (this.#outbound) this.#outbound.weather = weather;
    const { random, retryDuration } = this.#settings;
    for (const request of over ? this.#registry.all() : []) {
      request.wait?.hurry(random() * retryDuration);
    }
    this.#assess();
  }
}

const refusalOf = <A>({ reason, count, total, address }: RefusalSummary<A, InboundRefusalReason>): ConnectionError =>
  new ConnectionError(
    reason,
    `Refused ${count} inbound connections (${reason}), the last from ${show(address)}; ${total} so far`,
  );
