import { container, deployment, list, pick, pod, statefulSet } from './made';
import { Made, OperatorContext, OperatorReaders } from './operator';
import { KubeObject, KubePod } from '../../../manifest/kube';
import { readCount } from '../workloads/replica-counts';

/** Ceph as Rook 1.20 runs it (pkg/operator/ceph). It requests nothing where the custom resource says nothing. */
export const ROOK: OperatorReaders = {
  'ceph.rook.io/CephCluster': cluster,
  'ceph.rook.io/CephFilesystem': filesystem,
  'ceph.rook.io/CephObjectStore': objectStore,
};

const HOST = 'kubernetes.io/hostname';

/** Every daemon is a Deployment of one pod that is stopped before the next one starts: they are looked at by their kind. */
function daemons(resource: KubeObject, type: string, count: unknown, resources: any, more: KubePod['spec'] = {}): Made {
  const owner = `${resource.metadata?.name}`;
  const labels = {
    app: `rook-ceph-${type}`,
    rook_cluster: `${resource.metadata?.namespace ?? 'default'}`,
    owner_name: owner,
  };
  const made = pod(labels, { ...more, containers: [container(type, resources)] });
  return { json: statefulSet(`rook-ceph-${type}-${owner}`, count, made), part: type };
}

/** Where the daemons of a type may run: what is said for all of them, and for the type. */
function placed(placement: any, type: string): NonNullable<KubePod['spec']> {
  const { all = {}, [type]: own = {} } = placement ?? {};
  const { nodeAffinity = all.nodeAffinity, podAffinity = all.podAffinity, podAntiAffinity = all.podAntiAffinity } = own;
  return {
    affinity: { nodeAffinity, podAffinity, podAntiAffinity },
    tolerations: [...list(all.tolerations), ...list(own.tolerations)],
    topologySpreadConstraints: own.topologySpreadConstraints ?? all.topologySpreadConstraints,
  };
}

/** Monitors each on a node of its own unless it is said otherwise, managers, and a daemon for each device. */
function cluster(resource: KubeObject, { path, findings }: OperatorContext): Made[] {
  const {
    mon = {},
    mgr = {},
    storage = {},
    resources = {},
    placement,
    priorityClassNames = {},
    external,
  } = resource.spec ?? {};
  if (external?.enable) {
    return [];
  }
  const where = (type: string) => {
    const priorityClassName = priorityClassNames[type] ?? priorityClassNames.all;
    return { ...placed(placement, type), ...(priorityClassName && { priorityClassName }) };
  };
  const apart = where('mon');
  const alone = { labelSelector: { matchLabels: { app: 'rook-ceph-mon' } }, topologyKey: HOST };
  const monitors = mon.allowMultiplePerNode
    ? apart
    : {
        ...apart,
        affinity: {
          ...apart.affinity,
          podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [alone] },
        },
      };
  const sets = list(storage.storageClassDeviceSets);
  const devices = [...list(storage.devices), ...list(storage.nodes).flatMap((node) => list(node.devices))];
  if (sets.length === 0 && devices.length === 0) {
    findings.push(unknownDevices(resource, path));
  }
  return [
    daemons(resource, 'mon', mon.count || 3, resources.mon, monitors),
    daemons(resource, 'mgr', mgr.count || 1, resources.mgr, where('mgr')),
    ...(devices.length > 0 ? [daemons(resource, 'osd', devices.length, resources.osd, where('osd'))] : []),
    ...sets.map((set) => deviceSet(resource, set, resources.osd, where('osd'))),
  ];
}

/** Daemons with a volume each. */
function deviceSet(resource: KubeObject, set: any, resources: any, where: object): Made {
  const labels = { app: 'rook-ceph-osd', 'ceph.rook.io/DeviceSet': `${set.name}` };
  const made = pod(labels, {
    ...where,
    ...(set.placement && placed({ all: set.placement }, 'osd')),
    containers: [container('osd', set.resources ?? resources)],
  });
  const claims = list(set.volumeClaimTemplates).map(({ metadata, spec = {} }) => ({
    name: metadata?.name ?? 'data',
    size: spec.resources?.requests?.storage,
    storageClass: spec.storageClassName,
  }));
  const name = `rook-ceph-osd-${resource.metadata?.name}-${set.name}`;
  return { json: statefulSet(name, set.count, made, claims), part: `osd-${set.name}` };
}

function unknownDevices({ metadata }: KubeObject, path: string) {
  return {
    code: 'KIND_MAY_MAKE_PODS',
    severity: 'info' as const,
    path,
    message: `CephCluster ${metadata?.name} runs a pod for each disk that it finds: the plan counts none of these`,
    cure: ['storageClassDeviceSets, or devices by name', 'cluster.addFootprint(...) that counts them'],
    uncovered: true as const,
  };
}

/** Two metadata servers for each that is active: one stands by. */
function filesystem(resource: KubeObject, { path, findings }: OperatorContext): Made[] {
  const { activeCount, resources, placement, priorityClassName } = resource.spec?.metadataServer ?? {};
  const active = readCount(activeCount ?? 1, 'activeCount', path, findings) ?? 1;
  const where = { ...placed({ all: placement }, 'mds'), ...(priorityClassName && { priorityClassName }) };
  return [daemons(resource, 'mds', 2 * active, resources, where)];
}

function objectStore(resource: KubeObject): Made[] {
  const { gateway = {} } = resource.spec ?? {};
  const { instances = 1, resources, placement } = gateway;
  const name = `rook-ceph-rgw-${resource.metadata?.name}`;
  const made = pod(
    { app: 'rook-ceph-rgw', rook_object_store: `${resource.metadata?.name}` },
    {
      ...placed({ all: placement }, 'rgw'),
      ...pick(gateway, 'priorityClassName', 'hostNetwork'),
      containers: [container('rgw', resources)],
    },
  );
  return [{ json: deployment(name, instances, made), scaled: true }];
}
