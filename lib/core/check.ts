import { ArgumentError } from './errors.js';

/** Node fires a timer that is longer at once. */
export const longestDelay = 2 ** 31 - 1;

/** Renders a value for a message: short, and safe whatever it is. */
export const show = (value: unknown): string => {
  if (typeof value === 'string') return `\`'${value.length > 60 ? `${value.slice(0, 57)}…` : value}'\``;
  if (typeof value === 'bigint') return `\`${value}n\``;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return `\`${String(value)}\``;
  if (Array.isArray(value)) return 'an array';
  return 'an object';
};

const refuse = (name: string, expected: string, value: unknown): never => {
  throw new ArgumentError(`Expected \`${name}\` to be ${expected}, got ${show(value)}`);
};

/** Returns `value` if it is a whole number of at least `min`, else throws an {@link ArgumentError}. */
export const expectWhole = (name: string, value: unknown, min: number): number =>
  Number.isSafeInteger(value) && (value as number) >= min
    ? (value as number)
    : refuse(name, `a whole number ≥ ${min}`, value);

/** Returns `value` if it is a number above 0, else throws an {@link ArgumentError}. */
export const expectPositive = (name: string, value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : refuse(name, 'a number > 0', value);

/** Returns `value` if it is a duration that a timer can keep, else throws an {@link ArgumentError}. */
export const expectDuration = (name: string, value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= longestDelay
    ? value
    : refuse(name, `a duration of 0 to ${longestDelay} milliseconds`, value);

/** Returns `value` if it is a function, else throws an {@link ArgumentError}. */
export const expectFunction = <F>(name: string, value: F): F =>
  typeof value === 'function' ? value : refuse(name, 'a function', value);

/** Throws an {@link ArgumentError} if `options` is no object, or holds a name that is not among `names`. */
export const expectKnown = (options: unknown, names: readonly string[], what = 'option'): void => {
  if (typeof options !== 'object' || options === null) refuse('options', 'an object', options);
  for (const name of Object.keys(options as object)) {
    if (names.includes(name)) continue;
    throw new ArgumentError(`Expected one of the ${what}s ${names.join(', ')}, got ${show(name)}`);
  }
};
