/** Returns the failures as a number to calculate with: from 1 to 2³¹, 1 for what is no number of failures. */
export const count = (failures: number): number => (failures >= 1 ? Math.min(failures, 2 ** 31) : 1);
