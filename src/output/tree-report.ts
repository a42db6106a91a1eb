import * as fs from 'fs';
import { Render } from './render';
import { Tree } from './tree';

/** What one app of a program renders, held against what is there. */
export interface TreeReport {
  /** The folder of the manifests. */
  readonly outdir: string;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly edited: readonly string[];
  readonly taken: readonly string[];
  /** Files of the plan that are not what the app plans. */
  readonly plan: readonly string[];
}

/** A file and what it has to hold. */
export interface ExpectedFile {
  readonly file: string;
  readonly text: string;
}

/** Renders an app, and adds what is different in the tree to the report: a line of JSON for each app. */
export function reportTree(
  report: string,
  tree: Tree,
  outdir: string,
  plan: readonly ExpectedFile[],
  render: Render,
): void {
  const { added, changed, removed, edited, taken } = tree.compare(render);
  const otherwise = plan.filter(({ file, text }) => !fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text);
  const line: TreeReport = {
    outdir,
    added,
    changed,
    removed,
    edited,
    taken,
    plan: otherwise.map(({ file }) => file),
  };
  fs.appendFileSync(report, `${JSON.stringify(line)}\n`);
}

/** The reports of all apps of a program. */
export function readReports(report: string): TreeReport[] {
  const lines = fs.existsSync(report) ? fs.readFileSync(report, 'utf8').split('\n') : [];
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TreeReport);
}

/** Whether the tree is what the app renders. */
export function isRendered({ added, changed, removed, edited, taken, plan }: TreeReport): boolean {
  return [added, changed, removed, edited, taken, plan].every((files) => files.length === 0);
}
