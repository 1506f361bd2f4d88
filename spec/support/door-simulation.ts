import { expect } from 'chai';
import fc from 'fast-check';
import { ConnectionManager, jittered, linear, type Id, type Inbound, type InboundRefusal, type Kind } from 'rx-connmgr';
import { expectInvariants, invariants, seededRandom } from 'rx-connmgr/testing';
import { BehaviorSubject, Observable, Subject, asyncScheduler, concat, concatMap, defer, of, tap, timer } from 'rxjs';
import { NameBans } from './name-bans.js';
import { Script, type Act } from './script.js';

const names = Array.from({ length: 12 }, (_, i) => `p${i}`);
const name = fc.constantFrom(...names);
const few = fc.nat(6);

/** One step of a schedule: somebody comes or goes, something is asked of the manager, or a limit changes. */
export type DoorStep =
  | { readonly type: 'knock'; readonly name: string; readonly allowed: boolean; readonly act: Act }
  | { readonly type: 'connect'; readonly name: string; readonly permanent: boolean }
  | { readonly type: 'disconnect' | 'remove'; readonly pick: number }
  | { readonly type: 'identify'; readonly pick: number; readonly peer: number; readonly ours: number }
  | { readonly type: 'hangUp'; readonly name: string; readonly inward: boolean; readonly broken: boolean }
  | { readonly type: 'ban' | 'lift'; readonly name: string }
  | { readonly type: 'maxPeers' | 'maxInbound' | 'maxOutbound'; readonly limit: number }
  | { readonly type: 'doorFails' | 'suspend' | 'resume' }
  | { readonly type: 'stop'; readonly drain: number };

const act: fc.Arbitrary<Act> = fc.constantFrom<Act>(
  {},
  {},
  { after: 30 },
  { after: 700, lasts: 100 },
  { lasts: 0.25 },
  { error: new Error('no handshake') },
  { after: 30, error: new Error('bad handshake') },
  { after: 60_000 },
);

const step: fc.Arbitrary<DoorStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('knock' as const), name, allowed: fc.boolean(), act }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('connect' as const), name, permanent: fc.boolean() }) },
  fc.record({ type: fc.constantFrom('disconnect' as const, 'remove' as const), pick: few }),
  fc.record({ type: fc.constant('identify' as const), pick: few, peer: fc.nat(3), ours: fc.nat(3) }),
  fc.record({ type: fc.constant('hangUp' as const), name, inward: fc.boolean(), broken: fc.boolean() }),
  fc.record({ type: fc.constantFrom('ban' as const, 'lift' as const), name }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('maxPeers' as const, 'maxInbound' as const, 'maxOutbound' as const),
      limit: few,
    }),
  },
  fc.record({ type: fc.constantFrom('doorFails' as const, 'suspend' as const, 'resume' as const) }),
);

const stop: fc.Arbitrary<DoorStep> = fc.record({
  type: fc.constant('stop' as const),
  drain: fc.constantFrom(0, 50, 5_000),
});

/** What a subscriber does when it is told of the event of that number: it calls back into the manager. */
const reaction = fc.tuple(fc.nat(60), fc.oneof({ weight: 9, arbitrary: step }, { weight: 1, arbitrary: stop }));

/** A schedule: the limits, the seed of all chance in it, the steps with the time before each, and what subscribers do. */
export const doorSchedule = fc.record({
  limits: fc.record({ maxPeers: few, maxInbound: few, maxOutbound: few }),
  seed: fc.nat(),
  evicts: fc.boolean(),
  steps: fc.array(fc.tuple(fc.constantFrom(0, 1, 40, 900, 7_000), step), { maxLength: 40, size: 'max' }),
  reactions: fc.array(reaction, { maxLength: 8 }),
});

/** What {@link doorSchedule} makes. */
export type DoorSchedule = typeof doorSchedule extends fc.Arbitrary<infer T> ? T : never;

/** One that is plain, since it is asked some millions of times. */
const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`Broken: ${what}`);
};

/** Plays a schedule in virtual time: throws what does not hold. Call it within `marbles`. */
export const playDoor = ({ limits, seed, evicts, steps, reactions }: DoorSchedule, flush: () => void): void => {
  // What a subscriber throws reaches nobody: it is kept, and thrown at the end.
  let failure: unknown;
  const kept = (check: () => void) => {
    try {
      check();
    } catch (error) {
      failure ??= error;
    }
  };
  const now = () => asyncScheduler.now();
  const random = seededRandom(seed);
  const live = {
    maxPeers: new BehaviorSubject(limits.maxPeers),
    maxInbound: new BehaviorSubject(limits.maxInbound),
    maxOutbound: new BehaviorSubject(limits.maxOutbound),
  };
  const acts = new Map<string, Act>();
  const outward = new Script(now, () => (random() < 0.2 ? { after: 20, error: new Error('refused') } : { after: 20 }));
  const inward = new Script(now, (key) => acts.get(key) ?? {});
  const bans = new NameBans();
  const allowed = new Set<string>();
  let door = new Subject<Inbound<string, string>>();
  const refused: InboundRefusal<string>[] = [];
  /** Those of whom nothing was told yet: when the manager stops, nothing will be. */
  const undecided = new Set<string>();
  let changing = false;
  let stopping = false;
  let end = -1;
  const counts = { heard: 0, established: 0, lost: 0, pending: 0 };

  /** The sockets that take room, as they are at every moment: events tell of them in their turn. */
  const sockets = { all: 0, inward: 0 };
  const counted = (socket$: Observable<string>, came: 0 | 1, again = () => false): Observable<string> =>
    defer(() => {
      let free = false;
      const leave = () => {
        if (free) return;
        free = true;
        sockets.all -= 1;
        sockets.inward -= came;
      };
      sockets.all += 1;
      sockets.inward += came;
      // One that waits may be woken by whoever is told that others go, and goes with them in the same turn.
      const passing = changing && again();
      kept(() => {
        must(passing || sockets.all <= live.maxPeers.value, `no more than ${live.maxPeers.value} sockets`);
        must(came === 0 || sockets.inward <= live.maxInbound.value, `no more than ${live.maxInbound.value} let in`);
      });
      return socket$.pipe(tap({ error: leave, complete: leave, finalize: leave }));
    });

  const manager: ConnectionManager<string, string> = new ConnectionManager<string, string>({
    dial: (name) => counted(outward.dial(name), 0, () => outward.times(name).length > 0),
    addresses: names,
    inbound: new Observable((subscriber) => (door = new Subject()).subscribe(subscriber)),
    bans,
    retryDuration: 1_000,
    dialTimeout: 5_000,
    maxFailedAttempts: 10,
    backoff: jittered(linear(1_000, 20_000), { random }),
    random,
    ...live,
    ...(evicts ? { evict: () => manager.snapshot().requests.find(({ kind }) => kind === 'inbound')?.id } : {}),
  });

  const rows = () => manager.snapshot().requests;
  const takesRoom = ({ kind, address }: { readonly kind: Kind; readonly address: string }) =>
    kind !== 'inbound' || !allowed.has(address);
  const within = () => {
    // Those that drain end by themselves.
    if (stopping) return;
    const { health } = manager.snapshot();
    const busy = [outward.open, outward.dialing, inward.open, inward.dialing].join();
    must(health !== 'suspended' || busy === '0,0,0,0', `nothing open while suspended, got ${busy}`);
    const here = rows().filter(takesRoom);
    const came = here.filter(({ kind }) => kind === 'inbound').length;
    const automatic = here.filter(({ kind }) => kind === 'automatic').length;
    must(here.length <= live.maxPeers.value, `no more than ${live.maxPeers.value} peers, got ${here.length}`);
    must(came <= live.maxInbound.value, `no more than ${live.maxInbound.value} that came in, got ${came}`);
    must(automatic <= live.maxOutbound.value, `no more than ${live.maxOutbound.value} places, got ${automatic}`);
    must(
      rows().every(({ kind, address }) => kind === 'permanent' || !bans.has(address)),
      'nobody that is banned',
    );
  };
  /** From a port of its own: nobody answers there. */
  const knock = (from: string, passes: boolean, what: Act) => {
    if (!door.observed || stopping) return;
    counts.heard += 1;
    const address = `${from}!${counts.heard}`;
    acts.set(address, what);
    if (passes) allowed.add(address);
    const settle = () => undecided.delete(address);
    const socket$ = inward.dial(address);
    const connection$ = (passes ? socket$ : counted(socket$, 1)).pipe(
      tap({ next: settle, error: settle, complete: settle, finalize: settle }),
    );
    undecided.add(address);
    door.next({ address, connection$, allowed: passes });
  };
  const stopWithin = (drain: number) => {
    if (!stopping) counts.pending = undecided.size;
    stopping = true;
    void manager.stop({ drain });
  };
  const change = (which: keyof typeof live, limit: number) => {
    const before = changing;
    changing = true;
    live[which].next(limit);
    changing = before;
  };
  const picked = (pick: number): Id | undefined => rows()[pick % Math.max(1, rows().length)]?.id;
  const actOn = (what: DoorStep) => {
    const id = 'pick' in what ? picked(what.pick) : undefined;
    if (what.type === 'knock') knock(what.name, what.allowed, what.act);
    else if (what.type === 'connect') manager.connect(what.name, { permanent: what.permanent });
    else if (what.type === 'hangUp') {
      const from = what.inward ? rows().find(({ address }) => address.startsWith(`${what.name}!`))?.address : what.name;
      const script = what.inward ? inward : outward;
      script.hangUp(from ?? '', what.broken ? new Error('reset') : undefined);
    } else if (what.type === 'ban' || what.type === 'lift') {
      bans[what.type](what.name);
    } else if (what.type === 'doorFails') door.error(new Error('no more sockets'));
    else if (what.type === 'stop') stopWithin(what.drain);
    else if (what.type === 'suspend' || what.type === 'resume') manager[what.type]();
    else if ('limit' in what) change(what.type, what.limit);
    else if (id === undefined) return;
    else if (what.type === 'identify') manager.identify(id, what.peer, { ours: what.ours });
    else manager[what.type](id);
  };

  let told = 0;
  manager.refused$.subscribe((refusal) => {
    undecided.delete(refusal.address);
    refused.push(refusal);
  });
  manager.events$.pipe(invariants()).subscribe({ error: (error: unknown) => (failure ??= error) });
  manager.events$.subscribe((event) => {
    kept(() => {
      if (event.type === 'established' && event.kind === 'inbound') counts.established += 1;
      if (event.type === 'disconnected' && event.kind === 'inbound') counts.lost += 1;
      expectInvariants(manager.snapshot());
    });
    told += 1;
    for (const [at, what] of reactions) if (at === told) actOn(what);
  });

  const after = (delay: number, what: () => void) => timer(delay).pipe(tap(what));
  manager.start();
  concat(
    of(...steps).pipe(
      concatMap(([before, what]) =>
        after(before + 0.5, () => {
          actOn(what);
          kept(within);
        }),
      ),
    ),
    after(0.5, () => stopWithin(0)),
    after(0.5, () =>
      kept(() => {
        expect([outward.open, outward.dialing, inward.open, inward.dialing], 'left').to.deep.equal([0, 0, 0, 0]);
        expect(rows(), 'requests left').to.deep.equal([]);
        const { heard, established, lost, pending } = counts;
        expect(lost, 'each that came in and was established is gone').to.equal(established);
        expect(established + refused.length + pending, 'each that came in is accounted for, once').to.equal(heard);
        expect(door.observed, 'the door is shut').to.equal(false);
        end = now();
      }),
    ),
  ).subscribe({ error: (error: unknown) => (failure ??= error) });
  flush();
  if (failure) throw failure as Error;
  expect(now(), 'when the last timer was due').to.equal(end);
};
