import { Observable, type Subscriber, type Unsubscribable } from 'rxjs';
import type { LiveRequest } from './live-request.js';

/** One of the `maxOutbound` slots: asks for an address, is busy with a request for it, and is free again. */
export class Place<A> {
  /** The request it is busy with. */
  request: LiveRequest<A> | undefined;
  #retired = false;
  #out: Subscriber<never> | undefined;
  #asking: Unsubscribable | undefined;
  #run: Unsubscribable | undefined;

  get retired(): boolean {
    return this.#retired;
  }

  /** Returns an observable of one turn: it completes when the place is free again, or retired. */
  turn<L>(ask$: Observable<L>, start: (lease: L, place: Place<A>) => Observable<never>): Observable<never> {
    return new Observable<never>((subscriber) => {
      if (this.#retired) return subscriber.complete();
      this.#out = subscriber;
      subscriber.add(() => this.#leave());
      const asking = ask$.subscribe((lease) => {
        this.#asking = undefined;
        const run = start(lease, this).subscribe({ complete: () => subscriber.complete() });
        if (!run.closed) this.#run = run;
      });
      if (!asking.closed) this.#asking = asking;
    });
  }

  /** Lets the request go on without the place. */
  vacate(): void {
    this.#run = undefined;
    this.#out?.complete();
  }

  /** Takes no other address. What it is busy with goes on until it ends. */
  retire(): void {
    this.#retired = true;
    if (this.#asking) this.#out?.complete();
  }

  #leave(): void {
    this.#asking?.unsubscribe();
    this.#run?.unsubscribe();
    if (this.request) this.request.place = undefined;
    this.#asking = this.#run = this.#out = this.request = undefined;
  }
}
