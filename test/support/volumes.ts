import { EAST } from './descriptions';
import { ClusterDescription, PoolDescription } from '../../src/planner/reading/description';
import { readCluster } from '../../src/planner/reading/read-cluster';

const GIB = 2 ** 30;
export const EBS = 'attachable-volumes-csi-ebs.csi.aws.com';
/** Nodes of eight cores in two zones, which do not say how many volumes they take. */
export const POOL: PoolDescription = {
  name: 'general',
  path: 'east/general',
  zones: ['a', 'b'],
  nodeType: '8x32',
  capacity: { cpu: 8000, memory: 32 * GIB, pods: 110 },
  reserved: {},
  labels: { disk: 'ssd' },
  taints: [],
  minNodes: 0,
};
/** The same, with at most 25 volumes of EBS on each. */
export const LIMITED = { ...POOL, capacity: { ...POOL.capacity, [EBS]: 25 } };

function cluster(more: Partial<ClusterDescription> = {}): ClusterDescription {
  return {
    ...EAST,
    kubernetesVersion: '1.34',
    effort: 'quick',
    pools: [POOL],
    ...more,
  };
}

/** Reads objects in a cluster; what has no namespace is in `n`. */
export function read(objects: any[], more: Partial<ClusterDescription> = {}) {
  const given = objects.map((json, i) => ({
    path: `test/${i}`,
    json: { ...json, metadata: { namespace: 'n', ...json.metadata } },
  }));
  const model = readCluster(cluster(more), given, []);
  return { ...model, codes: model.findings.map(({ code }) => code) };
}

const containers = [{ name: 'c', image: 'i', resources: { requests: { cpu: '100m', memory: '128Mi' } } }];

/** A Deployment of one replica. */
export function deployment(name: string, pod: object, spec: object = {}) {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      ...spec,
      template: { metadata: { labels }, spec: { containers, ...pod } },
    },
  };
}

/** A StatefulSet of which each pod has a claim for each of the specs. */
export function statefulSet(name: string, replicas: number, claims: any[], pod: object = {}) {
  return {
    ...deployment(name, pod, {
      replicas,
      volumeClaimTemplates: claims.map((spec, i) => ({ metadata: { name: `data${i}` }, spec })),
    }),
    kind: 'StatefulSet',
  };
}

/** A pod with these claims. */
export const mounts = (...claims: string[]) => ({
  volumes: claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
});
export const claim = (name: string, spec: any = {}) => ({
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], ...spec },
});
export const storageClass = (name: string, provisioner: string, more: any = {}) => ({
  kind: 'StorageClass',
  metadata: { name },
  provisioner,
  volumeBindingMode: 'WaitForFirstConsumer',
  ...more,
});
export const volume = (name: string, spec: any, labels = {}) => ({
  kind: 'PersistentVolume',
  metadata: { name, labels },
  spec,
});
/** Node affinity of a volume. */
export const nodesWith = (key: string, ...values: string[]) => ({
  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values }] }] } },
});
export const SSD = storageClass('ssd', 'ebs.csi.aws.com');
