/** Returns groups of 16 bits of which the first `count` bits are as they were, the others 0. */
export const firstBits = (groups: readonly number[], count: number): readonly number[] =>
  groups.map((group, i) => group & (0xffff << (16 - Math.min(16, Math.max(0, count - 16 * i)))));
