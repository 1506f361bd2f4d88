import {
  combineLatest,
  defer,
  endWith,
  finalize,
  fromEvent,
  ignoreElements,
  startWith,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import type { WriteStream } from 'node:tty';
import { models, type Shown } from './models.js';
import { Terminal } from './terminal.js';
import { view } from './view.js';

/** Returns an observable that draws on a terminal as long as it is subscribed to, and completes with the reports. */
export const live = (shown: Shown, stream: WriteStream, colour: boolean): Observable<never> =>
  defer(() => {
    const terminal = new Terminal(stream, colour);
    const done$ = shown.report$.pipe(ignoreElements(), endWith(true));
    const resized$ = fromEvent(stream, 'resize').pipe(startWith(undefined), takeUntil(done$));
    return combineLatest([models(shown), resized$]).pipe(
      tap(([model]) => terminal.draw(view(model, terminal.size))),
      finalize(() => terminal.leave()),
      ignoreElements(),
    );
  });
