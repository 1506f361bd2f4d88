import { readFileSync } from 'node:fs';

/** What `process.report` says of the limit, as far as it is of use. */
interface Report {
  readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } };
}

const read = (): unknown => {
  try {
    return /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
  } catch {
    // Not Linux. Slower, and asked only once in a listener's life.
    const report = process.report?.getReport() as Report | undefined;
    return report?.userLimits?.open_files?.soft;
  }
};

/** Returns how many descriptors this process may have open now, as far as the system says; else `Infinity`. */
export const descriptorLimit = (): number => {
  const limit = Number(read());
  return limit > 0 ? limit : Infinity;
};
