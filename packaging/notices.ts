import * as fs from 'fs';
import * as path from 'path';

const OPENING = `This package carries the packages below, each under its own licence.
highs.wasm is HiGHS (https://highs.dev, MIT), compiled to WebAssembly.
`;

/** One text with the licences of all packages under `node_modules`, in the order of their names. */
export function thirdPartyNotices(content: string): string {
  const directories = packagesIn(path.join(content, 'node_modules'));
  return [OPENING, ...directories.map(notice)].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The directories of all packages there. */
export function packagesIn(modules: string): string[] {
  return fs
    .readdirSync(modules)
    .flatMap((name) => (name.startsWith('@') ? packagesIn(path.join(modules, name)) : [path.join(modules, name)]))
    .filter((directory) => fs.existsSync(path.join(directory, 'package.json')));
}

function notice(directory: string): string {
  const { name, version, license, homepage } = JSON.parse(
    fs.readFileSync(path.join(directory, 'package.json'), 'utf8'),
  );
  const texts = termsOf(directory);
  if (!texts.length) {
    throw new Error(`${name}@${version} has no text of its licence`);
  }
  const bodies = texts.map((file) => fs.readFileSync(file, 'utf8').trim());
  return [`${name} ${version} (${license}) ${homepage ?? ''}`.trim(), ...bodies].join('\n\n') + '\n';
}

/** The files that hold a package's licence. */
export function termsOf(directory: string): string[] {
  const names = fs.readdirSync(directory).filter((file) => /^(licen[cs]e|notice|copying)\b/i.test(file));
  return names.map((name) => path.join(directory, name));
}
