import { ClusterDescription, PoolDescription } from '../../src/planner/reading/description';
import { readCluster } from '../../src/planner/reading/read-cluster';
import { EAST } from '../support/descriptions';

const POOL: PoolDescription = {
  name: 'general',
  path: 'east/general',
  zones: ['a', 'b'],
  nodeType: '8x32',
  capacity: { cpu: 8000, memory: 2 ** 35, pods: 110 },
  reserved: {},
  labels: {},
  taints: [],
  minNodes: 0,
};
const CLUSTER: ClusterDescription = {
  ...EAST,
  kubernetesVersion: '1.34',
  pools: [POOL],
};

const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } };
const containers = [{ name: 'c', image: 'i', resources }];
const metadata = { name: 'w', namespace: 'n' };
const deployment = (pod: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'w' } },
    template: { metadata: { labels: { app: 'w' } }, spec: { containers, ...pod } },
  },
});
const elsewhere = { topologyKey: 'example.com/rack', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' };

test.each<[code: string, given: any]>([
  ['CLAIM_NOT_MODELLED', deployment({ resourceClaims: [{ name: 'gpu', resourceClaimName: 'shared' }] })],
  [
    'EPHEMERAL_STORAGE_NOT_PLANNED',
    deployment({ containers: [{ name: 'c', resources: { requests: { 'ephemeral-storage': '1Gi' } } }] }),
  ],
  [
    'FUNCTION_WITHOUT_MAXIMUM',
    { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata, spec: { template: { spec: { containers } } } },
  ],
  ['KIND_NOT_MODELLED', { apiVersion: 'example.com/v1', kind: 'Fleet', metadata, spec: { pod: { containers } } }],
  ['MEMORY_VOLUME_UNBOUNDED', deployment({ volumes: [{ name: 'cache', emptyDir: { medium: 'Memory' } }] })],
  ['NOT_MODELLED', deployment({ topologySpreadConstraints: [elsewhere] })],
  ['PRIORITY_CLASS_UNKNOWN', deployment({ priorityClassName: 'theirs' })],
  ['RUNTIME_CLASS_UNKNOWN', deployment({ runtimeClassName: 'kata' })],
  [
    'TRAINING_RUNTIME_UNKNOWN',
    {
      apiVersion: 'trainer.kubeflow.org/v1alpha1',
      kind: 'TrainJob',
      metadata,
      spec: { runtimeRef: { name: 'theirs' }, trainer: { resourcesPerNode: resources } },
    },
  ],
])('%s lowers the verdict', (code, json) => {
  const { findings } = readCluster(CLUSTER, [{ path: 'test/w', json }], []);
  expect(findings.filter((finding) => finding.code === code)).toMatchObject([{ uncovered: true }]);
});
