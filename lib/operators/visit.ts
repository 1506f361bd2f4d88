import {
  EMPTY,
  Observable,
  Subscription,
  defer,
  from,
  timer,
  type ObservableInput,
  type Observer,
  type Subscriber,
} from 'rxjs';
import { expectFunction, expectWhole, refuse } from '../core/check.js';

/** So many addresses at a stretch, then the event loop turns once: visits that are over at once would starve it. */
const stretch = 10_000;

type Step<A> = IteratorResult<A, unknown>;

/** An iterator of either sort. */
interface Walk<A> {
  next(): Step<A> | PromiseLike<Step<A>>;
  return?(): unknown;
}

const waysOf = <A>(addresses: Iterable<A> | AsyncIterable<A>): (() => Walk<A>) => {
  const ways = Object(addresses) as Partial<Iterable<A> & AsyncIterable<A>>;
  const way: (() => Walk<A>) | undefined = ways[Symbol.asyncIterator] ?? ways[Symbol.iterator];
  return typeof way === 'function' ? way.bind(addresses) : refuse('addresses', 'iterable', addresses);
};

const isLater = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof (value as Partial<PromiseLike<T>> | undefined)?.then === 'function';

/** Lets the `finally` of a generator run. */
const leave = (walk: Walk<unknown>): void => {
  const left$ = defer(() => {
    const left = walk.return?.();
    return isLater(left) ? left : EMPTY;
  });
  left$.subscribe({ error: () => {} });
};

/**
 * Returns the results of visiting every address, at most `limit` visits at a time, as they come: `mergeMap(project, limit)`
 * that pulls. An address is taken when its visit may begin, so that none waits and grows stale; the list may be of any
 * length, endless, or not known yet: an array, a set, a generator, an asynchronous one.
 *
 * ```
 * project(a)                                ---a|
 * project(b)                                -----b|
 * project(c)                                    --c|
 * visit(['a', 'b', 'c'], project, 2)        ---a-bc|
 * ```
 *
 * Unsubscribing, or an error, ends all visits and calls the iterator's `return`, so that the `finally` of a generator
 * runs; what that throws is ignored. An error of `project`, of a visit or of the iterator is the stream's. Each
 * subscription asks for an iterator of its own: an array is visited again, a generator is not.
 *
 * Visits that are over at once follow one another without growing the stack. After 10 000 addresses the event loop has a
 * turn.
 *
 * @param limit - how many visits at a time: a whole number ≥ 1 (without a limit it would be `mergeMap`)
 * @throws ArgumentError if `addresses` cannot be iterated, `project` is no function or `limit` no such number
 *
 * @example
 * ```ts
 * const answering = (address: Address) =>
 *   dial(address).pipe(take(1), timeout(10_000), map(() => address), catchError(() => EMPTY));
 * visit(addresses, answering, 500).subscribe((address) => console.log(formatAddress(address)));
 * ```
 */
export const visit = <A, R>(
  addresses: Iterable<A> | AsyncIterable<A>,
  project: (address: A) => ObservableInput<R>,
  limit: number,
): Observable<R> => {
  const begin = waysOf(addresses);
  expectFunction('project', project);
  expectWhole('limit', limit, 1);

  return new Observable<R>((subscriber) => {
    const walk = begin();
    // Not children of the subscriber: one parent of very many takes ever longer to let go of each.
    const visits = new Set<Subscriber<R>>();
    let active = 0;
    let taken = 0;
    let walking = false;
    let stepping = false;
    let walked = false;

    const result: Observer<R> = {
      next: (value) => subscriber.next(value),
      error: (error) => subscriber.error(error),
      complete: () => {
        active -= 1;
        pull();
      },
    };
    const start = (address: A) => {
      active += 1;
      const visit$ = new Observable<R>((visitor) => {
        visits.add(visitor);
        from(project(address)).subscribe(visitor);
        return () => visits.delete(visitor);
      });
      visit$.subscribe(result);
    };
    const step = (): Step<A> | PromiseLike<Step<A>> => {
      stepping = true;
      try {
        return walk.next();
      } catch (error) {
        subscriber.error(error);
        return { done: true, value: undefined };
      } finally {
        stepping = false;
      }
    };
    const receive = ({ done, value }: Step<A>) => {
      if (done) walked = true;
      else start(value);
    };
    const resume = () => {
      walking = false;
      pull();
    };
    const fail = (error: unknown) => {
      walked = true;
      subscriber.error(error);
    };
    const pull = () => {
      if (walking) return;
      walking = true;
      while (!walked && active < limit && !subscriber.closed) {
        if (taken === stretch) {
          taken = 0;
          subscriber.add(timer(0).subscribe(resume));
          return;
        }
        taken += 1;
        const next = step();
        if (subscriber.closed) {
          if (isLater(next) || !next.done) leave(walk);
        } else if (isLater(next)) {
          subscriber.add(from(next).subscribe({ next: receive, error: fail, complete: resume }));
          return;
        } else {
          receive(next);
        }
      }
      walking = false;
      if (walked && active === 0) subscriber.complete();
    };

    subscriber.add(() => {
      const all = new Subscription();
      for (const visitor of visits) all.add(visitor);
      all.unsubscribe();
    });
    // An iterator that is just being asked is left when it has answered: a generator cannot be left while it runs.
    subscriber.add(() => {
      if (!walked && !stepping) leave(walk);
    });
    pull();
  });
};
