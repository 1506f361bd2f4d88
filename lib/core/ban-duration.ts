import { refuse } from './check.js';

/** Returns how long a ban lasts, a day by default, in milliseconds. @throws ArgumentError if it is no duration above 0 */
export const banDuration = (value: unknown = 86_400_000): number =>
  typeof value === 'number' && value > 0
    ? value
    : refuse('duration', 'a number of milliseconds > 0, or `Infinity`', value);
