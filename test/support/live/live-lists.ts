import { copyOf, defaulted, hashed, PodShape, podOf } from './live-objects';
import { formatQuantity } from '../../../src/capacity/quantity';
import { ClusterEntry, PoolEntry, WorkloadEntry } from '../../../src/report/document';

/** What `kubectl get -o json` of a cluster lists. */
export interface Lists {
  readonly nodes: any[];
  readonly pods: any[];
  readonly workloads: any[];
}

const MANAGED = [
  {
    manager: 'argocd-controller',
    operation: 'Apply',
    fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:template': { 'f:spec': { 'f:containers': {} } } } },
  },
  {
    manager: 'kube-controller-manager',
    operation: 'Update',
    subresource: 'status',
    fieldsV1: { 'f:status': { 'f:replicas': {} } },
  },
];

/**
 * The lists of a cluster in which a plan runs as it is at steady: with what the API server, controllers, operators and the kubelet add, a node of the
 * control plane with its own pods, pods of kube-system, and a Job that has ended.
 */
export function listsOf(cluster: ClusterEntry, manifests: readonly any[]): Lists {
  const byId = templatesOf(manifests);
  const nodes: any[] = [controlPlaneNode()];
  const pods: any[] = [...systemPods()];
  const placed = new Map<string, number>();
  for (const pool of cluster.pools) {
    for (const site of pool.sites ?? [undefined]) {
      const names = Array.from({ length: pool.nodes }, (_, i) => nodeName(pool, site, i));
      nodes.push(...names.map((name) => nodeOf(pool, site, name)));
      names.forEach((name) => pods.push(...agentsOf(pool, name)));
      const groups = cluster.steady.nodes.filter((group) => group.pool === pool.id);
      const loads = groups.flatMap((group) => Array.from({ length: group.count }, () => group.pods));
      loads.forEach((load, i) => {
        for (const [id, n] of Object.entries(load)) {
          const workload = cluster.workloads.find((one) => one.id === id)!;
          for (let k = 0; k < n; k++) {
            const own = copyOf(id, pool.sites?.[0], site);
            const number = placed.get(own) ?? 0;
            placed.set(own, number + 1);
            pods.push(podOf(shapeOf(workload, own, byId, pool.sites?.[0], site), names[i], number));
          }
        }
      });
    }
  }
  return { nodes, pods, workloads: objectsOf(cluster, manifests, byId) };
}

interface Template {
  readonly spec: any;
  readonly manifest?: any;
  /** Of the copy at a site. */
  readonly namespace?: string;
}

/** Pod templates by `<namespace>/<Kind>/<name>`; those that an edge runtime copies by their group of nodes too. */
function templatesOf(manifests: readonly any[]): Map<string, Template> {
  const found = new Map<string, Template>();
  for (const manifest of manifests) {
    const { kind, metadata, spec } = manifest ?? {};
    if (spec?.template?.spec?.containers) {
      found.set(`${metadata.namespace}/${kind}/${metadata.name}`, { spec: spec.template.spec, manifest });
    }
    for (const inner of (kind === 'EdgeApplication' && spec.workloadTemplate.manifests) || []) {
      if (inner.spec?.template?.spec) {
        const { nodeSelector: _, affinity: __, ...rest } = inner.spec.template.spec;
        const namespace = inner.metadata.namespace ?? metadata.namespace;
        spec.workloadScope.targetNodeGroups.forEach(({ name }: any) =>
          found.set(`${inner.kind}/${inner.metadata.name} at ${name}`, { spec: rest, namespace }),
        );
      }
    }
  }
  return found;
}

function shapeOf(
  workload: WorkloadEntry,
  id: string,
  byId: ReadonlyMap<string, Template>,
  first?: string,
  site?: string,
): PodShape {
  const [, ...rest] = workload.id.split('/');
  const base =
    first !== undefined && workload.id.endsWith(`-${first}`) ? rest.join('/').slice(0, -first.length - 1) : undefined;
  const { spec, namespace } = byId.get(workload.id) ?? byId.get(`${base} at ${site}`) ?? {};
  return { id: namespace === undefined ? id : `${namespace}/${id.split('/').slice(1).join('/')}`, workload, spec };
}

function nodeName({ id }: PoolEntry, site: string | undefined, i: number): string {
  return `${site === undefined ? '' : `${site}-`}${id.replace(/[^a-z0-9]+/g, '-')}-${hashed(`${id} ${site} ${i}`)}`;
}

function nodeOf(pool: PoolEntry, site: string | undefined, name: string): any {
  const { labels = {}, taints = [], capacity, reserved, zone } = pool;
  const allocatable = Object.entries(capacity)
    .filter(([resource]) => !/-eighths$|^attachable-volumes/.test(resource))
    .map(([resource, amount]) => [resource, quantity(resource, amount - (reserved[resource] ?? 0))]);
  const at = Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [key, site !== undefined && value === pool.sites![0] ? site : value]),
  );
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        ...at,
        'kubernetes.io/hostname': name,
        ...(zone !== undefined && { 'topology.kubernetes.io/zone': zone }),
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0' },
    },
    spec: { podCIDR: '10.1.0.0/24', ...(taints.length > 0 && { taints }) },
    status: {
      allocatable: Object.fromEntries([
        ...allocatable,
        ['hugepages-2Mi', capacity['hugepages-2Mi'] ? quantity('hugepages-2Mi', capacity['hugepages-2Mi']) : '0'],
      ]),
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    },
  };
}

/** As the kubelet writes it: memory in Ki, or in bytes where it is no whole number of them. */
function quantity(resource: string, amount: number): string {
  return resource === 'memory' && amount % 1024 === 0 ? `${amount / 1024}Ki` : formatQuantity(resource, amount);
}

function controlPlaneNode(): any {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: 'control-plane-0',
      labels: { 'node-role.kubernetes.io/control-plane': '', 'kubernetes.io/os': 'linux' },
    },
    spec: { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] },
    status: { allocatable: { cpu: '4', memory: '16Gi', pods: '110' }, conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function bare(
  namespace: string,
  name: string,
  owner: any,
  nodeName_: string | undefined,
  requests: any,
  more: any = {},
): any {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: {},
      ...(owner && { ownerReferences: [{ ...owner, controller: true }] }),
      ...more.metadata,
    },
    spec: {
      nodeName: nodeName_,
      containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.10', resources: { requests } }],
      priority: 0,
    },
    status: { phase: 'Running', ...more.status },
  };
}

function systemPods(): any[] {
  const mirror = { metadata: { annotations: { 'kubernetes.io/config.mirror': 'a1b2' } } };
  const node = { kind: 'Node', name: 'control-plane-0' };
  const ended = { status: { phase: 'Succeeded' } };
  const dns = { kind: 'ReplicaSet', name: 'coredns-66bc5c9577' };
  const labels = { metadata: { labels: { 'pod-template-hash': '66bc5c9577' } } };
  return [
    ...['etcd', 'kube-apiserver', 'kube-scheduler'].map((name) =>
      bare('kube-system', `${name}-control-plane-0`, node, 'control-plane-0', { cpu: '250m' }, mirror),
    ),
    bare('kube-system', 'coredns-66bc5c9577-x2x4z', dns, 'control-plane-0', { cpu: '100m', memory: '70Mi' }, labels),
    bare('default', 'migrate-8sk2p', { kind: 'Job', name: 'migrate' }, 'control-plane-0', { cpu: '4' }, ended),
  ];
}

/** Pods of daemonsets: those that the plan counts, and one of kube-system that asks for nothing. */
function agentsOf({ daemonsets }: PoolEntry, node: string): any[] {
  const own = Object.entries(daemonsets).map(([id, amounts]) => {
    const [namespace, , name] = id.split('/');
    const { pods: _, ...rest } = amounts;
    const requests = Object.fromEntries(
      Object.entries(rest).map(([resource, n]) => [resource, formatQuantity(resource, n)]),
    );
    return bare(namespace, `${name}-${hashed(node)}`, { kind: 'DaemonSet', name }, node, requests);
  });
  return [
    ...own,
    bare('kube-system', `kube-proxy-${hashed(node)}`, { kind: 'DaemonSet', name: 'kube-proxy' }, node, {}),
  ];
}

/** What runs pods, as the API server gives it back, and autoscalers, as their owner makes them. */
function objectsOf(cluster: ClusterEntry, manifests: readonly any[], byId: ReadonlyMap<string, Template>): any[] {
  const own = cluster.workloads.flatMap(({ id, replicas }) => {
    const manifest = byId.get(id)?.manifest;
    return !manifest || manifest.kind === 'Job'
      ? []
      : [
          {
            ...manifest,
            metadata: { ...manifest.metadata, managedFields: MANAGED, generation: 3 },
            spec: {
              ...manifest.spec,
              ...(replicas && { replicas: replicas.planned }),
              template: { ...manifest.spec.template, spec: defaulted(manifest.spec.template.spec) },
            },
          },
        ];
  });
  const ids = new Set(cluster.workloads.map(({ id }) => id));
  const scalers = manifests.flatMap((manifest) => {
    const { kind, metadata, spec } = manifest ?? {};
    const target = `${metadata?.namespace}/${spec?.scaleTargetRef?.kind ?? 'Deployment'}/${spec?.scaleTargetRef?.name}`;
    if (!ids.has(target)) {
      return [];
    }
    const given = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' };
    const [, , name] = target.split('/');
    const targetRef = { apiVersion: 'apps/v1', kind: target.split('/')[1], name };
    return kind === 'HorizontalPodAutoscaler'
      ? [{ ...manifest, metadata: { ...metadata, managedFields: MANAGED } }]
      : kind === 'ScaledObject'
        ? [
            {
              ...given,
              metadata: {
                namespace: metadata.namespace,
                name: `keda-hpa-${metadata.name}`,
                managedFields: [{ ...MANAGED[0], manager: 'keda' }],
              },
              spec: { scaleTargetRef: targetRef, minReplicas: spec.minReplicaCount, maxReplicas: spec.maxReplicaCount },
            },
          ]
        : [];
  });
  return [...own, ...scalers];
}
