const two = (value: number) => String(value).padStart(2, '0');

/** Returns a time span in at most seven letters: `42s`, `3m 05s`, `2h 07m`, `3d 04h`. */
export const age = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const hours = Math.floor(seconds / 3_600);
  if (hours < 24) return `${hours}h ${two(Math.floor(seconds / 60) % 60)}m`;
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
};

/** Returns a time span to a reader's precision: `971 ms`, `4.2 s`. */
export const duration = (milliseconds: number): string =>
  milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;

/** Returns the time of day of an instant, as clocks here show it: `12:04:31`. */
export const clock = (at: number): string => {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
};
