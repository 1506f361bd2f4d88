import { expect } from 'chai';
import { NEVER, Observable, catchError, concat, of, throwError, type Subscription } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';
import { ConnectionError } from '../../lib/core/errors.js';
import { life } from '../../lib/operators/life.js';
import { requestOf, worldOf, type WorldOptions } from '../support/world.js';

const refused = new Error('refused');
const values = { l: true };

interface LifeOptions extends Partial<WorldOptions> {
  /** What the dial fails with, and what the life does. */
  readonly error?: Error;
  readonly ends?: Error;
}

describe('life', () => {
  /** One life of one request; `life` is what it emits, `told` what happens, `dialled` the subscription of the dial. */
  const lives = (
    name: string,
    picture: { readonly dial: string; readonly dialled: string; readonly told: string; readonly life: string },
    { error = refused, ends = error, ...options }: LifeOptions = {},
  ) =>
    it(
      name,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const dial = cold(picture.dial, undefined, error);
        const world = worldOf({ dial: () => dial, stableAfter: 3, ...options });
        expectObservable(world.told$).toBe(picture.told);
        expectObservable(life(requestOf(), world)).toBe(picture.life, values, ends);
        expectSubscriptions(dial.subscriptions).toBe(picture.dialled);
      }),
    );

  lives('emits once the connection has lasted, and goes on', {
    dial: '   --c-----',
    dialled: '^-------',
    told: '   d-e-----',
    life: '   -----l--',
  });
  lives('errors when the connection breaks before it has lasted', {
    dial: '   --c-#',
    dialled: '^---!',
    told: '   d-e-x',
    life: '   ----#',
  });
  lives('errors when the dial fails', {
    dial: '   --#',
    dialled: '^-!',
    told: '   d-f',
    life: '   --#',
  });
  lives(
    'errors when the dial completes without a connection',
    {
      dial: '   --|',
      dialled: '^-!',
      told: '   d-f',
      life: '   --#',
    },
    { ends: new ConnectionError('failed', 'The dial completed without a connection') },
  );
  lives(
    'gives up a dial that takes too long',
    {
      dial: '   ------',
      dialled: '^---! ',
      told: '   d---f-',
      life: '   ----# ',
    },
    { dialTimeout: 4, ends: new ConnectionError('timeout', 'The dial took too long') },
  );
  lives(
    'has no deadline once it is established',
    {
      dial: '   --c-----',
      dialled: '^-------',
      told: '   d-e-----',
      life: '   -----l--',
    },
    { dialTimeout: 4 },
  );
  lives('looks at the first value only', {
    dial: '   --c-d-e-',
    dialled: '^-------',
    told: '   d-e-----',
    life: '   -----l--',
  });
  lives(
    'completes when what failed is here',
    {
      dial: '   --#',
      dialled: '^-!',
      told: '   d-f',
      life: '   --|',
    },
    { error: Object.assign(new Error('too many'), { code: 'EMFILE' }) },
  );

  it(
    'errors with nothing when the peer closes, which is nobody’s mistake',
    marbles(({ cold, expectObservable }) => {
      const dial = cold('    --c-----|   ');
      const told = '         d-e-----x   ';
      const expected = '     -----l--(u|)';
      const world = worldOf({ dial: () => dial, stableAfter: 3 });
      expectObservable(world.told$).toBe(told);
      expectObservable(life(requestOf(), world).pipe(catchError((error: unknown) => of(error)))).toBe(expected, {
        l: true,
        u: undefined,
      });
    }),
  );

  it(
    'serves a dial that is synchronous',
    marbles(({ expectObservable }) => {
      for (const { dial$, told, expected } of [
        { dial$: concat(of('c'), NEVER), told: '(de) ', expected: '---l' },
        { dial$: of('c'), told: '               (dex)', expected: '(u|)' },
        { dial$: throwError(() => refused), told: '(df) ', expected: '(r|)' },
      ]) {
        const world = worldOf({ dial: () => dial$, stableAfter: 3 });
        const outcome$ = life(requestOf(), world).pipe(catchError((error: unknown) => of(error)));
        expectObservable(world.told$).toBe(told);
        expectObservable(outcome$).toBe(expected, { l: true, u: undefined, r: refused });
      }
    }),
  );

  it(
    'fails when the dial throws',
    marbles(({ expectObservable }) => {
      const throws = () => {
        throw refused;
      };
      const world = worldOf({ dial: throws });
      expectObservable(world.told$).toBe('(df)');
      expectObservable(life(requestOf(), world)).toBe('#', undefined, refused);
    }),
  );

  it(
    'cancels the dial, or closes the connection, without a word when unsubscribed from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      for (const { at, told } of [
        { at: '^-!      ', told: 'd-----' },
        { at: '^----!   ', told: 'd--e--' },
      ]) {
        const dial = cold('---c--');
        const world = worldOf({ dial: () => dial, maxDialing: 1, dialTimeout: 4, stableAfter: 3 });
        expectObservable(world.told$).toBe(told);
        expectObservable(life(requestOf(), world), at).toBe('------');
        expectSubscriptions(dial.subscriptions).toBe(at);
      }
    }),
  );

  it(
    'hangs up: a dial is cancelled, a connection told as closed by us, and both complete',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      for (const { act, told, completes } of [
        { act: '--h', told: '  d-----', completes: '--|' },
        { act: '-----h', told: 'd--e-u', completes: '-----|' },
      ]) {
        const dial = cold('---c--');
        const request = requestOf();
        const world = worldOf({ dial: () => dial, stableAfter: 10 });
        expectObservable(world.told$).toBe(told);
        expectObservable(life(request, world)).toBe(completes);
        cold(act).subscribe(() => request.life?.hangUp());
        expectSubscriptions(dial.subscriptions).toBe(completes.replace('-', '^').replace('|', '!'));
      }
    }),
  );

  for (const moment of ['d', 'e']) {
    it(
      `may be hung up and unsubscribed from by whoever is told \`${moment}\``,
      marbles(({ flush }) => {
        let open = 0;
        const dial$ = new Observable<string>((subscriber) => {
          open += 1;
          subscriber.add(() => (open -= 1));
          subscriber.next('c');
        });
        for (const how of ['hang up', 'unsubscribe']) {
          const request = requestOf();
          const world = worldOf({ dial: () => dial$, maxDialing: 1, stableAfter: 3 });
          const seen: string[] = [];
          const told = world.told$.subscribe((letter) => {
            seen.push(letter);
            if (letter !== moment) return;
            if (how === 'hang up') request.life?.hangUp();
            else (request.life as unknown as Subscription).unsubscribe();
          });
          life(request, world).subscribe({ next: () => expect.fail('it did not last') });
          const expected = moment === 'd' ? 'd' : how === 'hang up' ? 'deu' : 'de';
          expect(seen.join('')).to.equal(expected);
          expect(request.life).to.equal(undefined);
          expect(open).to.equal(0);
          told.unsubscribe();
          let free = false;
          world.gate.enter({ admit: () => (free = true) }, 1);
          expect(free, 'another may dial').to.equal(true);
        }
        flush();
      }),
    );
  }

  it(
    'dials when it is its turn: those that are established, failed or cancelled make room',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const dials = {
        established: cold('--c-------'),
        failed: cold('       --#       '),
        cancelled: cold('        ------ '),
        last: cold('               --c '),
      };
      const dialled = {
        established: '^---------',
        failed: '     --^-!     ',
        cancelled: '  ----^-!   ',
        last: '       ------^---',
      };
      const order = ['established', 'failed', 'cancelled', 'last'] as const;
      const world = worldOf({ dial: (_, { id }) => dials[order[id - 1] ?? 'last'], maxDialing: 1 });
      for (const [i, name] of order.entries()) {
        const unsubscribed = name === 'cancelled' ? '^-----!' : undefined;
        expectObservable(life(requestOf('manual', i + 1), world), unsubscribed);
        expectSubscriptions(dials[name].subscriptions).toBe(dialled[name]);
      }
    }),
  );

  it(
    'is told to wait when it is not its turn, and leaves the queue when it is unsubscribed from',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const dial = cold('   ------');
      const dialled = '     ^-----';
      const unsubscribed = '---^-!';
      const told = '        d--q--';
      const world = worldOf({ dial: () => dial, maxDialing: 1 });
      const waits = requestOf('manual', 2);
      expectObservable(world.told$).toBe(told);
      expectObservable(life(requestOf(), world), '^-----!');
      expectObservable(life(waits, world), unsubscribed);
      expectSubscriptions(dial.subscriptions).toBe(dialled + '!');
    }),
  );

  it(
    'lives again for each subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const dial = cold('   -#');
      const dialled = ['    ^!', '--^!'];
      const told = '        dfdf';
      const world = worldOf({ dial: () => dial });
      const one = life(requestOf(), world);
      expectObservable(world.told$).toBe(told);
      expectObservable(one).toBe('-#');
      expectObservable(one, '--^-').toBe('---#');
      expectSubscriptions(dial.subscriptions).toBe(dialled);
    }),
  );
});
