import type { Observable } from 'rxjs';
import type { Request } from './request.js';

/**
 * How one connection is made. Subscribing dials; the one value is the established connection; completion means that it
 * closed; an error, that it could not be had or broke; unsubscribing cancels the dial or closes the connection.
 * Completion before a value is a failed dial.
 *
 * ```
 * established, later closed by the peer   ---c-------|
 * refused                                 ---#
 * established, later closed by us         ---c---!
 * ```
 */
export type Dial<A, C> = (address: A) => Observable<C>;

/** A {@link Dial} that may also look at the request it dials for: its `kind` decides handshakes, its `id` names logs. */
export type Dialler<A, C> = (address: A, request: Request<A>) => Observable<C>;
