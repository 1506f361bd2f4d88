/** Does the work of a child process: what it was asked is the argument, what `work` returns goes to the parent. */
export const job = async <T, R>(work: (argument: T) => Promise<R> | R): Promise<void> => {
  const result = await work(JSON.parse(process.argv[2] ?? 'null') as T);
  process.send?.(result);
  process.disconnect();
};
