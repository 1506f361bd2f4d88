import { AsyncSubject, Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import type { LiveRequest } from './live-request.js';

/** One of the `maxOutbound` slots. */
export class Place<A> implements Observer<never> {
  /** The request it is busy with. */
  request: LiveRequest<A> | undefined;
  readonly #retired = new AsyncSubject<void>();
  #out: Subscriber<never> | undefined;

  get retired$(): Observable<void> {
    return this.#retired;
  }

  /** Returns an observable that runs a request and completes when the place is free again. */
  host(request: LiveRequest<A>, run$: Observable<never>): Observable<never> {
    return new Observable<never>((subscriber) => {
      this.#out = subscriber;
      this.request = request;
      request.place = this;
      const run = run$.subscribe(this);
      return () => this.#leave(run);
    });
  }

  next(): void {}

  error(): void {
    this.complete();
  }

  complete(): void {
    this.request = undefined;
    this.#out?.complete();
  }

  /** Lets the request go on without the place. */
  vacate(): void {
    if (this.request) this.request.place = undefined;
    this.complete();
  }

  /** Takes no other address. What it is busy with goes on until it ends. */
  retire(): void {
    this.#retired.next();
    this.#retired.complete();
  }

  #leave(run: Subscription): void {
    if (this.request) run.unsubscribe();
    this.request = undefined;
    this.#out = undefined;
  }
}
