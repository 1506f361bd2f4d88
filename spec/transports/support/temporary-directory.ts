import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives every test of a suite a directory of its own; returns what makes a path in it. */
export const temporaryDirectory = (): ((...names: readonly string[]) => string) => {
  const all = join(realpathSync(tmpdir()), 'rx-connmgr-');
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(all);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  return (...names) => {
    mkdirSync(directory, { recursive: true });
    return join(directory, ...names);
  };
};

/** Returns what a promise was rejected with; fails if it was not. */
export const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  const [result] = await Promise.allSettled([promise]);
  if (result.status === 'fulfilled') throw new Error('Expected a rejection');
  return result.reason;
};
