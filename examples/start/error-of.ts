/** An error as plain data. */
export interface ErrorText {
  readonly code: string;
  readonly message: string;
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Returns the code and the message of an error; the code is that of its cause where the cause has one, being nearer to it. */
export const errorOf = (error: unknown): ErrorText => {
  if (!(error instanceof Error)) return { code: 'unknown', message: String(error) };
  return { code: codeOf(error.cause) ?? codeOf(error) ?? error.name, message: error.message };
};
