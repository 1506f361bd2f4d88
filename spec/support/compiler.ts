import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const name = join(root, 'application.ts');

const show = ({ file, start = 0, messageText }: ts.Diagnostic): string => {
  const where = file && `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1} `;
  return `${where ?? ''}${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
};

/**
 * Returns the compiler as an application has it that imports the package by its name: it answers with what is wrong with
 * a program, and with `whole` set also with all that the program imports.
 */
export const compiler = ({ types, whole = false }: { readonly types: string[]; readonly whole?: boolean }) => {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['rx-connmgr-source'],
    types,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  const read = new Map<string, ts.SourceFile | undefined>();
  let program = '';
  let last: ts.Program | undefined;

  host.readFile = (file) => (file === name ? program : readFile(file));
  host.getSourceFile = (file, ...rest) => {
    if (file === name) return ts.createSourceFile(file, program, ts.ScriptTarget.Latest);
    if (!read.has(file)) read.set(file, getSourceFile(file, ...rest));
    return read.get(file);
  };

  return (text: string): readonly string[] => {
    program = text;
    last = ts.createProgram([name], options, host, last);
    const file = whole ? undefined : last.getSourceFile(name);
    return [
      ...last.getGlobalDiagnostics(),
      ...last.getSyntacticDiagnostics(file),
      ...last.getSemanticDiagnostics(file),
    ].map(show);
  };
};
