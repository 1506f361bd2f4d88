import type { Params } from './arguments-of.js';
import { RpcError, rpcCodes } from './rpc-error.js';

/** What a call is known by, and by which rules it is answered. */
export interface Envelope {
  /** 2 is JSON-RPC 2.0, 1 all that was before it. */
  readonly version: 1 | 2;
  /** As it came; none if there was none, which in version 2 is a notification: nobody waits for its answer. */
  readonly id?: string | number | null;
}

/** A method of that name is asked for, with these parameters. */
export interface Call {
  readonly method: string;
  readonly params: Params;
}

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (id: unknown): id is string | number | null =>
  id === null || typeof id === 'string' || typeof id === 'number';

const invalid = (message: string): never => {
  throw new RpcError(rpcCodes.invalidRequest, message);
};

/** Returns what is to be known of a call for an answer, be it a valid one or not. An id that is none counts as `null`. */
export const envelopeOf = (value: unknown): Envelope => {
  if (!isObject(value)) return { version: 1, id: null };
  const { id, jsonrpc } = value;
  const version = jsonrpc === '2.0' ? 2 : 1;
  if (id === undefined) return { version };
  return { version, id: isId(id) ? id : null };
};

/** `1.0` as a number is what the oldest clients send. */
const isVersion = (version: unknown): boolean =>
  version === undefined || version === null || version === '1.0' || version === '2.0' || version === 1;

/**
 * Returns the call that a JSON value is.
 *
 * @throws RpcError -32600 if it is none; the message says why
 * Source: JSON-RPC 2.0, section 4; Bitcoin Core, `JSONRPCRequest::parse`.
 */
export const callOf = (value: unknown): Call => {
  if (!isObject(value)) return invalid('Invalid Request object');
  const { id, jsonrpc, method, params = [] } = value;
  if (id !== undefined && !isId(id)) return invalid('Id must be a string, a number or null');
  if (!isVersion(jsonrpc)) {
    return invalid(typeof jsonrpc === 'string' ? 'JSON-RPC version not supported' : 'jsonrpc field must be a string');
  }
  if (method === undefined || method === null) return invalid('Missing method');
  if (typeof method !== 'string') return invalid('Method must be a string');
  if (params === null) return { method, params: [] };
  return Array.isArray(params) || isObject(params)
    ? { method, params: params as Params }
    : invalid('Params must be an array or object');
};
