/** Builds and packs the package, has it judged, then installs it into an empty project and uses it in every way there is. */
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..');
const project = mkdtempSync(join(tmpdir(), 'rx-connmgr-package-'));
process.on('exit', () => rmSync(project, { recursive: true, force: true }));

const run = (cwd: string, command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
/** Runs a program of a development dependency. */
const tool = (cwd: string, name: string, ...args: readonly string[]): string =>
  run(cwd, join(root, 'node_modules/.bin', name), ...args);
const step = (name: string, check: () => string) => {
  process.stdout.write(`${name} … `);
  try {
    console.log(check());
  } catch (error) {
    console.log('failed');
    const { stdout } = error as { readonly stdout?: string };
    console.error(stdout ?? error);
    process.exit(1);
  }
};
const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly devDependencies: Readonly<Record<string, string>>;
};

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}
let tarball = '';

step('build', () => {
  run(root, 'npm', 'run', '--silent', 'build');
  return 'done';
});
step('pack', () => {
  const json = run(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', project);
  const [packed] = JSON.parse(json) as readonly Packed[];
  assert(packed);
  tarball = join(project, packed.filename);
  const paths = packed.files.map(({ path }) => path);
  for (const path of ['LICENSE', 'README.md', 'CHANGELOG.md', 'dist/index.js', 'dist/index.d.ts']) {
    assert(paths.includes(path), `${path} is missing`);
  }
  const strange = paths.filter(
    (path) => !/^(dist|lib)\/|^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(path),
  );
  assert.deepEqual(strange, []);
  return `${paths.length} files, ${kilobytes(packed.size)} packed, ${kilobytes(packed.unpackedSize)} unpacked`;
});
step('publint', () => {
  tool(root, 'publint', 'run', '--strict', tarball);
  return 'no complaint';
});
step('are the types wrong', () => {
  // A `require` that finds an ES module is what Node does since 20.19, and what `engines` asks for.
  tool(root, 'attw', tarball, '--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm');
  return 'no';
});
step('install into an empty project, with the oldest rxjs', () => {
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const types = `@types/node@${manifest.devDependencies['@types/node'] ?? ''}`;
  run(project, 'npm', 'install', '--silent', '--no-audit', '--no-fund', tarball, 'rxjs@7.8.0', types);
  return 'done';
});

const consumer = (name: string, copy: string) =>
  copyFileSync(join(root, 'scripts/consumer', name), join(project, copy));
const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2022'];
const compile = (files: readonly string[], ...options: readonly string[]) => {
  tool(project, 'tsc', '--ignoreConfig', ...strict, ...options, ...files);
  return 'no complaint';
};
const held = 'here 4 there 5 stopped\n';
const dialled = 'connected true\nclosed\n';

consumer('root.ts', 'root.mts');
consumer('root.ts', 'root.cts');
consumer('node.ts', 'node.mts');
consumer('node.ts', 'node.cts');

step('tsc for Node', () => compile(['node.mts', 'node.cts'], '--module', 'nodenext', '--types', 'node'));
step('tsc for Node, without its types', () => compile(['root.mts', 'root.cts'], '--module', 'nodenext'));
step('tsc for a bundler', () =>
  compile(['root.mts'], '--noEmit', '--module', 'esnext', '--moduleResolution', 'bundler'),
);
step('import', () => {
  assert.equal(run(project, process.execPath, 'root.mjs'), held);
  assert.equal(run(project, process.execPath, 'node.mjs'), dialled);
  return 'runs';
});
step('require', () => {
  assert.equal(run(project, process.execPath, 'root.cjs'), held);
  assert.equal(run(project, process.execPath, 'node.cjs'), dialled);
  return 'runs';
});
step('one instance, whichever way', () => {
  const program = `import { createRequire } from 'node:module'; import * as imported from 'rx-connmgr';
    console.log(createRequire(import.meta.url)('rx-connmgr').ConnectionManager === imported.ConnectionManager)`;
  assert.equal(run(project, process.execPath, '--input-type=module', '--eval', program), 'true\n');
  return 'yes';
});
step('nothing but the entry points', () => {
  const program = `import('rx-connmgr/dist/index.js').catch(({ code }) => console.log(code))`;
  const code = run(project, process.execPath, '--input-type=module', '--eval', program);
  assert.equal(code, 'ERR_PACKAGE_PATH_NOT_EXPORTED\n');
  return 'yes';
});
step('a bundler', () => {
  const options = { absWorkingDir: project, bundle: true, minify: true, format: 'esm', platform: 'browser' } as const;
  buildSync({ ...options, entryPoints: ['root.mts'], outfile: 'bundle.mjs' });
  assert.equal(run(project, process.execPath, 'bundle.mjs'), held);
  const size = (external: string[]) => {
    const stdin = { contents: `export * from 'rx-connmgr'`, resolveDir: project };
    const [file] = buildSync({ ...options, stdin, external, write: false }).outputFiles;
    assert(file);
    return `${kilobytes(file.contents.length)} (${kilobytes(gzipSync(file.contents).length)} gzipped)`;
  };
  return `runs; the root entry point minified is ${size(['rxjs'])}, ${size([])} with rxjs`;
});
