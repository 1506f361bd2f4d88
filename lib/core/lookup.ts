import type { ObservableInput } from 'rxjs';

/**
 * Resolves a name: subscribing asks, the value is all that was answered (the texts of IP addresses), unsubscribing cancels.
 * An error says why there is no answer. A promise serves as well.
 */
export type Lookup = (name: string) => ObservableInput<readonly string[]>;
