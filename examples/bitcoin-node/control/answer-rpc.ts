import { catchError, concatMap, defer, from, map, of, toArray, type Observable } from 'rxjs';
import type { HttpAnswer } from './http-answer.js';
import { jsonText, type Json } from './json-text.js';
import { callOf, envelopeOf, type Call, type Envelope } from './rpc-call.js';
import { RpcError, rpcCodes } from './rpc-error.js';

/** Runs a call: emits its result, or errors. */
export type Execute = (call: Call) => Observable<Json>;

/** Calls of one batch. */
const longestBatch = 1_000;

interface Reply extends Envelope {
  readonly result?: Json;
  readonly error?: RpcError;
}

const asRpcError = (error: unknown): RpcError =>
  error instanceof RpcError
    ? error
    : new RpcError(rpcCodes.internal, `Internal error: ${error instanceof Error ? error.message : String(error)}`);

/** Before version 2, both `result` and `error` are there, one of them `null`. */
const jsonOf = ({ version, id, result = null, error }: Reply): Json => {
  const told = error && { code: error.code, message: error.message, data: error.data };
  if (version === 1) return { result, error: told ?? null, id };
  return told ? { jsonrpc: '2.0', error: told, id } : { jsonrpc: '2.0', result, id };
};

/** Version 2 leaves the status to HTTP; before it, the status said what the code says. */
const statusOf = ({ version, error }: Reply): number => {
  if (!error) return 200;
  if (error.code === rpcCodes.invalidRequest) return 400;
  if (version === 2) return 200;
  return error.code === rpcCodes.methodNotFound ? 404 : 500;
};

const json = (status: number, body: Json): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${jsonText(body)}\n`,
});
const nothing: HttpAnswer = { status: 204 };

const isNotification = ({ version, id }: Envelope): boolean => version === 2 && id === undefined;

const replyTo = (value: unknown, execute: Execute): Observable<Reply> => {
  const envelope = envelopeOf(value);
  return defer(() => execute(callOf(value))).pipe(
    map((result) => ({ ...envelope, result })),
    catchError((error: unknown) => of({ ...envelope, error: asRpcError(error) })),
  );
};

const failure = (code: RpcError['code'], message: string): HttpAnswer => {
  const reply: Reply = { version: 1, id: null, error: new RpcError(code, message) };
  return json(statusOf(reply), jsonOf(reply));
};

const answerOne = (value: object, execute: Execute): Observable<HttpAnswer> =>
  replyTo(value, execute).pipe(
    map((reply) => {
      const status = statusOf(reply);
      return isNotification(reply) && status === 200 ? nothing : json(status, jsonOf(reply));
    }),
  );

/** One after the other, in their order. An empty batch is answered with an empty one. */
const answerBatch = (values: readonly unknown[], execute: Execute): Observable<HttpAnswer> => {
  if (values.length > longestBatch) {
    return of(failure(rpcCodes.invalidRequest, `Batch of ${values.length} calls: at most ${longestBatch}`));
  }
  return from(values).pipe(
    concatMap((value) => replyTo(value, execute)),
    toArray(),
    map((replies) => {
      const wanted = replies.filter((reply) => !isNotification(reply));
      return wanted.length === 0 && values.length > 0 ? nothing : json(200, wanted.map(jsonOf));
    }),
  );
};

const parse = (text: string): { readonly value?: unknown } => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return {};
  }
};

/**
 * Returns the answer to the text of a JSON-RPC request: one call or a batch, of version 2.0, 1.1 or 1.0.
 *
 * ```
 * {"jsonrpc":"2.0",…,"id":1}     200, also for an error; 400 if it is no call
 * {"jsonrpc":"2.0",…} no id      204: a notification
 * {"method":…}                   200; 404 no such method, 400 no call, 500 any other error
 * […]                            200; 204 if all are notifications
 * no JSON                        500
 * ```
 *
 * Source: JSON-RPC 2.0; Bitcoin Core 28, `ExecuteHTTPRPC`.
 */
export const answerRpc = (text: string, execute: Execute): Observable<HttpAnswer> => {
  const { value } = parse(text);
  if (value === undefined) return of(failure(rpcCodes.parse, 'Parse error'));
  if (Array.isArray(value)) return answerBatch(value, execute);
  if (typeof value === 'object' && value !== null) return answerOne(value, execute);
  return of(failure(rpcCodes.parse, 'Top-level object parse error'));
};
