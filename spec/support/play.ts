import type { Dialogue, Turn } from '../../lib/core/dialogue.js';

/** How far a dialogue has come. */
export interface Played<T> {
  /** What was said, one after the other. */
  readonly said: readonly Uint8Array[];
  readonly result?: T;
  readonly error?: unknown;
  /** How many bytes it still waits for. */
  readonly waiting?: number;
  /** What it was told and did not take. */
  readonly rest: Uint8Array;
}

/** Returns bytes that are written in hexadecimal, with or without blanks. */
export const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** Returns bytes in hexadecimal. */
export const hex = (some: Uint8Array): string => Buffer.from(some).toString('hex');

/**
 * Plays a dialogue against an other side that says `chunks`, however they are cut, and hangs up then, or else says no more:
 * a socket without a socket.
 */
export const play = <T>(dialogue: Dialogue<T>, chunks: readonly Uint8Array[], hangsUp = false): Played<T> => {
  const all = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
  const said: Uint8Array[] = [];
  let told = 0;
  let taken = 0;
  const rest = () => all.slice(taken);
  const listen = (turn: IteratorResult<Turn, T>) => {
    if (!turn.done && turn.value.say) said.push(turn.value.say);
    return turn;
  };
  try {
    let turn = listen(dialogue.next());
    const go = (over: boolean) => {
      while (!turn.done && (told - taken >= turn.value.hear || over)) {
        const heard = all.slice(taken, Math.min(taken + turn.value.hear, told));
        taken += heard.length;
        turn = listen(dialogue.next(heard));
      }
    };
    for (const chunk of chunks) {
      told += chunk.length;
      go(false);
    }
    if (hangsUp) go(true);
    return turn.done ? { said, result: turn.value, rest: rest() } : { said, waiting: turn.value.hear, rest: rest() };
  } catch (error) {
    return { said, error, rest: rest() };
  }
};
