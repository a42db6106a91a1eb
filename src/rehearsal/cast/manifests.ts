import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { byCodeUnit, comparing } from '../../capacity/order';
import { someOf } from '../../capacity/some-of';
import { idOf, KubeObject } from '../api/objects';
import { ParseYaml } from '../libraries';
import { RehearsalRefused } from '../refused';

/** Within a wave, what others need comes first. */
const FIRST = [
  'Namespace',
  'ResourceQuota',
  'LimitRange',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
];

/** All objects of folders of manifests, in the order in which Argo CD applies them. */
export function readManifests(folders: readonly string[], parse: ParseYaml): KubeObject[] {
  const objects = folders.flatMap((folder) => objectsOf(folder, parse));
  refuseTwins(objects);
  return inOrder(objects);
}

/** Of two clusters that run the same, such as environments, one is rehearsed at a time. */
function refuseTwins(objects: readonly KubeObject[]): void {
  const known = new Set<string>();
  const isTwin = (object: KubeObject) => {
    const [group] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : [''];
    return known.size === known.add(`${group}/${idOf(object)}`).size;
  };
  const twins = objects.filter(isTwin).map(idOf);
  if (twins.length > 0) {
    throw new RehearsalRefused(
      `${someOf([...new Set(twins)], 3)}: stand there twice; give the folders of one cluster alone, as in --manifests dist/production*`,
    );
  }
}

function objectsOf(folder: string, parse: ParseYaml): KubeObject[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new RehearsalRefused(`${folder}: there is no such folder; run cdk8s synth first, or give --manifests`);
  }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort(byCodeUnit);
  const objects = files.flatMap((name) => documentsOf(join(folder, name), parse));
  if (objects.length === 0) {
    throw new RehearsalRefused(`${folder}: has no manifests`);
  }
  return objects;
}

function documentsOf(file: string, parse: ParseYaml): KubeObject[] {
  // Synth writes YAML 1.1; no date is anything but text to Kubernetes.
  const customTags = (tags: any[]) => tags.filter((tag) => tag?.tag !== 'tag:yaml.org,2002:timestamp');
  const documents = parse(readFileSync(file, 'utf8'), { version: '1.1', customTags });
  return [...documents].flatMap((document) => {
    if (document.errors.length > 0) {
      throw new RehearsalRefused(`${file}: is no YAML: ${document.errors[0].message.split('\n')[0]}`);
    }
    const object = document.toJS() as KubeObject | null;
    if (object === null) {
      return [];
    }
    if (typeof object.kind === 'string' && Array.isArray(object.items) && object.kind.endsWith('List')) {
      return object.items as KubeObject[];
    }
    if (typeof object.kind !== 'string' || typeof object.metadata?.name !== 'string') {
      throw new RehearsalRefused(`${file}: a document is no object of Kubernetes`);
    }
    return [object];
  });
}

/** The sync wave of an object. */
export function waveOf({ metadata }: KubeObject): number {
  return Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0) || 0;
}

function inOrder(objects: readonly KubeObject[]): KubeObject[] {
  const rank = ({ kind }: KubeObject) => (FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length);
  return [...objects].sort(
    comparing(
      (a, b) => waveOf(a) - waveOf(b),
      (a, b) => rank(a) - rank(b),
      (a, b) => byCodeUnit(idOf(a), idOf(b)),
    ),
  );
}
