import * as fs from 'fs';
import * as path from 'path';
import { entriesBelow, TreeChanges } from './tree-changes';

/** The index of a tree as it will be. */
export interface WrittenIndex {
  readonly file: string;
  readonly text: string;
}

/** Where the index lies while the tree is exchanged: files of either are the app's. */
export function nextOf(index: string): string {
  return `${index}.next`;
}

/**
 * Puts what was rendered in the place of the folder, with what others have in it. Where the folder can be renamed there are two renames, between which
 * alone nothing has its name; `recover` of the next run then finishes what a killed one began. Where it cannot, such as the root of a repository or of a
 * volume, each file is exchanged at once, and not all of them together.
 */
export function exchange(staged: string, outdir: string, changes: TreeChanges, index?: WrittenIndex): void {
  if (index) {
    announce(index);
  }
  const isBeside = path.dirname(staged) === path.dirname(outdir);
  if (!isBeside || !isRenamed(outdir) || !exchangeFolders(staged, outdir, changes)) {
    exchangeFiles(staged, outdir, changes);
  }
  finish(index);
}

/** Puts right what a killed run has left beside the folder. */
export function recover(outdir: string): void {
  const parent = path.dirname(outdir);
  const { next, old } = beside(outdir);
  if (!fs.existsSync(outdir) && fs.existsSync(old)) {
    fs.renameSync(fs.existsSync(next) ? next : old, outdir);
  }
  const left = fs.existsSync(parent) ? fs.readdirSync(parent) : [];
  const stage = stagePrefix(outdir);
  const names = [next, old].map((one) => path.basename(one));
  for (const name of left.filter((one) => one.startsWith(stage) || names.some((begin) => one.startsWith(begin)))) {
    remove(path.join(parent, name));
  }
}

/** How folders begin into which an app is rendered, before they take the place of the folder. */
export function stagePrefix(outdir: string): string {
  return `.${path.basename(outdir)}.new-`;
}

const GONE = '.gone';

function beside(outdir: string): { readonly next: string; readonly old: string } {
  const name = path.join(path.dirname(outdir), `.${path.basename(outdir)}`);
  return { next: `${name}.next`, old: `${name}.old` };
}

/** Written anew only where it says something else: an index that is committed is not touched without need. */
export function finish(index: WrittenIndex | undefined): void {
  if (!index) {
    return;
  }
  if (says(index.file, index.text)) {
    fs.rmSync(nextOf(index.file), { force: true });
    return;
  }
  announce(index);
  fs.renameSync(nextOf(index.file), index.file);
}

/** Once the tree is exchanged the only word on it: not written again then. */
function announce({ file, text }: WrittenIndex): void {
  if (!says(nextOf(file), text)) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(nextOf(file), text);
  }
}

function says(file: string, text: string): boolean {
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text;
}

/** Whether the folder may be another one afterwards: none that a process works in, that Git keeps its own files in, or that another disk is mounted to. */
function isRenamed(outdir: string): boolean {
  if (!fs.existsSync(outdir)) {
    return true;
  }
  const parent = path.dirname(outdir);
  const fromHere = path.relative(outdir, fs.realpathSync('.'));
  const isAround = !fromHere.startsWith('..') && !path.isAbsolute(fromHere);
  const isPlain = entriesBelow(outdir).every(
    ({ entry }) => entry.isFile() || entry.isDirectory() || entry.isSymbolicLink(),
  );
  return (
    !isAround &&
    isPlain &&
    fs.lstatSync(outdir).dev === fs.lstatSync(parent).dev &&
    !fs.existsSync(path.join(outdir, '.git'))
  );
}

/** False, with nothing changed, where the file system does not rename the folder. */
function exchangeFolders(staged: string, outdir: string, changes: TreeChanges): boolean {
  const { next, old } = beside(outdir);
  const isNew = !fs.existsSync(outdir);
  if (!isNew) {
    takeOver(staged, outdir, changes);
  }
  fs.renameSync(staged, next);
  try {
    if (!isNew) {
      fs.renameSync(outdir, old);
    }
  } catch {
    fs.renameSync(next, staged);
    return false;
  }
  fs.renameSync(next, outdir);
  remove(old);
  return true;
}

/** Files that stay are the same ones: whoever looks at their times sees no change. */
function takeOver(staged: string, outdir: string, changes: TreeChanges): void {
  fs.chmodSync(staged, fs.statSync(outdir).mode);
  const others = new Set(othersThatStay(changes));
  const around = new Set([...others].flatMap(foldersOf));
  for (const { name, entry } of entriesBelow(outdir)) {
    const [from, to] = [path.join(outdir, name), path.join(staged, name)];
    if (entry.isDirectory() && (around.has(name) || fs.readdirSync(from).length === 0)) {
      fs.mkdirSync(to, { recursive: true });
    } else if (entry.isSymbolicLink() && others.has(name)) {
      fs.symlinkSync(fs.readlinkSync(from), to);
    } else if (others.has(name)) {
      link(from, to);
    }
  }
  for (const name of changes.same) {
    fs.mkdirSync(path.dirname(path.join(staged, name)), { recursive: true });
    link(path.join(outdir, name), path.join(staged, name));
  }
}

/** Without those whose name, or the folder of which, something rendered has: these were asked to be written over. */
function othersThatStay({ others, taken, hashes }: TreeChanges): readonly string[] {
  const folders = new Set(taken.flatMap(foldersOf));
  return taken.length === 0
    ? others
    : others.filter((name) => !folders.has(name) && !foldersOf(name).some((folder) => hashes.has(folder)));
}

function exchangeFiles(staged: string, outdir: string, changes: TreeChanges): void {
  const { added, changed, removed, edited, taken, hashes } = changes;
  for (const name of [...added, ...changed, ...taken, ...edited.filter((one) => hashes.has(one))]) {
    const file = path.join(outdir, name);
    for (const folder of foldersOf(name).map((one) => path.join(outdir, one))) {
      if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
        fs.rmSync(folder, { force: true });
      }
    }
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const half = path.join(path.dirname(file), `.${path.basename(file)}.new`);
    fs.copyFileSync(path.join(staged, name), half);
    if (fs.statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      fs.rmSync(file, { recursive: true });
    }
    fs.renameSync(half, file);
  }
  for (const name of [...removed, ...edited.filter((one) => !hashes.has(one))]) {
    fs.rmSync(path.join(outdir, name));
    removeEmpty(outdir, path.dirname(name));
  }
}

/** Folders on the way to a file. */
function foldersOf(name: string): string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

function removeEmpty(outdir: string, folder: string): void {
  const directory = path.join(outdir, folder);
  if (folder !== '.' && fs.readdirSync(directory).length === 0) {
    fs.rmdirSync(directory);
    removeEmpty(outdir, path.dirname(folder));
  }
}

/** A second name of the file, or a copy where the file system has none. */
function link(from: string, to: string): void {
  try {
    fs.linkSync(from, to);
  } catch {
    fs.copyFileSync(from, to);
    const { atime, mtime, mode } = fs.statSync(from);
    fs.utimesSync(to, atime, mtime);
    fs.chmodSync(to, mode);
  }
}

/** By another name first: nobody takes what is half removed for something whole. */
function remove(directory: string): void {
  if (!fs.existsSync(directory)) {
    return;
  }
  const going = directory.endsWith(GONE) ? directory : `${directory}${GONE}`;
  fs.renameSync(directory, going);
  fs.rmSync(going, { recursive: true, force: true });
}
