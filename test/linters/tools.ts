import { spawnSync } from 'child_process';
import { existsSync, mkdirSync } from 'fs';
import { homedir } from 'os';
import { delimiter, join } from 'path';

/** A linter, and how it is had. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** Its Go package, or the project on PyPI; undefined where it is only found. */
  readonly go?: string;
  readonly pypi?: string;
  /** Whether it is installed where it is missing. What takes minutes to build is found, or asked for with `--install`. */
  readonly isCheap: boolean;
}

/** Seconds of one core to install each, measured with Go 1.26 and an empty cache: in CI all of them together would cost more than they find. */
export const TOOLS: readonly Tool[] = [
  // 98 s; not every module proxy has it
  { name: 'kube-linter', version: 'v0.7.21', go: 'golang.stackrox.io/kube-linter/cmd/kube-linter', isCheap: true },
  // 62 s
  { name: 'kube-score', version: 'v1.20.0', go: 'github.com/zegl/kube-score/cmd/kube-score', isCheap: true },
  // 21 s
  { name: 'checkov', version: '3.3.30', pypi: 'checkov', isCheap: true },
  // 178 s
  { name: 'kubectl-validate', version: 'v0.0.4', go: 'sigs.k8s.io/kubectl-validate', isCheap: false },
  // 375 s, and its module has no version that `go install` takes.
  { name: 'istioctl', version: '1.30', isCheap: false },
];

/** Outside the repository, and kept for the next run. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-autonomous/linters');

/** No installation takes longer; then the run goes on without the tool. */
const TIMEOUT = 100_000;

/** The program of a tool: in PATH, in the cache, or installed there; else why there is none. */
export function find(tool: Tool, installAll: boolean): { readonly program: string } | { readonly missing: string } {
  const folder = join(CACHE, `${tool.name}-${tool.version}`);
  const cached = join(folder, 'bin', tool.name);
  const places = [...(process.env.PATH ?? '').split(delimiter).map((one) => join(one, tool.name)), cached];
  const there = places.find((place) => existsSync(place));
  if (there !== undefined) {
    return { program: there };
  }
  if (!tool.isCheap && !(installAll && tool.go !== undefined)) {
    return { missing: `neither in PATH nor in ${CACHE}${tool.go === undefined ? '' : ' (--install builds it)'}` };
  }
  mkdirSync(folder, { recursive: true });
  const failed = tool.pypi === undefined ? goInstall(tool, folder) : pipInstall(tool, folder);
  return failed === undefined && existsSync(cached) ? { program: cached } : { missing: failed ?? 'installed nothing' };
}

function goInstall({ go, version }: Tool, folder: string): string | undefined {
  return run('go', ['install', `${go}@${version}`], { GOBIN: join(folder, 'bin') });
}

function pipInstall({ pypi, version }: Tool, folder: string): string | undefined {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `${pypi}==${version}`];
  return run('python3', ['-m', 'venv', folder]) ?? run(join(folder, 'bin/python'), pip);
}

/** What went wrong, in one line. */
function run(command: string, args: readonly string[], env: Record<string, string> = {}): string | undefined {
  const { error, status, stderr } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: TIMEOUT,
  });
  if (status === 0) {
    return undefined;
  }
  const said = (stderr ?? '').trim().split('\n').pop();
  return `${command} ${args[0]}: ${error?.message ?? (said || `exit code ${status}`)}`;
}
