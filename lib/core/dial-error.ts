const most = 3;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What is seen of many errors in one line. */
const summary = (errors: readonly unknown[]): string => {
  const rest = errors.length > most ? `; and ${errors.length - most} more` : '';
  return `${errors.slice(0, most).map(messageOf).join('; ')}${rest}`;
};

/**
 * Why none of the addresses of a name could be connected to. `errors` has what each dial failed with, in the order in which
 * they were begun; `code` is that of the first, as in Node's own aggregate.
 */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly code: string | undefined;
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super(`None of ${errors.length} addresses could be connected to: ${summary(errors)}`);
    this.errors = errors;
    const { code } = Object(errors[0]) as { readonly code?: unknown };
    this.code = typeof code === 'string' ? code : undefined;
  }
}

/** Returns whether `error` is a {@link DialError}. Goes by name, so that it works across copies of the package. */
export const isDialError = (error: unknown): error is DialError =>
  error instanceof Error && error.name === 'DialError' && 'errors' in error && Array.isArray(error.errors);
