import { ArgumentError } from './errors.js';
import { nearestName } from './nearest-name.js';
import { show } from './show.js';

export { show };

/** Milliseconds. Node fires a timer that is longer at once. */
export const longestDelay = 2 ** 31 - 1;

/** Throws the {@link ArgumentError} that says what `name` was expected to be, and what it was. */
export const refuse = (name: string, expected: string, value: unknown): never => {
  throw new ArgumentError(`Expected \`${name}\` to be ${expected}, got ${show(value)}`);
};

/** Returns `value` if it is a whole number of at least `min`, else throws an {@link ArgumentError}. */
export const expectWhole = (name: string, value: unknown, min = 0): number =>
  Number.isSafeInteger(value) && (value as number) >= min
    ? (value as number)
    : refuse(name, `a whole number ≥ ${min}`, value);

/** Returns `value` if it is a finite number above 0, else throws an {@link ArgumentError}. */
export const expectPositive = (name: string, value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : refuse(name, 'a number > 0', value);

/** Returns `value` if it is a number from `min` to `max`, else throws an {@link ArgumentError}. */
export const expectBetween = (name: string, value: unknown, min: number, max: number): number =>
  typeof value === 'number' && value >= min && value <= max
    ? value
    : refuse(name, `a number from ${min} to ${max}`, value);

/** Returns `value` if it is a duration that a timer can keep, else throws an {@link ArgumentError}. */
export const expectDuration = (name: string, value: unknown): number =>
  typeof value === 'number' && value >= 0 && value <= longestDelay
    ? value
    : refuse(name, `a duration of 0 to ${longestDelay} milliseconds`, value);

/** Returns `value` if it is a function, else throws an {@link ArgumentError}. */
export const expectFunction = <F>(name: string, value: F): F =>
  typeof value === 'function' ? value : refuse(name, 'a function', value);

/**
 * Throws an {@link ArgumentError} if `options` is no object, or has a name that is not among `names`. A known name may be
 * `undefined`; an unknown one may not.
 */
export const expectKnown = (options: unknown, names: readonly string[], what = 'option'): void => {
  if (typeof options !== 'object' || options === null) return refuse(`${what}s`, 'an object', options);
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    const hint = nearest === undefined ? '' : ` (did you mean \`${nearest}\`?)`;
    const known = names.map((one) => `\`${one}\``).join(', ');
    throw new ArgumentError(`Expected each ${what} to be one of ${known}, got ${show(name)}${hint}`);
  }
};
