import type { Socket } from 'node:net';
import type { Address, ConnectionEvent } from 'rx-connmgr';

/** What the script does to the embedded network. It is `over` when its cause is gone. */
export interface Trouble {
  readonly type: 'trouble';
  readonly phase: 'begins' | 'over';
  readonly text: string;
}

/** The program is about to stop. */
export interface Stopping {
  readonly type: 'stopping';
  readonly text: string;
}

export type Happening = ConnectionEvent<Address, Socket> | Trouble | Stopping;

/** Something that happened, and when: milliseconds since the epoch. */
export interface Report {
  readonly at: number;
  readonly happening: Happening;
}
