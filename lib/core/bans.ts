import type { Observable, ObservableInput } from 'rxjs';

/** Who is neither dialled nor let in, as far as a manager asks. */
export interface Bans<A> {
  /** Whether the address is banned now. Asked for every address that is about to be dialled or let in. */
  has(address: A): boolean;
  /** Emits when the answers of `has` may have changed: the manager then ends what is live and banned. */
  readonly changed$: Observable<unknown>;
  /** Subscribed to from the start of the manager to its stop: an owner for loading and saving. */
  readonly run$?: Observable<unknown>;
  /** Subscribed to when the manager stops in order: what is to be saved is saved. */
  close?(): ObservableInput<unknown>;
}
