/** Returns whole seconds of milliseconds, as Bitcoin Core counts instants. */
export const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1_000);
