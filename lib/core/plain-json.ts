import { ArgumentError } from './errors.js';
import { show } from './show.js';

/** Deeper than any data, and less than what overflows the stack. */
const deepest = 500;

interface Flaw {
  /** From the value that was looked at to the flaw in it. */
  readonly path: string;
  readonly what: string;
}

const flaw = (what: string): Flaw => ({ path: '', what });
const under = (step: string, { path, what }: Flaw): Flaw => ({ path: `${step}${path}`, what });

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const flawOfArray = (values: readonly unknown[], within: Set<object>): Flaw | undefined => {
  for (let i = 0; i < values.length; i += 1) {
    const found = flawOf(values[i], within);
    if (found) return under(`[${i}]`, found);
  }
  return undefined;
};

const flawOfRecord = (record: Readonly<Record<string, unknown>>, within: Set<object>): Flaw | undefined => {
  for (const name of Object.keys(record)) {
    const value = record[name];
    const found = value === undefined ? undefined : flawOf(value, within);
    if (found) return under(`.${name}`, found);
  }
  return undefined;
};

const flawOfObject = (value: object, within: Set<object>): Flaw | undefined => {
  if (within.has(value)) return flaw('a cycle');
  if (within.size === deepest) return flaw(`more than ${deepest} levels`);
  within.add(value);
  const found = Array.isArray(value)
    ? flawOfArray(value, within)
    : isPlain(value)
      ? flawOfRecord(value as Readonly<Record<string, unknown>>, within)
      : flaw(show(value));
  within.delete(value);
  return found;
};

const flawOf = (value: unknown, within: Set<object>): Flaw | undefined => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : flaw(show(value));
  return typeof value === 'object' ? flawOfObject(value, within) : flaw(show(value));
};

/**
 * Returns plain data as JSON: what is read from it again is equal to what was given. Plain are `null`, booleans, strings,
 * finite numbers, and arrays and plain objects of these; a property that is `undefined` is left out, as if it were not
 * there. JSON alone would make `{}` of a `Map`, `null` of `NaN` and a text of a `Date`, and tell nobody.
 *
 * @throws ArgumentError if the data has anything else in it: a `bigint`, a `Map`, a `Date`, a class's instance, a cycle;
 * the message says where
 */
export const plainJson = (data: unknown): string => {
  const found = flawOf(data, new Set());
  if (!found) return JSON.stringify(data);
  throw new ArgumentError(`Expected plain data, as JSON has it, got ${found.what} at ${show(`data${found.path}`)}`);
};
