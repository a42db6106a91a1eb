import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, Chart } from 'cdk8s';
import { AutonomousApp, AutonomousAppProps } from 'cdk8s-autonomous';

/** Charts with the names of their objects and what these hold. */
export type Charts = Record<string, Record<string, string>>;

/** Synthesises charts of ConfigMaps to `dist`. */
export function synthCharts(charts: Charts, props: AutonomousAppProps = {}): void {
  const app = new AutonomousApp({ outdir: 'dist', ...props });
  for (const [name, objects] of Object.entries(charts)) {
    const chart = new Chart(app, name);
    for (const [id, text] of Object.entries(objects)) {
      new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id }, ...{ data: { text } } });
    }
  }
  app.synth();
}

/** Where the file of such an object is. */
export function fileOf(chart: string, object: string): string {
  return `dist/${chart}/ConfigMap.${object}.k8s.yaml`;
}

/** All files below a folder and what is in them; undefined where there is none. */
export function contents(directory: string): Record<string, string> | undefined {
  if (!fs.existsSync(directory)) {
    return undefined;
  }
  const files = fs
    .readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(directory, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
  return Object.fromEntries(files.map((file) => [file, fs.readFileSync(path.join(directory, file), 'utf8')]));
}

export function put(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/** Every test of the file works in an empty folder of its own, in memory where the system has such a place: disks are slow to forget. */
export function inEmptyFolders(): void {
  const before = process.cwd();
  const memory = '/dev/shm';
  let folder: string;
  beforeEach(() => {
    const parent = fs.existsSync(memory) ? memory : os.tmpdir();
    folder = fs.mkdtempSync(path.join(fs.realpathSync(parent), 'tree-'));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(before);
    fs.rmSync(folder, { recursive: true });
  });
}
