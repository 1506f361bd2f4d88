import { Subject, Subscription, takeUntil, tap, timer, type Observable } from 'rxjs';
import type { AddressSource } from '../core/address-source.js';
import { Alarms } from '../operators/alarms.js';
import { Gate, type Visit } from '../operators/gate.js';
import type { Lease } from '../operators/lease.js';
import type { Place } from '../operators/place.js';
import { Run } from '../operators/run.js';
import type { World } from '../operators/world.js';
import type { Settings } from '../options.js';
import { sourceOf } from '../sources/source-of.js';
import type { Arrival, Received } from './arrival.js';
import { BanWatch } from './ban-watch.js';
import { Chronicle } from './chronicle.js';
import { closeAll } from './close-all.js';
import { Commands } from './commands.js';
import { Eligibility } from './eligibility.js';
import { guarded } from './guarded.js';
import { HealthWatch } from './health-watch.js';
import { Identities } from './identities.js';
import { inSteps } from './in-steps.js';
import { InboundLane } from './inbound-lane.js';
import { refusalErrors, type InboundRefusal } from './inbound-refusal.js';
import { Limits } from './limits.js';
import { Outbound } from './outbound.js';
import { goesOn, type Phase } from './phase.js';
import type { Public } from './public.js';
import { Registry } from './registry.js';
import { reportTo } from './report-to.js';
import { runOf } from './run-of.js';
import { runOn } from './run-on.js';
import { setAside } from './set-aside.js';
import { sparing } from './sparing.js';
import { Teller } from './teller.js';
import { watchWeather } from './watch-weather.js';

/**
 * What `manage` and `ConnectionManager` are two faces of: its parts, how they hang together, and the beginning and the end
 * of it all.
 */
export class Engine<A, C> {
  readonly teller: Public<Teller<A, C>>;
  readonly commands: Public<Commands<A, C>>;
  readonly #settings: Settings<A, C>;
  readonly #world: World<A, C>;
  readonly #registry = new Registry<A>();
  readonly #gate = new Gate(0);
  readonly #health: HealthWatch<A, C>;
  readonly #bans: BanWatch<A>;
  readonly #limits: Limits<A>;
  readonly #eligibility: Eligibility<A>;
  readonly #chronicle: Chronicle<A, C>;
  readonly #source: AddressSource<A> | undefined;
  readonly #outbound: Outbound<A, C> | undefined;
  readonly #inbound: InboundLane<A, C> | undefined;
  readonly #refused$ = new Subject<InboundRefusal<A>>();
  readonly #suspended$ = new Subject<void>();
  readonly #complain = (error: unknown) => this.#health.complain(error);
  readonly #complainSparingly = sparing(this.#complain);
  /** What is for new connections, and what is for those that there are. */
  readonly #door = new Subscription();
  #life = new Subscription();
  #phase: Phase = 'new';
  /** Whether it is to be suspended, which it may not be yet: before the start, or while it still closes what there is. */
  #asleep = false;
  #closing = false;
  /** Whether the places are being filled. */
  #open = false;
  #started = false;
  #finished = false;

  constructor(settings: Settings<A, C>) {
    const { addresses, key, rank, poolSize, dialTimeout, stableAfter, dial, bans } = settings;
    const [complain, complainSparingly, registry] = [this.#complain, this.#complainSparingly, this.#registry];
    const teller = new Teller<A, C>();
    const identities = new Identities<A>();
    const backoff = guarded(settings, complain);
    this.#settings = settings;
    this.teller = teller;
    this.#health = new HealthWatch({ phase: () => this.#phase, registry, outbound: () => this.#outbound, teller });
    this.#bans = new BanWatch({ bans, registry, complain, complainSparingly });
    const rests = (one: string) => this.#outbound?.rests(one) ?? false;
    this.#eligibility = new Eligibility({ settings, registry, bans: this.#bans, rests, complainSparingly });
    this.#limits = new Limits({
      settings,
      registry,
      taken: () => this.#inbound?.taken ?? 0,
      shed: () => this.#inbound?.shed(),
      resize: (places) => this.#outbound?.resize(places),
      complain,
    });
    const chronicle = new Chronicle({
      phase: () => this.#phase,
      registry,
      eligibility: this.#eligibility,
      identities,
      bans: this.#bans,
      limits: this.#limits,
      outbound: () => this.#outbound,
      teller,
      health: this.#health,
      emptied: () => this.#finish(),
    });
    this.#chronicle = chronicle;
    this.#world = {
      dial,
      gate: this.#gate,
      deadlines: new Alarms(dialTimeout),
      trials: new Alarms(stableAfter),
      backoff,
      again: ({ kind, run }) => kind === 'permanent' && !run?.over && this.#running,
      tell: (request, happening) => chronicle.tell(request, happening),
      queue: (request) => chronicle.queue(request),
    };
    if (addresses !== undefined) {
      this.#source = sourceOf(addresses, { key, rank, size: poolSize, refused: complain });
      this.#outbound = new Outbound({
        settings,
        source: this.#source,
        backoff,
        places: this.#limits.places,
        usable: (address) => this.#phase === 'running' && this.#eligibility.holds(address),
        gate: this.#gate,
        run: (lease, place, free) => this.#automatic(lease, place, free),
        changed: () => this.#health.assess(),
        complain,
      });
    }
    if (settings.inbound) {
      this.#inbound = new InboundLane({
        settings,
        inbound$: settings.inbound,
        backoff,
        deadlines: this.#world.deadlines,
        limit: () => this.#limits.inbound,
        banned: (address) => this.#bans.has(address),
        suspended: () => this.#phase === 'suspended',
        known: (one) => registry.find(one) !== undefined,
        receive: (arrival) => this.#receive(arrival),
        refused: (refusal) => this.#refused$.next(refusal),
        complain,
        complainSparingly,
      });
    }
    this.commands = new Commands({
      settings,
      registry,
      identities,
      limits: this.#limits,
      bans: this.#bans,
      outbound: this.#outbound,
      teller,
      world: this.#world,
      open: (address, one, kind) => chronicle.open(address, one, kind),
      running: () => this.#running,
      stopped: () => this.#phase === 'stopped',
      suspend: () => this.suspend(),
      resume: () => this.resume(),
      changed: () => this.#health.assess(),
      complain,
    });
  }

  /** Connections that came in and did not become requests. Hot, every one of them. */
  get refused$(): Observable<InboundRefusal<A>> {
    return this.#refused$;
  }

  /** How many automatic connections are wanted now. */
  get places(): number {
    return this.#running ? (this.#outbound?.target ?? 0) : 0;
  }

  start(): void {
    if (this.#phase !== 'new') return;
    this.#phase = this.#asleep ? 'suspended' : 'running';
    this.#started = true;
    const { bans, key } = this.#settings;
    const life = this.#life;
    life.add(
      watchWeather({
        settings: this.#settings,
        events$: this.teller.events$,
        outbound: this.#outbound,
        registry: this.#registry,
        health: this.#health,
      }),
    );
    if (this.#source) life.add(reportTo(this.#source, this.teller.events$, this.#complain));
    this.#health.announce();
    const [complain, { backoff }] = [this.#complain, this.#world];
    this.#run(
      life,
      bans?.changed$.pipe(
        tap(() => this.#enforce()),
        runOn(backoff, complain),
      ),
    );
    this.#run(life, bans && runOf(bans, backoff, complain));
    this.#run(life, this.#sourceRun(false));
    this.#run(this.#door, this.#limits.changes$);
    this.#awake();
    this.#run(
      this.#door,
      this.#refused$.pipe(
        refusalErrors(key),
        tap((error) => this.#health.tell(error)),
      ),
    );
    this.#run(this.#door, this.#inbound?.run$);
  }

  /**
   * Closes everything and dials nothing until `resume`: what is permanent, and what is asked for, waits for that as for the
   * start. All else ends. One that drains is stopped.
   */
  suspend(): void {
    if (this.#phase === 'draining') return this.stop();
    this.#asleep = true;
    if (this.#phase !== 'running') return;
    this.#phase = 'suspended';
    this.#closing = true;
    this.#open = false;
    this.#gate.resize(0);
    this.#suspended$.next();
    this.#outbound?.suspend();
    // Told before what it does: a dial that is cut off is told by nothing else. Whoever is told may stop the manager.
    this.#health.assess();
    this.#inbound?.suspend();
    for (const request of this.#registry.all()) if (this.#is('suspended')) setAside(request, this.#world);
    this.#closing = false;
    // Or may have it resumed.
    if (!this.#asleep) this.resume();
  }

  resume(): void {
    this.#asleep = false;
    if (this.#phase !== 'suspended' || this.#closing) return;
    this.#phase = 'running';
    this.#outbound?.resume();
    this.#awake();
  }

  /**
   * Ends everything in order; with `drain` connections have so many milliseconds to end by themselves: the first such number
   * holds.
   */
  stop(drain = 0): void {
    if (this.#phase === 'stopped' || (this.#phase === 'draining' && drain > 0)) return;
    const linger = drain > 0 && this.#phase === 'running';
    this.#phase = linger ? 'draining' : 'stopped';
    this.#gate.resize(0);
    this.#outbound?.retire();
    this.#inbound?.close();
    // What is left of the refusals is told now.
    this.#refused$.complete();
    this.#door.unsubscribe();
    for (const request of this.#registry.all()) {
      if (!linger || request.state !== 'established') request.run?.end('stopped');
    }
    // One may be ending already, of which a subscriber is being told: then this is not the last of it.
    if (this.#registry.size === 0) this.#finish();
    if (!this.#is('draining')) return;
    this.#life.add(timer(drain).subscribe(() => this.stop()));
    this.#health.assess();
  }

  /** Lets go of everything without a word. */
  cut(): void {
    this.#phase = 'stopped';
    this.#finished = true;
    this.#gate.resize(0);
    this.#outbound?.retire();
    this.#door.unsubscribe();
    this.#inbound?.close();
    this.#refused$.complete();
    this.#life.unsubscribe();
    for (const { run, lease } of this.#registry.all()) {
      run?.unsubscribe();
      lease?.unsubscribe();
    }
  }

  get #running(): boolean {
    return this.#phase === 'new' || goesOn(this.#phase);
  }

  /** What the source has to run: a source of one's own from start to stop, a plain list or stream only while awake. */
  #sourceRun(plain: boolean): Observable<unknown> | undefined {
    if (!this.#source || plain !== (this.#source !== this.#settings.addresses)) return undefined;
    return runOf(this.#source, this.#world.backoff, this.#complain);
  }

  /** Does what is done from the start, or from `resume`, to the suspension, which may come in the midst of it. */
  #awake(): void {
    if (this.#open || !this.#is('running')) return;
    this.#open = true;
    const work$ = inSteps(
      () => this.#is('running'),
      // It may be resumed by whoever is told of an end by which a limit is kept.
      () => this.#limits.review(),
      () => this.#health.assess(),
      () => this.#sourceRun(true),
      // Those who wait at the gate come before the places.
      () => this.#gate.resize(this.#settings.maxDialing),
      () => this.#outbound?.run$,
    );
    this.#run(this.#life, work$.pipe(takeUntil(this.#suspended$)));
  }

  /** Nothing lives any more: the last word, and what is to be closed. */
  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.cut();
    this.#health.announce();
    const closable = this.#started ? [this.#source, this.#settings.bans] : [];
    this.#life = closeAll(closable, (error) => this.#health.tell(error)).subscribe({
      complete: () => this.teller.complete(),
    });
  }

  #is(phase: Phase): boolean {
    return this.#phase === phase;
  }

  /** Each may have something to tell at once, and whoever is told of it may stop the manager. */
  #run(owner: Subscription, run$: Observable<unknown> | undefined): void {
    if (run$ && this.#running) owner.add(run$.subscribe());
  }

  #automatic(lease: Lease<A>, place: Place<A>, free: Visit | undefined): void {
    const { address } = lease;
    const request = this.#chronicle.open(address, this.#settings.key(address), 'automatic', lease);
    request.place = place;
    place.request = request;
    new Run(request, this.#world).begin(free);
  }

  #receive(arrival: Arrival<A, C>): Received<A, C> {
    const request = this.#chronicle.open(arrival.address, arrival.key, 'inbound');
    return { request, life: new Run(request, this.#world).adopt(arrival) };
  }

  /** Who is banned has changed: some end, and others may be dialled. */
  #enforce(): void {
    this.#bans.review();
    this.#inbound?.review();
    this.#outbound?.review();
  }
}
