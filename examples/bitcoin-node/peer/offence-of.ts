import type { Address, Offence } from 'rx-connmgr';
import { isWireError } from '../wire/wire-error.js';
import { isPeerError } from './peer-error.js';
import type { Penalty } from './penalties.js';

const penaltyOf = (error: unknown): Penalty => {
  if (isPeerError(error)) return error.penalty;
  return isWireError(error) ? { persistent: error.score } : {};
};

/** Returns an offence of that price; nothing if it is none. */
export const offence = (address: Address, penalty: Penalty, reason: string): Offence | undefined => {
  const { persistent = 0, transient = 0 } = penalty;
  return persistent + transient > 0 ? { address, persistent, transient, reason } : undefined;
};

/**
 * Returns what the peer at `address` did wrong, going by the error that its connection ended with, or by the cause of that;
 * nothing if it is not to blame: it was refused, cut off or silent.
 */
export const offenceOf = (address: Address, error: unknown): Offence | undefined => {
  if (!(error instanceof Error)) return undefined;
  return offence(address, penaltyOf(error), error.message) ?? offenceOf(address, error.cause);
};
