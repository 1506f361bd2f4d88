const asked = process.env.FUZZ_RUNS;

/** Returns on how many cases a property is tried: as many as are usual for it, or `FUZZ_RUNS`. */
export const runs = (usual: number): number => (asked === undefined ? usual : Number(asked));
