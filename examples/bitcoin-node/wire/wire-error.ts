/** What a {@link WireError} may be about. */
export type WireErrorCode =
  | 'magic' // it is of another network, or speaks another protocol
  | 'size' // it announces more than 4 000 000 bytes
  | 'checksum' // what came is not what was sent
  | 'command' // no name of a message
  | 'malformed'; // it ends too soon, has too much of something, or is otherwise not as it has to be

/**
 * Points that stay. What may befall an honest peer, as to be on another network or to have a broken line, costs little; what
 * no honest peer does, more. None of it is a ban at once: that takes more than 100.
 */
const scores: Readonly<Record<WireErrorCode, number>> = {
  magic: 10,
  checksum: 10,
  malformed: 20,
  command: 20,
  size: 50,
};

/**
 * Why what a peer sent is no message. The stream is of no use from there on: nobody knows where the next one begins.
 *
 * @example
 * ```ts
 * socket$.pipe(deframe(chains.mainnet)).subscribe({
 *   error: (error) => {
 *     if (isWireError(error)) offences.next({ address, persistent: error.score, reason: error.message });
 *   },
 * });
 * ```
 */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;
  /** Points that stay, as `persistent` of an offence. */
  readonly score: number;

  constructor(code: WireErrorCode, message: string) {
    super(message);
    this.code = code;
    this.score = scores[code];
  }
}

/** Returns whether `error` is a {@link WireError}, of the given code if one is given. */
export const isWireError = <K extends WireErrorCode = WireErrorCode>(
  error: unknown,
  code?: K,
): error is WireError & { readonly code: K } =>
  error instanceof Error &&
  error.name === 'WireError' &&
  'code' in error &&
  (code === undefined || error.code === code);
