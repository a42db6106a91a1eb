import { Testing } from 'cdk8s';
import { Plan, Survive, Taint } from 'cdk8s-autonomous';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { ClusterDescription, PoolDescription } from '../../src/planner/reading/description';
import { readCluster } from '../../src/planner/reading/read-cluster';
import { microservice, nodeType, stack } from '../support/apps';
import { EAST } from '../support/descriptions';

const GIB = 2 ** 30;
const ZONE = 'topology.kubernetes.io/zone';
const POOL: PoolDescription = {
  name: 'general',
  path: 'east/general',
  zones: ['a', 'b', 'c'],
  nodeType: '8x32',
  capacity: { cpu: 8000, memory: 32 * GIB, pods: 110, 'ephemeral-storage': 100 * GIB },
  reserved: {},
  labels: { tier: 'web' },
  taints: [],
  minNodes: 0,
};
const TAINTED: PoolDescription = {
  ...POOL,
  name: 'gpu',
  path: 'east/gpu',
  zones: ['d'],
  labels: { tier: 'gpu' },
  taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }],
};
const CLUSTER: ClusterDescription = {
  ...EAST,
  pools: [POOL, TAINTED],
};

const hard = (more: object = {}) => ({
  maxSkew: 1,
  topologyKey: ZONE,
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: { app: 'w' } },
  ...more,
});

/** A Deployment of somebody else with these spreads, in a cluster. */
function read(spreads: object[], pod: object = {}, cluster: Partial<ClusterDescription> = {}, replicas = 9) {
  const json = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'w', namespace: 'n' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'w' } },
      strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      template: {
        metadata: { labels: { app: 'w' } },
        spec: {
          containers: [{ name: 'c', resources: { requests: { cpu: '1', memory: '1Gi' } } }],
          topologySpreadConstraints: spreads,
          ...pod,
        },
      },
    },
  };
  return readCluster({ ...CLUSTER, ...cluster }, [{ path: 'test/w', json }], []);
}

const workloadOf = (...args: Parameters<typeof read>) => read(...args).workloads[0];
const errorsOf = (...args: Parameters<typeof read>) =>
  planCluster(read(...args))
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

describe('which nodes count', () => {
  test.each([
    ['taints are ignored where nobody says so', {}, ['gpu/d']],
    ['taints are honoured', { nodeTaintsPolicy: 'Honor' }, undefined],
    [
      'affinity is ignored, taints are honoured',
      { nodeAffinityPolicy: 'Ignore', nodeTaintsPolicy: 'Honor' },
      undefined,
    ],
  ])('%s', (_, policies, pools) => {
    expect(workloadOf([hard(policies)]).spreadPools).toEqual(pools);
  });

  test.each([
    [{}, undefined],
    [{ nodeAffinityPolicy: 'Ignore' }, ['gpu/d']],
  ])('of nodes that the selector keeps off: %j', (policy, pools) => {
    const pod = { nodeSelector: { tier: 'web' }, tolerations: [{ key: 'gpu', operator: 'Exists' }] };
    expect(workloadOf([hard({ ...policy, nodeTaintsPolicy: 'Honor' })], pod).spreadPools).toEqual(pools);
  });

  test('of several spreads over zones the strictest counts', () => {
    const spreads = [hard({ nodeTaintsPolicy: 'Honor', minDomains: 2 }), hard({ maxSkew: 2 })];
    expect(workloadOf(spreads)).toMatchObject({
      zoneSkew: 1,
      minZones: 2,
      spreadPools: ['gpu/d'],
      deadZonesCount: true,
    });
  });

  test('nodes that cannot be reached count for pods that tolerate them too', () => {
    const honours = [hard({ nodeTaintsPolicy: 'Honor' })];
    expect(workloadOf(honours, { tolerations: [{ operator: 'Exists' }] }).deadZonesCount).toBe(true);
    const briefly = {
      key: 'node.kubernetes.io/unreachable',
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 30,
    };
    expect(workloadOf(honours, { tolerations: [briefly] }).deadZonesCount).toBeUndefined();
  });

  test('nodes without the label of a zone take no pod that spreads over zones', () => {
    const bare = { ...POOL, zones: [] };
    const labelled = { ...bare, labels: { ...POOL.labels, [ZONE]: 'hall' } };
    expect(errorsOf([hard()], {}, { pools: [bare] }, 2)).toEqual(['NO_POOL_ADMITS']);
    expect(errorsOf([hard()], {}, { pools: [labelled] }, 2)).toEqual([]);
    expect(workloadOf([hard({ minDomains: 2 })], {}, { pools: [labelled] })).toMatchObject({ maxPerZone: 1 });
  });
});

describe('a plan of manifests', () => {
  const survive = { survive: 'zone' as const, pools: [POOL] };

  test('nine pods over three zones do not outlive the loss of one where taints are ignored', () => {
    expect(errorsOf([hard()], {}, survive)).toEqual(['DEAD_ZONE_COUNTS']);
    expect(errorsOf([hard({ nodeTaintsPolicy: 'Honor' })], {}, survive)).toEqual([]);
  });

  test('minDomains above the zones that can be', () => {
    const two = { pools: [{ ...POOL, zones: ['a', 'b'] }] };
    expect(errorsOf([hard({ minDomains: 3 })], {}, two, 4)).toEqual(['SPREAD_NEEDS_ZONES']);
    expect(errorsOf([hard({ minDomains: 2 })], {}, two, 4)).toEqual([]);
  });
});

test('plan.json says which zones count, and what nodes are labelled and tainted with', () => {
  const app = Testing.app();
  const shop = stack(app, {}, { survive: Survive.zone() });
  shop.cluster.addNodePool('batch', {
    nodeType: nodeType('batch'),
    labels: { pool: 'batch' },
    taints: [Taint.noSchedule('batch')],
  });
  microservice(shop);
  const { schemaVersion, clusters } = JSON.parse(Plan.of(app).toJson());
  expect(schemaVersion).toBe(2);
  const [cart] = clusters[0].workloads;
  expect(cart).toMatchObject({ maxSkew: { zone: 1 }, minDomains: { zone: 2 }, evenZones: true, disruption: 1 });
  expect([cart.deadZonesCount, cart.spreadPools]).toEqual([undefined, undefined]);
  const batch = clusters[0].pools.find(({ id }: any) => id === 'batch/a');
  expect(batch).toMatchObject({
    labels: { pool: 'batch', [ZONE]: 'a' },
    taints: [{ key: 'batch', effect: 'NoSchedule' }],
  });
});
