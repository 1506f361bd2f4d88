import { setTimeout } from 'node:timers/promises';
import { ConnectionManager } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { cpuMeter } from '../support/cpu-meter.js';
import { job } from '../support/job.js';
import { network, type NetworkOptions } from '../support/network.js';

/** What to watch: a manager, or with no places nothing at all. */
export interface Watch extends NetworkOptions {
  readonly places: number;
  /** Seconds in all, and those at the beginning that do not count. */
  readonly seconds: number;
  readonly after: number;
}

/** What was seen. CPU in per cent of a core. */
export interface Watched {
  readonly cpu: number;
  readonly cpuAtFirst: number;
  readonly dials: number;
  readonly dialsAtFirst: number;
  readonly established: number;
  readonly health: string;
}

const watch = async (options: Watch): Promise<Watched> => {
  const { places, seconds, after } = options;
  const addresses = network(options);
  const manager = new ConnectionManager({ dial: tcp(), addresses, maxOutbound: places });
  const percent = ({ cpu, seconds }: ReturnType<ReturnType<typeof cpuMeter>>) => (100 * cpu) / seconds;
  const first = cpuMeter();
  if (places > 0) manager.start();
  await setTimeout(1e3 * after);
  const cpuAtFirst = percent(first());
  const dialsAtFirst = manager.snapshot().totals.dialing;
  const rest = cpuMeter();
  await setTimeout(1e3 * (seconds - after));
  const cpu = percent(rest());
  const { totals, health } = manager.snapshot();
  const established = manager.connections.size;
  await manager.stop();
  return { cpu, cpuAtFirst, dials: totals.dialing, dialsAtFirst, established, health };
};

await job(watch);
