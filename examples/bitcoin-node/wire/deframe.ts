import { concatMap, defer, type OperatorFunction } from 'rxjs';
import type { Chain } from './chain.js';
import { Deframer } from './deframer.js';
import type { Message } from './message.js';

/**
 * Returns an operator that turns the bytes of a connection, however they are cut, into messages. It completes as the bytes
 * do, also in the midst of a message.
 *
 * ```
 * bytes$   --[ver]-[sion][verack]-[pi]-|
 * deframe  --------(version verack)----|
 * ```
 *
 * It holds no more than one message, errors as soon as a message cannot be, and asks for no room before the bytes are there.
 * The stream errors with a {@link WireError}:
 * - `magic`: of another network, or no Bitcoin at all; told at the first wrong byte;
 * - `size`: more than 4 000 000 bytes announced;
 * - `command`: a name with something after its NUL, or not in ASCII;
 * - `checksum`: a payload that is not what was sent;
 * - `malformed`: a payload that ends too soon or has too much of something.
 *
 * @example
 * ```ts
 * fromEvent(socket, 'data').pipe(deframe(chains.mainnet)).subscribe((message) => console.log(message.command));
 * ```
 * Source: Bitcoin wiki, "Protocol documentation"; limits: Bitcoin Core.
 */
export const deframe =
  (chain: Chain): OperatorFunction<Uint8Array, Message> =>
  (bytes$) =>
    defer(() => {
      const deframer = new Deframer(chain);
      // One after the other, also if a subscriber has more bytes come while it is told of a message.
      return bytes$.pipe(concatMap((chunk) => deframer.read(chunk)));
    });
