import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Observable } from 'rxjs';

/** The name that goes with the password of a cookie. */
const user = '__cookie__';

/** Returns what a client sends as `user:password` to be let in. */
export const credentialsOf = (password: string): string => `${user}:${password}`;

const contentOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** Beside the old one first, so that nobody ever reads half of it, and nobody but the owner any of it. */
const replace = (path: string, content: string): void => {
  const beside = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    writeFileSync(beside, content, { flag: 'wx', mode: 0o600 });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
};

/**
 * Keeps a file with the credentials of whoever may control the node, for those who may read it: the user that the node runs
 * as. Subscribing writes it, wholly or not at all, and emits its path; unsubscribing removes it, unless another node has put
 * its own in its place meanwhile. Errors with what the system says if it cannot be written.
 *
 * Source: Bitcoin Core, `GenerateAuthCookie`: `__cookie__:` and 64 hexadecimal digits, without an end of line.
 */
export const cookieFile = (path: string, password: string): Observable<string> =>
  new Observable((subscriber) => {
    const content = credentialsOf(password);
    replace(path, content);
    subscriber.add(() => {
      if (contentOf(path) === content) rmSync(path, { force: true });
    });
    subscriber.next(path);
  });
