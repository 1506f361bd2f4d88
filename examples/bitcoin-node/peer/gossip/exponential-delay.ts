/** Milliseconds. Node fires a timer that is longer at once. */
const longest = 2 ** 31 - 1;

/**
 * Returns a delay such as lies between two events that come at random, `average` apart in the long run: who sees one come
 * learns nothing about the next.
 */
export const exponentialDelay = (average: number, random: () => number): number =>
  Math.min(-Math.log(1 - random()) * average, longest);
