import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import fc from 'fast-check';
import { Counter, Registry, register as globalRegister, type OpenMetricsContentType } from 'prom-client';
import { BehaviorSubject, NEVER, Subject, concat, of, throwError, timer, type Observable } from 'rxjs';
import {
  ArgumentError,
  ConnectionManager,
  type Address,
  type ConnectionEvent,
  type Kind,
  type ManageOptions,
  type Request,
} from 'rx-connmgr';
import { prometheus, type Observed, type PrometheusOptions } from 'rx-connmgr/prometheus';
import { marbles, virtualNetwork, type VirtualConnection, type VirtualNetwork } from 'rx-connmgr/testing';
import { parsePrometheus, valuesOf } from '../../support/prometheus-text.js';

type Event = ConnectionEvent<unknown, unknown>;
type Manager = ConnectionManager<Address, VirtualConnection>;

/** Only the series that are not 0 and whose names, less the prefix, begin so. */
const valuesIn = async (register: Registry, ...begin: readonly string[]) => {
  const values = Object.entries(valuesOf(await register.metrics()));
  return Object.fromEntries(
    values
      .map(([series, value]) => [series.replace('rx_connmgr_', ''), value] as const)
      .filter(([series]) => begin.length === 0 || begin.some((one) => series.startsWith(one))),
  );
};

/** Events by hand, and what became of the rows. */
const played = (options: PrometheusOptions = {}, observed: Partial<Observed> = {}) => {
  const register = new Registry();
  const events$ = new Subject<Event>();
  const manager = { events$, snapshot: () => ({ health: 'idle', requests: [] }) as const, ...observed };
  const subscription = prometheus(manager, { register, ...options }).subscribe();
  return { register, events$, subscription };
};

/** A request for `a`, or one of a pool. */
const request = (id: number, kind: Kind, pool?: string): Request<unknown> => ({
  id,
  address: { host: '192.0.2.1', port: 8333 },
  kind,
  ...(pool === undefined ? {} : { pool }),
});

/** Runs a manager in virtual time with its metrics; what is asked of the register is asked at those times. */
const run = async (
  options: Partial<ManageOptions<Address, VirtualConnection>>,
  script: Readonly<Record<number, (manager: Manager, network: VirtualNetwork) => void>>,
  read: readonly number[],
  begin: readonly string[],
) => {
  const register = new Registry();
  const reads: Promise<Record<string, number>>[] = [];
  const metrics: { unsubscribe(): void }[] = [];
  marbles(({ flush }) => {
    const network = virtualNetwork({ seed: 1, peers: 10, latency: 20 });
    const { dial, addresses } = network;
    const manager = new ConnectionManager({ dial, addresses, maxOutbound: 3, random: () => 0.5, ...options });
    metrics.push(prometheus(manager, { register }).subscribe());
    for (const [at, act] of Object.entries(script)) timer(Number(at)).subscribe(() => act(manager, network));
    for (const at of read) timer(at).subscribe(() => reads.push(valuesIn(register, ...begin)));
    manager.start();
    flush();
  })();
  const values = await Promise.all(reads);
  const last = await valuesIn(register);
  metrics.forEach((one) => one.unsubscribe());
  return { values, last, left: await register.metrics() };
};

const stop = (manager: Manager) => void manager.stop();

describe('prometheus', () => {
  describe('has gauges', () => {
    it('of the requests, by kind and state, which come back to 0', async () => {
      const { values, last } = await run(
        {},
        {
          1_000: (manager, network) => {
            network.peers[9]?.refuse();
            manager.connect(network.addresses[9] as Address, { permanent: true });
          },
          2_000: stop,
        },
        [0, 10, 500, 1_010, 1_500, 2_100],
        ['requests{'],
      );
      const automatic = (state: string, count: number) => ({ [`requests{kind="automatic",state="${state}"}`]: count });
      const permanent = (state: string) => ({ [`requests{kind="permanent",state="${state}"}`]: 1 });
      expect(values).to.deep.equal([
        automatic('dialing', 3),
        automatic('dialing', 3),
        automatic('established', 3),
        { ...automatic('established', 3), ...permanent('dialing') },
        { ...automatic('established', 3), ...permanent('waiting') },
        {},
      ]);
      expect(Object.keys(last).filter((one) => one.startsWith('requests'))).to.deep.equal([]);
    });

    it('of those that wait for a free dial', async () => {
      const { values } = await run({ maxDialing: 1 }, { 100: stop }, [10], ['requests{']);
      expect(values).to.deep.equal([{ 'requests{kind="automatic",state="dialing"}': 1 }]);
      const manual = await run(
        { maxDialing: 1, maxOutbound: 0 },
        {
          0: (manager, { addresses }) => addresses.slice(0, 4).forEach((address) => manager.connect(address)),
          100: stop,
        },
        [10],
        ['requests{'],
      );
      expect(manual.values).to.deep.equal([
        { 'requests{kind="manual",state="dialing"}': 1, 'requests{kind="manual",state="queued"}': 3 },
      ]);
    });

    it('of the places, as many as are wanted at the time', async () => {
      const maxOutbound = new BehaviorSubject(2);
      const { values } = await run(
        { maxOutbound },
        { 100: () => maxOutbound.next(5), 200: stop },
        [50, 150, 250],
        ['places'],
      );
      expect(values).to.deep.equal([{ 'places{}': 2 }, { 'places{}': 5 }, {}]);
    });

    it('of the places of each pool, where there are pools', async () => {
      const register = new Registry();
      const pools = [{ full: 8, relay: 2 }, { full: 8 }, {}];
      const manager: Observed = {
        events$: NEVER,
        snapshot: () => ({ health: 'ok', requests: [] }),
        get places() {
          return pools.shift() ?? {};
        },
      };
      prometheus(manager, { register }).subscribe();
      expect(await valuesIn(register, 'places')).to.deep.equal({ 'places{pool="full"}': 8, 'places{pool="relay"}': 2 });
      expect(await valuesIn(register, 'places')).to.deep.equal({ 'places{pool="full"}': 8 });
      expect(await valuesIn(register, 'places')).to.deep.equal({});
    });

    it('of the health: one of them is 1', async () => {
      const { values } = await run(
        { maxFailedAttempts: 2 },
        { 100: (_, network) => network.down(), 9_000: stop },
        [10, 50, 8_900, 9_100],
        ['health'],
      );
      expect(values).to.deep.equal(
        ['connecting', 'ok', 'outage', 'stopped'].map((health) => ({ [`health{health="${health}"}`]: 1 })),
      );
    });
  });

  describe('counts', () => {
    it('events, dials, failures, losses and ends, and measures how long things took', async () => {
      const { last } = await run(
        { maxOutbound: 1, addresses: [], backoff: () => 5_000 },
        {
          0: (manager, network) => {
            const [a, b] = network.addresses as [Address, Address];
            network.peers[1]?.refuse();
            manager.connect(a, { permanent: true });
            manager.connect(b);
          },
          60_020: (_, network) => network.kill(1),
          70_000: stop,
        },
        [],
        [],
      );
      expect(last).to.include({
        'events_total{kind="permanent",type="dialing"}': 2,
        'events_total{kind="permanent",type="established"}': 2,
        'events_total{kind="permanent",type="disconnected"}': 2,
        'events_total{kind="permanent",type="waiting"}': 1,
        'events_total{kind="permanent",type="ended"}': 1,
        'events_total{kind="manual",type="failed"}': 1,
        'dials_total{kind="permanent"}': 2,
        'dials_total{kind="manual"}': 1,
        'failures_total{code="ECONNREFUSED",kind="manual"}': 1,
        'disconnections_total{by="peer",kind="permanent"}': 1,
        'disconnections_total{by="us",kind="permanent"}': 1,
        'ended_total{kind="permanent",reason="stopped"}': 1,
        'ended_total{kind="manual",reason="failed"}': 1,
        'establish_seconds_count{kind="permanent"}': 2,
        'establish_seconds_sum{kind="permanent"}': 0.04,
        'establish_seconds_bucket{kind="permanent",le="0.025"}': 2,
        'connection_seconds_count{kind="permanent"}': 2,
        'connection_seconds_sum{kind="permanent"}': 60 + 4.96,
        'connection_seconds_bucket{kind="permanent",le="5"}': 1,
        'connection_seconds_bucket{kind="permanent",le="60"}': 2,
        'wait_seconds_count{kind="permanent"}': 1,
        'wait_seconds_sum{kind="permanent"}': 5,
      });
    });

    it('connections that came in, and those that were refused, by the manager and before it', async () => {
      const before$ = new Subject<{ readonly reason: string }>();
      const refused$ = new Subject<{ readonly reason: string }>();
      const { register, events$ } = played({ refused$: before$ }, { refused$ });
      events$.next({ ...request(1, 'inbound'), type: 'established', connection: 'c' });
      for (const reason of ['full', 'full', 'suspended', '192.0.2.1 is a liar']) refused$.next({ reason });
      before$.next({ reason: 'flood' });
      expect(await valuesIn(register)).to.deep.include({
        'events_total{kind="inbound",type="established"}': 1,
        'refused_total{reason="full"}': 2,
        'refused_total{reason="suspended"}': 1,
        'refused_total{reason="other"}': 1,
        'refused_total{reason="flood"}': 1,
      });
    });

    it('what is wrong with what belongs to no request', async () => {
      const { register, events$ } = played();
      events$.next({ type: 'health', health: 'ok', error: Object.assign(new Error('no seed'), { code: 'ENOTFOUND' }) });
      events$.next({ type: 'health', health: 'ok' });
      expect(await valuesIn(register, 'errors')).to.deep.equal({ 'errors_total{code="ENOTFOUND"}': 1 });
    });

    it('by pool, where the requests have one', async () => {
      const { register, events$ } = played();
      events$.next({ ...request(1, 'automatic', 'full'), type: 'dialing' });
      events$.next({ ...request(1, 'automatic', 'full'), type: 'failed', error: 'no' });
      expect(await valuesIn(register, 'dials', 'failures')).to.deep.equal({
        'dials_total{kind="automatic",pool="full"}': 1,
        'failures_total{code="other",kind="automatic",pool="full"}': 1,
      });
    });

    it('errors of the user by the codes that he named', async () => {
      const { register, events$ } = played({ codes: ['checksum'] });
      const error = new Error('no', { cause: { code: 'checksum' } });
      events$.next({ ...request(1, 'manual'), type: 'failed', error });
      expect(await valuesIn(register, 'failures')).to.deep.equal({
        'failures_total{code="checksum",kind="manual"}': 1,
      });
    });

    it('from 0, so that the first one is an increase', async () => {
      const { register } = played();
      const families = parsePrometheus(await register.metrics());
      const sizes = [...families.values()].map(
        ({ name, samples }) => `${name.replace('rx_connmgr_', '')} ${samples.length}`,
      );
      expect(sizes).to.deep.equal([
        ...['requests 16', 'places 0', 'health 7', 'events_total 25', 'dials_total 4', 'failures_total 0'],
        ...['disconnections_total 8', 'ended_total 36', 'refused_total 12', 'errors_total 0'],
        ...['establish_seconds 0', 'connection_seconds 0', 'wait_seconds 0'],
      ]);
    });

    it('how long those lasted that were there before it', async () => {
      const { register, events$ } = played(
        {},
        {
          snapshot: () => ({
            health: 'ok' as const,
            requests: [
              { ...request(1, 'manual'), state: 'established' as const, since: Date.now() - 10_000, failures: 0 },
            ],
          }),
        },
      );
      events$.next({ ...request(1, 'manual'), type: 'disconnected', by: 'us' });
      const { 'connection_seconds_sum{kind="manual"}': sum } = await valuesIn(register);
      expect(sum).to.be.within(10, 11);
    });
  });

  describe('in a register', () => {
    const names = async (register: Registry) => (await register.getMetricsAsJSON()).map(({ name }) => name);

    it('is only while it is subscribed to', async () => {
      const register = new Registry();
      const { events$, subscription } = played({ register });
      expect(await names(register)).to.have.lengthOf(13);
      subscription.unsubscribe();
      expect(await names(register)).to.deep.equal([]);
      expect(events$.observed).to.equal(false);
    });

    it('stays when the manager has stopped', async () => {
      const { register, events$ } = played();
      events$.complete();
      expect(await names(register)).to.have.lengthOf(13);
    });

    it('is not there any longer when the events fail', async () => {
      const register = new Registry();
      const failure = new Error('no');
      const errors: unknown[] = [];
      const events$ = throwError(() => failure);
      const snapshot = () => ({ health: 'ok', requests: [] }) as const;
      prometheus({ events$, snapshot }, { register }).subscribe({ error: (error: unknown) => errors.push(error) });
      expect([errors, await names(register)]).to.deep.equal([[failure], []]);
    });

    it('shares it with others, each by its name, and takes away its own', async () => {
      const register = new Registry();
      const [a, b] = ['a', 'b'].map((name) => played({ register, name }));
      a?.events$.next({ ...request(1, 'manual'), type: 'dialing' });
      b?.events$.next({ ...request(1, 'manual'), type: 'dialing' });
      b?.events$.next({ ...request(2, 'manual'), type: 'dialing' });
      expect(await valuesIn(register, 'dials')).to.deep.equal({
        'dials_total{kind="manual",manager="a"}': 1,
        'dials_total{kind="manual",manager="b"}': 2,
      });
      a?.subscription.unsubscribe();
      const left = [...parsePrometheus(await register.metrics()).values()].flatMap(({ samples }) => samples);
      expect(new Set(left.map(({ labels }) => labels.manager))).to.deep.equal(new Set(['b']));
      expect(await valuesIn(register, 'dials')).to.deep.equal({ 'dials_total{kind="manual",manager="b"}': 2 });
      b?.subscription.unsubscribe();
      expect(await names(register)).to.deep.equal([]);
    });

    it('begins anew when it is subscribed to again', async () => {
      const register = new Registry();
      const events$ = new Subject<Event>();
      const metrics$ = prometheus({ events$, snapshot: () => ({ health: 'ok', requests: [] }) }, { register });
      const first = metrics$.subscribe();
      events$.next({ type: 'health', health: 'ok' });
      first.unsubscribe();
      const second = metrics$.subscribe();
      expect(await valuesIn(register, 'events')).to.deep.equal({});
      second.unsubscribe();
    });

    it('refuses a second manager of one name, which does the first no harm', async () => {
      const { register, events$, subscription } = played({ name: 'a' });
      const errors: unknown[] = [];
      prometheus({ events$, snapshot: () => ({ health: 'ok', requests: [] }) }, { register, name: 'a' }).subscribe({
        error: (error: unknown) => errors.push(error),
      });
      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.be.instanceOf(ArgumentError);
      expect(String(errors[0])).to.match(/no other manager of the register has, got `"a"`/);
      events$.next({ type: 'health', health: 'ok' });
      expect(await valuesIn(register, 'events')).to.deep.equal({ 'events_total{manager="a",type="health"}': 1 });
      subscription.unsubscribe();
      const again = prometheus({ events$, snapshot: () => ({ health: 'ok', requests: [] }) }, { register, name: 'a' });
      again.subscribe().unsubscribe();
    });

    it('leaves a metric of somebody else alone, and none of its own beside it', async () => {
      const register = new Registry();
      new Counter({ name: 'rx_connmgr_dials_total', help: 'mine', registers: [register] });
      const errors: unknown[] = [];
      const snapshot = () => ({ health: 'ok', requests: [] }) as const;
      const metrics$ = prometheus({ events$: NEVER, snapshot }, { register });
      metrics$.subscribe({ error: (error: unknown) => errors.push(error) });
      expect(String(errors[0])).to.include('rx_connmgr_dials_total');
      expect(await names(register)).to.deep.equal(['rx_connmgr_dials_total']);
      const other = prometheus({ events$: NEVER, snapshot }, { register, prefix: 'node_' }).subscribe();
      expect(await names(register)).to.include.members(['node_dials_total', 'rx_connmgr_dials_total']);
      other.unsubscribe();
    });

    it('survives that the register is cleared', async () => {
      const { register, events$, subscription } = played();
      register.clear();
      new Counter({ name: 'rx_connmgr_dials_total', help: 'mine', registers: [register] });
      events$.next({ ...request(1, 'manual'), type: 'dialing' });
      subscription.unsubscribe();
      expect(await names(register)).to.deep.equal(['rx_connmgr_dials_total']);
    });

    it('is in the global one by default', async () => {
      const snapshot = () => ({ health: 'ok', requests: [] }) as const;
      const subscription = prometheus({ events$: NEVER, snapshot }).subscribe();
      expect(globalRegister.getSingleMetric('rx_connmgr_health')).not.to.equal(undefined);
      subscription.unsubscribe();
      expect(await names(globalRegister)).to.deep.equal([]);
    });

    it('of OpenMetrics is as good', async () => {
      const register = new Registry<OpenMetricsContentType>();
      register.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
      const snapshot = () => ({ health: 'ok', requests: [] }) as const;
      const subscription = prometheus(
        { events$: of({ type: 'health', health: 'ok' }), snapshot },
        { register },
      ).subscribe();
      for (let i = 0; i < 2; i += 1)
        expect(await register.metrics()).to.match(/^rx_connmgr_events_total\{.*type="health".*\} 1$/m);
      subscription.unsubscribe();
      expect(await register.metrics()).to.equal('\n# EOF\n');
    });
  });

  describe('refuses', () => {
    const observed: Observed = { events$: NEVER, snapshot: () => ({ health: 'ok', requests: [] }) };
    const cases: readonly (readonly [unknown, unknown, RegExp])[] = [
      [undefined, {}, /`manager` to be an object with `events\$` and `snapshot`, got `undefined`/],
      [{ events$: NEVER }, {}, /`manager`/],
      [observed, { registry: new Registry() }, /did you mean `register`/],
      [observed, { register: {} }, /`register` to be a register of prom-client/],
      [observed, { name: 1 }, /`name` to be a text, got `1`/],
      [observed, { prefix: 'rx-connmgr-' }, /`prefix` to be the beginning of a name of a metric, got/],
      [observed, { codes: 'checksum' }, /`codes` to be a list of texts/],
      [observed, { codes: [1] }, /`codes` to be a list of texts/],
      [observed, { refused$: [] }, /`refused\$` to be an observable/],
    ];
    for (const [manager, options, because] of cases) {
      it(String(because), () => {
        const call = () => prometheus(manager as Observed, options as PrometheusOptions);
        expect(call).to.throw(ArgumentError, because);
      });
    }
  });

  describe('with any manager', () => {
    it('adds up, and is at 0 in the end', async () => {
      const acts = fc.array(
        fc.tuple(fc.nat(9_000), fc.constantFrom('kill', 'down', 'up', 'connect', 'remove', 'knock')),
        {
          maxLength: 30,
        },
      );
      await fc.assert(
        fc.asyncProperty(fc.nat(), acts, async (seed, script) => {
          const register = new Registry();
          const managers: Manager[] = [];
          marbles(({ flush }) => {
            const network = virtualNetwork({ seed, peers: 12, latency: 20, jitter: 30 });
            const { dial, addresses, inbound$ } = network;
            const manager: Manager = new ConnectionManager({
              dial,
              addresses,
              inbound: inbound$,
              maxOutbound: 4,
              maxInbound: 3,
            });
            managers.push(manager);
            prometheus(manager, { register }).subscribe();
            const does: Readonly<Record<string, () => unknown>> = {
              kill: () => network.kill(2),
              down: () => network.down(),
              up: () => network.up(),
              connect: () => manager.connect(addresses[seed % 12] as Address, { permanent: seed % 2 === 0 }),
              remove: () =>
                manager
                  .snapshot()
                  .requests.slice(0, 2)
                  .map(({ id }) => manager.remove(id)),
              knock: () => network.knock(2),
            };
            for (const [at, act] of script) timer(at).subscribe(() => does[act]?.());
            timer(10_000).subscribe(() => stop(manager));
            manager.start();
            flush();
          })();
          const values = await valuesIn(register);
          const sum = (begin: string, ...parts: readonly string[]) =>
            Object.entries(values)
              .filter(([series]) => series.startsWith(begin) && parts.every((part) => series.includes(part)))
              .reduce((total, [, value]) => total + value, 0);
          const { totals } = managers[0]?.snapshot() ?? {};
          for (const [type, total] of Object.entries(totals ?? {}))
            expect(sum('events_total', `type="${type}"`)).to.equal(total);
          expect(sum('dials_total')).to.equal(totals?.dialing);
          expect(sum('failures_total')).to.equal(totals?.failed);
          expect(sum('disconnections_total')).to.equal(totals?.established);
          expect(sum('connection_seconds_count')).to.equal(totals?.established);
          expect(sum('establish_seconds_count')).to.equal(
            sum('events_total', 'established') - sum('events_total', 'established', 'inbound'),
          );
          expect(sum('wait_seconds_count')).to.equal(totals?.waiting);
          expect([sum('requests{'), sum('places'), values['health{health="stopped"}']]).to.deep.equal([0, 0, 1]);
        }),
        { numRuns: 40 },
      );
    });

    it('has as many series after ten thousand addresses as after ten', async () => {
      const sizes = await Promise.all(
        [10, 10_000].map(async (count) => {
          const { register, events$ } = played();
          for (let id = 1; id <= count; id += 1) {
            const one = { ...request(id, 'automatic'), address: `a${id}` };
            events$.next({ ...one, type: 'dialing' });
            events$.next({ ...one, type: 'failed', error: new Error(`a${id} refused`) });
            events$.next({ ...one, type: 'ended', reason: 'failed' });
          }
          return (await register.metrics()).split('\n').length;
        }),
      );
      expect(sizes[1]).to.equal(sizes[0]);
    });
  });

  it('is scraped over HTTP, in the text format of Prometheus', async () => {
    const register = new Registry();
    const dial = (name: string): Observable<string> =>
      name === 'c' ? throwError(() => new Error(name)) : concat(of(name), NEVER);
    const manager = new ConnectionManager({ dial, addresses: ['a', 'b', 'c'], maxOutbound: 3 });
    const metrics = prometheus(manager, { register, name: 'a "quoted" \\ name' }).subscribe();
    manager.start();
    const server = createServer((_, response) => {
      response.setHeader('content-type', register.contentType);
      void register.metrics().then((body) => response.end(body));
    }).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const [response] = (await once(get({ host: '127.0.0.1', port, agent: false }), 'response')) as [IncomingMessage];
      expect(response.headers['content-type']).to.equal('text/plain; version=0.0.4; charset=utf-8');
      const families = parsePrometheus(await text(response));
      expect([...families.values()].map(({ name, type }) => `${name} ${type}`)).to.deep.equal([
        ...['requests', 'places', 'health'].map((name) => `rx_connmgr_${name} gauge`),
        ...['events', 'dials', 'failures', 'disconnections', 'ended', 'refused', 'errors'].map(
          (name) => `rx_connmgr_${name}_total counter`,
        ),
        ...['establish', 'connection', 'wait'].map((name) => `rx_connmgr_${name}_seconds histogram`),
      ]);
      const established = families.get('rx_connmgr_requests')?.samples.filter(({ value }) => value > 0);
      expect(established?.map(({ labels, value }) => [labels.manager, labels.state, value])).to.deep.equal([
        ['a "quoted" \\ name', 'established', 2],
      ]);
    } finally {
      metrics.unsubscribe();
      server.close();
      await manager.stop();
    }
  });
});
