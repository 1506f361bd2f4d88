import { expect } from 'chai';
import { ArgumentError, ConnectionManager, admit, isConnectionError, type Address, type Inbound } from 'rx-connmgr';
import {
  expectClean,
  marbles,
  virtualNetwork,
  type VirtualConnection,
  type VirtualNetwork,
  type VirtualPeer,
} from 'rx-connmgr/testing';
import { catchError, endWith, filter, map, merge, mergeMap, of, take, throwError, timer, type Observable } from 'rxjs';

type Visit = Inbound<Address, VirtualConnection>;

/** A network, and two of its peers. */
const small = () => {
  const network = virtualNetwork({ seed: 1, peers: 3, latency: 3 });
  const [peer, other] = network.peers as readonly [VirtualPeer, VirtualPeer];
  return { network, peer, other };
};

/** Lets everybody in. */
const open = (network: VirtualNetwork): Observable<VirtualConnection> =>
  network.inbound$.pipe(mergeMap(({ connection$ }) => connection$));

const codeOf = <T>() =>
  catchError<T, Observable<never>>((error: unknown) => throwError(() => new Error((error as { code: string }).code)));

const at = (frame: number, act: () => unknown): void => void timer(frame).subscribe(act);

describe('those who come in to a virtual network', () => {
  it('come from the host of their peer, each time from another port', () => {
    const { network, peer, other } = small();
    const from: Address[] = [];
    network.inbound$.subscribe(({ address }) => from.push(address));
    for (const one of [peer, peer, other]) one.knock();
    expect(from).to.deep.equal([
      { host: peer.address.host, port: 49_152 },
      { host: peer.address.host, port: 49_153 },
      { host: other.address.host, port: 49_152 },
    ]);
    for (let i = 0; i < 16_384; i += 1) peer.knock();
    expect(Math.max(...from.map(({ port }) => port))).to.equal(65_535);
  });

  it('are let in by whoever subscribes there and then, and are gone otherwise', () => {
    const { network, peer } = small();
    expect(peer.knock(), 'nobody listens').to.equal(false);
    const late: Visit[] = [];
    const listening = network.inbound$.subscribe((visit) => late.push(visit));
    expect(peer.knock(), 'nobody subscribes').to.equal(false);
    listening.unsubscribe();
    const errors: unknown[] = [];
    late[0]?.connection$.subscribe({ error: (error: unknown) => errors.push(error) });
    expect(isConnectionError(errors[0], 'closed')).to.equal(true);
    expect(network.open).to.equal(0);
    const connected: VirtualConnection[] = [];
    const twice$ = network.inbound$.pipe(
      mergeMap(({ connection$ }) => merge(connection$, connection$.pipe(catchError((error: unknown) => of(error))))),
    );
    const letting = twice$.subscribe((one) => (one instanceof Error ? errors : connected).push(one));
    expect(peer.knock()).to.equal(true);
    expect(connected.map(({ id }) => id)).to.deep.equal([3]);
    expect(isConnectionError(errors[1], 'failed'), 'one subscription').to.equal(true);
    expect([network.open, peer.open, network.knocks, peer.knocks, network.dials]).to.deep.equal([1, 1, 3, 3, 0]);
    letting.unsubscribe();
    expectClean(network);
  });

  it(
    'are as marbles: established at once, killed in order or broken, closed by us',
    marbles(({ cold, expectObservable }) => {
      const { network, peer, other } = small();
      const acts = {
        k: () => network.peers.forEach((one) => one.knock()),
        o: () => peer.kill(),
        b: () => other.kill(Object.assign(new Error(), { code: 'ECONNRESET' })),
      };
      const from = (one: VirtualPeer | undefined) =>
        network.inbound$.pipe(
          filter(({ address }) => address.host === one?.address.host),
          take(1),
          mergeMap(({ connection$ }) => connection$),
          map(() => 'c'),
          codeOf(),
        );
      const script = '    -k-o-b--';
      const inOrder = '   -c-|';
      const broken = '    -c---#';
      const closed = '    -c';
      const unsub = '     ^------!';
      cold(script, acts).subscribe((act) => act());
      expectObservable(from(peer)).toBe(inOrder);
      expectObservable(from(other)).toBe(broken, undefined, new Error('ECONNRESET'));
      expectObservable(from(network.peers[2]), unsub).toBe(closed);
      at(8, () => expectClean(network));
    }),
  );

  it('close at once where they drop, break when the network goes down, and do not come while it is', () => {
    const { network, peer, other } = small();
    const story: string[] = [];
    const told$ = network.inbound$.pipe(
      mergeMap(({ connection$ }) =>
        connection$.pipe(
          map(({ id }) => `${id} established`),
          endWith('closed'),
          catchError((error: unknown) => of((error as { readonly code: string }).code)),
        ),
      ),
    );
    const all = told$.subscribe((one) => story.push(one));
    peer.drop();
    expect(peer.knock()).to.equal(true);
    expect(story).to.deep.equal(['1 established', 'closed']);
    other.knock();
    network.down();
    expect(story.slice(2)).to.deep.equal(['2 established', 'ECONNRESET']);
    expect(other.knock()).to.equal(false);
    expect(network.knocks).to.equal(2);
    network.up();
    expect(other.knock()).to.equal(true);
    other.kill();
    expect(story.slice(4)).to.deep.equal(['3 established', 'closed']);
    expectClean(network);
    all.unsubscribe();
  });

  it(
    'answer pings, as slow as they are, unless they are frozen',
    marbles(({ expectObservable, cold }) => {
      const { network, peer, other } = small();
      peer.slow(2);
      other.freeze();
      const pings = open(network).pipe(mergeMap((connection) => connection.ping().pipe(map(() => 'p'))));
      cold('-(po)', { p: peer, o: other }).subscribe((one) => one.knock());
      expectObservable(pings, '^---------!').toBe('------p');
    }),
  );

  it('come in numbers, picked by chance: the same for the same seed', () => {
    const flood = (seed: number) => {
      const network = virtualNetwork({ seed, peers: 50 });
      const all = open(network).subscribe();
      expect(network.knock(200)).to.equal(200);
      expect(network.open).to.equal(200);
      all.unsubscribe();
      expectClean(network);
      return network.peers.map(({ knocks }) => knocks);
    };
    expect(flood(1)).to.deep.equal(flood(1));
    expect(flood(1)).not.to.deep.equal(flood(2));
    expect(virtualNetwork({ seed: 1, peers: 0 }).knock(3)).to.equal(0);
    expect(virtualNetwork({ seed: 1, peers: 3 }).knock(0)).to.equal(0);
  });

  it(
    'try a door: the limits of a manager, and those of `admit` before it',
    marbles(({ flush }) => {
      const { network, peer, other } = small();
      const refused: string[] = [];
      const manager = new ConnectionManager({
        dial: network.dial,
        inbound: network.inbound$.pipe(admit({ perHost: 2, refused: ({ reason }) => refused.push(reason) })),
        maxInbound: 3,
      }).start();
      manager.refused$.subscribe(({ reason }) => refused.push(reason));
      expect([peer.knock(), peer.knock(), peer.knock()]).to.deep.equal([true, true, false]);
      expect([other.knock(), other.knock(), other.knock({ allowed: true })]).to.deep.equal([true, false, true]);
      expect(refused).to.deep.equal(['host', 'full']);
      peer.kill();
      expect(manager.connections.size).to.equal(2);
      void manager.stop();
      flush();
      expectClean(network);
    }),
  );

  it('refuse what cannot be', () => {
    const { network, peer } = small();
    expect(() => network.knock(-1)).to.throw(ArgumentError, 'Expected `count` to be a whole number ≥ 0, got `-1`');
    expect(() => peer.knock({ alowed: true } as never)).to.throw(ArgumentError, 'did you mean `allowed`?');
  });
});
