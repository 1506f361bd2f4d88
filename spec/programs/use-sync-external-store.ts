/**
 * Stands in for React's hook of this name, outside of a component: subscribes as React does, and holds the store to what
 * React demands of it, that two readings in a row are one and the same object.
 */
export const useSyncExternalStore = <T>(subscribe: (changed: () => void) => () => void, read: () => T): T => {
  subscribe(() => {})();
  const value = read();
  if (read() !== value) throw new Error('The result of getSnapshot should be cached');
  return value;
};
