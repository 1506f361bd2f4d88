/** Returns the code of an error of the system: `ENOENT`, `EEXIST` … */
export const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Resolves to what a promise does, or to `undefined` if it is rejected with one of these codes. */
export const unless = async <T>(promise: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> => {
  try {
    return await promise;
  } catch (error) {
    if (codes.includes(String(codeOf(error)))) return undefined;
    throw error;
  }
};
