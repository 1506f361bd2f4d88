import type { ObservableInput } from 'rxjs';

/**
 * Where something is kept from one run to the next. What is kept is plain data: whatever survives JSON. An error of either
 * says what is wrong with the place.
 */
export interface Store {
  /** Emits what was saved last, or `undefined` where nothing was yet. */
  load(): ObservableInput<unknown>;
  /** Replaces what is kept, wholly or not at all, and completes when that is done. */
  save(data: unknown): ObservableInput<unknown>;
  /**
   * What was loaded is no use to whoever asked for it: it is put aside, where it can be looked at, and the place is free.
   * Emits where it is now. Without it, what is no use is overwritten by the next save.
   */
  setAside?(why: string): ObservableInput<string>;
  /** Nobody uses the place for now: another may. Subscribed to when its owner is closed; the next use takes it again. */
  release?(): ObservableInput<unknown>;
}
