import { expect } from 'chai';
import { marbles, seededRandom } from 'rx-connmgr/testing';
import { NEVER, asyncScheduler, take, timer, type Subscription } from 'rxjs';
import type { Address } from '../../lib/core/address.js';
import { Choice, type Usable } from '../../lib/core/address-book/choice.js';
import { GroupUses } from '../../lib/core/address-book/group-uses.js';
import { Leasing } from '../../lib/sources/leasing.js';
import { hostOf, tablesOf, toldOf } from '../core/support/tables.js';

const any: Usable = () => true;

const leasingOf = (count: number, open = true) => {
  const tables = tablesOf();
  const uses = new GroupUses();
  const choice = new Choice({ tables, busy: (group) => uses.busy(group), port: undefined, random: seededRandom(1) });
  const leasing = new Leasing({ tables, uses, choice, open });
  const learn = (host: string) => {
    tables.learn(toldOf(host, 8333, asyncScheduler.now()), host, 0, asyncScheduler.now());
    leasing.wake();
  };
  for (let i = 0; i < count; i += 1) learn(hostOf(i));
  return { tables, uses, leasing, learn };
};

interface Hand {
  readonly got: string[];
  readonly errors: unknown[];
  readonly hold: Subscription;
}

const ask = (leasing: Leasing, usable: Usable = any): Hand => {
  const got: string[] = [];
  const errors: unknown[] = [];
  const hold = leasing.lease(usable).subscribe({
    next: ({ host }) => got.push(host),
    error: (error: unknown) => errors.push(error),
  });
  return { got, errors, hold };
};

describe('Leasing', () => {
  it(
    'leases at once where there is plenty, each address to one hand, and one of each network',
    marbles(({ flush }) => {
      const { leasing, learn, uses } = leasingOf(3);
      learn('11.0.0.2'); // of the network of the first
      const hands = [1, 2, 3].map(() => ask(leasing));
      expect(new Set(hands.flatMap(({ got }) => got)).size).to.equal(3);
      const fourth = ask(leasing);
      flush();
      expect([fourth.got, uses.size]).to.deep.equal([[], 3]);
      for (const { hold } of [...hands, fourth]) hold.unsubscribe();
      expect(uses.size).to.equal(0);
    }),
  );

  it(
    'serves who waits, first come, first served: when an address is learnt or given back, in a turn of its own',
    marbles(({ flush }) => {
      const { leasing, learn } = leasingOf(1);
      const holder = ask(leasing);
      const [first, second] = [ask(leasing), ask(leasing)];
      const seen: unknown[] = [];
      const look = () => seen.push([first.got.length, second.got.length]);
      timer(10).subscribe(() => {
        learn(hostOf(1));
        look();
      });
      timer(11).subscribe(look);
      timer(20).subscribe(() => {
        holder.hold.unsubscribe();
        look();
      });
      timer(21).subscribe(look);
      flush();
      expect(seen).to.deep.equal([
        [0, 0],
        [1, 0],
        [1, 0],
        [1, 1],
      ]);
    }),
  );

  it(
    'serves who waits when a network is free again',
    marbles(({ flush }) => {
      const { leasing, uses, tables } = leasingOf(1);
      uses.take(7, tables.shelves.get(toldOf(hostOf(0)).key)!.group);
      const hand = ask(leasing);
      timer(10).subscribe(() => {
        expect(hand.got).to.deep.equal([]);
        uses.free(7);
        leasing.wake();
      });
      flush();
      expect(hand.got).to.deep.equal([hostOf(0)]);
    }),
  );

  it(
    'asks whether an address is usable once by each rule, and once more after its request has ended',
    marbles(({ flush }) => {
      const { leasing, tables } = leasingOf(5);
      let asked = 0;
      let barred = true;
      const rule = () => {
        asked += 1;
        return !barred;
      };
      const hands = [ask(leasing, rule), ask(leasing, rule)];
      timer(10).subscribe(() => {
        expect(asked).to.equal(5);
        leasing.wake();
      });
      timer(20).subscribe(() => {
        expect(asked).to.equal(5);
        barred = false;
        tables.shelves.unbar(tables.shelves.get(toldOf(hostOf(3)).key)!);
        leasing.wake();
      });
      timer(30).subscribe(() => {
        expect(hands.map(({ got }) => got)).to.deep.equal([[hostOf(3)], []]);
        hands.push(ask(leasing, () => rule()));
      });
      flush();
      expect(hands.map(({ got }) => got.length)).to.deep.equal([1, 1, 1]);
    }),
  );

  it(
    'says that somebody goes without, once the whole book was looked through, and no longer than that',
    marbles(({ expectObservable }) => {
      const { leasing, learn } = leasingOf(0);
      const waiting = NEVER.pipe();
      expectObservable(leasing.starved$, '^-----------------!').toBe('f--t---f--t---f', { t: true, f: false });
      timer(3).subscribe(() => ask(leasing));
      timer(7).subscribe(() => learn(hostOf(0)));
      let gone: Hand | undefined;
      timer(10).subscribe(() => (gone = ask(leasing)));
      timer(14).subscribe(() => gone?.hold.unsubscribe());
      expectObservable(waiting, '^!').toBe('');
    }),
  );

  it(
    'leases nothing before it is open, and those that are preferred first',
    marbles(({ flush }) => {
      const { leasing } = leasingOf(200, false);
      leasing.prefer([toldOf(hostOf(150)).key, 'unknown:1', toldOf(hostOf(7)).key, toldOf(hostOf(9)).key]);
      const hands = [1, 2, 3, 4].map(() => ask(leasing, ({ host }) => host !== hostOf(7)));
      timer(10).subscribe(() => {
        expect(hands.flatMap(({ got }) => got)).to.deep.equal([]);
        leasing.open();
      });
      flush();
      expect(hands.slice(0, 2).map(({ got }) => got)).to.deep.equal([[hostOf(150)], [hostOf(9)]]);
      expect(hands.slice(2).map(({ got }) => got.length)).to.deep.equal([1, 1]);
    }),
  );

  it(
    'holds no timer while nothing changes, and none when nobody waits',
    marbles(({ flush }) => {
      const { leasing, learn } = leasingOf(0);
      const hands = [ask(leasing), ask(leasing)];
      flush();
      expect(asyncScheduler.now()).to.equal(0);
      learn(hostOf(0));
      for (const { hold } of hands) hold.unsubscribe();
      flush();
      expect(hands.flatMap(({ got }) => got)).to.deep.equal([]);
    }),
  );

  it(
    'leaves no turn to come when nobody waits any longer',
    marbles(
      ({ flush }) => {
        for (let i = 0; i < 5; i += 1) ask(leasingOf(0).leasing).hold.unsubscribe();
        flush();
      },
      { maxSteps: 1 },
    ),
  );

  it(
    'misses nothing that is free while it looks for it, wherever it has looked already',
    marbles(({ flush }) => {
      const { leasing, uses, tables } = leasingOf(3_000);
      const all = [...tables.shelves.all()];
      all.forEach(({ group }, id) => uses.take(id, group));
      // Enough for the first three parts of a search, all of which are one frame.
      const turns = (left: number, then: () => void): void => {
        timer(0).subscribe(() => (left > 0 ? turns(left - 1, then) : then()));
      };
      const hands: Hand[] = [];
      for (let i = 0; i < 40; i += 1) {
        timer(10 * i).subscribe(() => {
          hands.push(ask(leasing));
          turns(i % 3, () => {
            uses.free(i * 70);
            leasing.wake();
          });
        });
        timer(10 * i + 5).subscribe(() => expect(hands.filter(({ got }) => got.length === 0)).to.deep.equal([]));
      }
      flush();
    }),
  );

  it(
    'lets whoever takes give back at once, or ask again',
    marbles(({ flush }) => {
      const { leasing, learn, uses } = leasingOf(2);
      const got: string[] = [];
      leasing
        .lease(any)
        .pipe(take(1))
        .subscribe(({ host }) => got.push(host));
      expect([got.length, uses.size]).to.deep.equal([1, 0]);
      const once = () => {
        leasing
          .lease(any)
          .pipe(take(1))
          .subscribe((other: Address) => got.push(other.host));
      };
      leasing.lease(any).subscribe(({ host }) => {
        got.push(host);
        once();
      });
      leasing
        .lease(any)
        .pipe(take(1))
        .subscribe(({ host }) => got.push(host));
      learn(hostOf(2));
      flush();
      expect([got.length, uses.size]).to.deep.equal([4, 1]);
    }),
  );

  it(
    'errors where the rule throws, whoever waits next is served',
    marbles(({ flush }) => {
      const { leasing, learn } = leasingOf(1);
      const rule = ({ host }: Address) => {
        if (host === hostOf(1)) throw new Error('rule');
        return host !== hostOf(0);
      };
      const [first, second] = [ask(leasing, rule), ask(leasing, rule)];
      timer(10).subscribe(() => learn(hostOf(1)));
      timer(20).subscribe(() => learn(hostOf(2)));
      flush();
      expect(first.errors.map(String)).to.deep.equal(['Error: rule']);
      expect(second.got).to.deep.equal([hostOf(2)]);
      const at = leasingOf(1);
      const thrown = ask(at.leasing, () => {
        throw new Error('at once');
      });
      expect(thrown.errors.map(String)).to.deep.equal(['Error: at once']);
    }),
  );

  describe('with 50 000 addresses of which one will do', () => {
    /** Counts what is asked in each turn of the real event loop, until somebody is served. */
    const turns = async (leasing: Leasing, usable: Usable, waiters = 1) => {
      let [most, inThisTurn, all] = [0, 0, 0];
      const counted: Usable = (address) => {
        inThisTurn += 1;
        all += 1;
        most = Math.max(most, inThisTurn);
        return usable(address);
      };
      const hands = Array.from({ length: waiters }, () => ask(leasing, counted));
      for (let turn = 0; turn < 100_000 && hands.every(({ got }) => got.length === 0); turn += 1) {
        await new Promise((resolve) => void setImmediate(resolve));
        inThisTurn = 0;
      }
      for (const { hold } of hands) hold.unsubscribe();
      return { most, all, got: hands.flatMap(({ got }) => got) };
    };

    const book = leasingOf(0);
    before(() => {
      for (let i = 0; i < 50_000; i += 1) book.learn(hostOf(i));
      expect(book.tables.shelves.size).to.be.above(25_000);
    });
    const only = () => [...book.tables.shelves.all()][20_000]!;

    it('asks few questions in each turn, and each once, where the others are not usable', async () => {
      const { host } = only().address;
      const { most, all, got } = await turns(book.leasing, (address) => address.host === host, 3);
      expect(got).to.deep.equal([host]);
      expect(most).to.be.at.most(500);
      expect(all).to.be.at.most(book.tables.shelves.size);
    });

    it('asks one question where the networks of the others are in use', async () => {
      const { group, address } = only();
      let id = 0;
      for (const known of book.tables.shelves.all()) if (known.group !== group) book.uses.take((id += 1), known.group);
      const { all, got } = await turns(book.leasing, any);
      expect(got[0]?.split('.').slice(0, 2)).to.deep.equal(address.host.split('.').slice(0, 2));
      expect(all).to.equal(1);
      while (id > 0) book.uses.free(id--);
    });

    it('asks few questions where the others were tried lately', async () => {
      const last = only();
      for (const known of book.tables.shelves.all()) known.lastTry = asyncScheduler.now();
      last.lastTry = -Infinity;
      const { all, got } = await turns(book.leasing, any);
      expect(got).to.have.length(1);
      expect(all).to.be.at.most(5);
    });
  });
});
