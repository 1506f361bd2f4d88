import { penalties, type Penalty, type PeerErrorCode } from './penalties.js';

export type { PeerErrorCode };

/**
 * Why we hung up on a peer that speaks the protocol, but not as one should. What it is worth is in the table of
 * `penalties`.
 */
export class PeerError extends Error {
  override readonly name = 'PeerError';
  readonly code: PeerErrorCode;

  constructor(code: PeerErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  get penalty(): Penalty {
    return penalties[this.code];
  }

  /** The points of its penalty; 0 if it is no offence. */
  get score(): number {
    const { persistent = 0, transient = 0 } = this.penalty;
    return persistent + transient;
  }
}

/** Returns whether `error` is a {@link PeerError}, of the given code if one is given. */
export const isPeerError = (error: unknown, code?: PeerErrorCode): error is PeerError =>
  error instanceof PeerError && (code === undefined || error.code === code);
