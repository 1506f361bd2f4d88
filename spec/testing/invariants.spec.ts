import { expect } from 'chai';
import type { ConnectionEvent, Kind } from 'rx-connmgr';
import { invariants, marbles } from 'rx-connmgr/testing';
import { NEVER, Subject, concat, from, map, of, take, throwError, toArray, type Observable } from 'rxjs';

type Event = ConnectionEvent<string, string>;

const letters = {
  d: { type: 'dialing' },
  e: { type: 'established', connection: 'a' },
  f: { type: 'failed', error: 'refused' },
  x: { type: 'disconnected', by: 'peer' },
  w: { type: 'waiting', failures: 1, delay: 5 },
  '.': { type: 'ended', reason: 'removed' },
} as const;

const event = (letter: string, id = 1, kind: Kind = 'permanent'): Event =>
  letter === 'h'
    ? { type: 'health', health: 'ok' }
    : { id, kind, address: `a${id}`, ...letters[letter as keyof typeof letters] };

/** Events of one request, a letter each. */
const lives = (text: string, kind?: Kind): Observable<Event> => from([...text].map((letter) => event(letter, 1, kind)));

const problemOf = (events$: Observable<Event>): string => {
  let problem = 'none';
  events$.pipe(invariants()).subscribe({ error: (error: unknown) => (problem = (error as Error).message) });
  return problem;
};

describe('invariants', () => {
  describe('passes', () => {
    for (const life of [
      '',
      'h',
      '.',
      'd.',
      'df.',
      'dex.',
      'dfw.',
      'dexw.',
      'dfwdexwdex.',
      'dw.',
      'dfwww.',
      'hdhehxh.h',
    ]) {
      it(`"${life}"`, () => {
        const passed: Event[] = [];
        lives(life).pipe(invariants()).subscribe((each) => passed.push(each)); // prettier-ignore
        expect(passed.map(({ type }) => type)).to.deep.equal([...life].map((letter) => event(letter).type));
      });
    }

    it('"ex." of an inbound request', () => {
      expect(problemOf(lives('ex.', 'inbound'))).to.equal('none');
    });

    it('requests that come in between each other', () => {
      const both = [
        event('d', 1),
        event('d', 2),
        event('e', 2),
        event('f', 1),
        event('.', 1),
        event('x', 2),
        event('.', 2),
      ];
      expect(problemOf(from(both))).to.equal('none');
    });

    it('the same object', () => {
      const one = event('.');
      of(one).pipe(invariants(), toArray()).subscribe((all) => expect(all[0]).to.equal(one)); // prettier-ignore
    });
  });

  describe('errors at what cannot be', () => {
    const after = (text: string) => `of request 1 to follow ${text}`;
    const wrong: Readonly<Record<string, string>> = {
      e: `Expected \`established\` ${after('dialing, got it after nothing')}`,
      ee: `Expected \`established\` ${after('dialing, got it after nothing')}`,
      f: `Expected \`failed\` ${after('dialing, got it after nothing')}`,
      x: `Expected \`disconnected\` ${after('established, got it after nothing')}`,
      w: `Expected \`waiting\` ${after('dialing or failed or disconnected or waiting, got it after nothing')}`,
      dd: `Expected \`dialing\` ${after('nothing or failed or disconnected or waiting, got it after dialing')}`,
      dee: `Expected \`established\` ${after('dialing, got it after established')}`,
      ded: `Expected \`dialing\` ${after('nothing or failed or disconnected or waiting, got it after established')}`,
      def: `Expected \`failed\` ${after('dialing, got it after established')}`,
      dew: `Expected \`waiting\` ${after('dialing or failed or disconnected or waiting, got it after established')}`,
      'de.': `Expected \`ended\` ${after('nothing or dialing or failed or disconnected or waiting, got it after established')}`,
      dx: `Expected \`disconnected\` ${after('established, got it after dialing')}`,
      dfx: `Expected \`disconnected\` ${after('established, got it after failed')}`,
      dff: `Expected \`failed\` ${after('dialing, got it after failed')}`,
      dfe: `Expected \`established\` ${after('dialing, got it after failed')}`,
      dexx: `Expected \`disconnected\` ${after('established, got it after disconnected')}`,
      dexe: `Expected \`established\` ${after('dialing, got it after disconnected')}`,
      dfwf: `Expected \`failed\` ${after('dialing, got it after waiting')}`,
      'd..': `Expected \`ended\` ${after('nothing or dialing or failed or disconnected or waiting, got it after ended')}`,
      'd.d': `Expected \`dialing\` ${after('nothing or failed or disconnected or waiting, got it after ended')}`,
      'd.w': `Expected \`waiting\` ${after('dialing or failed or disconnected or waiting, got it after ended')}`,
      d: 'Expected request 1 to end before the events do, got dialing last',
      de: 'Expected request 1 to end before the events do, got established last',
      dfw: 'Expected request 1 to end before the events do, got waiting last',
    };
    for (const [life, problem] of Object.entries(wrong)) {
      it(`"${life}"`, () => {
        expect(problemOf(lives(life))).to.equal(problem);
      });
    }

    const inbound: Readonly<Record<string, string>> = {
      d: '`dialing` of inbound request 1 to follow nothing at all, got it after nothing',
      '.': '`ended` of inbound request 1 to follow disconnected, got it after nothing',
      x: '`disconnected` of inbound request 1 to follow established, got it after nothing',
      ee: '`established` of inbound request 1 to follow nothing, got it after established',
      ef: '`failed` of inbound request 1 to follow nothing at all, got it after established',
      'e.': '`ended` of inbound request 1 to follow disconnected, got it after established',
      exd: '`dialing` of inbound request 1 to follow nothing at all, got it after disconnected',
      exw: '`waiting` of inbound request 1 to follow nothing at all, got it after disconnected',
      exe: '`established` of inbound request 1 to follow nothing, got it after disconnected',
      'ex..': '`ended` of inbound request 1 to follow disconnected, got it after ended',
    };
    for (const [life, problem] of Object.entries(inbound)) {
      it(`"${life}" of an inbound request`, () => {
        expect(problemOf(lives(life, 'inbound'))).to.equal(`Expected ${problem}`);
      });
    }

    it('the second of two requests', () => {
      expect(problemOf(from([event('d', 1), event('.', 1), event('d', 2)]))).to.match(/^Expected request 2 to end/);
    });
  });

  it(
    'errors in the turn of the breach, and lets go',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const events = hot('-d-e-f-', { d: event('d'), e: event('e'), f: event('f') });
      const subs = '      ^----!';
      const expected = '  -d-e-#';
      expectObservable(events.pipe(invariants())).toBe(
        expected,
        { d: event('d'), e: event('e') },
        new Error('Expected `failed` of request 1 to follow dialing, got it after established'),
      );
      expectSubscriptions(events.subscriptions).toBe(subs);
    }),
  );

  it('passes an error on, and is silent where the source is', () => {
    expect(
      problemOf(
        concat(
          lives('d'),
          throwError(() => new Error('lost')),
        ),
      ),
    ).to.equal('lost');
    expect(problemOf(NEVER)).to.equal('none');
  });

  it('begins anew with each subscription', () => {
    const once$ = lives('dex.').pipe(invariants());
    let heard = 0;
    for (let i = 0; i < 2; i++) once$.subscribe(() => (heard += 1));
    expect(heard).to.equal(8);
  });

  it('judges nothing more once nobody listens', () => {
    const events$ = new Subject<Event>();
    const types: string[] = [];
    events$.pipe(invariants(), take(1), map(({ type }) => type)).subscribe((type) => types.push(type)); // prettier-ignore
    events$.next(event('d'));
    events$.next(event('d'));
    expect(types).to.deep.equal(['dialing']);
    expect(events$.observed).to.equal(false);
  });
});
