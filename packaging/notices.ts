import * as fs from 'fs';
import * as path from 'path';

const OPENING = `This package carries the packages below, each under its own licence.
highs.wasm is HiGHS (https://highs.dev, MIT), compiled to WebAssembly.
`;

/** One text with the licences of all packages in these directories. */
export function thirdPartyNotices(directories: readonly string[]): string {
  return [OPENING, ...directories.map(notice)].join(`\n${'-'.repeat(80)}\n\n`);
}

function notice(directory: string): string {
  const { name, version, license, licenses, homepage } = JSON.parse(
    fs.readFileSync(path.join(directory, 'package.json'), 'utf8'),
  );
  const texts = fs.readdirSync(directory).filter((file) => /^(licen[cs]e|notice|copying)\b/i.test(file));
  if (!texts.length) {
    throw new Error(`${name}@${version} has no text of its licence`);
  }
  const bodies = texts.map((file) => fs.readFileSync(path.join(directory, file), 'utf8').trim());
  return (
    [`${name} ${version} (${license ?? licenses[0].type}) ${homepage ?? ''}`.trim(), ...bodies].join('\n\n') + '\n'
  );
}
