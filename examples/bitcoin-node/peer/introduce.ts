import {
  EMPTY,
  Subject,
  asyncScheduler,
  defer,
  filter,
  finalize,
  map,
  merge,
  scan,
  take,
  tap,
  type Observable,
} from 'rxjs';
import type { Version } from '../wire/message.js';
import { expectVersion } from './expect-version.js';
import { hear, silence, type Greeting } from './greeting.js';
import type { Line } from './line.js';
import { ourVersion } from './our-version.js';
import { PeerError } from './peer-error.js';
import type { KnownSelf } from './self.js';
import { isInbound, type Whom } from './whom.js';

/** Who is at the other end, once both sides have agreed to talk. */
export type Introduction = Required<Pick<Greeting, 'version' | 'wantsAddrV2'>>;

/** From this version on, a peer knows what `sendaddrv2` is. Source: BIP 155, and Bitcoin Core. */
const addrV2Since = 70_016;

const isDone = (greeting: Greeting): greeting is Greeting & Introduction => greeting.done;

/**
 * Returns an observable that shakes hands: it emits once, when the other side's `verack` has come. Who dialled speaks first.
 *
 * ```
 * outbound   version ▸    ◂ version    sendaddrv2 ▸  verack ▸    ◂ (sendaddrv2) verack
 * inbound                 ◂ version    version ▸  sendaddrv2 ▸  verack ▸    ◂ (sendaddrv2) verack
 * ```
 *
 * Whoever sends a nonce of ours is us: both ends of that connection learn so.
 *
 * Errors with a `PeerError`: `version-missing`, `version-twice`, `self`, `services`, `obsolete`.
 */
export const introduce = (line: Line, self: KnownSelf, whom: Whom): Observable<Introduction> =>
  defer(() => {
    const nonce = self.nonce();
    const ourselves$ = new Subject<never>();
    self.nonces.set(nonce, ourselves$);
    const sayVersion = () => line.send(ourVersion(self, whom, nonce, asyncScheduler.now()));
    const answer = (version: Version) => {
      const otherEnd$ = self.nonces.get(version.nonce);
      if (otherEnd$) {
        const error = new PeerError('self', 'We are connected to ourselves');
        otherEnd$.error(error);
        throw error;
      }
      expectVersion(version, self, whom);
      if (isInbound(whom)) sayVersion();
      if (Math.min(version.version, self.protocolVersion) >= addrV2Since) line.send({ command: 'sendaddrv2' });
      line.send({ command: 'verack' });
    };
    const heard$ = line.messages$.pipe(
      scan(hear, silence),
      tap(({ version, last }) => version && last === 'version' && answer(version)),
      filter(isDone),
      map(({ version, wantsAddrV2 }) => ({ version, wantsAddrV2 })),
      take(1),
    );
    const begin$ = defer(() => {
      if (!isInbound(whom)) sayVersion();
      return EMPTY;
    });
    // Listening first: the answer may come within the call.
    return merge(heard$, ourselves$, begin$).pipe(finalize(() => self.nonces.delete(nonce)));
  });
