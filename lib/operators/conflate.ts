import { Observable, timer, type OperatorFunction, type Subscription } from 'rxjs';

/**
 * Returns an operator that emits what `read` returns: at once, then after each burst of values, once per turn of the event
 * loop at most, and a last time before the source completes.
 *
 * ```
 * source     --(aab)---c--|
 * conflate   r-(r)-----r--(r|)     only what changed is emitted
 * ```
 */
export const conflate =
  <T, R>(read: () => R): OperatorFunction<T, R> =>
  (source$) =>
    new Observable<R>((subscriber) => {
      let pending: Subscription | undefined;
      let last: { readonly value: R } | undefined;
      const emit = () => {
        pending?.unsubscribe();
        pending = undefined;
        const value = read();
        if (last?.value === value) return;
        last = { value };
        subscriber.next(value);
      };
      emit();
      subscriber.add(() => pending?.unsubscribe());
      subscriber.add(
        source$.subscribe({
          next: () => (pending ??= timer(0).subscribe(emit)),
          error: (error: unknown) => {
            emit();
            subscriber.error(error);
          },
          complete: () => {
            emit();
            subscriber.complete();
          },
        }),
      );
    });
