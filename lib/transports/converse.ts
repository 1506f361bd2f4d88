import type { Duplex } from 'node:stream';
import { Observable } from 'rxjs';
import type { Dialogue, Turn } from '../core/dialogue.js';

const nothing = new Uint8Array(0);

/**
 * Returns an observable that holds a {@link Dialogue} over a socket, emits what came of it and completes. It errors with
 * what the dialogue throws. Subscribing begins the dialogue; unsubscribing ends it, and leaves the socket as it is.
 *
 * ```
 * the other side   ---12--3---4|        a byte at a time
 * the dialogue     2 bytes, then 2 more
 * converse         -----------(r|)
 * ```
 *
 * It reads exactly what the dialogue asks for. Further bytes stay in the socket, which is then as if nobody had ever
 * listened to it: whatever way of reading comes next gets them. Meanwhile nobody else may read.
 *
 * The socket is the owner's: its errors, its end, and how long all this may take. It is made for `handshake`, which
 * minds all three.
 *
 * @param begin - makes the dialogue, anew for each subscription
 * @example
 * ```ts
 * const dial = (address: Address) => tcp()(address).pipe(
 *   handshake((socket) => converse(socket, () => introduce('Ada')), { timeout: 10_000 }),
 * );
 * ```
 */
export const converse = <T>(socket: Duplex, begin: () => Dialogue<T>): Observable<T> =>
  new Observable<T>((subscriber) => {
    const dialogue = begin();
    let turn: IteratorResult<Turn, T>;
    let over = socket.readableEnded || socket.destroyed;

    const go = (heard: Uint8Array) => {
      turn = dialogue.next(heard);
      const { say = nothing } = turn.done ? {} : turn.value;
      if (say.length > 0) socket.write(say);
    };
    const take = (count: number): Uint8Array | null => {
      const heard = count === 0 ? nothing : (socket.read(count) as Uint8Array | null);
      return heard ?? (over ? nothing : null);
    };
    const listen = () => {
      try {
        while (!turn.done) {
          const heard = take(turn.value.hear);
          if (heard === null) return;
          go(heard);
        }
      } catch (err) {
        subscriber.error(err);
        return;
      }
      const { value } = turn;
      leave();
      // A stream forgets a tick later that it had such a listener; until then it would starve the next one.
      process.nextTick(() => {
        subscriber.next(value);
        subscriber.complete();
      });
    };
    const hangUp = () => {
      over = true;
      listen();
    };
    const leave = () => {
      socket.off('readable', listen);
      socket.off('end', hangUp);
      socket.off('close', hangUp);
    };

    go(nothing); // what the first turn hears goes nowhere
    socket.on('readable', listen);
    socket.on('end', hangUp);
    socket.on('close', hangUp);
    listen();
    return leave;
  });
