import { createHash } from 'crypto';
import * as fs from 'fs';
import { byCodeUnit } from '../capacity/order';

/** Paths of files, as they are in the index, with the hashes that they may have: two where a merge has left those of both sides. */
export type TreeIndex = ReadonlyMap<string, ReadonlySet<string>>;

const LINE = /^([0-9a-f]{64}) [ *](.+)$/;

/** What a merge of two branches puts between their lines: files of either side are ours. */
const CONFLICT = /^(<{7}|\|{7}|={7}|>{7})( |$)/;

/**
 * Reads what `indexText` wrote; empty where there is none. Throws where a line is neither of an index nor of a merge.
 * @param isWhole false where a process may have been killed while it wrote the file: what is no line is not read then
 */
export function readIndex(file: string, isWhole = true): TreeIndex {
  const index = new Map<string, Set<string>>();
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split(/\r?\n/) : [];
  lines.forEach((line, at) => {
    const [, hash, name] = LINE.exec(line) ?? [];
    if (isWhole && hash === undefined && line !== '' && !CONFLICT.test(line)) {
      throw new Error(
        `${file} line ${at + 1} is no hash and path, as sha256sum writes them; take the file from the last commit`,
      );
    }
    if (hash !== undefined) {
      index.set(name, (index.get(name) ?? new Set()).add(hash));
    }
  });
  return index;
}

/** The index as `sha256sum --check` reads it, a line for each file. */
export function indexText(index: TreeIndex): string {
  return [...index]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flatMap(([name, hashes]) => [...hashes].sort(byCodeUnit).map((hash) => `${hash}  ${name}\n`))
    .join('');
}

/** SHA-256 of a text file. Lines that Git ends as Windows does are the same lines. */
export function hashOf(content: Buffer): string {
  const unix = content.includes('\r\n')
    ? Buffer.from(content.toString('latin1').replace(/\r\n/g, '\n'), 'latin1')
    : content;
  return createHash('sha256').update(unix).digest('hex');
}
