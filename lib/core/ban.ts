/** A subnet that is neither dialled nor let in, for a time. */
export interface Ban {
  /** `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/64`, or a name: `….onion`. */
  readonly subnet: string;
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
  /** When it ends, in milliseconds since the epoch; `Infinity` if it does not. */
  readonly until: number;
  /** For people. */
  readonly reason?: string;
}
