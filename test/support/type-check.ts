import * as path from 'path';
import * as ts from 'typescript';

const TEST = path.resolve(__dirname, '..');

/** A name that nothing declares, in its three ways. */
const UNDECLARED = new Set([2304, 2552, 18004]);

/**
 * What is wrong with the types of programs, by their names, as tests are compiled. Names in small letters that nothing declares are whatever a page has
 * in mind.
 */
export function typeErrors(programs: Readonly<Record<string, string>>): string[] {
  const { config } = ts.readConfigFile(path.join(TEST, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, TEST);
  const texts = new Map(Object.entries(programs).map(([name, text], i) => [`${TEST}/.shown-${i}.ts`, { name, text }]));
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.getSourceFile = (file, language) =>
    texts.has(file) ? ts.createSourceFile(file, texts.get(file)!.text, language) : getSourceFile(file, language);
  const unused = { noUnusedLocals: false, noUnusedParameters: false };
  const program = ts.createProgram([...texts.keys()], { ...options, ...unused, skipLibCheck: true }, host);
  return [...texts].flatMap(([file, { name }]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .map(({ code, messageText }) => ({ code, text: ts.flattenDiagnosticMessageText(messageText, ' ') }))
      .filter(({ code, text }) => !(UNDECLARED.has(code) && /'[a-z]/.test(text)))
      .map(({ text }) => `${name}: ${text}`);
  });
}
