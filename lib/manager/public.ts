/**
 * The public side of a class. A type parameter that is used by private members in both directions would make it invariant,
 * and a manager of sockets no manager of anything.
 */
export type Public<T> = Pick<T, keyof T>;
