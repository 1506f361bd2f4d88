const entries = (value: object): readonly [unknown, unknown][] =>
  value instanceof Map
    ? [...value.entries()]
    : value instanceof Set
      ? [...value].map((one) => [one, true])
      : Object.entries(value);

/** Returns whether two values are alike, however deep; errors by name and message, whatever else by what they hold. */
export const same = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Error && b instanceof Error && (a.name !== b.name || a.message !== b.message)) return false;
  const [left, right] = [entries(a), new Map(entries(b))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)));
};
