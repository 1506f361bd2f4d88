import { TestScheduler, type RunHelpers } from 'rxjs/testing';

const day = 24 * 60 * 60 * 1_000;

const same = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Error && b instanceof Error) return a.name === b.name && a.message === b.message;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same(left[key], right[key]));
};

/** Returns a test that runs `body` in virtual time. */
export const marbles =
  (body: (helpers: RunHelpers) => void): (() => void) =>
  () => {
    const scheduler = new TestScheduler((actual, expected) => {
      if (!same(actual, expected)) throw new Error(`Expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
    });
    scheduler.run((helpers) => {
      scheduler.maxFrames = 10 * day;
      body(helpers);
    });
  };
