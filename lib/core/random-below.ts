/** Returns a whole number from 0 to below `limit`, whatever `random` gives. */
export const randomBelow = (limit: number, random: () => number): number => {
  const chance = random();
  return chance > 0 ? Math.min(Math.floor(chance * limit), limit - 1) : 0;
};
