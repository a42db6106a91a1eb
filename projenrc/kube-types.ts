/**
 * Writes down the types of the objects of Kubernetes that the library emits: `npx projen kube-types`. They are those of the oldest
 * version that is supported, so that what is younger does not compile unless its version is asked for.
 */
import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.resolve(__dirname, '..');
const TYPES = path.join(ROOT, 'src/manifest/k8s/types.ts');
const DEFINITIONS = path.join(ROOT, '../shared/crds/kubernetes/v1.27.0-definitions.json');

/** Versions and kinds that are emitted. */
const EMITTED: Readonly<Record<string, readonly string[]>> = {
  v1: [
    ...['ConfigMap', 'LimitRange', 'Namespace', 'PersistentVolumeClaim', 'ResourceQuota', 'Service'],
    'ServiceAccount',
  ],
  'apps/v1': ['Deployment', 'StatefulSet'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'batch/v1': ['CronJob'],
  'networking.k8s.io/v1': ['Ingress', 'NetworkPolicy'],
  'node.k8s.io/v1': ['RuntimeClass'],
  'policy/v1': ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling.k8s.io/v1': ['PriorityClass'],
};

/** Fields of the kinds that are written for them. */
const OF_KINDS = ['apiVersion', 'kind', 'status'];

/** Fields that nothing emits: what controllers write, and volumes of vendors and of old. */
const NOT_EMITTED = [
  ...['finalizers', 'managedFields', 'ownerReferences', 'ephemeralContainers'],
  ...['awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'fc', 'flexVolume', 'flocker'],
  ...['gcePersistentDisk', 'gitRepo', 'glusterfs', 'iscsi', 'photonPersistentDisk', 'portworxVolume', 'quobyte'],
  ...['rbd', 'scaleIO', 'storageos', 'vsphereVolume', 'windowsOptions'],
];

/** Types that are values. */
const VALUES: Readonly<Record<string, string>> = {
  IntOrString: 'number | string',
  Quantity: 'string',
  Time: 'string',
  MicroTime: 'string',
};

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

/** The file as it should be. */
export function kubeTypes(): string {
  const { definitions } = JSON.parse(fs.readFileSync(DEFINITIONS, 'utf8'));
  const kinds = Object.entries(EMITTED).flatMap(([version, names]) => names.map((name) => ({ name, version })));
  const interfaces = new Map<string, string>();
  kinds.forEach(({ name, version }) => write(keyOf(definitions, version, name), definitions, interfaces));
  return [
    '/** Objects of Kubernetes 1.27, as far as they are emitted. Written by `npx projen kube-types`. */',
    '',
    '/** Version of the API that each kind is of. */',
    'export const API_VERSIONS = {',
    ...kinds.map(({ name, version }) => `  ${name}: '${version}',`),
    '} as const;',
    '',
    '/** What there is to say of an object of each kind. */',
    'export interface Kinds {',
    ...kinds.map(({ name }) => `  readonly ${name}: ${name};`),
    '}',
    ...[...interfaces].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text),
    '',
  ].join('\n');
}

function keyOf(definitions: Readonly<Record<string, Schema>>, apiVersion: string, kind: string): string {
  return Object.keys(definitions).find((key) =>
    definitions[key]['x-kubernetes-group-version-kind']?.some(
      (one) => one.kind === kind && [one.group, one.version].filter(Boolean).join('/') === apiVersion,
    ),
  )!;
}

/** Writes the type and those that it leads to. */
function write(key: string, definitions: Readonly<Record<string, Schema>>, interfaces: Map<string, string>): void {
  const name = nameOf(key);
  if (interfaces.has(name)) {
    return;
  }
  interfaces.set(name, '');
  const { properties = {}, required = [] } = definitions[key];
  const isKind = definitions[key]['x-kubernetes-group-version-kind'] !== undefined;
  const left = isKind ? [...NOT_EMITTED, ...OF_KINDS] : NOT_EMITTED;
  const fields = Object.entries(properties).filter(([field]) => !left.includes(field));
  const typeOf = ({ $ref, type, items, additionalProperties }: Schema): string => {
    if ($ref) {
      const value = VALUES[nameOf($ref)];
      if (value === undefined) {
        write($ref.replace('#/definitions/', ''), definitions, interfaces);
      }
      return value ?? nameOf($ref);
    }
    return type === 'array'
      ? `readonly ${bracketed(typeOf(items!))}[]`
      : type === 'object'
        ? `Readonly<Record<string, ${typeOf(additionalProperties!)}>>`
        : type === 'integer'
          ? 'number'
          : type!;
  };
  const lines = fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, schema]) => `  readonly ${field}${required.includes(field) ? '' : '?'}: ${typeOf(schema)};`);
  const body = lines.length > 0 ? ['{', ...lines, '}'].join('\n') : '{}';
  interfaces.set(name, `\nexport interface ${name} ${body}`);
}

function nameOf(key: string): string {
  return key.replace(/^.*\./, '');
}

function bracketed(type: string): string {
  return type.includes(' ') ? `(${type})` : type;
}

if (require.main === module) {
  fs.writeFileSync(TYPES, kubeTypes());
}
