/** One turn of a {@link Dialogue}. */
export interface Turn {
  /** What we say. @default nothing */
  readonly say?: Uint8Array | undefined;
  /** How many bytes we then wait for. */
  readonly hear: number;
}

/**
 * An exchange of bytes, as a generator: it yields what to say and how many bytes to wait for, is handed exactly these bytes,
 * and returns what came of it. Fewer bytes mean that the other side hung up. What it throws is why it failed.
 *
 * It is pure: it knows no socket and no clock, and how the bytes were cut into packets is not its concern. What the other
 * side says beyond the last turn is never touched. `converse` of `rx-connmgr/node` holds one over a socket; one is part of
 * another by `yield*`.
 *
 * @example
 * ```ts
 * function* introduce(name: string): Dialogue<string> {
 *   const [length = 0] = yield { say: new TextEncoder().encode(name), hear: 1 }; // theirs is a length
 *   return new TextDecoder().decode(yield { hear: length }); //                     and so many bytes
 * }
 * ```
 */
export type Dialogue<T> = Generator<Turn, T, Uint8Array>;
