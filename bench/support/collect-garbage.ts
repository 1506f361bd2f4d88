import { setImmediate } from 'node:timers/promises';

/** Lets go of what nobody holds any more: what is freed in one pass may free more in the next. */
export const collectGarbage = async (): Promise<void> => {
  if (!globalThis.gc) throw new Error('Expected node to be started with --expose-gc');
  for (let pass = 0; pass < 4; pass += 1) {
    globalThis.gc();
    await setImmediate();
  }
};
