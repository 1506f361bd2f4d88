import { expect } from 'chai';
import fc from 'fast-check';
import type { Subscription } from 'rxjs';
import { Pool, type PoolOptions } from '../../lib/sources/pool.js';
import { runs } from '../support/runs.js';

const any = () => true;

const poolOf = (options: Partial<PoolOptions<string>> = {}, ...addresses: readonly string[]): Pool<string> => {
  const pool = new Pool<string>({ key: (address) => address, size: 1_000, refused: () => undefined, ...options });
  for (const address of addresses) pool.add(address);
  return pool;
};

interface Hand {
  readonly got: readonly string[];
  readonly free: () => void;
}

const ask = (pool: Pool<string>, usable: (address: string) => boolean = any): Hand => {
  const got: string[] = [];
  const hold: Subscription = pool.lease(usable).subscribe((address) => got.push(address));
  return { got, free: () => hold.unsubscribe() };
};

const about = (address: string) => ({ id: 1, address, kind: 'automatic' }) as const;
const fail = (pool: Pool<string>, address: string) => pool.report({ ...about(address), type: 'failed', error: 'x' });
const live = (pool: Pool<string>, address: string) => pool.report({ ...about(address), type: 'dialing' });
const end = (pool: Pool<string>, address: string) =>
  pool.report({ ...about(address), type: 'ended', reason: 'closed' });

describe('Pool', () => {
  it('leases each address to one hand, first come, first served', () => {
    const pool = poolOf({}, 'a', 'b');
    expect([ask(pool), ask(pool), ask(pool)].map(({ got }) => got)).to.deep.equal([['a'], ['b'], []]);
  });

  it('gives what comes, or comes back, to who waits longest', () => {
    const pool = poolOf({}, 'a');
    const first = ask(pool);
    const [second, third] = [ask(pool), ask(pool)];
    pool.add('b');
    first.free();
    expect([second.got, third.got]).to.deep.equal([['b'], ['a']]);
  });

  it('forgets who no longer waits', () => {
    const pool = poolOf();
    const [gone, waits] = [ask(pool), ask(pool)];
    gone.free();
    pool.add('a');
    expect([gone.got, waits.got]).to.deep.equal([[], ['a']]);
  });

  it('gives the lowest rank first among those ready', () => {
    const pool = poolOf({ rank: Number }, '3', '1', '2');
    expect([ask(pool), ask(pool), ask(pool)].flatMap(({ got }) => got)).to.deep.equal(['1', '2', '3']);
  });

  it('passes over what is not usable until its request has ended, or another rule comes', () => {
    const pool = poolOf({}, 'a', 'b');
    const usable = (address: string) => address !== 'a';
    expect(ask(pool, usable).got).to.deep.equal(['b']);
    const waits = ask(pool, any);
    expect(waits.got, 'by another rule').to.deep.equal(['a']);
    const other = poolOf({}, 'a');
    let barred = true;
    const rule = (address: string) => address !== 'a' || !barred;
    const hand = ask(other, rule);
    barred = false;
    end(other, 'a');
    expect(hand.got, 'once the request has ended').to.deep.equal(['a']);
  });

  it('gives one lease in four to those that failed last time', () => {
    const fresh = Array.from({ length: 8 }, (_, i) => `f${i}`);
    const pool = poolOf({}, 'x', 'y');
    const [x, y] = [ask(pool), ask(pool)];
    fail(pool, 'x');
    fail(pool, 'y');
    x.free();
    y.free();
    for (const address of fresh) pool.add(address);
    const order = Array.from({ length: 10 }, () => ask(pool).got[0]);
    expect(order.filter((address) => address === 'x' || address === 'y')).to.deep.equal(['x', 'y']);
    expect(order.indexOf('y') - order.indexOf('x')).to.equal(4);
  });

  it('keeps so many, and forgets the oldest that is not in use', () => {
    const pool = poolOf({ size: 3 }, 'a', 'b', 'c');
    const a = ask(pool);
    live(pool, 'a');
    pool.add('d');
    a.free();
    end(pool, 'a');
    const left = Array.from({ length: 4 }, () => ask(pool).got[0]);
    expect([...left].sort()).to.deep.equal(['a', 'c', 'd', undefined]);
  });

  it('takes no more when all are in use', () => {
    const pool = poolOf({ size: 2 }, 'a', 'b');
    for (const address of ['a', 'b']) {
      ask(pool);
      live(pool, address);
    }
    pool.add('c');
    expect(ask(pool).got).to.deep.equal([]);
  });

  it('drops a forgotten address when it is given back', () => {
    const pool = poolOf({ size: 1 }, 'a');
    const a = ask(pool);
    pool.add('b');
    a.free();
    expect([ask(pool).got, ask(pool).got]).to.deep.equal([['b'], []]);
  });

  it('leaves a forgotten address that is learned again in the hand that has it', () => {
    const pool = poolOf({ size: 1 }, 'a');
    const [a, waits] = [ask(pool), ask(pool)];
    pool.add('b');
    pool.add('a');
    expect(waits.got).to.deep.equal(['b']);
    const next = ask(pool);
    expect(next.got, 'it is not here yet').to.deep.equal([]);
    a.free();
    expect(next.got, 'it has come back').to.deep.equal(['a']);
  });

  it('pulls a list as it is needed, past duplicates, however long it is', () => {
    let pulled = 0;
    const endless = (function* () {
      for (;;) yield `a${Math.floor(pulled++ / 3)}`;
    })();
    const pool = poolOf({ more: endless, size: 10 });
    expect([ask(pool), ask(pool)].flatMap(({ got }) => got)).to.deep.equal(['a0', 'a1']);
    expect(pulled).to.be.at.most(6);
    expect(ask(pool, () => false).got, 'none is usable, and it ends').to.deep.equal([]);
  });

  it('with a rank pulls all that it holds, to find the lowest', () => {
    const pool = poolOf({ more: ['5', '2', '9', '1'][Symbol.iterator](), rank: Number, size: 3 });
    expect(ask(pool).got).to.deep.equal(['2']);
  });

  it('refuses what has no key or no rank, and goes on', () => {
    const refused: unknown[] = [];
    const key = (address: string) => {
      if (address === 'bad') throw new Error('no key');
      return address;
    };
    const pool = poolOf({ key, refused: (error) => refused.push(error) }, 'bad', 'good');
    expect(ask(pool).got).to.deep.equal(['good']);
    expect(refused).to.have.length(1);
  });

  it('keeps the newer object of an address', () => {
    const pool = new Pool<{ readonly name: string; readonly seen: number }>({
      key: ({ name }) => name,
      size: 9,
      refused: () => undefined,
    });
    pool.add({ name: 'a', seen: 1 });
    pool.add({ name: 'a', seen: 2 });
    const seen: number[] = [];
    pool.lease(any).subscribe((address) => seen.push(address.seen));
    pool.lease(any).subscribe((address) => seen.push(address.seen));
    expect(seen).to.deep.equal([2]);
  });

  it('never has an address in two hands, holds no more than its size, and loses none that it holds', () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('add' as const), n: fc.nat(12) }),
      fc.constant({ type: 'ask' as const }),
      fc.record({ type: fc.constantFrom('free' as const, 'fail' as const), n: fc.nat(12) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 80 }), (size, steps) => {
        const pool = poolOf({ size });
        const hands: Hand[] = [];
        const held = () => hands.flatMap(({ got }) => got);
        for (const what of steps) {
          if (what.type === 'add') pool.add(`a${what.n}`);
          else if (what.type === 'ask') hands.push(ask(pool));
          else {
            const [hand] = hands.splice(what.n % Math.max(1, hands.length), 1);
            const [address] = hand?.got ?? [];
            if (what.type === 'fail' && address !== undefined) fail(pool, address);
            hand?.free();
          }
          expect(hands.every(({ got }) => got.length <= 1)).to.equal(true);
          expect(new Set(held()).size).to.equal(held().length);
        }
        for (const hand of hands.splice(0)) hand.free();
        const left = Array.from({ length: 20 }, () => ask(pool).got[0]).filter((address) => address !== undefined);
        const added = new Set(steps.flatMap((what) => (what.type === 'add' ? [what.n] : [])));
        expect(left).to.have.length(Math.min(size, added.size));
      }),
      { numRuns: runs(1_000) },
    );
  });
});
