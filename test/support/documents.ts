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
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, body]) => ({ language, text: body }));
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
  const folder = fs.mkdtempSync(path.join(ROOT, 'test/.documents-'));
  try {
    fs.writeFileSync(path.join(folder, 'main.ts'), program);
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'main.ts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const dist = path.join(folder, 'dist');
    const entries = fs.existsSync(dist) ? fs.readdirSync(dist, { recursive: true, withFileTypes: true }) : [];
    const manifests = entries
      .filter((entry) => entry.isFile())
      .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    return { status, stderr, manifests };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
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
