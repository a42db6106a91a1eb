import * as fs from 'fs';
import * as path from 'path';
import { hashOf, TreeIndex } from './tree-index';
import { byCodeUnit } from '../capacity/order';

/** What a folder of manifests is, held against what was rendered; paths are relative to the folder, with slashes, in order. */
export interface TreeChanges {
  /** Rendered, and there as rendered. */
  readonly same: readonly string[];
  /** Rendered, and not there. */
  readonly added: readonly string[];
  /** Rendered otherwise than the last time. */
  readonly changed: readonly string[];
  /** Written the last time, and rendered no more. */
  readonly removed: readonly string[];
  /** Written the last time and changed by another hand since: in the way of what is rendered now, or rendered no more. */
  readonly edited: readonly string[];
  /** In the way of what is rendered, and not written by the app. */
  readonly taken: readonly string[];
  /** Neither rendered nor written by the app: not ours. */
  readonly others: readonly string[];
  /** Hash of everything rendered. */
  readonly hashes: ReadonlyMap<string, string>;
}

/**
 * Compares.
 * @param hashes of all files that are rendered, by their paths
 * @param outdir the folder that they are for
 * @param own what the app wrote there the last time
 * @param current the hashes of what is there under these paths, as `hashIn` gave them
 */
export function treeChanges(
  hashes: ReadonlyMap<string, string>,
  outdir: string,
  own: TreeIndex,
  current: ReadonlyMap<string, string | undefined>,
): TreeChanges {
  const there = new Set(filesBelow(outdir));
  const kinds = new Map<string, string[]>(
    ['same', 'added', 'changed', 'removed', 'edited', 'taken', 'others'].map((kind) => [kind, []]),
  );
  const put = (kind: string, file: string) => kinds.get(kind)!.push(file);
  for (const [file, hash] of hashes) {
    if (!there.has(file)) {
      put(inTheWay(outdir, file) ? 'taken' : 'added', file);
      continue;
    }
    const now = current.get(file);
    const mine = own.get(file);
    put(now === hash ? 'same' : !mine ? 'taken' : mine.has(now!) ? 'changed' : 'edited', file);
  }
  for (const file of [...there].filter((name) => !hashes.has(name))) {
    const mine = own.get(file);
    put(!mine ? 'others' : mine.has(hashIn(outdir, file)!) ? 'removed' : 'edited', file);
  }
  const { same, added, changed, removed, edited, taken, others } = Object.fromEntries(
    [...kinds].map(([kind, files]) => [kind, files.sort(byCodeUnit)]),
  );
  return { same, added, changed, removed, edited, taken, others, hashes };
}

/** All files and links below a folder, relative to it; none where there is no folder. */
function filesBelow(directory: string): string[] {
  return entriesBelow(directory)
    .filter(({ entry }) => !entry.isDirectory())
    .map(({ name }) => name);
}

interface BelowEntry {
  readonly name: string;
  readonly entry: fs.Dirent;
}

/** Everything below a folder, each folder before what is in it. */
export function entriesBelow(directory: string, prefix = ''): BelowEntry[] {
  const here = path.join(directory, prefix);
  if (!fs.existsSync(here)) {
    return [];
  }
  return fs
    .readdirSync(here, { withFileTypes: true })
    .sort((a, b) => byCodeUnit(a.name, b.name))
    .flatMap((entry) => {
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      return [{ name, entry }, ...(entry.isDirectory() ? entriesBelow(directory, name) : [])];
    });
}

/** A link is never what the app wrote, wherever it leads. Undefined where there is nothing. */
export function hashIn(directory: string, file: string): string | undefined {
  const name = path.join(directory, file);
  const found = inTheWayOf(directory, file) ? undefined : fs.lstatSync(name, { throwIfNoEntry: false });
  return found?.isFile() ? hashOf(fs.readFileSync(name)) : found && 'no file';
}

/** Whether anything has to be done for the folder to be what is rendered. */
export function isDifferent({ added, changed, removed, edited, taken }: TreeChanges): boolean {
  return [added, changed, removed, edited, taken].some((files) => files.length > 0);
}

/** Whether something that is no file has the name, or something that is no folder that of a folder on the way to it. */
function inTheWay(directory: string, file: string): boolean {
  return (
    inTheWayOf(directory, file) || fs.lstatSync(path.join(directory, file), { throwIfNoEntry: false }) !== undefined
  );
}

/** Whether something on the way to a file is no folder. */
function inTheWayOf(directory: string, file: string): boolean {
  const parts = file.split('/');
  const folders = parts.slice(1).map((_, i) => path.join(directory, ...parts.slice(0, i + 1)));
  return folders.some((folder) => fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false);
}
