import { expect } from 'chai';
import fc from 'fast-check';
import { Subject, firstValueFrom, of, throwError, type ObservableInput } from 'rxjs';
import { isLookupError, type Lookup } from 'rx-connmgr';
import { marbles } from 'rx-connmgr/testing';
import { answers, type AnswersOptions } from '../../lib/operators/answers.js';

const asked = (lookup: Lookup, options: Partial<AnswersOptions> = {}) =>
  answers('peer.test', { lookup, limit: 256, usable: () => true, ...options });

/** The answer to a lookup that answers at once, or its error. */
const outcome = (answer: ObservableInput<unknown>, options: Partial<AnswersOptions> = {}): unknown => {
  let told: unknown;
  asked(() => answer as ObservableInput<string[]>, options).subscribe({
    next: (ips) => (told = ips),
    error: (error: unknown) => (told = error),
  });
  return told;
};
const codeOf = (error: unknown): string | undefined => (isLookupError(error) ? error.code : undefined);

describe('answers', () => {
  it(
    'is the first answer, and lets go of the lookup with it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values = { a: ['192.0.2.1'], b: ['192.0.2.2'] };
      const lookup = cold(' ---a--b--|', values);
      const asking = '      ^--!';
      const expected = '    ---(a|)';
      expectObservable(asked(() => lookup)).toBe(expected, values);
      expectSubscriptions(lookup.subscriptions).toBe(asking);
    }),
  );

  it(
    'waits for a lookup that does not answer, and lets go of it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const lookup = cold<string[]>('-------');
      const asking = '               ^---!';
      const unsub = '                ----!';
      const expected = '             -----';
      expectObservable(
        asked(() => lookup),
        unsub,
      ).toBe(expected);
      expectSubscriptions(lookup.subscriptions).toBe(asking);
    }),
  );

  it('asks for the name, at each subscription', () => {
    const names: string[] = [];
    const answer$ = asked((name) => (names.push(name), of(['192.0.2.1'])));
    expect(names).to.deep.equal([]);
    answer$.subscribe();
    answer$.subscribe();
    expect(names).to.deep.equal(['peer.test', 'peer.test']);
  });

  it('takes a promise', async () => {
    expect(await firstValueFrom(asked(() => Promise.resolve(['192.0.2.1'])))).to.deep.equal(['192.0.2.1']);
    const rejected = await firstValueFrom(asked(() => Promise.reject(new Error('no')))).catch((err: unknown) => err);
    expect(codeOf(rejected)).to.equal('EAI_FAIL');
  });

  it('spells each address in the one way, and has it once', () => {
    const answer = ['2001:DB8::1', '192.0.2.1', '2001:db8:0::1', '::ffff:192.0.2.1'];
    expect(outcome(of(answer))).to.deep.equal(['2001:db8::1', '192.0.2.1']);
  });

  it('drops what is no IP address, so that nobody resolves it', () => {
    const answer = ['a.test', '', 'x.onion', 5, null, undefined, {}, '127.1', '192.0.2.1', ['192.0.2.2']];
    expect(outcome(of(answer))).to.deep.equal(['192.0.2.1']);
  });

  it('looks at so many addresses, and takes those that will do', () => {
    const answer = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
    expect(outcome(of(answer), { limit: 2 })).to.deep.equal(['192.0.2.1', '192.0.2.2']);
    expect(outcome(of(answer), { usable: (ip) => ip.endsWith('3') })).to.deep.equal(['192.0.2.3']);
  });

  it('is an error where there is none to be used', () => {
    expect(outcome(of([]))).to.include({
      code: 'ENODATA',
      host: 'peer.test',
      message: '`"peer.test"` has no addresses',
    });
    expect(outcome(of())).to.include({ code: 'ENODATA' });
    expect(outcome(of(['a.test', 'b.test']))).to.include({
      code: 'ENODATA',
      message: 'None of 2 answers for `"peer.test"` is an address to be used',
    });
    expect(codeOf(outcome(of(['192.0.2.1']), { usable: () => false }))).to.equal('ENODATA');
    for (const nonsense of [undefined, null, '192.0.2.1', 5, { length: 1, 0: '192.0.2.1' }]) {
      expect(codeOf(outcome(of(nonsense)))).to.equal('EBADRESP');
    }
  });

  it('is a LookupError, whatever goes wrong', () => {
    const refused = Object.assign(new Error('queryA ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(outcome(throwError(() => refused))).to.include({
      ...{ name: 'LookupError', code: 'ECONNREFUSED', host: 'peer.test', cause: refused },
    });
    const typed = outcome(throwError(() => refused));
    expect(outcome(throwError(() => typed as Error))).to.equal(typed);
    for (const thrown of [new Error('no'), 'no', undefined, null, { code: 5 }] as readonly unknown[]) {
      expect(outcome(throwError(() => thrown as Error))).to.include({ code: 'EAI_FAIL', cause: thrown });
    }
    const throwing = () => {
      throw refused;
    };
    let told: unknown;
    asked(throwing).subscribe({ error: (error: unknown) => (told = error) });
    expect(told).to.include({ code: 'ECONNREFUSED', cause: refused });
    asked((() => 5) as never).subscribe({ error: (error: unknown) => (told = error) });
    expect(codeOf(told)).to.equal('EAI_FAIL');
    asked(throwing, { usable: throwing }).subscribe({ error: (error: unknown) => (told = error) });
    expect(codeOf(told)).to.equal('ECONNREFUSED');
  });

  it('may be unsubscribed from inside `next`', () => {
    const lookup$ = new Subject<string[]>();
    const subscription = asked(() => lookup$).subscribe(() => subscription.unsubscribe());
    expect(lookup$.observed).to.equal(true);
    lookup$.next(['192.0.2.1']);
    expect(lookup$.observed).to.equal(false);
  });

  it('emits canonical addresses only, each once, no more than the limit, or errors', () => {
    const garbage = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.domain(), fc.anything());
    fc.assert(
      fc.property(fc.oneof(fc.array(garbage), fc.anything()), fc.integer({ min: 1, max: 9 }), (answer, limit) => {
        const told = outcome(of(answer), { limit });
        if (isLookupError(told)) return;
        const ips = told as string[];
        expect(ips.length).to.be.within(1, limit);
        expect(new Set(ips).size).to.equal(ips.length);
        expect(outcome(of(ips), { limit })).to.deep.equal(ips);
      }),
    );
  });

  it('is not slowed down by 100 000 answers', () => {
    const answer = Array.from({ length: 100_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
    expect(outcome(of(answer))).to.have.lengthOf(256);
  });
});
