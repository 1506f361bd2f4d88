import type {
  Address,
  BanChange,
  ConnectionEvent,
  InboundRefusalReason,
  RefusalReason,
  RefusalSummary,
} from 'rx-connmgr';

/** What the script does to the embedded network. It is `over` when its cause is gone. */
export interface Trouble {
  readonly type: 'trouble';
  readonly phase: 'begins' | 'over';
  readonly text: string;
  /** Whether the connections that are to be held must not notice it. */
  readonly harmless?: boolean;
}

/** Connections that came in were refused, by `admit` or by the manager: `count` of them since the last time for this reason. */
export type Refused = { readonly type: 'refused' } & RefusalSummary<Address, RefusalReason | InboundRefusalReason>;

/** The list of bans has changed. */
export interface Banned {
  readonly type: 'bans';
  readonly change: BanChange['type'];
  readonly subnet: string;
  readonly reason?: string;
}

/** Something else that one should know: a seed that failed, a file that was set aside. */
export interface Notice {
  readonly type: 'notice';
  readonly text: string;
  readonly error?: unknown;
}

/** The program is about to stop. */
export interface Stopping {
  readonly type: 'stopping';
  readonly text: string;
}

export type Happening = ConnectionEvent<Address, unknown> | Trouble | Refused | Banned | Notice | Stopping;

/** Something that happened, and when: milliseconds since the epoch. */
export interface Report {
  readonly at: number;
  readonly happening: Happening;
}
