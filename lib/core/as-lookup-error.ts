import { LookupError, isLookupError } from './lookup-error.js';
import { show } from './show.js';

/** Returns the {@link LookupError} that `cause` is, or one about it, with its code if it has any. */
export const asLookupError = (host: string, cause: unknown): LookupError => {
  if (isLookupError(cause)) return cause;
  const { code } = Object(cause) as { readonly code?: unknown };
  const known = typeof code === 'string' ? code : 'EAI_FAIL';
  return new LookupError(known, host, `${show(host)} does not resolve: ${known}`, { cause });
};
