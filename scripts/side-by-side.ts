/**
 * Runs commands side by side, and prints what each has to say when it has ended. Fails if one of them does:
 *
 *     side-by-side.ts COMMAND [COMMAND …]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const run = async (command: string): Promise<boolean> => {
  const began = performance.now();
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => output.push(data));
  const [status] = (await once(child, 'close')) as [number | null];
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  process.stdout.write(Buffer.concat(output));
  console.log(`── ${command}: ${status === 0 ? 'passed' : `FAILED with status ${status ?? 'none'}`}, ${seconds} s`);
  return status === 0;
};

const passed = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = passed.every(Boolean) ? 0 : 1;
