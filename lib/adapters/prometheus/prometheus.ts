import { register as globalRegister } from 'prom-client';
import {
  EMPTY,
  NEVER,
  asyncScheduler,
  defer,
  finalize,
  ignoreElements,
  isObservable,
  merge,
  mergeMap,
  tap,
  throwError,
  type Observable,
} from 'rxjs';
import { expectKnown, refuse } from '../../core/check.js';
import { ArgumentError } from '../../core/errors.js';
import type { ConnectionEvent } from '../../core/events.js';
import { show } from '../../core/show.js';
import type { Snapshot } from '../../core/snapshot.js';
import { Account } from './account.js';
import { metricsOf } from './metrics-of.js';
import type { Metrics, Register } from './metrics.js';
import { Reading, type Places } from './reading.js';

/** What metrics are taken of: a `ConnectionManager`, or whatever else has its events and its snapshot. */
export interface Observed {
  readonly events$: Observable<ConnectionEvent<unknown, unknown>>;
  /** The requests and the health of this moment: read at each scrape. */
  snapshot(): Pick<Snapshot<unknown>, 'health' | 'requests'>;
  /** Connections that came in and were refused. */
  readonly refused$?: Observable<{ readonly reason: string }>;
  /** How many automatic connections are wanted: of the whole, or of each pool. Read at each scrape. */
  readonly places?: Places;
}

/** Options of {@link prometheus}. */
export interface PrometheusOptions {
  /** Where the metrics are collected. @default the global register of prom-client */
  readonly register?: Register | undefined;
  /** The label `manager`, which tells the managers of one register from each other. @default none */
  readonly name?: string | undefined;
  /** What the names of the metrics begin with. @default 'rx_connmgr_' */
  readonly prefix?: string | undefined;
  /**
   * Codes of errors of your own that are told apart: as the `code` of an error, or of what caused it. There should be few of
   * them, as each is a series.
   *
   * @default none: they are `other`
   */
  readonly codes?: readonly string[] | undefined;
  /** Connections that were refused before the manager saw them, as `admit` tells of them. @default none */
  readonly refused$?: Observable<{ readonly reason: string }> | undefined;
}

const names = ['register', 'name', 'prefix', 'codes', 'refused$'];

const expectRegister = (register: Register): Register =>
  typeof register?.registerMetric === 'function' ? register : refuse('register', 'a register of prom-client', register);

const expectText = (name: string, value: string, form = /^/, expected = 'a text'): string =>
  typeof value === 'string' && form.test(value) ? value : refuse(name, expected, value);

const expectCodes = (codes: readonly string[]): ReadonlySet<unknown> =>
  Array.isArray(codes) && codes.every((code) => typeof code === 'string')
    ? new Set(codes)
    : refuse('codes', 'a list of texts', codes);

/** Each manager of a register has a name of its own. */
const named = (metrics: Metrics, name: string, series$: Observable<never>): Observable<never> =>
  defer(() => {
    if (metrics.managers.has(name)) {
      const taken = `Expected \`name\` to be one that no other manager of the register has, got ${show(name)}`;
      return throwError(() => new ArgumentError(taken));
    }
    metrics.managers.add(name);
    return series$.pipe(finalize(() => metrics.managers.delete(name)));
  });

/**
 * Returns an observable that keeps the metrics of a manager in a register of prom-client, from the subscription to the
 * unsubscription. It emits nothing, and does not end with the manager: what became of it can be read as long as you like.
 *
 * Their names, labels and units are a contract, and are told in docs/metrics.md. All labels are bounded: no address, no
 * message and no number of a request is ever one. An event costs some counts; the gauges are made at each scrape, and cost
 * nothing in between. Several managers share a register, each with a `name`; if you need labels beyond that, prom-client has
 * `register.setDefaultLabels`.
 *
 * Errors with an `ArgumentError` if the register has a manager of that name already, with an `Error` if it has a metric of
 * one of the names, and with whatever the events error with.
 *
 * @throws ArgumentError if the manager is none, or an option cannot be
 * @example
 * ```ts
 * const register = new Registry();
 * const metrics = prometheus(manager, { register, name: 'peers' }).subscribe();
 * createServer((_, response) => void register.metrics().then((text) => response.end(text))).listen(9_100, '127.0.0.1');
 * metrics.unsubscribe(); // none of it is in the register any longer
 * ```
 */
export const prometheus = (manager: Observed, options: PrometheusOptions = {}): Observable<never> => {
  if (!isObservable(manager?.events$) || typeof manager.snapshot !== 'function') {
    return refuse('manager', 'an object with `events$` and `snapshot`', manager);
  }
  expectKnown(options, names);
  const register = expectRegister(options.register ?? globalRegister);
  const name = expectText('name', options.name ?? '');
  const prefix = options.prefix ?? 'rx_connmgr_';
  expectText('prefix', prefix, /^([a-z_:][\w:]*)?$/i, 'the beginning of a name of a metric');
  const codes = expectCodes(options.codes ?? []);
  const further$ = options.refused$ ?? EMPTY;
  if (!isObservable(further$)) return refuse('refused$', 'an observable', further$);
  const refused$ = merge(manager.refused$ ?? EMPTY, further$);

  const seriesIn = (metrics: Metrics): Observable<never> =>
    defer(() => {
      const account = new Account(metrics, { manager: name, codes, requests: manager.snapshot().requests });
      const reading = new Reading(metrics, name);
      const { requests, places, health } = metrics;
      return merge(
        manager.events$.pipe(tap((event) => account.count(event, asyncScheduler.now()))),
        refused$.pipe(tap(({ reason }) => account.refuse(reason))),
        requests.read$.pipe(tap(() => reading.requests(manager.snapshot().requests))),
        places.read$.pipe(tap(() => reading.places(manager.places ?? {}))),
        health.read$.pipe(tap(() => reading.health(manager.snapshot().health))),
        NEVER,
      ).pipe(
        ignoreElements(),
        finalize(() => {
          account.remove();
          reading.remove();
        }),
      );
    });
  return metricsOf(register, prefix).pipe(mergeMap((metrics) => named(metrics, name, seriesIn(metrics))));
};
