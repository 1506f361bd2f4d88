import { Observable, asyncScheduler, timer, type Subscriber, type Subscription } from 'rxjs';
import { LinkedList } from '../core/linked-list.js';

interface Sleeper {
  readonly at: number;
  readonly subscriber: Subscriber<0>;
}

/**
 * Returns an observable that emits 0 `duration` milliseconds after each subscription and completes, like
 * `timer(duration)`, with one timer for all its subscribers. Ten thousand deadlines of the same length cost a list.
 *
 * ```
 * subscribed at   ^--^--------
 * first           -----(0|)
 * second          --------(0|)
 * ```
 */
export const sharedTimer = (duration: number): Observable<0> => {
  const sleepers = new LinkedList<Sleeper>();
  let alarm: Subscription | undefined;

  const arm = () => {
    const first = sleepers.first;
    if (!first) return;
    // A clock that was set back delays nobody beyond one more duration.
    const wait = Math.min(Math.max(first.at - asyncScheduler.now(), 0), duration);
    alarm = timer(wait).subscribe(ring);
  };
  const ring = () => {
    const now = asyncScheduler.now();
    for (let first = sleepers.first; first && first.at <= now; first = sleepers.first) {
      sleepers.shift();
      first.subscriber.next(0);
      first.subscriber.complete();
    }
    alarm = undefined;
    arm();
  };

  return new Observable<0>((subscriber) => {
    const node = sleepers.push({ at: asyncScheduler.now() + duration, subscriber });
    if (!alarm) arm();
    return () => {
      sleepers.remove(node);
      if (sleepers.size > 0) return;
      alarm?.unsubscribe();
      alarm = undefined;
    };
  });
};
