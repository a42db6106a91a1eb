import { budget, container, deployment, list, pick, pod, statefulSet } from './made';
import { Made, OperatorContext, OperatorReaders } from './operator';
import { KubeContainer, KubeObject } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';

/** PostgreSQL as CloudNativePG 1.30 runs it (pkg/specs), with the sidecar of its Barman Cloud plugin 0.9 (internal/cnpgi/operator/lifecycle.go). */
export const CLOUD_NATIVE_PG: OperatorReaders = {
  'postgresql.cnpg.io/Cluster': cluster,
  'postgresql.cnpg.io/Pooler': pooler,
};

const HOST = 'kubernetes.io/hostname';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** What its pods and containers are not allowed, where the cluster says nothing else (GetPodSecurityContext and GetSecurityContext in pkg/specs). */
const RESTRICTED_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

function confined({ securityContext }: any): KubeContainer {
  return { securityContext: { ...RESTRICTED, ...securityContext } };
}

/** Instances with their volumes. They prefer different nodes, or require them. */
function cluster({ metadata, spec = {} }: KubeObject, { objects }: OperatorContext): Made[] {
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
      securityContext: { ...RESTRICTED_POD, ...spec.podSecurityContext },
      initContainers: [
        container('bootstrap-controller', resources, confined(spec)),
        ...sidecars(spec, metadata?.namespace, objects),
      ],
      containers: [container('postgres', resources, confined(spec))],
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

/** What sends backups and log beside every instance; its ObjectStore says what it asks for. */
function sidecars(spec: any, namespace: string | undefined, objects: ClusterObjects): KubeContainer[] {
  const barman = (plugins: unknown) =>
    list(plugins).find(({ name, enabled }) => name === 'barman-cloud.cloudnative-pg.io' && enabled !== false);
  const source = list(spec.externalClusters).find(({ name }) => name === spec.replica?.source);
  const plugin = barman(spec.plugins) ?? barman([source?.plugin]);
  if (!plugin) {
    return [];
  }
  const store = objects
    .of('ObjectStore')
    .find((one) => one.metadata?.name === plugin.parameters?.barmanObjectName && one.metadata?.namespace === namespace);
  const { resources } = store?.spec?.instanceSidecarConfiguration ?? {};
  return [container('plugin-barman-cloud', resources, { restartPolicy: 'Always', ...confined({}) })];
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
  const all = [...own, ...containers];
  const bouncer = all.find((one) => one.name === 'pgbouncer');
  const made = {
    metadata: { ...template.metadata, labels: { ...template.metadata?.labels, 'cnpg.io/poolerName': name } },
    spec: {
      ...template.spec,
      securityContext: { ...RESTRICTED_POD, ...template.spec?.securityContext },
      initContainers: [
        container('bootstrap-controller', bouncer.resources, confined({})),
        ...list(template.spec?.initContainers),
      ],
      containers: all.map((one) => (one === bouncer ? { ...confined({}), ...one } : one)),
    },
  };
  return [{ json: deployment(name, instances, made, deploymentStrategy), scaled: true }];
}
