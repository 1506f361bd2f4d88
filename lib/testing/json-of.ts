/** Returns what a date, an address and their like stand for although no property shows it, or `undefined`. */
export const jsonOf = (value: object): unknown =>
  'toJSON' in value && typeof value.toJSON === 'function'
    ? (value as { readonly toJSON: () => unknown }).toJSON()
    : undefined;
