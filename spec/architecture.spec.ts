import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import ts from 'typescript';
import { readModules, type Module } from './support/modules.js';

const modules = readModules(fileURLToPath(new URL('../lib', import.meta.url)));
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
};

/** Each room, and the rooms it may look into besides itself. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  operators: ['core'],
  sources: ['core', 'operators'],
  manager: ['core', 'operators', 'sources'],
  index: ['core', 'operators', 'sources', 'manager'],
  transports: ['core', 'operators'],
  testing: ['core', 'operators'],
  adapters: ['core', 'operators', 'transports'],
};

/** `options.ts` stands beside the rooms, on one screen, but it is the manager's. */
const roomOf = (file: string): string => (file === 'options.ts' ? 'manager' : file.replace(/\/.*|\.ts$/, ''));

/** What is wrong, one line for each import that breaks the rule. */
const breaches = (allowed: (room: string, imported: Module['imports'][number]) => boolean): readonly string[] =>
  modules.flatMap(({ file, imports }) =>
    imports.filter((imported) => !allowed(roomOf(file), imported)).map(({ from }) => `${file} imports ${from}`),
  );

const byFile = new Map(modules.map((module) => [module.file, module]));

const isEntry = ({ file }: Module) => file === 'index.ts' || file.endsWith('/index.ts');

/** Returns the modules of a cycle, or none. */
const cycle = (): readonly string[] => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { file: next } of byFile.get(file)?.imports ?? []) {
      const found = next === undefined ? [] : visit(next, [...path, file]);
      if (found.length > 0) return found;
    }
    done.add(file);
    return [];
  };
  return modules.map(({ file }) => visit(file, [])).find((found) => found.length > 0) ?? [];
};

/** Returns the modules that the entry points lead to. */
const reachable = (): ReadonlySet<string> => {
  const reached = new Set<string>();
  const visit = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { file: next } of byFile.get(file)?.imports ?? []) if (next !== undefined) visit(next);
  };
  modules.filter(isEntry).forEach(({ file }) => visit(file));
  return reached;
};

describe('architecture', () => {
  it('has known rooms only', () => {
    expect(modules.map(({ file }) => roomOf(file)).filter((room) => !(room in arrows))).to.deep.equal([]);
  });

  it('names its files in kebab-case', () => {
    const odd = modules.filter(({ file }) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(file));
    expect(odd.map(({ file }) => file)).to.deep.equal([]);
  });

  it('imports files that are there, by their full names', () => {
    const files = new Set(modules.map(({ file }) => file));
    expect(
      breaches((_, { from, file }) => file === undefined || (from.endsWith('.js') && files.has(file))),
    ).to.deep.equal([]);
  });

  it('keeps the arrows: core ← operators ← sources ← manager ← index; transports and testing see core and operators; adapters those and transports', () => {
    const allowed = (room: string, file: string) =>
      roomOf(file) === room || (arrows[room] ?? []).includes(roomOf(file));
    expect(breaches((room, { file }) => file === undefined || allowed(room, file))).to.deep.equal([]);
  });

  it('has no file that no entry point leads to', () => {
    const reached = reachable();
    expect(modules.map(({ file }) => file).filter((file) => !reached.has(file))).to.deep.equal([]);
  });

  it('has no cycle, not even of types', () => {
    expect(cycle()).to.deep.equal([]);
  });

  it('lets only transports touch Node', () => {
    expect(breaches((room, { from }) => room === 'transports' || !from.startsWith('node:'))).to.deep.equal([]);
  });

  it('takes nothing but types of rxjs into the core', () => {
    expect(
      breaches((room, { from, typeOnly }) => room !== 'core' || !from.startsWith('rxjs') || typeOnly),
    ).to.deep.equal([]);
  });

  it('takes the test scheduler of rxjs into the test kit only', () => {
    expect(breaches((room, { from }) => room === 'testing' || from !== 'rxjs/testing')).to.deep.equal([]);
  });

  it('imports only packages that it depends on, and optional ones into adapters only', () => {
    const all = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const isOptional = (name: string) => manifest.peerDependenciesMeta?.[name]?.optional === true;
    const known = (room: string) => (room === 'adapters' ? all : all.filter((name) => !isOptional(name)));
    const packageOf = (from: string) => /^(@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from;
    expect(
      breaches(
        (room, { from, file }) =>
          file !== undefined || from.startsWith('node:') || known(room).includes(packageOf(from)),
      ),
    ).to.deep.equal([]);
  });

  it('says at its entry points all that it exports', () => {
    const vague = modules
      .filter(isEntry)
      .flatMap(({ file, statements }) => statements.map((statement) => ({ file, statement })))
      .filter(
        ({ statement }) =>
          !ts.isExportDeclaration(statement) ||
          !statement.moduleSpecifier ||
          !statement.exportClause ||
          !ts.isNamedExports(statement.exportClause),
      );
    expect(vague.map(({ file }) => file)).to.deep.equal([]);
    expect(modules.filter(isEntry).map(({ file }) => file)).to.include('index.ts');
  });

  after(() => {
    const sizes = modules.map(({ lines }) => lines).sort((a, b) => a - b);
    const share = (part: number) => sizes[Math.ceil(sizes.length * part) - 1] ?? 0;
    const sum = sizes.reduce((total, lines) => total + lines, 0);
    console.log(
      `      ${sizes.length} files, ${sum} lines; median ${share(0.5)} (habit: 60), nine of ten up to ${share(0.9)} (habit: 150), longest ${share(1)}`,
    );
  });
});
