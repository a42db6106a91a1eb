import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.resolve(__dirname, '../..');

/** A fenced block of a document. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a Markdown file. */
export function blocksOf(file: string): Block[] {
  const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```$/gm)].map(([, language, body]) => ({
    language,
    text: body,
  }));
}

/** What a program printed and wrote. */
export interface Outcome {
  readonly status: number | null;
  readonly stderr: string;
  /** Contents of all manifests. */
  readonly manifests: string[];
}

/** Runs a program of the documents in a folder of its own, as `cdk8s synth` would. */
export function run(program: string): Outcome {
  return inFolders([program], ([folder]) => {
    const { status, stderr } = started(folder, ['main.ts']);
    return [{ status, stderr, manifests: manifestsIn(folder) }];
  })[0];
}

/** Runs programs one after the other in one process, each in a folder of its own: starting one for each takes longer than all of them run. */
export function runAll(programs: readonly string[]): Outcome[] {
  return inFolders(programs, (folders) => {
    const { status, stderr, stdout } = started(path.join(ROOT, 'test'), [
      path.join(__dirname, 'run-programs.ts'),
      ...folders,
    ]);
    if (status !== 0) {
      throw new Error(stderr);
    }
    const outcomes = JSON.parse(stdout) as Omit<Outcome, 'manifests'>[];
    return outcomes.map((outcome, i) => ({ ...outcome, manifests: manifestsIn(folders[i]) }));
  });
}

function started(folder: string, args: readonly string[]): { status: number | null; stderr: string; stdout: string } {
  return spawnSync(process.execPath, ['--import', 'tsx', ...args], { cwd: folder, encoding: 'utf8' });
}

function inFolders(programs: readonly string[], action: (folders: string[]) => Outcome[]): Outcome[] {
  const folders = programs.map((program) => {
    const folder = fs.mkdtempSync(path.join(ROOT, 'test/.documents-'));
    fs.writeFileSync(path.join(folder, 'main.ts'), program);
    return folder;
  });
  try {
    return action(folders);
  } finally {
    folders.forEach((folder) => fs.rmSync(folder, { recursive: true }));
  }
}

function manifestsIn(folder: string): string[] {
  const dist = path.join(folder, 'dist');
  const entries = fs.existsSync(dist) ? fs.readdirSync(dist, { recursive: true, withFileTypes: true }) : [];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
}

/** The program with the lines of a diff exchanged. */
export function patched(program: string, diff: string): string {
  const lines = (sign: string) =>
    diff
      .split('\n')
      .filter((line) => line.startsWith(sign))
      .map((line) => line.slice(1))
      .join('\n');
  if (!program.includes(lines('-'))) {
    throw new Error(`the program has no line ${lines('-')}`);
  }
  return program.replace(lines('-'), lines('+'));
}
