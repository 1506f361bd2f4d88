import { ConnectionManager, type Address, type ManageOptions } from 'rx-connmgr';
import type { ShownRow } from './shown-row.js';

/** What is held and looked at: a manager, or an application around one. */
export interface Held extends Pick<ConnectionManager, 'events$' | 'health$' | 'refused$' | 'snapshot$'> {
  /** The requests of this moment, and what is known of their peers. */
  rows(): readonly ShownRow[];
  start(): void;
  stop(): void;
}

/** Returns a manager that is not started yet, and then holds the `permanent` ones, too. */
export const heldBy = <C>(options: ManageOptions<Address, C>, permanent: readonly Address[]): Held => {
  const manager = new ConnectionManager<Address, C>(options);
  return {
    events$: manager.events$,
    health$: manager.health$,
    refused$: manager.refused$,
    snapshot$: manager.snapshot$,
    rows: () => manager.snapshot().requests,
    start: () => {
      for (const address of permanent) manager.connect(address, { permanent: true });
      manager.start();
    },
    stop: () => void manager.stop(),
  };
};
