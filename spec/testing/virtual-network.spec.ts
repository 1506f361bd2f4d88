import { expect } from 'chai';
import { ArgumentError, formatAddress, type Address } from 'rx-connmgr';
import { expectClean, marbles, virtualNetwork, type VirtualNetwork, type VirtualPeer } from 'rx-connmgr/testing';
import {
  Subscription,
  asyncScheduler,
  catchError,
  map,
  mergeMap,
  take,
  tap,
  throwError,
  timer,
  type Observable,
} from 'rxjs';

type Options = Partial<Parameters<typeof virtualNetwork>[0]>;

/** A network, and two of its peers. */
const small = (options: Options = {}) => {
  const network = virtualNetwork({ seed: 1, peers: 3, latency: 3, ...options });
  const [peer, other] = network.peers as readonly [VirtualPeer, VirtualPeer];
  return { network, peer, other };
};

/** Errors as expected ones are written here: nothing but their code. */
const codeOf = <T>() =>
  catchError<T, Observable<never>>((error: unknown) => throwError(() => new Error((error as { code: string }).code)));

/** What a dial tells: `c` for the connection, and the code of an error. */
const dialled = (network: VirtualNetwork, { address }: { readonly address: Address }): Observable<string> =>
  network.dial(address).pipe(map(() => 'c'), codeOf()); // prettier-ignore

/** What a ping tells that is sent so long after the connection: `p` for the answer, and the code of an error. */
const pinged = (network: VirtualNetwork, { address }: VirtualPeer, after: number): Observable<string> =>
  network.dial(address).pipe(
    mergeMap((connection) => timer(after).pipe(mergeMap(() => connection.ping()))),
    map(() => 'p'),
    codeOf(),
  );

const at = (frame: number, act: () => unknown): void => void timer(frame).subscribe(act);

describe('virtualNetwork', () => {
  describe('a dial', () => {
    it(
      'is established after the latency, and stays',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '---c------';
        const unsub = '   ^--------!';
        expectObservable(dialled(network, peer), unsub).toBe(expected);
      }),
    );

    it('is never established within the subscription, even without latency', () => {
      const order: string[] = [];
      marbles(({ flush }) => {
        const { network, peer } = small({ latency: undefined });
        const dial = network.dial(peer.address).subscribe(() => order.push('established'));
        order.push('subscribed');
        flush();
        dial.unsubscribe();
      })();
      expect(order).to.deep.equal(['subscribed', 'established']);
    });

    it(
      'is refused',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '---#';
        peer.refuse();
        expectObservable(dialled(network, peer)).toBe(expected, undefined, new Error('ECONNREFUSED'));
      }),
    );

    it(
      'hangs where the peer is silent, for good',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '----------';
        const unsub = '   ^--------!';
        peer.silence();
        at(5, () => peer.up());
        expectObservable(dialled(network, peer), unsub).toBe(expected);
      }),
    );

    it(
      'is accepted and closed at once',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '---(c|)';
        peer.drop();
        expectObservable(dialled(network, peer)).toBe(expected);
      }),
    );

    it(
      'is established where the peer is frozen',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '---c------';
        const unsub = '   ^--------!';
        peer.freeze();
        expectObservable(dialled(network, peer), unsub).toBe(expected);
      }),
    );

    it(
      'takes longer where the peer is slow, until it is up',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const slow = '      -----c----';
        const slowUnsub = ' ^--------!';
        const quick = '     --------c-';
        const quickUnsub = '-----^---!';
        peer.slow(2);
        at(4, () => peer.up());
        expectObservable(dialled(network, peer), slowUnsub).toBe(slow);
        expectObservable(dialled(network, peer), quickUnsub).toBe(quick);
      }),
    );

    it(
      'meets the peer as it is when it arrives, and is not undone later',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '---c------';
        const unsub = '   ^--------!';
        peer.refuse();
        at(2, () => peer.up());
        at(4, () => peer.refuse());
        expectObservable(dialled(network, peer), unsub).toBe(expected);
      }),
    );

    it(
      'finds a peer by an address that is made anew',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '---c---';
        const unsub = '   ^-----!';
        expectObservable(dialled(network, { address: { ...peer.address } }), unsub).toBe(expected);
      }),
    );

    it(
      'fails where nobody is, and counts',
      marbles(({ expectObservable }) => {
        const { network } = small();
        const expected = '---#';
        expectObservable(dialled(network, { address: { host: '11.9.9.9', port: 1 } })).toBe(
          expected,
          undefined,
          new Error('EHOSTUNREACH'),
        );
        at(2, () => expect([network.dials, network.dialing]).to.deep.equal([1, 1]));
        at(4, () => expect([network.dials, network.dialing]).to.deep.equal([1, 0]));
      }),
    );

    it('fails as a socket does, with a code and a message', () => {
      let error: unknown;
      marbles(() => {
        const { network, peer } = small();
        peer.refuse();
        network.dial(peer.address).subscribe({ error: (each: unknown) => (error = each) });
      })();
      expect(error).to.be.an('error').that.includes({
        message: 'connect ECONNREFUSED 11.0.0.1:8333',
        code: 'ECONNREFUSED',
        syscall: 'connect',
      });
    });
  });

  describe('a connection', () => {
    it(
      'is closed in order by a kill',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '---c-|';
        at(5, () => peer.kill());
        expectObservable(dialled(network, peer)).toBe(expected);
      }),
    );

    it(
      'breaks by a kill with an error',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '---c-#';
        at(5, () => peer.kill({ code: 'mine' }));
        expectObservable(dialled(network, peer)).toBe(expected, undefined, new Error('mine'));
      }),
    );

    it(
      'may be killed or let go of as it is established, also by a peer that drops it',
      marbles(({ expectObservable, flush }) => {
        const { network, peer, other } = small();
        const killed = '---|';
        const taken = '---(c|)';
        other.drop();
        for (const one of [peer, other]) {
          expectObservable(dialled(network, one).pipe(tap(() => one.kill()))).toBe(killed);
          expectObservable(dialled(network, one).pipe(take(1))).toBe(taken);
        }
        flush();
        expectClean(network);
      }),
    );

    it('says whose it is, and which dial made it', () => {
      const made: unknown[] = [];
      marbles(() => {
        const { network } = small();
        for (const { address } of network.peers) {
          network.dial(address).subscribe((connection) => made.push([connection.address, connection.id]));
        }
        at(5, () => network.kill(3));
      })();
      expect(made).to.deep.equal([
        [{ host: '11.0.0.1', port: 8333 }, 1],
        [{ host: '11.1.0.1', port: 8333 }, 2],
        [{ host: '11.2.0.1', port: 8333 }, 3],
      ]);
    });
  });

  describe('a ping', () => {
    // established at 3, sent at 5, due at 8
    it(
      'is answered once, after the latency',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '--------p-----';
        const unsub = '   ^------------!';
        expectObservable(pinged(network, peer, 2), unsub).toBe(expected);
      }),
    );

    it(
      'is answered later by a slow peer',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '----------p---';
        const unsub = '   ^------------!';
        at(4, () => peer.slow(2));
        expectObservable(pinged(network, peer, 2), unsub).toBe(expected);
      }),
    );

    it(
      'is not answered by a peer that froze meanwhile, for good',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '--------------';
        const unsub = '   ^------------!';
        at(7, () => peer.freeze());
        at(9, () => peer.up());
        expectObservable(pinged(network, peer, 2), unsub).toBe(expected);
      }),
    );

    it(
      'is answered by a peer that is up again in time, and by one that lets nobody else in',
      marbles(({ expectObservable }) => {
        const { network, peer, other } = small();
        const expected = '--------p-----';
        const unsub = '   ^------------!';
        peer.freeze();
        at(7, () => peer.up());
        at(4, () => other.silence());
        expectObservable(pinged(network, peer, 2), unsub).toBe(expected);
        expectObservable(pinged(network, other, 2), unsub).toBe(expected);
      }),
    );

    it(
      'errors at once on a connection that is closed',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '-----#';
        at(4, () => peer.kill());
        expectObservable(pinged(network, peer, 2)).toBe(expected, undefined, new Error('EPIPE'));
      }),
    );

    it(
      'errors when the connection closes meanwhile',
      marbles(({ expectObservable }) => {
        const { network, peer } = small();
        const expected = '--------#';
        at(7, () => peer.kill());
        expectObservable(pinged(network, peer, 2)).toBe(expected, undefined, new Error('EPIPE'));
      }),
    );
  });

  describe('the counts', () => {
    const counts = ({ dials, dialing, open }: VirtualNetwork | VirtualPeer) => [dials, dialing, open];

    it(
      'follow every dial, of the network and of each peer',
      marbles(({ flush }) => {
        const { network, peer, other } = small();
        expect(counts(network)).to.deep.equal([0, 0, 0]);
        const dials = [peer, peer, other].map(({ address }) => network.dial(address).subscribe());
        const all = () => [network, peer, other].map(counts);
        expect(all()).to.deep.equal([[3, 3, 0], [2, 2, 0], [1, 1, 0]]); // prettier-ignore
        at(2, () => dials[0]?.unsubscribe());
        at(2, () => expect(all()).to.deep.equal([[3, 2, 0], [2, 1, 0], [1, 1, 0]])); // prettier-ignore
        at(4, () => expect(all()).to.deep.equal([[3, 0, 2], [2, 0, 1], [1, 0, 1]])); // prettier-ignore
        at(5, () => dials[1]?.unsubscribe());
        at(6, () => expect(all()).to.deep.equal([[3, 0, 1], [2, 0, 0], [1, 0, 1]])); // prettier-ignore
        at(7, () => other.kill());
        at(8, () => expect(all()).to.deep.equal([[3, 0, 0], [2, 0, 0], [1, 0, 0]])); // prettier-ignore
        flush();
      }),
    );

    it(
      'come back to nothing after each failure',
      marbles(({ flush }) => {
        const { network, peer, other } = small();
        peer.refuse();
        other.silence();
        const dials = [peer, other].map(({ address }) => network.dial(address).subscribe({ error: () => undefined }));
        at(4, () => expect(counts(network)).to.deep.equal([2, 1, 0]));
        at(5, () => dials[1]?.unsubscribe());
        flush();
        expect(counts(network)).to.deep.equal([2, 0, 0]);
      }),
    );

    it(
      'count what is closed while the others are being killed once',
      marbles(({ flush }) => {
        const { network, peer } = small();
        const both = new Subscription();
        for (let i = 0; i < 2; i++) {
          both.add(network.dial(peer.address).subscribe({ complete: () => both.unsubscribe() }));
        }
        at(4, () => peer.kill());
        flush();
        expect(counts(network)).to.deep.equal([2, 0, 0]);
      }),
    );

    it(
      'count a dial for each subscription',
      marbles(({ flush }) => {
        const { network, peer } = small();
        const dial = network.dial(peer.address);
        expect(network.dials).to.equal(0);
        dial.subscribe();
        dial.subscribe();
        at(4, () => peer.kill());
        flush();
        expect(counts(network)).to.deep.equal([2, 0, 0]);
      }),
    );
  });

  describe('the whole', () => {
    it(
      'breaks every connection as it goes down, and fails every dial until it is up',
      marbles(({ expectObservable }) => {
        const { network, peer, other } = small();
        const broken = '     ---c-#';
        const failed = '     -----#';
        const failedSub = '  --^';
        const again = '      ---------c--';
        const againUnsub = ' ------^----!';
        at(5, () => network.down());
        at(8, () => network.up());
        expectObservable(dialled(network, peer)).toBe(broken, undefined, new Error('ECONNRESET'));
        expectObservable(dialled(network, other), failedSub).toBe(failed, undefined, new Error('EHOSTUNREACH'));
        expectObservable(dialled(network, peer), againUnsub).toBe(again);
      }),
    );

    it(
      'lets nobody hang while it is down, and leaves the peers as they were set',
      marbles(({ expectObservable }) => {
        const { network, peer, other } = small();
        const down = '    ---#';
        const refused = ' -------#';
        const later = '   ----^';
        peer.silence();
        other.refuse();
        network.down();
        at(4, () => network.up());
        expectObservable(dialled(network, peer)).toBe(down, undefined, new Error('EHOSTUNREACH'));
        expectObservable(dialled(network, other), later).toBe(refused, undefined, new Error('ECONNREFUSED'));
      }),
    );
  });

  describe('chance', () => {
    const picks = (seed: number) => {
      const picked: string[] = [];
      marbles(({ flush }) => {
        const network = virtualNetwork({ seed, peers: 20 });
        for (const { address } of network.peers.slice(0, 10)) network.dial(address).subscribe();
        at(1, () => picked.push(...network.kill(4).map(({ address }) => address.host)));
        at(2, () => expect(network.open).to.equal(6));
        at(3, () => picked.push(...network.kill(Number.MAX_SAFE_INTEGER).map(({ address }) => address.host)));
        at(4, () => expect(network.open).to.equal(0));
        flush();
      })();
      return picked;
    };

    it('picks whose connections are killed, each once, of those that have any', () => {
      const picked = picks(1);
      expect(new Set(picked).size).to.equal(10);
      expect(picked.every((host) => Number(host.split('.')[1]) < 10)).to.equal(true);
    });

    it('is the same for the same seed, and another for another', () => {
      expect(picks(1)).to.deep.equal(picks(1));
      expect(new Set([1, 2, 3, 4, 5].map((seed) => picks(seed).join())).size).to.equal(5);
    });

    it('hands an error to those that are killed', () => {
      const errors: unknown[] = [];
      marbles(() => {
        const { network, peer } = small();
        network.dial(peer.address).subscribe({ error: (error: unknown) => errors.push(error) });
        at(4, () => network.kill(1, 'mine'));
      })();
      expect(errors).to.deep.equal(['mine']);
    });

    it('kills all connections of a peer, and nobody when asked for none', () => {
      marbles(({ flush }) => {
        const { network, peer } = small();
        network.dial(peer.address).subscribe();
        network.dial(peer.address).subscribe();
        at(4, () => expect(network.kill(0)).to.deep.equal([]));
        at(4, () => expect(network.kill(1)).to.deep.equal([peer]));
        flush();
        expect(network.open).to.equal(0);
      })();
    });

    it('lengthens the latency by the jitter at most', () => {
      const delays = (seed: number) => {
        const established: number[] = [];
        marbles(() => {
          const network = virtualNetwork({ seed, peers: 200, latency: 20, jitter: 10 });
          for (const { address } of network.peers) {
            const dial = network.dial(address).pipe(take(1));
            dial.subscribe(() => established.push(asyncScheduler.now()));
          }
        })();
        return established;
      };
      expect([...new Set(delays(1))]).to.deep.equal([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
      expect(delays(1)).to.deep.equal(delays(1));
      expect(delays(1)).not.to.deep.equal(delays(2));
    });
  });

  describe('the addresses', () => {
    it('are in networks of 16 bits of their own, as far as 256 go', () => {
      const { addresses } = virtualNetwork({ seed: 1, peers: 256 });
      expect(new Set(addresses.map(({ host }) => host.split('.').slice(0, 2).join('.'))).size).to.equal(256);
    });

    it('are distinct, however many', () => {
      const { addresses } = virtualNetwork({ seed: 1, peers: 65_536 });
      expect(new Set(addresses.map(formatAddress)).size).to.equal(65_536);
      expect(addresses.at(-1)).to.deep.equal({ host: '11.255.255.1', port: 8333 });
    });

    it('are those of the peers', () => {
      const network = virtualNetwork({ seed: 1, peers: 3 });
      const { addresses, peers } = network;
      expect(peers.map(({ address }) => address)).to.deep.equal(addresses);
      expect(addresses.map((address) => network.peer(address))).to.deep.equal(peers);
    });

    it('may be none', () => {
      expect(virtualNetwork({ seed: 1, peers: 0 }).addresses).to.deep.equal([]);
    });
  });

  describe('what is refused', () => {
    const { network, peer } = small();
    const wrong: Readonly<Record<string, () => unknown>> = {
      'Expected `seed` to be a whole number ≥ 0, got `1.5`': () => small({ seed: 1.5 }),
      'Expected `peers` to be a whole number ≥ 0, got `-1`': () => small({ peers: -1 }),
      'Expected `peers` to be at most 65536, got `65537`': () => small({ peers: 65_537 }),
      'Expected `latency` to be a duration of 0 to 2147483647 milliseconds, got `-1`': () => small({ latency: -1 }),
      'Expected `jitter` to be a duration of 0 to 2147483647 milliseconds, got `NaN`': () => small({ jitter: NaN }),
      'Expected each option to be one of `seed`, `peers`, `latency`, `jitter`, got `"latncy"` (did you mean `latency`?)':
        () => small({ latncy: 1 } as Options),
      'Expected `address` to be one of the network, got `"a:1"`': () => network.peer({ host: 'a', port: 1 }),
      'Expected `count` to be a whole number ≥ 0, got `1.5`': () => network.kill(1.5),
      'Expected `by` to be a duration of 0 to 2147483647 milliseconds, got `-1`': () => peer.slow(-1),
    };
    for (const [message, act] of Object.entries(wrong)) {
      it(message, () => {
        expect(act).to.throw(ArgumentError).with.property('message', message);
      });
    }
  });

  it('tells how a peer behaves', () => {
    const { peer } = small();
    const after = (act: () => void) => (act(), peer.behaviour);
    expect([
      peer.behaviour,
      after(() => peer.refuse()),
      after(() => peer.silence()),
      after(() => peer.freeze()),
      after(() => peer.drop()),
      after(() => peer.up()),
    ]).to.deep.equal(['up', 'refusing', 'silent', 'frozen', 'dropping', 'up']);
  });
});
