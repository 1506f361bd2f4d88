/**
 * What is wrong with a store:
 *
 * - `damaged` — what is kept cannot be read any more, or is of somebody else; it is set aside
 * - `newer` — what is kept was written by a newer version of the package; it is set aside
 * - `locked` — another process, or another store of this one, has the place
 * - `too-large` — what was to be saved is more than the store keeps; what it kept before, it still keeps
 * - `io` — the place cannot be read or written; `cause` is the error of the system
 */
export type StoreErrorCode = 'damaged' | 'newer' | 'locked' | 'too-large' | 'io';

/** What a {@link StoreError} may know besides its message. */
export interface StoreErrorOptions {
  readonly path?: string | undefined;
  readonly movedTo?: string | undefined;
  readonly pid?: number | undefined;
  readonly cause?: unknown;
}

/**
 * Why a store could not load or save. After `damaged` and `newer` the place is free: whoever wants to go on does so with
 * nothing, and tells where the rest is.
 *
 * @example
 * ```ts
 * store.load().pipe(
 *   catchError((error) => {
 *     if (!isStoreError(error, 'damaged')) throw error;
 *     console.warn(`${error.message}; it is now ${error.movedTo}`);
 *     return of(undefined);
 *   }),
 * );
 * ```
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** The file, or whatever the store is in. */
  declare readonly path?: string;
  /** Where that is now which was set aside. */
  declare readonly movedTo?: string;
  /** The process that has the place: of `locked`. */
  declare readonly pid?: number;

  constructor(code: StoreErrorCode, message: string, options: StoreErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    if (options.path !== undefined) this.path = options.path;
    if (options.movedTo !== undefined) this.movedTo = options.movedTo;
    if (options.pid !== undefined) this.pid = options.pid;
  }
}

/**
 * Returns whether `error` is a {@link StoreError}, of the given code if one is given. Goes by name and code, so that it
 * works across copies of the package.
 */
export const isStoreError = <K extends StoreErrorCode = StoreErrorCode>(
  error: unknown,
  code?: K,
): error is StoreError & { readonly code: K } =>
  error instanceof Error &&
  error.name === 'StoreError' &&
  'code' in error &&
  (code === undefined || error.code === code);
