import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { byCodeUnit, comparing } from '../../capacity/order';
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

/** All objects of a folder of manifests, in the order in which Argo CD applies them. */
export function readManifests(folder: string, parse: ParseYaml): KubeObject[] {
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
  return inOrder(objects);
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
