import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { expectKnown, expectWhole, show } from '../core/check.js';
import { same } from './same.js';

/** How {@link marbles} runs. */
export interface MarbleOptions {
  /** The frame (millisecond) at which virtual time ends: what is due later makes the test fail. @default 3_600_000 */
  readonly maxFrames?: number | undefined;
}

interface Message {
  readonly frame: number;
  readonly notification: { readonly kind: 'N' | 'E' | 'C'; readonly value?: unknown; readonly error?: unknown };
}

interface Life {
  readonly subscribedFrame: number;
  readonly unsubscribedFrame: number;
}

const text = (value: unknown): string => {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value) ?? show(value);
  } catch {
    return show(value);
  }
};

const line = (entry: Message | Life): string => {
  if ('subscribedFrame' in entry) return `${entry.subscribedFrame} subscribed until ${entry.unsubscribedFrame}`;
  const { kind, value, error } = entry.notification;
  if (kind === 'N') return `${entry.frame} ${text(value)}`;
  return kind === 'E' ? `${entry.frame} error ${text(error)}` : `${entry.frame} complete`;
};

const lines = (entries: readonly (Message | Life)[]): string => entries.map((entry) => `  ${line(entry)}`).join('\n');

const assertSame = (actual: unknown, expected: unknown): void => {
  if (same(actual, expected)) return;
  const [got, wanted] = [actual, expected] as readonly (readonly (Message | Life)[])[];
  throw new Error(`Expected these frames\n${lines(wanted ?? [])}\ngot\n${lines(got ?? [])}`);
};

/**
 * Returns a test that runs `body` in virtual time, for any test runner and any assertion library. It is
 * `TestScheduler.run`, but time ends: a retry that never ends makes the test fail instead of hanging it.
 *
 * @throws (the test) when marbles differ, both sides shown by frame; when something is still due after `maxFrames`
 * @example
 * ```ts
 * it('connects', marbles(({ cold, expectObservable }) => {
 *   const dial = cold('  --c----');
 *   const expected = '   d-e----';
 *   const unsubscribed = '^-----!';
 *   expectObservable(commands$.pipe(manage({ dial: () => dial }), map(letter)), unsubscribed).toBe(expected);
 * }));
 * ```
 */
export const marbles = (body: (helpers: RunHelpers) => void, options: MarbleOptions = {}): (() => void) => {
  expectKnown(options, ['maxFrames']);
  const maxFrames = expectWhole('maxFrames', options.maxFrames ?? 3_600_000, 1);
  return () => {
    const scheduler = new TestScheduler(assertSame);
    scheduler.run((helpers) => {
      // `run` lets time go on for ever, unless it is told within.
      scheduler.maxFrames = maxFrames;
      body(helpers);
    });
    const late = scheduler.actions.length;
    if (late > 0)
      throw new Error(
        `Expected nothing to be due after frame ${maxFrames}, got ${late}: does something retry for ever?`,
      );
  };
};
