import type { Observer } from 'rxjs';
import { expectFunction, expectKnown, refuse, show } from '../core/check.js';
import type { ConnectionEvent } from '../core/events.js';
import { formatAddress } from '../core/format-address.js';

/** One way to write: a method of a logger, or a logger that is a function, as `debug` has it. */
export type Log = (...values: never[]) => unknown;
/** How much a line matters. */
export type Level = 'debug' | 'info' | 'warn' | 'error';

/**
 * What {@link logTo} writes to: an object with methods named after levels (`console`, pino, winston), or a function
 * (`debug('peers')`, `(line) => file.write(line)`).
 */
export type Logger = Log | Readonly<Partial<Record<Level | 'log', Log>>>;

/** Options of {@link logTo}. */
export interface LogOptions<A> {
  /**
   * How an address is written.
   *
   * @default a string as it is, `{ host, port }` as `host:port`, an object with `href` by that; of what is a URL neither
   * credentials nor query
   */
  readonly format?: ((address: A) => string) | undefined;
  /**
   * Whether methods take an object of fields before the message, as those of pino do.
   *
   * @default whether the logger has `bindings` or `child`, and is not one of winston's
   */
  readonly objectFirst?: boolean | undefined;
}

const levels = ['info', 'log', 'warn', 'error', 'debug'] as const;

const levelOf = (event: ConnectionEvent<unknown, unknown>): Level => {
  if (event.type === 'dialing') return 'debug';
  const broken = (event.type === 'disconnected' || event.type === 'health') && event.error !== undefined;
  const out = event.type === 'health' && event.health === 'outage';
  return event.type === 'failed' || broken || out ? 'warn' : 'info';
};

const url = /^([a-z][a-z\d+.-]*:\/\/)(?:[^/?#]*@)?([^?#]*).*$/is;

const plain = (address: unknown): string => {
  if (typeof address !== 'object' || address === null) return String(address).replace(url, '$1$2');
  const { href, host, port } = address as Readonly<Partial<Record<'href' | 'host' | 'port', unknown>>>;
  if (typeof href === 'string') return href.replace(url, '$1$2');
  if (typeof host === 'string' && typeof port === 'number') return formatAddress({ host, port });
  const text = (address as { toString(): string }).toString();
  return text.startsWith('[object ') ? show(address) : text;
};

const grouped = (whole: number): string =>
  Math.round(whole)
    .toString()
    .replace(/\B(?=(?:\d{3})+$)/g, ' ');

/** What went wrong, and what was the cause of that. */
const because = (error: unknown, depth = 1): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, code, name, cause } = error as Readonly<
    Partial<Record<'message' | 'code' | 'name' | 'cause', unknown>>
  >;
  const text = [message, code, name].find((one) => typeof one === 'string' && one !== '') as string | undefined;
  const why = cause === undefined || depth === 4 ? '' : because(cause, depth + 1);
  const said = text ?? show(error);
  return why === '' || said.includes(why) ? said : `${said}: ${why}`;
};

const happening = (event: ConnectionEvent<unknown, unknown>): string => {
  switch (event.type) {
    case 'dialing':
    case 'established':
    case 'failed':
      return event.type;
    case 'disconnected':
      return event.by === 'peer' ? 'disconnected by the peer' : 'disconnected';
    case 'waiting': {
      const after =
        event.failures === 0 ? '' : ` after ${grouped(event.failures)} failure${event.failures === 1 ? '' : 's'}`;
      return `waiting ${grouped(event.delay)} ms${after}`;
    }
    case 'ended':
      return `ended (${event.reason})`;
    case 'health':
      return `health ${event.health}`;
  }
};

/** A peer has a word in what went wrong: it must neither forge a line nor fill the disk. */
const oneLine = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 500);

const takesObjects = (logger: Logger): boolean => {
  const { bindings, child, transports } = logger as Readonly<
    Partial<Record<'bindings' | 'child' | 'transports', unknown>>
  >;
  return typeof bindings === 'function' || (typeof child === 'function' && transports === undefined);
};

/** A method is looked up at each line: pino swaps them when its level changes. */
const writeTo = (logger: Logger, objectFirst: boolean, level: Level, fields: object, message: string): void => {
  const methods = logger as Readonly<Record<string, (...values: readonly unknown[]) => unknown>>;
  const name = [level, ...levels].find((one) => typeof methods[one] === 'function');
  if (typeof logger !== 'function') methods[name ?? '']?.(...(objectFirst ? [fields, message] : [message]));
  // The functions of debug take what looks like a placeholder for one.
  else (logger as (...values: readonly string[]) => unknown)(...('namespace' in logger ? ['%s', message] : [message]));
};

/** What fails here costs a line, and nothing else. */
const harmless =
  <T>(act: (value: T) => void) =>
  (value: T): void => {
    try {
      act(value);
    } catch {
      // There is no other place to tell it.
    }
  };

/**
 * Returns an observer that writes each event of a manager to a logger, one line each. The library itself logs nothing.
 *
 * ```
 * #12 permanent 127.0.0.1:8333 dialing
 * #12 permanent 127.0.0.1:8333 failed: connect ECONNREFUSED 127.0.0.1:8333
 * #12 permanent 127.0.0.1:8333 waiting 10 000 ms after 2 failures
 * health outage
 * ```
 *
 * The level is `warn` for `failed`, for a connection that broke, for an outage and for whatever else a `health` event says is
 * wrong: a source of addresses, connections that were refused, a permanent request that is banned; `debug` for `dialing`;
 * else `info`. A method that the logger lacks is replaced by `info`, `log` or whatever
 * it has. A logger of pino's kind is given the fields of the event before the message: `type`, `id`, `kind`, `address`
 * (as text) and those of its type, an error as `err`. The connection is never given to the logger.
 *
 * A logger that throws, or a `format` that does, does the stream no harm.
 *
 * @throws ArgumentError if `logger` is neither a function nor an object with one of the methods
 *
 * @example
 * ```ts
 * manager.events$.subscribe(logTo(console));
 * manager.events$.subscribe(logTo(pino(), { format: ({ host }) => host }));
 * manager.events$.pipe(filter(({ type }) => type === 'health')).subscribe(logTo(debug('peers')));
 * ```
 */
export const logTo = <A = unknown>(
  logger: Logger,
  options: LogOptions<A> = {},
): Observer<ConnectionEvent<A, unknown>> => {
  expectKnown(options, ['format', 'objectFirst']);
  const format = options.format === undefined ? plain : expectFunction('format', options.format);
  const writable = typeof logger === 'function' || levels.some((level) => typeof logger?.[level] === 'function');
  if (!writable) refuse('logger', 'a function or an object with a method like `info`', logger);
  const { objectFirst = takesObjects(logger) } = options;

  const named = (address: A): string => {
    try {
      return format(address);
    } catch {
      return show(address);
    }
  };
  const write = (level: Level, fields: object, message: string, error: unknown) => {
    const text = error === undefined ? message : `${message}: ${because(error)}`;
    writeTo(logger, objectFirst, level, error === undefined ? fields : { ...fields, err: error }, oneLine(text));
  };
  const tell = (event: ConnectionEvent<A, unknown>) => {
    const { connection: _, error, ...fields } = { connection: undefined, error: undefined, ...event };
    if ('address' in fields) {
      const address = named(fields.address);
      const message = `#${fields.id} ${fields.kind} ${address} ${happening(event)}`;
      write(levelOf(event), { ...fields, address }, message, error);
    } else {
      write(levelOf(event), fields, happening(event), error);
    }
  };

  return {
    next: harmless(tell),
    error: harmless((error) => write('error', {}, 'the events failed', error)),
    complete: () => {},
  };
};
