/** Something is wrong with what the program was told to do; the message says what. Nothing has been started. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
