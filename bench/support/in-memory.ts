import { Observable, type Subscriber } from 'rxjs';

/** A connection of which nothing is left but what a manager needs. */
export class InMemory {
  readonly #subscriber: Subscriber<InMemory>;

  constructor(subscriber: Subscriber<InMemory>) {
    this.#subscriber = subscriber;
  }

  /** What a peer does. */
  hangUp(): void {
    this.#subscriber.complete();
  }
}

/** A dial that is established at once. */
export const inMemory = (_address: string): Observable<InMemory> =>
  new Observable((subscriber) => subscriber.next(new InMemory(subscriber)));
