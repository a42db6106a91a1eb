import { readFileSync } from 'fs';
import { join } from 'path';
import { EXAMPLES } from './manifests';

/** Where each linter reads, or is told, which of its checks are left out: beside the examples, for whoever runs it by hand. */
export const CONFIGS: Record<string, string> = {
  'kube-linter': '.kube-linter.yaml',
  'kube-score': '.kube-score.yaml',
  checkov: '.checkov.yaml',
  istioctl: '.istioctl-analyze.yaml',
};

export interface Exception {
  readonly check: string;
  /** The comment above it. */
  readonly reason: string;
}

export const configOf = (tool: string): string | undefined => CONFIGS[tool] && join(EXAMPLES, CONFIGS[tool]);

/** The checks that a configuration leaves out: items of its list, each below a comment that says why. */
export function exceptionsOf(tool: string): Exception[] {
  const file = configOf(tool);
  return file === undefined ? [] : exceptionsIn(readFileSync(file, 'utf8'));
}

export function exceptionsIn(text: string): Exception[] {
  const found: Exception[] = [];
  let reason: string[] = [];
  for (const line of text.split('\n')) {
    const comment = /^\s+# (.*)$/.exec(line);
    const item = /^\s+- "?([^"\s]+)"?$/.exec(line);
    if (comment) {
      reason.push(comment[1].trim());
    } else {
      if (item) {
        found.push({ check: item[1], reason: reason.join(' ') });
      }
      reason = [];
    }
  }
  return found;
}
