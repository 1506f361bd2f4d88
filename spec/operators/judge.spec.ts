import { expect } from 'chai';
import fc from 'fast-check';
import { Subject, asyncScheduler, from, map } from 'rxjs';
import { ArgumentError, DynamicBanScore, judge, type JudgeOptions, type Offence, type Verdict } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import sinon from 'sinon';
import { runs } from '../support/runs.js';

const by = (host: string, persistent?: number, transient?: number): Offence => ({
  address: { host, port: 1 },
  persistent,
  transient,
});

/** One letter for each verdict. */
const letters = { noted: 'n', warning: 'w', ban: 'B', exempt: 'e', refused: 'r' };
const letter = map(({ type }: Verdict) => letters[type]);

/** What is said of offences that come all at once. */
const verdictsOf = (offences: readonly Offence[], options?: JudgeOptions) => {
  const verdicts: Verdict[] = [];
  from(offences)
    .pipe(judge(options))
    .subscribe((verdict) => verdicts.push(verdict));
  return verdicts;
};
const lettersOf = (offences: readonly Offence[], options?: JudgeOptions) =>
  verdictsOf(offences, options)
    .map(({ type }) => letters[type])
    .join('');

describe('judge', () => {
  afterEach(() => sinon.restore());

  it(
    'notes, warns above half of the threshold, and bans above all of it',
    marbles(({ hot, expectObservable }) => {
      const offence = hot(' -a--b--a--c--|', {
        a: by('192.0.2.1', 50),
        b: by('192.0.2.1', 0, 1),
        c: by('192.0.2.1', 1),
      });
      const expected = '    -n--w--B--n--|';
      expectObservable(offence.pipe(judge(), letter)).toBe(expected);
    }),
  );

  it('says whom it judged, by which score, and for what', () => {
    const [noted, banned] = verdictsOf([
      by('[2001:DB8::1%eth0]', 10, 20),
      { ...by('2001:db8::2', 80), reason: 'spam' },
    ]);
    expect(noted).to.deep.equal({
      type: 'noted',
      offence: by('[2001:DB8::1%eth0]', 10, 20),
      subnet: '2001:db8::/64',
      score: 30,
    });
    expect(banned).to.deep.include({ type: 'ban', subnet: '2001:db8::/64', score: 110 });
    expect(banned).to.have.nested.property('ban.reason', 'spam');
  });

  it(
    'lets what is transient decay: a minute halves it',
    marbles(({ hot, expectObservable }) => {
      const offence = hot(' a 59999ms a 59999ms a 59999ms p', { a: by('192.0.2.1', 0, 60), p: by('192.0.2.1', 0, 0) });
      const expected = '    a 59999ms b 59999ms c 59999ms d';
      const scores = { a: 60, b: 90, c: 105, d: 0 };
      const score = map((verdict: Verdict) => (verdict.type === 'refused' ? NaN : verdict.score));
      expectObservable(offence.pipe(judge(), score)).toBe(expected, scores);
    }),
  );

  it(
    'forgets a score that has not grown for as long as a ban lasts, and not before half an hour',
    marbles(({ hot, expectObservable }) => {
      const offence = hot(' a 30m a 30m -a', { a: by('192.0.2.1', 40) });
      expectObservable(offence.pipe(judge({ duration: 1 }), letter)).toBe('n 30m n 30m -n');
      expectObservable(offence.pipe(judge({ duration: 30 * 60_000 + 1 }), letter)).toBe('n 30m w 30m -n');
      expectObservable(offence.pipe(judge({ duration: Infinity }), letter)).toBe('n 30m w 30m -B');
    }),
  );

  it('keeps a score per host: its port, its zone and its spelling do not count', () => {
    const spellings = ['192.0.2.1', '::ffff:192.0.2.1', '[::ffff:c000:201]'].map((host, port) => ({
      address: { host, port },
      persistent: 40,
    }));
    expect(lettersOf(spellings)).to.equal('nwB');
    expect(lettersOf(['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((host) => by(host, 40)))).to.equal('nnn');
  });

  it('keeps a score per /64 of IPv6, or whatever it is told', () => {
    const neighbours = ['2001:db8::1', '2001:db8::2', '2001:db8::ffff:3'].map((host) => by(host, 40));
    expect(lettersOf(neighbours)).to.equal('nwB');
    expect(lettersOf(neighbours, { ipv6Prefix: 128 })).to.equal('nnn');
    expect(verdictsOf(neighbours, { ipv6Prefix: 32 }).at(-1)).to.have.property('subnet', '2001:db8::/32');
  });

  it('keeps a score per name where there is no address', () => {
    const onion = `${'b'.repeat(56)}.onion`;
    const [, banned] = verdictsOf([by(onion, 60), by(`${onion.toUpperCase()}.`, 60)]);
    expect(banned).to.deep.include({ type: 'ban', subnet: onion });
  });

  it('never bans who is allowed, and says so', () => {
    const options = { allow: ['127.0.0.1', '2001:db8::7'] };
    expect(lettersOf([by('127.0.0.1', 101), by('127.0.0.1', 60), by('127.0.0.1', 60)], options)).to.equal('ewe');
    expect(lettersOf([by('2001:db8::7', 101), by('2001:db8::8', 101)], options)).to.equal('eB');
  });

  it('bans for the largest points there are, whatever was before', () => {
    const most = 4_294_967_295;
    expect(lettersOf([by('192.0.2.1', 50), by('192.0.2.1', most)])).to.equal('nB');
    expect(lettersOf([by('192.0.2.1', most, 51)])).to.equal('B');
    expect(lettersOf([by('192.0.2.1', most, most)], { threshold: most }), 'never, by this threshold').to.equal('w');
  });

  it('bans at a threshold of 0 for anything at all', () => {
    expect(lettersOf([by('192.0.2.1', 0, 0), by('192.0.2.1', 0, 1)], { threshold: 0 })).to.equal('nB');
  });

  it('tells nonsense as refused, with what is wrong, and goes on', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
      },
    );
    const nonsense: unknown[] = [
      ...[undefined, null, 7, 'spam', {}, { address: null }, { address: { host: 5 } }, hostile],
      ...[by(''), by('10.0.0.0/8', 1), by('not a host', 1)],
      ...[by('192.0.2.1', NaN), by('192.0.2.1', -1), by('192.0.2.1', Infinity), by('192.0.2.1', 0, 2 ** 32)],
      { ...by('192.0.2.1', 1), reason: {} },
      { ...by('192.0.2.1'), persistent: null },
    ];
    const verdicts = verdictsOf([...nonsense, by('192.0.2.1', 1)] as Offence[]);
    const last = verdicts.pop();
    for (const [i, verdict] of verdicts.entries()) {
      expect(verdict).to.have.property('type', 'refused');
      expect(verdict).to.have.property('error').that.is.instanceOf(ArgumentError);
      expect(verdict.offence === nonsense[i]).to.equal(true);
    }
    expect(verdicts).to.have.length(nonsense.length);
    expect(last, 'none of them left a trace').to.deep.include({ type: 'noted', score: 1 });
  });

  it('remembers no more scores than it is told', () => {
    const hosts = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.1'];
    const offences = hosts.map((host) => by(host, 60));
    expect(lettersOf(offences, { maxScores: 3 })).to.equal('wwwB');
    expect(lettersOf(offences, { maxScores: 2 })).to.equal('wwww');
  });

  it('gives each subscription scores of its own', () => {
    const offence$ = new Subject<Offence>();
    const heard: string[] = [];
    const verdict$ = offence$.pipe(judge(), letter);
    verdict$.subscribe((verdict) => heard.push(`first ${verdict}`));
    offence$.next(by('192.0.2.1', 60));
    verdict$.subscribe((verdict) => heard.push(`second ${verdict}`));
    offence$.next(by('192.0.2.1', 60));
    expect(heard).to.deep.equal(['first w', 'first B', 'second w']);
  });

  it('takes an offence from inside next', () => {
    const offence$ = new Subject<Offence>();
    const scores: number[] = [];
    offence$.pipe(judge()).subscribe((verdict) => {
      if (verdict.type === 'refused') return;
      scores.push(verdict.score);
      if (verdict.type === 'warning') offence$.next(by('192.0.2.1', 60));
    });
    offence$.next(by('192.0.2.1', 60));
    offence$.next(by('192.0.2.1', 1));
    expect(scores).to.deep.equal([60, 120, 1]);
  });

  it(
    'neither forgets nor throws when the clock is set back, and dates bans by the clock',
    marbles(({ hot, expectObservable }) => {
      const offence = hot(' -a--a--|', { a: by('192.0.2.1', 0, 60) });
      const expected = '    -w--B--|';
      const times = [10_000_000, 10_000_000, 3_000_000, 3_000_000];
      sinon.stub(asyncScheduler, 'now').callsFake(() => times.shift() ?? 3_000_000);
      const told = map((verdict: Verdict) => (verdict.type === 'ban' ? verdict.ban : letters[verdict.type]));
      const B = { subnet: '192.0.2.1', since: 3_000_000, until: 3_000_000 + 86_400_000 };
      expectObservable(offence.pipe(judge(), told)).toBe(expected, { w: 'w', B });
    }),
  );

  it('refuses options that cannot be', () => {
    const wrong: Readonly<Record<string, readonly unknown[]>> = {
      threshold: [-1, NaN, 2 ** 32, '100'],
      duration: [0, -1, NaN, '1d', null],
      allow: ['127.0.0.1', [1], ['127.1'], null],
      ipv6Prefix: [-1, 129, 64.5, NaN, '64'],
      maxScores: [0, 1.5, Infinity, NaN],
    };
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values)
        expect(() => judge({ [name]: value }), `${name} ${String(value)}`).to.throw(ArgumentError);
    }
    expect(() => judge({ treshold: 1 } as never)).to.throw(ArgumentError, 'did you mean `threshold`?');
    expect(() => judge(null as never)).to.throw(ArgumentError, 'an object');
    const nothing = { threshold: undefined, duration: undefined, allow: undefined, ipv6Prefix: undefined };
    expect(() => judge({ ...nothing, maxScores: undefined })).not.to.throw();
  });

  it('says of whatever offences what a naive judge would say', () => {
    const hosts = ['192.0.2.1', '192.0.2.2', '2001:db8::1'];
    const offence = fc.record({
      host: fc.constantFrom(...hosts),
      persistent: fc.nat(60),
      transient: fc.nat(120),
      step: fc.integer({ min: -600_000, max: 600_000 }),
    });
    fc.assert(
      fc.property(fc.array(offence), fc.nat(150), (offences, threshold) => {
        sinon.restore();
        let clock = 1e12;
        let steady: number | undefined;
        sinon.stub(asyncScheduler, 'now').callsFake(() => clock);
        const models = new Map(hosts.map((host) => [host, new DynamicBanScore()]));
        const offence$ = new Subject<Offence>();
        let said: Verdict | undefined;
        offence$.pipe(judge({ threshold })).subscribe((verdict) => (said = verdict));
        for (const { host, persistent, transient, step } of offences) {
          clock += step;
          steady = steady === undefined ? clock : steady + Math.max(step, 0);
          const model = models.get(host)!;
          const score = model.increase(persistent, transient, steady);
          offence$.next(by(host, persistent, transient));
          const type = score > threshold ? 'ban' : score > threshold / 2 ? 'warning' : 'noted';
          expect(said).to.deep.include({ type, score });
          if (type === 'ban') model.reset();
        }
      }),
      { numRuns: runs(200) },
    );
  });
});
