import { ArgumentError } from './errors.js';
import { show } from './show.js';

/** Deeper than any data, and less than what overflows the stack. */
const deepest = 500;

interface Flaw {
  readonly at: string;
  readonly what: string;
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const flawWithin = (value: object, at: string, within: Set<object>): Flaw | undefined => {
  if (within.has(value)) return { at, what: 'a cycle' };
  if (within.size === deepest) return { at, what: `more than ${deepest} levels` };
  within.add(value);
  const parts = Array.isArray(value)
    ? Array.from(value as readonly unknown[], (part, i) => [`${at}[${i}]`, part] as const)
    : Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[`${at}.${name}`, part] as const]));
  for (const [where, part] of parts) {
    const flaw = flawOf(part, where, within);
    if (flaw) return flaw;
  }
  within.delete(value);
  return undefined;
};

const flawOf = (value: unknown, at: string, within: Set<object>): Flaw | undefined => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  if (typeof value !== 'object') return { at, what: show(value) };
  return Array.isArray(value) || isPlain(value) ? flawWithin(value, at, within) : { at, what: show(value) };
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
  const flaw = flawOf(data, 'data', new Set());
  if (!flaw) return JSON.stringify(data);
  throw new ArgumentError(`Expected plain data, as JSON has it, got ${flaw.what} at ${show(flaw.at)}`);
};
