import { catchError, defer, finalize, map, mergeMap, of, switchMap, throwError, timer, type Observable } from 'rxjs';
import type { Address } from 'rx-connmgr';
import { answerRpc } from './answer-rpc.js';
import { cookieFile, credentialsOf } from './cookie-file.js';
import { execute } from './execute.js';
import { refuse, type HttpAnswer } from './http-answer.js';
import { httpServer, type Serve } from './http-server.js';
import type { Context } from './method.js';
import { methods } from './methods.js';
import type { NodeControl } from './node-control.js';
import { BodyTooLong, readBody } from './read-body.js';
import { refusalOf } from './refusal-of.js';
import { rpcServerSettings, type RpcServerOptions, type RpcServerSettings } from './rpc-server-options.js';
import { sendAnswer } from './send-answer.js';
import { totals } from './totals.js';

const refuseTooLong = (error: unknown): Observable<HttpAnswer> =>
  error instanceof BodyTooLong ? of(refuse(413, error.message)) : throwError(() => error as Error);

/** How each request is served: refused by its head, or read, run and answered. */
const serving =
  (settings: RpcServerSettings, shared: Omit<Context, 'afterwards'>): Serve =>
  (request, response) => {
    const { password, maxBody, timeout, wrongPasswordDelay } = settings;
    const acts: (() => void)[] = [];
    const context: Context = { ...shared, afterwards: (act) => void acts.push(act) };
    const answer$ = defer((): Observable<HttpAnswer> => {
      const refusal = refusalOf(request, credentialsOf(password));
      if (refusal) return refusal.guessed ? timer(wrongPasswordDelay).pipe(map(() => refusal)) : of(refusal);
      return readBody(request, response, maxBody).pipe(
        mergeMap((text) => answerRpc(text, (call) => execute(call, context))),
        catchError(refuseTooLong),
      );
    });
    return answer$.pipe(
      mergeMap((answer) => sendAnswer(request, response, answer, timeout)),
      finalize(() => acts.forEach((act) => act())),
    );
  };

/**
 * Returns the address at which a node can be controlled, by JSON-RPC over HTTP, as Bitcoin Core can. Subscribing listens and
 * then writes the cookie file; unsubscribing closes everything and removes the file. It never completes.
 *
 * ```
 * rpcServer(control, options)   ---a----------   listens at a, the cookie is there
 *                               ---------------!  closed, the cookie is gone
 *                               ---#             cannot listen; the cookie of whoever does is untouched
 * ```
 *
 * Only programs of this machine reach it, only those that may read the cookie file are let in, and no page of a browser is.
 * Errors are `ListenError`, and what the system says of a cookie file that cannot be written.
 *
 * @throws ArgumentError if an option cannot be
 * @example
 * ```ts
 * rpcServer(node, { port: 8332, cookieFile: join(dataDir, '.cookie') }).subscribe(({ port }) =>
 *   console.log(`curl --user "$(cat .cookie)" --data '{"method":"uptime"}' http://127.0.0.1:${port}/`),
 * );
 * ```
 */
export const rpcServer = (control: NodeControl, options: RpcServerOptions): Observable<Address> => {
  const settings = rpcServerSettings(options);
  return totals(control).pipe(
    switchMap((read) => httpServer(settings, serving(settings, { control, methods, totals: read }))),
    switchMap((address) => cookieFile(settings.cookieFile, settings.password).pipe(map(() => address))),
  );
};
