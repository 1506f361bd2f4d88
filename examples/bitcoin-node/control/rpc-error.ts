import type { Json } from './json-text.js';

/** The codes of JSON-RPC and of Bitcoin Core that this node answers with, by what they mean. */
export const rpcCodes = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  /** Also a wrong number of parameters: the message is the help then. */
  misc: -1,
  type: -3,
  invalidParameter: -8,
  alreadyAdded: -23,
  notAdded: -24,
  notConnected: -29,
  invalidSubnet: -30,
  networkDisabled: -31,
  capacityReached: -34,
} as const;

/** One of {@link rpcCodes}. */
export type RpcCode = (typeof rpcCodes)[keyof typeof rpcCodes];

/** What a call is answered with instead of a result. `data` is for programs that want to know more than the code. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: RpcCode;
  readonly data: Json | undefined;

  constructor(code: RpcCode, message: string, data?: Json) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
