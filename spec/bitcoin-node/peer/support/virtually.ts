import { timer } from 'rxjs';
import { marbles } from 'rx-connmgr/testing';

/** Calls `then` so many milliseconds after the test began. */
export type At = (time: number, then: () => void) => void;

/** When a test begins: late enough for the times of addresses to be plausible, as early as 1976. */
export const start = 200_000_000_000;

/** Returns a test in virtual time that begins at {@link start}, and lasts as long as anything is due; 100 days at most. */
export const virtually = (body: (at: At) => void): (() => void) =>
  marbles(
    ({ flush }) => {
      const at: At = (time, then) => timer(time).subscribe(then);
      at(start, () => body(at));
      flush();
    },
    { maxFrames: start + 100 * 86_400_000 },
  );
