import { setImmediate, setTimeout } from 'node:timers/promises';
import { ConnectionManager } from 'rx-connmgr';
import { filter } from 'rxjs';
import { collectGarbage } from '../support/collect-garbage.js';
import { cpuMeter } from '../support/cpu-meter.js';
import { inMemory, type InMemory } from '../support/in-memory.js';
import { job } from '../support/job.js';
import { median } from '../support/median.js';
import { names } from '../support/names.js';
import { seededRandom } from '../support/seeded-random.js';

/**
 * What one size costs, in microseconds of the processor: that of the clock would tell how busy the machine is with other
 * things. A stop is counted per request.
 */
export interface Growth {
  readonly permanentEvent: number;
  readonly automaticEvent: number;
  readonly command: number;
  readonly permanentStop: number;
  readonly automaticStop: number;
}

type Manager = ConnectionManager<string, InMemory>;

const repetitions = 5;
const batches = 100;
const batch = 50;
const churned = repetitions * batches * batch;

const random = seededRandom(1);

/** Holds `live` requests in the lane that carries them for ever. */
const permanent = (live: number): Manager => {
  const manager = new ConnectionManager({ dial: inMemory, random }).start();
  for (const name of names(live)) manager.connect(name, { permanent: true });
  return manager;
};

/** Holds `live` places; there are spare addresses for all that will be lost. */
const automatic = (live: number, spare = churned): Manager => {
  const addresses = names(live + spare);
  return new ConnectionManager({
    dial: inMemory,
    addresses,
    maxOutbound: live,
    poolSize: addresses.length,
    maxDialRate: 1e9,
    random,
  }).start();
};

const perEvent = async (manager: Manager, round: () => Promise<unknown>): Promise<number> => {
  let events = 0;
  const counting = manager.events$.subscribe(() => (events += 1));
  const costs: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    events = 0;
    const meter = cpuMeter();
    for (let done = 0; done < batches; done += 1) await round();
    costs.push((1e6 * meter().cpu) / events);
  }
  counting.unsubscribe();
  return median(costs);
};

/** A peer hangs up; the request waits, and is asked to dial now. */
const churnPermanent = (manager: Manager, live: number) =>
  perEvent(manager, () => {
    for (let count = 0; count < batch; count += 1) {
      const id = 1 + Math.floor(random() * live);
      manager.connections.get(id)?.connection.hangUp();
      manager.retry(id);
    }
    return setImmediate();
  });

/** A peer hangs up; its place takes another address. */
const churnAutomatic = async (manager: Manager): Promise<number> => {
  const held = [...manager.connections.values()].map(({ connection }) => connection);
  const target = held.length;
  const holding = manager.events$
    .pipe(filter((event) => event.type === 'established'))
    .subscribe(({ connection }) => held.push(connection));
  const cost = await perEvent(manager, async () => {
    for (let count = 0; count < batch; count += 1) {
      const at = Math.floor(random() * held.length);
      const last = held.pop() as InMemory;
      const chosen = at < held.length ? (held[at] as InMemory) : last;
      if (chosen !== last) held[at] = last;
      chosen.hangUp();
    }
    while (held.length < target) await setTimeout(1);
  });
  holding.unsubscribe();
  return cost;
};

/** Two commands: a request that is made and removed. */
const command = (manager: Manager): number => {
  const costs: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const addresses = names(batches * batch, `guest-${repetition}`);
    const meter = cpuMeter();
    for (const address of addresses) manager.connect(address).remove();
    costs.push((1e6 * meter().cpu) / (2 * addresses.length));
  }
  return median(costs);
};

const stop = async (make: (live: number) => Manager, live: number): Promise<number> => {
  const costs: number[] = [];
  for (let rest = Math.min(100, Math.ceil(50_000 / live)); rest > 0; rest -= 1) {
    const manager = make(live);
    await setImmediate();
    await collectGarbage();
    const meter = cpuMeter();
    await manager.stop();
    costs.push((1e6 * meter().cpu) / live);
  }
  return median(costs);
};

const measure = async ({ live }: { readonly live: number }): Promise<Growth> => {
  const lane = async (make: (live: number) => Manager, work: (manager: Manager) => Promise<number> | number) => {
    const manager = make(live);
    await setImmediate();
    const cost = await work(manager);
    await manager.stop();
    return cost;
  };
  return {
    permanentEvent: await lane(permanent, (manager) => churnPermanent(manager, live)),
    automaticEvent: await lane(automatic, churnAutomatic),
    command: await lane(permanent, command),
    permanentStop: await stop(permanent, live),
    automaticStop: await stop((live) => automatic(live, 0), live),
  };
};

await job(measure);
