/** Returns a function that tells the seconds of CPU that this process has used since, and in how many seconds. */
export const cpuMeter = (): (() => { readonly cpu: number; readonly seconds: number }) => {
  const began = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { cpu: (user + system) / 1e6, seconds: (performance.now() - began) / 1e3 };
  };
};
