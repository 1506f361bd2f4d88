/** Returns all names of a closed list, each written once: whoever adds one to the list is told by the compiler to add it here. */
export const keysOf = <K extends string>(table: Readonly<Record<K, 0>>): ReadonlySet<K> =>
  new Set(Object.keys(table) as K[]);
