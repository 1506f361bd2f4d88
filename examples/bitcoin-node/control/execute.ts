import { isObservable, of, type Observable } from 'rxjs';
import { argumentsOf } from './arguments-of.js';
import type { Json } from './json-text.js';
import type { Context } from './method.js';
import type { Call } from './rpc-call.js';
import { RpcError, rpcCodes } from './rpc-error.js';

/**
 * Returns the result of a call as an observable of one value. What is wrong with the call is thrown, or comes as an error.
 *
 * @throws RpcError -32601 if there is no such method, and what `argumentsOf` and the method itself throw
 */
export const execute = ({ method: name, params }: Call, context: Context): Observable<Json> => {
  const method = context.methods.get(name);
  if (!method) throw new RpcError(rpcCodes.methodNotFound, 'Method not found');
  const result = method.run(argumentsOf(method, params), context);
  return isObservable(result) ? result : of(result);
};
