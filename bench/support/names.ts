/** Returns `count` distinct addresses of a network that is none. */
export const names = (count: number, prefix = 'peer'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
