import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

/** What a module takes from another, or passes on: `from` as it is written, and the file it means if it is one of ours. */
export interface Import {
  readonly from: string;
  readonly file: string | undefined;
  readonly typeOnly: boolean;
}

export interface Module {
  /** Relative to the folder read, with slashes. */
  readonly file: string;
  readonly lines: number;
  readonly statements: readonly ts.Statement[];
  readonly imports: readonly Import[];
}

const isTypeOnly = (node: ts.ImportDeclaration | ts.ExportDeclaration): boolean => {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
};

const readImports = (file: string, source: ts.SourceFile): readonly Import[] => {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const from = specifier.text;
    const own = from.startsWith('.') ? posix.join(dirname(file), from).replace(/\.js$/, '.ts') : undefined;
    found.push({ from, file: own, typeOnly });
  };
  const walk = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node));
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, walk);
  };
  walk(source);
  return found;
};

/** Returns the modules of a folder, each with what it imports. */
export const readModules = (folder: string): readonly Module[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const file = relative(folder, path).replaceAll(sep, '/');
      const text = readFileSync(path, 'utf8');
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
      return {
        file,
        lines: text.split('\n').length - 1,
        statements: source.statements,
        imports: readImports(file, source),
      };
    });
