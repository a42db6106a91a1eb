import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { parseAllDocuments, stringify } from 'yaml';

export const EXAMPLES = resolve(__dirname, '../../examples');

/** Linters in Go read YAML 1.1, where 'yes' is a boolean. */
const YAML_OF_GO = { version: '1.1', aliasDuplicateObjects: false } as const;

/** Kinds of pods that all linters know. */
const KNOWN = /^(Deployment|StatefulSet|DaemonSet|Job|CronJob|Pod|ReplicaSet)$/;
/** Groups that at least one linter has checks for. */
const GROUPS =
  /^(v1|(apps|batch|policy|autoscaling|networking\.k8s\.io|rbac\.authorization\.k8s\.io|monitoring\.coreos\.com|keda\.sh|networking\.istio\.io|security\.istio\.io)\/.*)$/;

export const exampleNames = (): string[] =>
  readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'main.ts')));

/** What the last synth of an example wrote, by cluster; one is made where there is none. */
export function clustersOf(name: string): Record<string, any[]> {
  const folder = join(EXAMPLES, name);
  const dist = join(folder, 'dist');
  if (!existsSync(dist)) {
    const command = ['cdk8s', 'synth', '--check-upgrade', 'false'];
    const { status, stderr } = spawnSync('npx', command, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`examples/${name} cannot be synthesised: ${stderr}`);
    }
  }
  const objects = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({ file, all: parseAllDocuments(readFileSync(join(dist, file), 'utf8')).map((one) => one.toJS()) }));
  const names = objects.flatMap(({ all }) =>
    all.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
  );
  const several = new Set(names).size < names.length;
  const clusters: Record<string, any[]> = {};
  for (const { file, all } of objects) {
    // Folders of an environment begin with its name.
    const cluster = several ? `${name}-${/^[a-z0-9]+/.exec(file)![0]}` : name;
    clusters[cluster] = [...(clusters[cluster] ?? []), ...all];
  }
  return clusters;
}

/** Names of sites, as the fleets of the examples have them. */
const SITE = /\b[a-z]{2}-\d{3,}/g;

/**
 * What linters are shown of an example: the kinds that they know, and the pods of those that they do not as pods. Of what differs by the name of a site
 * alone they see the first: thousands of copies would tell them nothing new.
 */
export function forLinters(objects: readonly any[]): any[] {
  const shown = new Map<string, any>();
  for (const one of allForLinters(objects)) {
    const kind = JSON.stringify(one).replace(SITE, 'site');
    shown.set(kind, shown.get(kind) ?? one);
  }
  return [...shown.values()];
}

function allForLinters(objects: readonly any[]): any[] {
  return objects.flatMap((one) => [...(GROUPS.test(one.apiVersion) ? [one] : []), ...copies(one, one.metadata)]);
}

/** Objects that the pods of other kinds come from: copied workloads as they are, templates as pods. */
function copies(value: any, owner: any, name: string = owner.name): any[] {
  if (typeof value !== 'object' || value === null || KNOWN.test(value.kind)) {
    return [];
  }
  if (Array.isArray(value.spec?.containers)) {
    // Who owns the pods is said by the object that they come from.
    const metadata = { name, namespace: owner.namespace, labels: { ...owner.labels, ...value.metadata?.labels } };
    return [{ apiVersion: 'v1', kind: 'Pod', metadata, spec: value.spec }];
  }
  const parts: [string, any][] = Object.entries(value);
  return parts.flatMap(([key, part]) => {
    if (!KNOWN.test(part?.kind) || !part.spec) {
      return copies(part, owner, Array.isArray(value) ? name : `${name}-${key.toLowerCase()}`);
    }
    return [{ ...part, metadata: { name: owner.name, namespace: owner.namespace, ...part.metadata } }];
  });
}

/** One file for each cluster in a new folder. */
export function writeAll(examples: Record<string, readonly any[]>): string {
  const root = mkdtempSync(join(tmpdir(), 'linters-'));
  for (const [name, objects] of Object.entries(examples)) {
    mkdirSync(join(root, name));
    const text = objects.map((one) => stringify(one, YAML_OF_GO)).join('---\n');
    writeFileSync(join(root, name, 'manifests.yaml'), text);
  }
  return root;
}
