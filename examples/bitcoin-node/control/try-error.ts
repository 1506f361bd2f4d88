import { isConnectionError } from 'rx-connmgr';
import { match, P } from 'ts-pattern';
import { RpcError, rpcCodes, type RpcCode } from './rpc-error.js';

const codeOf = (error: unknown): string => {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'failed';
};

const rpcCodeOf = (code: string): RpcCode =>
  match(code)
    .with('duplicate', () => rpcCodes.alreadyAdded)
    .with('full', 'surplus', () => rpcCodes.capacityReached)
    .with('banned', () => rpcCodes.invalidSubnet)
    .with(P.string, () => rpcCodes.notConnected)
    .exhaustive();

/**
 * Returns the error that says why a node that was tried once is not connected: -23 if there is a connection to it already,
 * -34 if there is no room for one more, -30 if it is banned, else -29. `data` has the code of the error and of its cause.
 */
export const tryError = (node: string, error: Error): RpcError => {
  const code = codeOf(error);
  const { cause } = error;
  const why = cause instanceof Error && isConnectionError(error, 'failed') ? `: ${cause.message}` : '';
  const data = { reason: code, cause: cause === undefined ? undefined : codeOf(cause) };
  return new RpcError(rpcCodeOf(code), `Error: Could not connect to ${node}: ${error.message}${why}`, data);
};
