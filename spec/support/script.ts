import { Observable, timer, type Subscriber } from 'rxjs';
import type { ConnectionEvent } from 'rx-connmgr';

/** What one dial of a scripted peer does: fails after so many milliseconds, or is established and closes by itself. */
export interface Act {
  /** Milliseconds until it is established or fails. */
  readonly after?: number;
  /** Fails with this instead of being established. */
  readonly error?: unknown;
  /** Milliseconds that an established connection lasts; for ever by default. */
  readonly lasts?: number;
  /** What the connection breaks with; an orderly close by default. */
  readonly breaks?: unknown;
}

/** A dial whose every outcome is written down, and that counts what is open and under way. */
export class Script {
  readonly dials: { readonly key: string; readonly at: number }[] = [];
  open = 0;
  dialing = 0;
  most = 0;
  readonly #now: () => number;
  readonly #act: (key: string, n: number) => Act;
  readonly #live = new Map<string, Subscriber<string>>();
  readonly #counts = new Map<string, number>();

  constructor(now: () => number, act: (key: string, n: number) => Act = () => ({})) {
    this.#now = now;
    this.#act = act;
  }

  readonly dial = (key: string): Observable<string> =>
    new Observable<string>((subscriber) => {
      const n = (this.#counts.get(key) ?? 0) + 1;
      this.#counts.set(key, n);
      this.dials.push({ key, at: this.#now() });
      this.dialing += 1;
      let established = false;
      const { after = 0, error, lasts, breaks } = this.#act(key, n);
      subscriber.add(() => {
        if (established) this.open -= 1;
        else this.dialing -= 1;
        if (this.#live.get(key) === subscriber) this.#live.delete(key);
      });
      const arrive = () => {
        if (error !== undefined) {
          subscriber.error(error);
          return;
        }
        established = true;
        this.dialing -= 1;
        this.open += 1;
        this.most = Math.max(this.most, this.open);
        this.#live.set(key, subscriber);
        subscriber.next(`${key}#${n}`);
        if (lasts !== undefined) {
          subscriber.add(timer(lasts).subscribe(() => (breaks ? subscriber.error(breaks) : subscriber.complete())));
        }
      };
      if (after === 0) arrive();
      else subscriber.add(timer(after).subscribe(arrive));
    });

  /** The peer closes, or breaks, the connection. */
  hangUp(key: string, error?: unknown): void {
    const subscriber = this.#live.get(key);
    if (error === undefined) subscriber?.complete();
    else subscriber?.error(error);
  }

  /** When the key was dialled. */
  times(key: string): readonly number[] {
    return this.dials.filter((dial) => dial.key === key).map(({ at }) => at);
  }
}

/** An event as a short text: `3 automatic established`. */
export const told = (event: ConnectionEvent<unknown, unknown>): string => {
  if (event.type === 'health') return `health ${event.health}`;
  const about =
    event.type === 'ended' ? ` ${event.reason}` : event.type === 'waiting' ? ` ${event.failures} ${event.delay}` : '';
  return `${event.id} ${event.kind} ${event.type}${about}`;
};
