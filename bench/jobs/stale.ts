import { ConnectionManager } from 'rx-connmgr';
import { tcp } from 'rx-connmgr/node';
import { filter, firstValueFrom } from 'rxjs';
import { cpuMeter } from '../support/cpu-meter.js';
import { job } from '../support/job.js';
import { network, type NetworkOptions } from '../support/network.js';
import { shuffle } from '../support/shuffle.js';

/** What it took to fill all places. */
export interface Filled {
  readonly seconds: number;
  readonly cpu: number;
  readonly dials: number;
  readonly refused: number;
}

const fill = async (options: NetworkOptions): Promise<Filled> => {
  const addresses = shuffle(network(options), 1);
  const poolSize = addresses.length;
  const manager = new ConnectionManager({ dial: tcp(), addresses, maxOutbound: options.answering, poolSize });
  const filled = firstValueFrom(manager.health$.pipe(filter((health) => health === 'ok')));
  const meter = cpuMeter();
  manager.start();
  await filled;
  const used = meter();
  const { dialing, failed } = manager.snapshot().totals;
  for (const { connection } of manager.connections.values()) connection.resetAndDestroy();
  await manager.stop();
  return { ...used, dials: dialing, refused: failed };
};

await job(fill);
