import { budget, container, deployment, list, pick, pod, statefulSet } from './made';
import { Made, OperatorReaders } from './operator';
import { KubeObject } from '../../../manifest/kube';

/** PostgreSQL as CloudNativePG 1.30 runs it (pkg/specs). */
export const CLOUD_NATIVE_PG: OperatorReaders = {
  'postgresql.cnpg.io/Cluster': cluster,
  'postgresql.cnpg.io/Pooler': pooler,
};

const HOST = 'kubernetes.io/hostname';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Instances with their volumes. They prefer different nodes, or require them. */
function cluster({ metadata, spec = {} }: KubeObject): Made[] {
  const name = `${metadata?.name}`;
  const { instances = 1, resources, storage, walStorage, tablespaces, enablePDB = true } = spec;
  const labels = { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance' };
  const { nodeSelector, tolerations } = spec.affinity ?? {};
  const made = pod(
    { ...spec.inheritedMetadata?.labels, ...labels },
    {
      ...pick(spec, 'topologySpreadConstraints', 'priorityClassName', 'schedulerName'),
      nodeSelector,
      tolerations,
      affinity: affinityOf(spec.affinity ?? {}, labels),
      initContainers: [container('bootstrap-controller', resources)],
      containers: [container('postgres', resources)],
    },
    spec.inheritedMetadata?.annotations,
  );
  const claim = (part: string, { size, storageClass }: any) => ({ name: part, size, storageClass });
  const claims = [
    claim('pgdata', storage ?? {}),
    ...(walStorage ? [claim('pg-wal', walStorage)] : []),
    ...list(tablespaces).map((space) => claim(`tbs-${space.name}`, space.storage ?? {})),
  ];
  return [
    { json: statefulSet(name, instances, made, claims), scaled: true },
    ...(enablePDB ? budgetOf(name, labels, spec) : []),
  ];
}

/**
 * The primary moves to another instance before it is evicted, and of the others one may be missing. A single instance has no other: its
 * budget lets it go only in a maintenance window (reconcilePodDisruptionBudget in internal/controller/cluster_create.go).
 */
function budgetOf(name: string, labels: Record<string, string>, { instances = 1, nodeMaintenanceWindow }: any): Made[] {
  if (instances > 1) {
    return [{ json: budget(name, labels, { maxUnavailable: 1 }) }];
  }
  const { inProgress = false, reusePVC = true } = nodeMaintenanceWindow ?? {};
  return inProgress && reusePVC
    ? []
    : [
        {
          json: budget(`${name}-primary`, labels, { minAvailable: 1 }),
          cure: ['instances: 2', 'enablePDB: false', 'nodeMaintenanceWindow.inProgress: true while nodes are drained'],
        },
      ];
}

function affinityOf(given: any, matchLabels: Record<string, string>): object {
  const { enablePodAntiAffinity = true, podAntiAffinityType = 'preferred', topologyKey = HOST } = given;
  const term = { labelSelector: { matchLabels }, topologyKey };
  const isRequired = podAntiAffinityType === 'required';
  const { [REQUIRED]: required, [PREFERRED]: preferred } = given.additionalPodAntiAffinity ?? {};
  const own = enablePodAntiAffinity ? [term] : [];
  return {
    ...(given.nodeAffinity && { nodeAffinity: given.nodeAffinity }),
    ...(given.additionalPodAffinity && { podAffinity: given.additionalPodAffinity }),
    podAntiAffinity: {
      [REQUIRED]: [...(isRequired ? own : []), ...list(required)],
      [PREFERRED]: [
        ...(isRequired ? [] : own.map((podAffinityTerm) => ({ weight: 100, podAffinityTerm }))),
        ...list(preferred),
      ],
    },
  };
}

/** PgBouncer before a cluster, by a template of its pods. */
function pooler({ metadata, spec = {} }: KubeObject): Made[] {
  const name = `${metadata?.name}`;
  const { instances = 1, template = {}, deploymentStrategy } = spec;
  const containers = list(template.spec?.containers);
  const own = containers.some((one) => one.name === 'pgbouncer') ? [] : [container('pgbouncer', undefined)];
  const made = {
    metadata: { ...template.metadata, labels: { ...template.metadata?.labels, 'cnpg.io/poolerName': name } },
    spec: { ...template.spec, containers: [...own, ...containers] },
  };
  return [{ json: deployment(name, instances, made, deploymentStrategy), scaled: true }];
}
