import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Size, Testing } from 'cdk8s';
import {
  CapacityType,
  Cluster,
  ClusterProps,
  Cpu,
  KubernetesVersion,
  MicroserviceProps,
  Plan,
  Price,
  Provisioner,
  Replicas,
  ScaleOn,
  Scaler,
  SimulationBatch,
  SpotShare,
  Survive,
} from 'cdk8s-autonomous';
import { verifyDocument } from '../../src/verifier/verify';
import {
  cluster,
  documents,
  find,
  IMAGE,
  ISTIO,
  messageOf,
  microservice,
  nodeType,
  stack,
  statefulService,
} from '../support/apps';
import { Schemas } from '../support/schemas';
import { describeWith, SHARED } from '../support/shared';

const TWELVE = Replicas.needed({ steady: 12, degraded: 6 });

/** A cluster with nodes that stay and nodes that the cloud may take back. */
function both(app: App, props: Partial<ClusterProps> = {}): Cluster {
  const east = cluster(app, { survive: Survive.zone(), ...props });
  east.addNodePool('spot', { nodeType: nodeType(), capacity: CapacityType.SPOT, price: Price.perHour(0.3) });
  return east;
}

function shared(props: Partial<MicroserviceProps> = {}, clusterProps: Partial<ClusterProps> = {}) {
  const app = Testing.app();
  const shop = stack(app, { cluster: both(app, clusterProps) });
  const made = microservice(shop, 'cart', { replicas: TWELVE, spot: SpotShare.of(0.5), ...props });
  const objects = documents(app);
  return { app, made, objects, plan: JSON.parse(Plan.of(app).toJson()), table: Plan.of(app).toTable() };
}

/** Pods of each Deployment that are left when all nodes with the label of spot nodes are gone and nothing comes back, from labels and placement alone. */
function leftWithoutSpot({ pools, steady }: any): Record<string, number> {
  const isSpot = (id: string) =>
    pools.find((one: any) => one.id === id).labels['karpenter.sh/capacity-type'] === 'spot';
  const left: Record<string, number> = {};
  for (const { count, pods } of steady.nodes.filter((group: any) => !isSpot(group.pool))) {
    Object.entries<number>(pods).forEach(([id, n]) => (left[id] = (left[id] ?? 0) + n * count));
  }
  return left;
}

describe('a share of the replicas on spot nodes', () => {
  test('is a second Deployment behind the same Service, on no other nodes', () => {
    const { objects } = shared();
    const [stays, goes] = ['cart-on-demand', 'cart-spot'].map((name) => find(objects, 'Deployment', name));
    expect([stays.spec.replicas, goes.spec.replicas]).toEqual([6, 6]);
    const { selector } = find(objects, 'Service', 'cart').spec;
    for (const { spec } of [stays, goes]) {
      expect(spec.template.metadata.labels).toMatchObject(selector);
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    }
    expect(stays.spec.template.metadata.labels).not.toMatchObject(goes.spec.selector.matchLabels);
    expect(goes.spec.template.metadata.labels).not.toMatchObject(stays.spec.selector.matchLabels);
    const spot = { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot'] };
    const termsOf = ({ spec }: any) =>
      spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(
      termsOf(goes).every(({ matchExpressions }: any) =>
        matchExpressions.some((e: any) => e.key === spot.key && e.values[0] === 'spot'),
      ),
    ).toBe(true);
    const tolerated = { key: spot.key, operator: 'Equal', value: 'spot', effect: 'NoSchedule' };
    expect(goes.spec.template.spec.tolerations).toContainEqual(tolerated);
    expect(stays.spec.template.spec.tolerations).not.toContainEqual(tolerated);
    expect(objects.filter(({ kind }) => kind === 'PodDisruptionBudget').map(({ metadata }) => metadata.name)).toEqual([
      'cart-on-demand',
      'cart-spot',
    ]);
  });

  test('leaves enough when all spot nodes go at once, as the plan says and the placement shows', () => {
    const { plan, table } = shared();
    const [east] = plan.clusters;
    expect(leftWithoutSpot(east)).toEqual({ 'shop/Deployment/cart-on-demand': 6 });
    const spot = east.steady.nodes.filter(({ pool }: any) => pool.startsWith('spot'));
    expect(east.spotLoss.lost).toEqual(Object.fromEntries(spot.map(({ id, count }: any) => [id, count])));
    expect(table).toContain('all spot nodes lost');
    expect(table).toMatch(/spot: all \d nodes may go at once; shop\/cart then keeps 6 of 12 \(6 needed\)/);
    expect(east.pools.find(({ id }: any) => id.startsWith('spot')).price).toBe(0.3);
  });

  test.each([
    ['is not owed', (east: any) => delete east.spotLoss],
    ['spares a node', (east: any) => (east.spotLoss.lost[Object.keys(east.spotLoss.lost)[0]] -= 1)],
    ['takes too many', (east: any) => east.workloads.forEach((one: any) => (one.partOf.least = 7))],
  ])('the checker refuses a plan in which the loss %s', (_, change) => {
    const { plan } = shared();
    expect(verifyDocument(plan)).toEqual([]);
    change(plan.clusters[0]);
    expect(verifyDocument(plan)).toEqual(expect.arrayContaining([expect.stringContaining('spot-lost')]));
  });

  test('scales each part on its share of what is counted over all', () => {
    const { objects } = shared({
      replicas: Replicas.autoscaled({ min: 4, max: 12, degraded: 2 }),
      spot: SpotShare.of(0.25),
      scaleOn: [ScaleOn.external({ name: 'lag', perReplica: 30 }), ScaleOn.cpu()],
    });
    const of = (name: string) => find(objects, 'HorizontalPodAutoscaler', name).spec;
    expect([of('cart-on-demand').minReplicas, of('cart-on-demand').maxReplicas]).toEqual([5, 9]);
    expect([of('cart-spot').minReplicas, of('cart-spot').maxReplicas]).toEqual([1, 3]);
    // 6 replicas of 30 are 180 in all: 5 of 36 are too, and 1 of 180.
    expect(of('cart-on-demand').metrics[1].external.target.averageValue).toBe('36');
    expect(of('cart-spot').metrics[1].external.target.averageValue).toBe('180');
    expect(of('cart-spot').scaleTargetRef).toMatchObject({ kind: 'Deployment', name: 'cart-spot' });
  });

  test('by KEDA too', () => {
    const { objects } = shared({
      replicas: Replicas.autoscaled({ min: 4, max: 12, degraded: 2 }),
      scaler: Scaler.keda({ prometheus: 'http://prometheus:9090' }),
    });
    expect(objects.filter(({ kind }) => kind === 'ScaledObject').map(({ metadata }) => metadata.name)).toEqual([
      'cart-on-demand',
      'cart-spot',
    ]);
  });

  test.each([
    [
      'more than may be lost',
      { replicas: Replicas.needed({ steady: 12, degraded: 8 }) },
      /leaves 6 of 12 replicas .* 8 are needed.*SpotShare\.of\(0\.3334\)/,
    ],
    [
      'none of them',
      { replicas: Replicas.needed({ steady: 3, degraded: 1 }), spot: SpotShare.of(0.1) },
      /'10 %': is none of 3 replicas/,
    ],
    ['what may stay out', { sheddable: true }, /has no need of a part that stays/],
  ])('refuses %s', (_, props, message) => {
    expect(messageOf(() => shared(props as Partial<MicroserviceProps>))).toMatch(message);
  });

  test('refuses a cluster without spot nodes, and shares that are none', () => {
    expect(messageOf(() => microservice(stack(), 'cart', { spot: SpotShare.of(0.5) }))).toMatch(
      /spot '?50 %'?.*has none when the workload is made.*CapacityType\.SPOT/s,
    );
    for (const share of [0, -1, 1.1, NaN]) {
      expect(messageOf(() => SpotShare.of(share))).toContain('must be a share above 0');
    }
  });

  test('works in a mesh', () => {
    const app = Testing.app();
    const shop = stack(app, { cluster: both(app), ...ISTIO });
    microservice(shop, 'cart', { replicas: TWELVE, spot: SpotShare.of(0.5) });
    const rule = find(documents(app), 'DestinationRule');
    expect(rule.spec.host).toBe('cart.shop.svc.cluster.local');
    expect(Plan.of(app).feasible).toBe(true);
  });
});

describe('workloads wholly on spot nodes', () => {
  test('a batch, of which the loss leaves nothing', () => {
    const app = Testing.app();
    const shop = stack(app, { cluster: both(app) });
    new SimulationBatch(shop, 'carla', {
      image: IMAGE,
      scenarios: ['a', 'b', 'c', 'd'],
      parallelism: 4,
      resources: { cpu: Cpu.units(4), memory: Size.gibibytes(8) },
      spot: SpotShare.all(),
    });
    documents(app);
    expect(Plan.of(app).toTable()).toMatch(/spot: all 2 nodes may go at once; shop\/Job\/carla then keeps 0 of 4/);
    const used = Object.entries(Plan.of(app).nodes).filter(([, n]) => n > 0);
    expect(used.every(([id]) => id.startsWith('east/spot'))).toBe(true);
    expect(used.reduce((sum, [, n]) => sum + n, 0)).toBe(2);
  });

  test('a service survives nothing unless it says otherwise, which is refused', () => {
    const app = Testing.app();
    const shop = stack(app, { cluster: both(app) });
    microservice(shop, 'cart', { spot: SpotShare.all() });
    expect(messageOf(() => microservice(shop, 'other', { spot: SpotShare.all(), survive: Survive.node() }))).toMatch(
      /survive.*nothing is left when all spot nodes are lost/,
    );
    expect(messageOf(() => statefulService(shop, 'store', { spot: SpotShare.of(0.5) }))).toMatch(
      /of one StatefulSet.*SpotShare\.all\(\)/s,
    );
    documents(app);
    expect(Plan.of(app).feasible).toBe(true);
  });

  test('know the nodes of every provider', () => {
    for (const [provisioner, key, taint] of [
      [Provisioner.eksNodeGroups(), 'eks.amazonaws.com/capacityType', 'karpenter.sh/capacity-type'],
      [Provisioner.gkeNodePools(), 'cloud.google.com/gke-spot', 'cloud.google.com/gke-spot'],
      [Provisioner.aksNodePools(), 'kubernetes.azure.com/scalesetpriority', 'kubernetes.azure.com/scalesetpriority'],
    ] as const) {
      const { objects, plan } = shared({}, { provisioner });
      const { affinity, tolerations } = find(objects, 'Deployment', 'cart-spot').spec.template.spec;
      expect(JSON.stringify(affinity)).toContain(`"${key}"`);
      expect(tolerations.map((one: any) => one.key)).toContain(taint);
      expect(plan.clusters[0].findings.map(({ code }: any) => code)).toContain('SPOT_NODES');
      expect(verifyDocument(plan)).toEqual([]);
    }
  });
});

describeWith('tools/verify-plan.mjs', 'the independent checker', () => {
  test('accepts a plan with spot nodes', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spot-'));
    const file = path.join(folder, 'plan.json');
    fs.writeFileSync(file, Plan.of(shared().app).toJson());
    const checker = path.join(SHARED, 'tools/verify-plan.mjs');
    expect(execFileSync(process.execPath, [checker, file], { encoding: 'utf8' })).toMatch(/^\d+ checks, 0 refused/);
  });
});

describeWith('crds', 'official schemas', () => {
  test.each([
    ['1.27', KubernetesVersion.V1_27],
    ['1.36', KubernetesVersion.V1_36],
  ])('take everything on %s', (version, kubernetesVersion) => {
    const schemas = new Schemas(version);
    expect(shared({}, { kubernetesVersion }).objects.flatMap((object) => schemas.check(object))).toEqual([]);
  });
});
