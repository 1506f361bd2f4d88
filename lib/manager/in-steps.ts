import { EMPTY, defer, isObservable, merge, type Observable } from 'rxjs';

/** Takes the steps one after the other, for as long as it is `going`, and is subscribed to the streams that they return. */
export const inSteps = (going: () => boolean, ...steps: readonly (() => unknown)[]): Observable<unknown> =>
  merge(
    ...steps.map((step) =>
      defer(() => {
        const work = going() ? step() : undefined;
        return isObservable(work) ? work : EMPTY;
      }),
    ),
  );
