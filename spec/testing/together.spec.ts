import { expect } from 'chai';
import { ConnectionManager, handshake, heartbeat, jittered, linear } from 'rx-connmgr';
import {
  expectClean,
  expectInvariants,
  invariants,
  marbles,
  seededRandom,
  virtualNetwork,
  type VirtualConnection,
  type VirtualNetwork,
} from 'rx-connmgr/testing';
import { concat, concatMap, ignoreElements, map, range, tap, timer, type Observable } from 'rxjs';

/** Does something after so many milliseconds. */
const after = (ms: number, act: () => unknown): Observable<never> =>
  timer(ms).pipe(
    tap(() => act()),
    ignoreElements(),
  );

const places = 5;
const maxInbound = 4;
const maxPeers = 12;

/** A manager that holds five of twenty peers, each of which answers pings. */
const hold = (network: VirtualNetwork, random: () => number) => {
  const alive = heartbeat<VirtualConnection>({ ping: (connection) => connection.ping(), every: 1_000, timeout: 500 });
  const greeted = handshake((connection: VirtualConnection) => connection.ping().pipe(map(() => connection)));
  return new ConnectionManager({
    dial: (address) => network.dial(address).pipe(alive),
    addresses: network.addresses,
    maxOutbound: places,
    inbound: network.inbound$.pipe(
      map(({ address, connection$ }) => ({ address, connection$: connection$.pipe(greeted, alive) })),
    ),
    maxInbound,
    maxPeers,
    retryDuration: 1_000,
    dialTimeout: 2_000,
    backoff: jittered(linear(1_000, 20_000), { random }),
    random,
  });
};

/** Sixty troubles in a minute or so, then two minutes of peace. */
const survive = (seed: number) =>
  marbles(({ flush }) => {
    const random = seededRandom(seed);
    const network = virtualNetwork({ seed, peers: 20, latency: 20, jitter: 30 });
    const manager = hold(network, random);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const troubles = [
      () => pick(network.peers).refuse(),
      () => pick(network.peers).silence(),
      () => pick(network.peers).freeze(),
      () => pick(network.peers).drop(),
      () => pick(network.peers).slow(3_000),
      () => pick(network.peers).up(),
      () => network.kill(3),
      () => network.kill(3, new Error('reset')),
      () => network.knock(6),
      () => pick(network.peers).knock(),
      () => network.down(),
      () => network.up(),
      () => manager.connect(pick(network.addresses), { permanent: random() < 0.5 }),
      () => manager.remove(pick(manager.snapshot().requests)?.id ?? 0),
    ];
    const heal = () => {
      network.up();
      for (const peer of network.peers) peer.up();
    };
    let told = 0;
    manager.events$.pipe(invariants()).subscribe(() => {
      told += 1;
      expectInvariants(manager.snapshot(), { maxOutbound: places, maxInbound, maxPeers });
    });
    manager.snapshot$.subscribe((snapshot) => expectInvariants(snapshot, { maxOutbound: places, settled: true }));
    manager.start();
    concat(
      range(60).pipe(concatMap(() => after(random() * 2_000, pick(troubles)))),
      after(0, heal),
      after(120_000, () => expect(manager.snapshot().health).to.equal('ok')),
      after(0, () => void manager.stop()),
    ).subscribe();
    flush();
    expect(told).to.be.above(100);
    expectClean(network);
  });

describe('the test kit, all of it at once', () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`sees a manager through every trouble there is, by seed ${seed}`, survive(seed));
  }
});
