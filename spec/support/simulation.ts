import { expect } from 'chai';
import fc from 'fast-check';
import { ConnectionManager, jittered, linear, type ConnectionEvent, type Id } from 'rx-connmgr';
import { expectInvariants, seededRandom } from 'rx-connmgr/testing';
import { Observable, asyncScheduler, concat, concatMap, of, tap, timer, type Subscriber } from 'rxjs';

const peers = 14;
const names = Array.from({ length: peers }, (_, i) => `p${i}`);

type Mood = 'up' | 'refusing' | 'silent' | 'dropping' | 'slow' | 'sync' | 'broke';

/** One step of a schedule: something is asked of the manager, or happens to the network. */
export type Step =
  | { readonly type: 'connect'; readonly peer: number; readonly permanent: boolean }
  | { readonly type: 'disconnect' | 'remove' | 'retry'; readonly pick: number }
  | { readonly type: 'retryAll' | 'suspend' | 'resume' }
  | { readonly type: 'mood'; readonly peer: number; readonly mood: Mood }
  | { readonly type: 'kill'; readonly peer: number; readonly orderly: boolean }
  | { readonly type: 'network'; readonly up: boolean };

const peer = fc.nat(peers - 1);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('connect' as const), peer, permanent: fc.boolean() }),
  fc.record({ type: fc.constantFrom('disconnect' as const, 'remove' as const, 'retry' as const), pick: fc.nat(20) }),
  fc.record({ type: fc.constantFrom('retryAll' as const, 'suspend' as const, 'resume' as const) }),
  fc.record({
    type: fc.constant('mood' as const),
    peer,
    mood: fc.constantFrom<Mood>('up', 'refusing', 'silent', 'dropping', 'slow', 'sync', 'broke'),
  }),
  fc.record({ type: fc.constant('kill' as const), peer, orderly: fc.boolean() }),
  fc.record({ type: fc.constant('network' as const), up: fc.boolean() }),
);

/** A schedule: the places, the seed of all chance in it, and 50 steps with the time before each. */
export const schedule = fc.record({
  places: fc.integer({ min: 0, max: 5 }),
  seed: fc.nat(),
  steps: fc.array(fc.tuple(fc.constantFrom(0, 1, 40, 900, 7_000), step), { minLength: 50, maxLength: 50 }),
});

const local = Object.assign(new Error('no descriptors'), { code: 'EMFILE' });

/** Peers in virtual time, each of a mood. */
class Network {
  open = 0;
  dialing = 0;
  dials = 0;
  #up = true;
  readonly #moods = new Map<string, Mood>();
  readonly #live = new Map<string, Set<Subscriber<string>>>();

  readonly dial = (name: string): Observable<string> =>
    new Observable<string>((subscriber) => {
      this.dials += 1;
      const mood = this.#up ? (this.#moods.get(name) ?? 'up') : 'refusing';
      let established = false;
      const end = () => {
        if (established) this.open -= 1;
        else this.dialing -= 1;
        this.#live.get(name)?.delete(subscriber);
      };
      const arrive = () => {
        if (!this.#up || mood === 'refusing' || mood === 'broke') {
          subscriber.error(mood === 'broke' ? local : new Error('refused'));
          return;
        }
        established = true;
        this.dialing -= 1;
        this.open += 1;
        this.#live.set(name, (this.#live.get(name) ?? new Set()).add(subscriber));
        subscriber.next(name);
        if (mood === 'dropping') subscriber.complete();
      };
      this.dialing += 1;
      subscriber.add(end);
      if (mood === 'sync') arrive();
      else if (mood !== 'silent') subscriber.add(timer(mood === 'slow' ? 3_000 : 20).subscribe(arrive));
    });

  mood(name: string, mood: Mood): void {
    this.#moods.set(name, mood);
  }

  kill(name: string, orderly: boolean): void {
    for (const subscriber of [...(this.#live.get(name) ?? [])]) {
      if (orderly) subscriber.complete();
      else subscriber.error(new Error('reset'));
    }
  }

  set up(up: boolean) {
    this.#up = up;
    if (!up) for (const name of names) this.kill(name, false);
  }

  heal(): void {
    this.#up = true;
    this.#moods.clear();
  }
}

// Plain, since it is asked some millions of times.
const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`Broken: ${what}`);
};

/** Asserts after every event what must hold of all of them. */
const watch = (manager: ConnectionManager<string, string>, places: number): void => {
  const ended = new Set<Id>();
  const dialled = new Set<Id>();
  const established = new Set<Id>();
  const follow = (event: ConnectionEvent<string, string>) => {
    const { requests } = manager.snapshot();
    must(requests.filter(({ kind }) => kind === 'automatic').length <= places, 'never more automatic live than places');
    must(new Set(requests.map(({ address }) => address)).size === requests.length, 'one request per key');
    must(
      requests.every(({ state }) => state !== 'ended'),
      'no row of one that ended',
    );
    if (event.type === 'health') return;
    const { id, type } = event;
    must(!ended.has(id), `no event after the end of ${id}, got ${type}`);
    if (type === 'dialing') must(!established.has(id), `${id} is not dialled while established`);
    if (type === 'dialing') dialled.add(id);
    if (type === 'established') {
      must(dialled.has(id) && !established.has(id), `${id} is established once, after its dial`);
      must(manager.connections.get(id)?.connection === event.connection, `${id} is among the connections`);
      established.add(id);
    }
    if (type === 'disconnected') must(established.delete(id), `${id} was established`);
    if (type === 'waiting') must(event.delay >= 0 && event.delay <= 20_000, `the delay of ${id} is within the cap`);
    if (type !== 'ended') return;
    must(!established.has(id), `${id} was disconnected before its end`);
    ended.add(id);
  };
  manager.events$.subscribe((event) => {
    try {
      follow(event);
    } catch (error) {
      failure ??= error;
    }
  });
};

// What a subscriber throws reaches nobody: it is kept, and thrown at the end.
let failure: unknown;

const healing = 60_000;

/** Plays a schedule in virtual time: throws what does not hold. Call it within `marbles`. */
export const play = (
  {
    places,
    seed,
    steps,
  }: { readonly places: number; readonly seed: number; readonly steps: readonly [number, Step][] },
  flush: () => void,
): void => {
  failure = undefined;
  const random = seededRandom(seed);
  const network = new Network();
  const manager = new ConnectionManager<string, string>({
    dial: network.dial,
    addresses: names,
    maxOutbound: places,
    retryDuration: 1_000,
    dialTimeout: 5_000,
    maxFailedAttempts: 10,
    backoff: jittered(linear(1_000, 20_000), { random }),
    random,
  });
  watch(manager, places);
  let suspended = false;
  const act = (what: Step) => {
    const { requests } = manager.snapshot();
    const picked = 'pick' in what ? requests[what.pick % Math.max(1, requests.length)]?.id : undefined;
    if (what.type === 'connect') manager.connect(`p${what.peer}`, { permanent: what.permanent });
    else if (what.type === 'mood') network.mood(`p${what.peer}`, what.mood);
    else if (what.type === 'kill') network.kill(`p${what.peer}`, what.orderly);
    else if (what.type === 'network') network.up = what.up;
    else if (what.type === 'retryAll') manager.retry();
    else if (what.type === 'suspend' || what.type === 'resume') manager[what.type]();
    else if (picked !== undefined) manager[what.type](picked);
    if (what.type === 'suspend') suspended = true;
    if (what.type === 'resume') suspended = false;
    // At once, and for as long as it lasts.
    if (!suspended) return;
    expect([network.open, network.dialing], 'connections and dials while suspended').to.deep.equal([0, 0]);
    expectInvariants(manager.snapshot(), { maxOutbound: places, settled: true });
    expect(manager.snapshot().health).to.equal('suspended');
  };
  const healed = () => {
    const { requests } = manager.snapshot();
    const counted = (kind: string) => requests.filter((row) => row.kind === kind && row.state === 'established').length;
    const wished = requests.filter(({ kind }) => kind === 'permanent').length;
    const free = peers - requests.filter(({ kind }) => kind !== 'automatic').length;
    expect(counted('automatic'), 'places filled').to.equal(Math.min(places, free));
    expect(counted('permanent'), 'permanent requests established').to.equal(wished);
    expect(manager.snapshot().health).to.equal(free < places ? 'starving' : places + wished === 0 ? 'idle' : 'ok');
  };
  let end = -1;
  const stopped = () => {
    expect(network.open, 'connections left').to.equal(0);
    expect(network.dialing, 'dials left').to.equal(0);
    expect(manager.snapshot().requests, 'requests left').to.deep.equal([]);
    end = asyncScheduler.now();
  };
  manager.start();
  const after = (delay: number, what: () => void) => timer(delay).pipe(tap(what));
  concat(
    of(...steps).pipe(concatMap(([before, what]) => after(before, () => act(what)))),
    after(0, () => network.heal()),
    after(0, () => manager.resume()),
    after(healing, healed),
    after(0, () => void manager.stop()),
    after(0, stopped),
  ).subscribe({ error: (error: unknown) => (failure ??= error) });
  flush();
  if (failure) throw failure as Error;
  expect(asyncScheduler.now(), 'when the last timer was due').to.equal(end);
};
