import { performance } from 'node:perf_hooks';

/** Returns how many milliseconds the event loop worked while `work` was under way: what it waited for timers is not in it. */
export const busy = async (work: () => Promise<unknown>): Promise<number> => {
  const before = performance.eventLoopUtilization();
  await work();
  return performance.eventLoopUtilization(before).active;
};
