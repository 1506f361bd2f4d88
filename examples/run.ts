// Runs the examples one after the other, each in a process of its own and under a time limit:
//
//   npm run examples                        all of them
//   npm run examples -- hold-eight pool     these only, showing what they print
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  Observable,
  catchError,
  concat,
  concatMap,
  defer,
  endWith,
  from,
  ignoreElements,
  lastValueFrom,
  of,
  tap,
  toArray,
} from 'rxjs';

interface Example {
  readonly name: string;
  readonly steps: readonly Observable<string>[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);

/** Emits what a command prints and completes if it ends well within so many seconds; otherwise errors. */
const command = (seconds: number, file: string, ...args: readonly string[]) =>
  new Observable<string>((subscriber) => {
    const child = spawn(file, args, { cwd: root, timeout: seconds * 1_000, killSignal: 'SIGKILL' });
    child.stdout.on('data', (data) => subscriber.next(String(data)));
    child.stderr.on('data', (data) => subscriber.next(String(data)));
    child.on('error', (err) => subscriber.error(err));
    child.on('close', (status, signal) => {
      if (status === 0) subscriber.complete();
      else subscriber.error(new Error(signal ? `killed after ${seconds} s` : `status ${status}`));
    });
    return () => child.kill('SIGKILL');
  });

const program = (seconds: number, path: string) =>
  command(seconds, process.execPath, '--import=tsx/esm', '--conditions=rx-connmgr-source', path);

const small = readdirSync(`${root}/examples`)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file): Example => ({ name: file.replace(/\.ts$/, ''), steps: [program(20, `examples/${file}`)] }));

const libp2p = 'examples/libp2p-auto-dial';
const install = command(300, 'npm', 'ci', '--prefix', libp2p, '--no-audit', '--no-fund');
const large: Example = {
  name: 'libp2p-auto-dial',
  steps: [
    ...(existsSync(`${root}/${libp2p}/node_modules/libp2p`) ? [] : [install]),
    command(120, process.execPath, 'node_modules/typescript/bin/tsc', '--project', libp2p),
    program(60, `${libp2p}/main.ts`),
  ],
};

/** Emits why an example failed, or nothing, and says so. */
const outcome = ({ name, steps }: Example) =>
  defer(() => {
    const start = performance.now();
    const printed: string[] = [];
    return concat(...steps).pipe(
      tap((text) => (wanted.length > 0 ? process.stdout.write(text) : printed.push(text))),
      ignoreElements(),
      endWith(undefined),
      catchError((err: unknown) => of(err instanceof Error ? err.message : String(err))),
      tap((failure) => {
        const took = `${((performance.now() - start) / 1_000).toFixed(1)} s`;
        console.log(
          failure === undefined ? `ok ${name} (${took})` : `${printed.join('')}not ok ${name} (${took}): ${failure}`,
        );
      }),
    );
  });

const known = [...small, large];
const unknown = wanted.filter((name) => !known.some((example) => example.name === name));
if (unknown.length > 0) {
  console.error(`No example ${unknown.join(', ')}. There are ${known.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 2;
} else {
  const chosen = wanted.length > 0 ? known.filter(({ name }) => wanted.includes(name)) : known;
  const failures = await lastValueFrom(from(chosen).pipe(concatMap(outcome), toArray()));
  const failed = failures.filter((failure) => failure !== undefined).length;
  console.log(`${failures.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
