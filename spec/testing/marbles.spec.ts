import { expect } from 'chai';
import { ArgumentError, ConnectionManager, type Address } from 'rx-connmgr';
import { marbles, virtualNetwork } from 'rx-connmgr/testing';
import { NEVER, asyncScheduler, interval, of, repeat, retry, take, throwError, timer } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';

const messageOf = (test: () => void): string => {
  try {
    test();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

/** The table of a message, without the words around it. */
const tableOf = (body: (helpers: RunHelpers) => void): readonly string[] =>
  messageOf(marbles(body)).split('\n').slice(2, -1);

describe('marbles', () => {
  describe('what holds', () => {
    it(
      'runs in virtual time',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('60m a 9m (b|)');
        const subs = '       ^ 60m 9m !';
        const expected = '   60m a 9m (b|)';
        expectObservable(source).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

    it(
      'compares values and errors by what they hold',
      marbles(({ hot, expectObservable }) => {
        const failed = (code: string) => Object.assign(new TypeError('no'), { code });
        const source = hot(' -a-#', { a: { at: [1, new Date(2)] } }, failed('E1'));
        const expected = '   -a-#';
        expectObservable(source).toBe(expected, { a: { at: [1, new Date(2)] } }, failed('E1'));
      }),
    );

    it(
      'compares observables of observables, and with another observable',
      marbles(({ hot, cold, expectObservable }) => {
        const a = cold('    -x|');
        const source = hot('--a-|', { a });
        expectObservable(source).toBe('--a-|', { a: cold('-x|') });
        expectObservable(source).toEqual(hot('--a-|', { a }));
      }),
    );

    it('may be run twice', () => {
      let runs = 0;
      const test = marbles(({ flush }) => {
        timer(5).subscribe(() => (runs += 1));
        flush();
      });
      test();
      test();
      expect(runs).to.equal(2);
    });

    it('takes a test of another scale', () => {
      const long = marbles(() => void timer(90_000_000).subscribe(), { maxFrames: 90_000_000 });
      expect(messageOf(long)).to.equal('nothing was thrown');
    });
  });

  describe('what differs', () => {
    it('shows both sides by frame', () => {
      const table = tableOf(({ hot, expectObservable }) => {
        const source = hot(' -a-b-c|');
        const expected = '   -a--b(c|)';
        expectObservable(source).toBe(expected);
      });
      expect(table).to.deep.equal([
        '  frame  expected  got',
        '      1  "a"       "a"',
        '≠     3            "b"',
        '≠     4  "b"',
        '      5  "c"       "c"',
        '≠     5  |',
        '≠     6            |',
      ]);
    });

    it('shows errors', () => {
      const table = tableOf(({ cold, expectObservable }) => {
        expectObservable(cold('--#', {}, new RangeError('far'))).toBe('--#', {}, new RangeError('near'));
      });
      expect(table).to.deep.equal([
        '  frame  expected            got',
        '≠     2  # RangeError: near  # RangeError: far',
      ]);
    });

    it('shows subscriptions', () => {
      const table = tableOf(({ hot, expectSubscriptions }) => {
        const source = hot('   -a-b-c');
        const first = '    ^---!';
        const second = '   -^';
        source.subscribe();
        expectSubscriptions(source.subscriptions).toBe([first, second]);
      });
      expect(table).to.deep.equal([
        '  frame  expected    got',
        '≠     0  ^ until 4   ^ for ever',
        '≠     1  ^ for ever',
      ]);
    });

    it('is thrown from a flush within the body', () => {
      let after = false;
      const test = marbles(({ hot, expectObservable, flush }) => {
        expectObservable(hot('-a')).toBe('-b');
        flush();
        after = true;
      });
      expect(messageOf(test)).to.match(/^Expected other marbles:/);
      expect(after).to.equal(false);
    });
  });

  describe('what never ends', () => {
    const endless =
      /^Expected nothing to be left to do after frame 60000 \(`maxFrames`\), got something at frame 60005/;
    const spinning = /^Expected the test to end within 1000 steps \(`maxSteps`\), got to frame 0 by then/;

    it('fails at maxFrames: a retry', () => {
      const source = throwError(() => new Error('refused')).pipe(retry({ delay: 5 }));
      const test = marbles(({ expectObservable }) => expectObservable(source).toBe('-'), { maxFrames: 60_000 });
      expect(messageOf(test)).to.match(endless);
    });

    it('fails at maxFrames: a subscription that nobody ends', () => {
      const test = marbles(() => void interval(5).subscribe(), { maxFrames: 60_000 });
      expect(messageOf(test)).to.match(endless);
    });

    it('fails at maxFrames: a manager with a permanent request that nobody stops', () => {
      const test = marbles(({ flush }) => {
        const network = virtualNetwork({ seed: 1, peers: 1, latency: 20 });
        const manager = new ConnectionManager({ dial: network.dial }).start();
        network.down();
        manager.connect(network.addresses[0] as Address, { permanent: true });
        flush();
      });
      expect(messageOf(test)).to.match(/^Expected nothing to be left to do after frame 86400000 /);
    });

    it('fails at maxSteps: a repetition without a delay', () => {
      const source = of('a').pipe(repeat({ delay: () => timer(0) }));
      const test = marbles(() => void source.subscribe(), { maxSteps: 1_000 });
      expect(messageOf(test)).to.match(spinning);
    });

    it('fails although the code under test retries whatever is thrown', () => {
      const source = timer(0).pipe(retry(), repeat());
      const test = marbles(() => void source.subscribe(), { maxSteps: 1_000 });
      expect(messageOf(test)).to.match(spinning);
    });

    it('does not fail what ends at the last frame, and in the last step', () => {
      const test = marbles(() => void interval(5).pipe(take(3)).subscribe(), { maxFrames: 15, maxSteps: 3 });
      expect(messageOf(test)).to.equal('nothing was thrown');
    });

    it('leaves nothing behind in the schedulers of rxjs', () => {
      messageOf(marbles(() => void interval(5).subscribe(), { maxFrames: 100 }));
      expect(asyncScheduler.actions).to.deep.equal([]);
      expect(asyncScheduler.now()).to.be.above(1_000_000);
    });
  });

  describe('what throws', () => {
    const boom = () => {
      throw new Error('boom');
    };

    it('fails the test: the body', () => {
      expect(messageOf(marbles(boom))).to.equal('boom');
    });

    it('fails the test: a subscriber', () => {
      expect(messageOf(marbles(() => void timer(5).subscribe(boom)))).to.equal('boom');
    });

    it('fails the test: a stream that nobody catches', () => {
      expect(messageOf(marbles(() => void throwError(() => new Error('boom')).subscribe()))).to.equal('boom');
    });

    it('gives real time back', () => {
      messageOf(marbles(boom));
      expect(asyncScheduler.now()).to.be.above(1_000_000);
    });
  });

  describe('what is refused', () => {
    it('an asynchronous body, of which nothing would be asserted', () => {
      const later: () => unknown = () => Promise.resolve();
      expect(messageOf(marbles(later))).to.equal('Expected the body of `marbles` to return nothing, got a promise');
    });

    const wrong: Readonly<Record<string, () => unknown>> = {
      'Expected `body` to be a function, got `undefined`': () => marbles(undefined as never),
      'Expected `maxFrames` to be a whole number ≥ 1, got `0`': () => marbles(() => {}, { maxFrames: 0 }),
      'Expected `maxFrames` to be a whole number ≥ 1, got `Infinity`': () => marbles(() => {}, { maxFrames: Infinity }),
      'Expected `maxSteps` to be a whole number ≥ 1, got `1.5`': () => marbles(() => {}, { maxSteps: 1.5 }),
      'Expected each option to be one of `maxFrames`, `maxSteps`, got `"maxFrame"` (did you mean `maxFrames`?)': () =>
        marbles(() => {}, { maxFrame: 9 } as object),
    };
    for (const [message, make] of Object.entries(wrong)) {
      it(message, () => {
        expect(make).to.throw(ArgumentError).with.property('message', message);
      });
    }

    it('nothing where an option is undefined', () => {
      expect(messageOf(marbles(() => void NEVER.subscribe(), { maxFrames: undefined }))).to.equal('nothing was thrown');
    });
  });
});
