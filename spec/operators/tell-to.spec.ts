import { expect } from 'chai';
import { ArgumentError } from 'rx-connmgr';
import { Subject, config } from 'rxjs';
import { tellTo } from '../../lib/operators/tell-to.js';

describe('tellTo', () => {
  it('tells a function, an observer, a subject, and nobody', () => {
    const heard: string[] = [];
    const subject$ = new Subject<string>();
    subject$.subscribe((word) => heard.push(`${word} by subject`));
    const observer = { words: heard, next: (word: string) => void observer.words.push(`${word} by observer`) };
    tellTo<string>('told', (word) => heard.push(word))('a');
    tellTo<string>('told', observer)('b');
    tellTo<string>('told', subject$)('c');
    tellTo<string>('told', undefined)('d');
    expect(heard).to.deep.equal(['a', 'b by observer', 'c by subject']);
  });

  it('goes on after one that throws, whose error is reported', async () => {
    const reported: unknown[] = [];
    const broken = new Error('broken');
    config.onUnhandledError = (error) => reported.push(error);
    try {
      const heard: number[] = [];
      const tell = tellTo<number>('told', (value) => {
        if (value === 1) throw broken;
        heard.push(value);
      });
      [0, 1, 2].forEach((value) => tell(value));
      expect(heard).to.deep.equal([0, 2]);
      await new Promise((resolve) => setTimeout(resolve));
      expect(reported).to.deep.equal([broken]);
    } finally {
      config.onUnhandledError = null;
    }
  });

  it('refuses what cannot be told', () => {
    for (const listener of [null, 5, 'a', {}, { next: 1 }]) {
      expect(() => tellTo('told', listener as never)).to.throw(
        ArgumentError,
        'Expected `told` to be a function or an observer',
      );
    }
  });
});
