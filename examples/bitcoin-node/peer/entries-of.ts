const width: Readonly<Record<number, number>> = { 0xfd: 2, 0xfe: 4, 0xff: 8 };

/** Returns how many entries a list says that it has, by the number (CompactSize) that it begins with; 0 if there is none. */
export const entriesOf = (payload: Uint8Array): number => {
  const first = payload[0] ?? 0;
  const bytes = width[first];
  if (bytes === undefined) return first;
  if (payload.length <= bytes) return 0;
  let entries = 0;
  for (let i = bytes; i >= 1; i -= 1) entries = entries * 256 + (payload[i] ?? 0);
  return entries;
};
