/**
 * Runs a command and ends it, with all that it started, when it takes too long:
 *
 *     limited.ts SECONDS COMMAND [ARGUMENT …]
 *
 * An endless `retry` in virtual time never gives control back, so that no limit inside the process can stop it.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';

const windows = process.platform === 'win32';
const [seconds, command, ...rest] = process.argv.slice(2);
if (!(Number(seconds) > 0) || command === undefined) {
  console.error('usage: limited.ts SECONDS COMMAND [ARGUMENT …]');
  process.exit(2);
}

const end = ({ pid }: ChildProcess, signal: NodeJS.Signals) => {
  if (pid === undefined) return;
  if (windows) spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
  else process.kill(-pid, signal);
};

const child = spawn(command, rest, { stdio: 'inherit', detached: !windows, shell: windows });
const limit = setTimeout(
  () => {
    console.error(`\n${[command, ...rest].join(' ')}: over ${seconds} seconds, ended.`);
    process.exitCode = 124;
    end(child, 'SIGKILL');
  },
  Number(seconds) * 1_000,
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(child, signal));
child.on('error', (error) => {
  clearTimeout(limit);
  console.error(error.message);
  process.exitCode = 127;
});
child.on('exit', (status, signal) => {
  clearTimeout(limit);
  process.exitCode ??= status ?? (signal === 'SIGINT' ? 130 : 1);
});
