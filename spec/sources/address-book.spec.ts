import { expect } from 'chai';
import fc from 'fast-check';
import {
  AddressBook,
  isRoutable,
  networkGroup,
  type Address,
  type AddressBookError,
  type AddressBookOptions,
  type Sighting,
} from 'rx-connmgr';
import { marbles, seededRandom } from 'rx-connmgr/testing';
import { EMPTY, asyncScheduler, defer, mergeMap, timer, type Subscription } from 'rxjs';
import { ArgumentError } from '../../lib/core/errors.js';
import type { Happening } from '../../lib/core/events.js';
import type { Id, Kind } from '../../lib/core/request.js';
import { hostOf, secretOf } from '../core/support/tables.js';
import { runs } from '../support/runs.js';
import { SmallStore } from '../support/small-store.js';

const any = () => true;
const source: Address = { host: '9.9.9.9', port: 8333 };
const at = (i: number, port = 8333): Address => ({ host: hostOf(i), port });
const many = (count: number): readonly Address[] => Array.from({ length: count }, (_, i) => at(i));

const bookOf = (options: AddressBookOptions = {}) =>
  new AddressBook({ random: seededRandom(1), secret: secretOf(1), ...options });

interface Hand {
  readonly got: readonly Address[];
  readonly free: () => void;
}

const ask = (book: AddressBook, usable: (address: Address) => boolean = any): Hand => {
  const got: Address[] = [];
  const hold: Subscription = book.lease(usable).subscribe((address) => got.push(address));
  return { got, free: () => hold.unsubscribe() };
};

const close = (book: AddressBook): void => {
  book.close().subscribe();
};

const say = (book: AddressBook, id: Id, address: Address, happening: Happening<unknown>, kind: Kind = 'automatic') =>
  book.report({ id, address, kind, ...happening });

const established = { type: 'established', connection: 1 } as const;

interface Request {
  readonly id: Id;
  readonly address: Address;
  readonly kind: Kind;
  state: 'dialing' | 'established';
}

/** All that is saved of one address, and of nothing else. */
const savedOf = (store: SmallStore, host: string): Record<string, unknown> => {
  const { addresses } = store.kept as { readonly addresses: readonly Record<string, unknown>[] };
  return addresses.find((one) => one.host === host) ?? {};
};

describe('AddressBook', () => {
  describe('add', () => {
    it('takes in what is news, and returns how many are', () => {
      const book = bookOf();
      expect([book.add(many(3), source), book.add(many(4), source), book.size]).to.deep.equal([3, 1, 4]);
      expect([book.newSize, book.triedSize]).to.deep.equal([4, 0]);
    });

    it('takes every spelling of an address for one', () => {
      const book = bookOf();
      const spellings = ['2607:4700::1', '[2607:4700::1]', '2607:4700:0:0:0:0:0:1', '2607:4700::0001'];
      expect(
        book.add(
          spellings.map((host) => ({ host, port: 1 })),
          source,
        ),
      ).to.equal(1);
      expect(ask(book).got).to.deep.equal([{ host: '2607:4700::1', port: 1 }]);
    });

    it('passes over what is no address and what is not routable', () => {
      const book = bookOf();
      const bad = [null, 3, 'a:1', {}, { host: '1.2.3', port: 1 }, { host: '8.8.8.8', port: 0 }, { host: 8, port: 8 }];
      const unroutable = ['127.0.0.1', '10.0.0.1', '::1', 'fe80::1%eth0', 'localhost'].map((host) => ({
        host,
        port: 1,
      }));
      expect(book.add([...(bad as unknown as Address[]), ...unroutable, at(1)], source)).to.equal(1);
    });

    it('takes what is routable by a rule of one’s own', () => {
      const book = bookOf({ routable: (host) => host.startsWith('127.') });
      expect(book.add([{ host: '127.0.0.1', port: 1 }, at(1)], { host: '127.0.0.1', port: 9 })).to.equal(1);
    });

    it('takes what one that is not routable tells, and what anything iterable holds', () => {
      const book = bookOf();
      expect(book.add(new Set(many(3)), { host: '127.0.0.1', port: 1 })).to.equal(3);
    });

    it('refuses what is no list, and a source that is no address', () => {
      const book = bookOf();
      for (const list of [undefined, null, 'a:1', 3, {}]) {
        expect(() => book.add(list as never, source)).to.throw(ArgumentError, /`addresses`/);
      }
      for (const teller of [undefined, null, 'dns', {}, { host: '', port: 1 }]) {
        expect(() => book.add([], teller as never)).to.throw(ArgumentError, /`source`/);
      }
    });

    it('survives whatever a peer may send', () => {
      const value = fc.oneof(
        fc.anything(),
        fc.record({ host: fc.anything(), port: fc.anything(), seen: fc.anything() }),
      );
      const sighting = fc.record({
        host: fc.ipV4(),
        port: fc.nat(70_000),
        seen: fc.anything(),
        services: fc.anything(),
      });
      fc.assert(
        fc.property(fc.array(fc.oneof(value, sighting)), (list) => {
          const book = bookOf({ sizes: { newBuckets: 2, triedBuckets: 2, bucketSize: 2 } });
          expect(book.add(list as Sighting[], source)).to.be.at.least(book.size);
          expect(book.size).to.be.at.most(4);
        }),
        { numRuns: runs(500) },
      );
    });

    it(
      'takes gossip for two hours older than it says, but not what a peer tells of itself',
      marbles(
        ({ flush }) => {
          const store = new SmallStore();
          const book = bookOf({ store });
          const seen = 1_700_000_000_000;
          timer(seen + 1).subscribe(() => {
            book.add(
              [
                { ...at(1), seen },
                { ...source, seen },
              ],
              source,
            );
            close(book);
          });
          flush();
          expect([savedOf(store, hostOf(1)).seen, savedOf(store, source.host).seen]).to.deep.equal([
            seen - 7_200_000,
            seen,
          ]);
        },
        { maxFrames: 2_000_000_000_000 },
      ),
    );
  });

  describe('what is known', () => {
    it(
      'falls with failures and recent tries, and is whole again when it is good',
      marbles(({ flush }) => {
        const book = bookOf();
        book.add(many(3), source);
        expect([book.chance(at(0)), book.chance(at(7)), book.isTerrible(at(0)), book.isTerrible(at(7))]).to.deep.equal([
          ...[1, 0],
          ...[false, false],
        ]);
        book.attempt(at(0));
        expect(book.chance(at(0))).to.equal(0.01);
        book.fail(at(0));
        timer(700_000).subscribe(() => {
          expect(book.chance(at(0))).to.equal(0.66);
          for (let i = 0; i < 3; i += 1) {
            book.good(at(1));
            book.fail(at(0));
          }
          expect(book.isTerrible(at(0))).to.equal(true);
          book.good(at(0));
          expect([book.isTerrible(at(0)), book.triedSize]).to.deep.equal([false, 2]);
        });
        flush();
      }),
    );

    it(
      'is what the manager reports: a try at the dial, good after a while, a failure',
      marbles(({ flush }) => {
        const book = bookOf({ goodAfter: 1_000 });
        book.add(many(2), source);
        const running = book.run$.subscribe();
        say(book, 1, at(0), { type: 'dialing' });
        expect(book.chance(at(0))).to.equal(0.01);
        say(book, 1, at(0), established);
        timer(999).subscribe(() => expect(book.triedSize).to.equal(0));
        timer(1_001).subscribe(() => expect(book.triedSize).to.equal(1));
        timer(1_002).subscribe(() => {
          say(book, 2, at(1), { type: 'dialing' });
          say(book, 2, at(1), { type: 'failed', error: 'x' });
        });
        timer(700_000).subscribe(() => {
          expect(book.chance(at(1))).to.equal(0.66);
          running.unsubscribe();
        });
        flush();
      }),
    );
  });

  describe('lease', () => {
    it(
      'is of one address in each network, until its request has ended or it is given back, once',
      marbles(({ flush }) => {
        const book = bookOf();
        book.add([at(0), { host: hostOf(0).replace(/1$/, '2'), port: 8333 }], source);
        const first = ask(book);
        const second = ask(book);
        const seen: number[] = [];
        timer(1).subscribe(() => {
          say(book, 1, first.got[0]!, { type: 'dialing' });
          seen.push(second.got.length);
        });
        timer(2).subscribe(() => say(book, 1, first.got[0]!, { type: 'ended', reason: 'failed' }));
        timer(3).subscribe(() => {
          seen.push(second.got.length); // the network is free while the first address rests
          first.free();
          expect(ask(book).got).to.deep.equal([]); // and is the second one's now
        });
        flush();
        expect(seen).to.deep.equal([0, 1]);
      }),
    );

    it(
      'heeds the networks of manual and permanent requests, and not those of who came to us',
      marbles(({ flush }) => {
        const book = bookOf();
        book.add([at(0)], source);
        const near = { host: hostOf(0).replace(/1$/, '77'), port: 1 };
        say(book, 1, near, { type: 'dialing' }, 'permanent');
        say(book, 2, near, established, 'inbound');
        const hand = ask(book);
        timer(5).subscribe(() => {
          expect(hand.got).to.deep.equal([]);
          say(book, 1, near, { type: 'ended', reason: 'removed' }, 'permanent');
        });
        flush();
        expect(hand.got).to.deep.equal([at(0)]);
      }),
    );

    it('is of networks as one groups them, or of any', () => {
      const near = [1, 2, 3].map((port) => at(0, port));
      const counts = ([() => 'all', ({ port }: Address) => String(port % 2), false] as const).map((group) => {
        const book = bookOf({ group });
        book.add(near, source);
        return [ask(book), ask(book), ask(book)].filter(({ got }) => got.length > 0).length;
      });
      expect(counts).to.deep.equal([1, 2, 3]);
    });

    it('is of the networks that are wanted only; the others are kept', () => {
      const book = bookOf({ networks: ['onion', 'ipv6'] });
      const onion = { host: `${'a'.repeat(56)}.onion`, port: 1 };
      book.add([at(0), at(1), onion, { host: '2607:4700::1', port: 1 }], source);
      expect(book.size).to.equal(4);
      const got = [ask(book), ask(book), ask(book)].flatMap((hand) => hand.got);
      expect(got.map(({ host }) => host).sort()).to.deep.equal(['2607:4700::1', onion.host]);
    });

    it('rather is of the usual port', () => {
      const book = bookOf({ port: 8333 });
      book.add([...many(20), ...Array.from({ length: 20 }, (_, i) => at(100 + i, 99))], source);
      const got = Array.from({ length: 30 }, () => ask(book)).flatMap((hand) => hand.got);
      expect(got.slice(0, 12).map(({ port }) => port)).to.deep.equal(Array(12).fill(8333));
      expect(got).to.have.length(30);
    });

    it('says nothing but host and port', () => {
      const book = bookOf();
      book.add([{ ...at(0), seen: 5, services: 9n }], source);
      expect(ask(book).got).to.deep.equal([at(0)]);
    });
  });

  describe('run$', () => {
    it(
      'asks the feed when somebody waits in vain, and tells what is wrong with it',
      marbles(({ cold, expectSubscriptions, flush }) => {
        const feed = cold<Sighting>('--a-b-#', { a: at(0), b: at(1) });
        const book = bookOf({ feed, feedBackoff: () => 10 });
        const errors: AddressBookError[] = [];
        const leased: number[] = [];
        for (const start of [3, 4, 5]) {
          const lease$ = timer(start).pipe(mergeMap(() => book.lease(any)));
          lease$.subscribe(() => leased.push(asyncScheduler.now()));
        }
        const running = book.run$.subscribe((error) => errors.push(error));
        timer(26).subscribe(() => running.unsubscribe());
        expectSubscriptions(feed.subscriptions).toBe(['---^-----!', '-------------------^-----!']);
        flush();
        expect(leased).to.deep.equal([5, 7]);
        expect(errors.map(({ code, cause }) => [code, cause])).to.deep.equal([
          ['feed', 'error'],
          ['feed', 'error'],
        ]);
      }),
    );

    it(
      'lets go of the feed when nobody waits and there is enough',
      marbles(({ hot, expectSubscriptions, flush }) => {
        const feed = hot<Sighting>('-a-b-c-d-e', { a: at(0), b: at(1), c: at(2), d: at(3), e: at(4) });
        const book = bookOf({ feed, enough: 3 });
        book.lease(any).subscribe();
        const running = book.run$.subscribe();
        timer(20).subscribe(() => running.unsubscribe());
        expectSubscriptions(feed.subscriptions).toBe('^----!');
        flush();
        expect(book.size).to.equal(3);
      }),
    );

    it(
      'asks a feed whose back-off throws no more often than once in ten seconds',
      marbles(({ flush }) => {
        let asked = 0;
        const feed = defer(() => {
          asked += 1;
          return EMPTY;
        });
        const feedBackoff = () => {
          throw new Error('no back-off');
        };
        const book = bookOf({ feed, feedBackoff });
        const errors: AddressBookError[] = [];
        book.lease(any).subscribe();
        const running = book.run$.subscribe((error) => errors.push(error));
        timer(25_000).subscribe(() => running.unsubscribe());
        flush();
        expect([asked, errors.length]).to.deep.equal([2, 2]);
      }),
    );

    it(
      'reads and saves: what was known is known again, and leases wait for it',
      marbles(({ flush }) => {
        const store = new SmallStore();
        const first = bookOf({ store });
        first.add(many(500), source);
        for (let i = 0; i < 100; i += 1) first.good(at(i));
        close(first);
        flush();
        const again = bookOf({ store, secret: secretOf(2) });
        store.latency = 5;
        const hand = ask(again);
        const running = again.run$.subscribe();
        timer(4).subscribe(() => expect([again.size, hand.got.length]).to.deep.equal([0, 0]));
        timer(6).subscribe(() => {
          expect([again.size, again.triedSize, hand.got.length]).to.deep.equal([first.size, first.triedSize, 1]);
          running.unsubscribe();
        });
        flush();
        expect(first.triedSize).to.be.within(90, 100);
      }),
    );

    it(
      'sets aside what is of no use, says so, and goes on',
      marbles(({ flush }) => {
        const store = new SmallStore({ format: 'something else' });
        const book = bookOf({ store });
        book.add(many(1), source);
        const errors: AddressBookError[] = [];
        const running = book.run$.subscribe((error) => errors.push(error));
        const hand = ask(book);
        timer(400_000).subscribe(() => running.unsubscribe());
        flush();
        expect(errors.map(({ code }) => code)).to.deep.equal(['unreadable']);
        expect(errors[0]).to.be.instanceOf(Error).with.property('name', 'AddressBookError');
        expect([store.aside, hand.got, savedOf(store, hostOf(0)).port]).to.deep.equal([
          [{ format: 'something else' }],
          [at(0)],
          8333,
        ]);
      }),
    );

    it(
      'does not take over what is no longer routable',
      marbles(({ flush }) => {
        const store = new SmallStore();
        const first = bookOf({ store, routable: any });
        first.add([at(0), { host: '10.0.0.1', port: 1 }], source);
        close(first);
        flush();
        const again = bookOf({ store, routable: isRoutable });
        close(again);
        flush();
        expect(again.size).to.equal(1);
      }),
    );

    it(
      'leases at first those who were connected longest when the last run ended',
      marbles(({ flush }) => {
        const store = new SmallStore();
        const first = bookOf({ store, goodAfter: 10 });
        first.add(many(300), source);
        let running = first.run$.subscribe();
        [40, 50, 60].forEach((i, id) => {
          timer(id).subscribe(() => {
            say(first, id, at(i), { type: 'dialing' });
            say(first, id, at(i), established);
          });
        });
        timer(100).subscribe(() => {
          for (const [id, i] of [40, 50, 60].entries()) {
            say(first, id, at(i), { type: 'disconnected', by: 'us' });
            say(first, id, at(i), { type: 'ended', reason: 'stopped' });
          }
          running.unsubscribe();
          close(first);
        });
        flush();
        const again = bookOf({ store });
        const hands = [ask(again), ask(again), ask(again)];
        running = again.run$.subscribe();
        timer(5).subscribe(() => running.unsubscribe());
        flush();
        expect(hands.slice(0, 2).map(({ got }) => got[0])).to.deep.equal([at(40), at(50)]);
        expect(hands[2]?.got).to.have.length(1);
        expect((store.kept as { readonly anchors: unknown }).anchors).to.deep.equal(
          [40, 50].map((i) => `${hostOf(i)}:8333`),
        );
      }),
    );

    it(
      'keeps the anchors of the last run as long as this one has none, and none if none are wanted',
      marbles(({ flush }) => {
        const anchors = (options: AddressBookOptions) => {
          const store = new SmallStore();
          const old = bookOf({ store });
          old.add(many(3), source);
          close(old);
          flush();
          Object.assign(store.kept as object, { anchors: [`${hostOf(1)}:8333`] });
          const book = bookOf({ store, ...options });
          const running = book.run$.subscribe();
          timer(1).subscribe(() => {
            book.attempt(at(0));
            running.unsubscribe();
            close(book);
          });
          flush();
          return (store.kept as { readonly anchors: unknown }).anchors;
        };
        expect([anchors({}), anchors({ anchors: 0 })]).to.deep.equal([[`${hostOf(1)}:8333`], []]);
      }),
    );

    it(
      'ends with no timer left, and may be run again',
      marbles(({ flush }) => {
        const book = bookOf({ store: new SmallStore() });
        book.add(many(1), source);
        for (let run = 0; run < 2; run += 1) {
          const running = book.run$.subscribe();
          say(book, 1, at(0), { type: 'dialing' });
          say(book, 1, at(0), established);
          running.unsubscribe();
        }
        flush();
        expect([asyncScheduler.now(), ask(book).got]).to.deep.equal([0, [at(0)]]);
      }),
    );
  });

  it(
    'closes at once where there is no store',
    marbles(({ expectObservable }) => {
      expectObservable(bookOf().close()).toBe('|');
    }),
  );

  it('reads whatever is in its store, or sets it aside, and never crashes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (data) => {
        marbles(({ flush }) => {
          const store = new SmallStore(data);
          const book = bookOf({ store });
          const errors: AddressBookError[] = [];
          const running = book.run$.subscribe((error) => errors.push(error));
          timer(10).subscribe(() => running.unsubscribe());
          flush();
          expect([errors.length, store.aside.length]).to.deep.equal(data === undefined ? [0, 0] : [1, 1]);
        })();
      }),
      { numRuns: runs(200) },
    );
  });

  it('has each address in one hand and each network in use once, and everything free at the end, for any order of events', () => {
    const step = fc.record({
      type: fc.constantFrom('add', 'lease', 'lease', 'dial', 'fail', 'establish', 'end', 'free', 'rule', 'manual'),
      n: fc.nat(60),
      wait: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(), (steps, seed) => {
        marbles(({ flush }) => {
          const book = bookOf({ secret: secretOf(seed), random: seededRandom(seed), goodAfter: 2 });
          const running = book.run$.subscribe();
          const hands: (Hand & { request?: Request })[] = [];
          const live = new Set<Request>();
          let usable = () => true;
          let ids = 0;
          // Four addresses to a network, so that there are many of one.
          const address = (n: number) => ({ host: `11.${n >> 2}.0.${n & 3}`, port: 8333 });
          const open = (where: Address, kind: Kind): Request => {
            const request: Request = { id: (ids += 1), address: where, kind, state: 'dialing' };
            live.add(request);
            say(book, request.id, where, { type: 'dialing' }, kind);
            return request;
          };
          const end = (request: Request) => {
            if (request.state === 'established') {
              say(book, request.id, request.address, { type: 'disconnected', by: 'peer' }, request.kind);
            }
            live.delete(request);
            say(book, request.id, request.address, { type: 'ended', reason: 'closed' }, request.kind);
          };
          const check = () => {
            const held = hands.flatMap(({ got }) => got);
            expect(new Set(held.map(({ host }) => host)).size).to.equal(held.length);
            const inUse = hands
              .filter(({ got, request }) => got.length > 0 && (!request || live.has(request)))
              .map(({ got }) => networkGroup(got[0]!));
            expect(new Set(inUse).size, 'networks in use').to.equal(inUse.length);
            expect(hands.every(({ got }) => got.length <= 1)).to.equal(true);
          };
          const act = ({ type, n }: (typeof steps)[number]) => {
            const hand = hands[n % Math.max(1, hands.length)];
            const requests = [...live];
            const request = requests[n % Math.max(1, requests.length)];
            if (type === 'add') book.add([address(n)], source);
            else if (type === 'lease') hands.push(ask(book, usable));
            else if (type === 'rule') usable = () => true;
            else if (type === 'manual') open({ host: `12.${n}.0.1`, port: 1 }, n % 2 === 0 ? 'manual' : 'permanent');
            else if (type === 'dial' && hand && hand.got.length > 0 && !hand.request)
              hand.request = open(hand.got[0]!, 'automatic');
            else if (type === 'fail' && request?.state === 'dialing') {
              say(book, request.id, request.address, { type: 'failed', error: 'x' }, request.kind);
              end(request);
            } else if (type === 'establish' && request?.state === 'dialing') {
              request.state = 'established';
              say(book, request.id, request.address, established, request.kind);
            } else if (type === 'end' && request) end(request);
            else if (type === 'free' && hand && (!hand.request || !live.has(hand.request))) {
              hands.splice(hands.indexOf(hand), 1);
              hand.free();
            }
            check();
          };
          const groups = new Set(steps.flatMap(({ type, n }) => (type === 'add' ? [n >> 2] : [])));
          let now = 0;
          for (const one of steps) timer((now += one.wait)).subscribe(() => act(one));
          timer(now + 10).subscribe(() => {
            check();
            for (const request of live) end(request);
            for (const hand of hands.splice(0)) hand.free();
            for (let i = 0; i < 20; i += 1) hands.push(ask(book, usable));
          });
          timer(now + 15).subscribe(() => {
            expect(hands.filter(({ got }) => got.length > 0).length).to.equal(groups.size);
            for (const hand of hands.splice(0)) hand.free();
            running.unsubscribe();
          });
          flush();
        })();
      }),
      { numRuns: runs(200) },
    );
  });
});
