import { inspect } from './inspect.js';

/** Throws the error that says which invariant is broken: what was expected, and what was got. */
export const broken = (expected: string, got: unknown): never => {
  throw new Error(`Expected ${expected}, got ${typeof got === 'string' ? got : inspect(got)}`);
};
