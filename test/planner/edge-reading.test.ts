import { ApiObject, Chart, Size, Testing } from 'cdk8s';
import { Cluster, Cpu, EdgePlatform, EdgeRuntime, KubernetesVersion, Placement, Replicas } from 'cdk8s-autonomous';
import { guardRails } from '../../src/capacity/explain/guard-rails';
import { microservice, nodeType, stack, statefulService } from '../support/apps';
import { BOX, edgePlatform, edgeService, fleet, planOf, site, tenant } from '../support/edge';

const TOLERATED = [{ key: 'node-role.kubernetes.io/edge', operator: 'Exists', effect: 'NoSchedule' }];

function podSpec(more: object = {}) {
  const requests = { cpu: '1', memory: '1Gi' };
  return { tolerations: TOLERATED, containers: [{ name: 'app', image: 'r/a:1', resources: { requests } }], ...more };
}

function deployment(name = 'theirs', spec: object = {}, more: object = {}) {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'legacy' },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(spec) },
      ...more,
    },
  };
}

/** Somebody else's manifests in a cluster with two sites. */
function theirs(...objects: any[]): { edge: EdgePlatform; plan: any; errors: any[] } {
  const edge = edgePlatform();
  site(edge, 'gz-1');
  site(edge, 'gz-2');
  const chart = new Chart(edge.node.root as any, 'theirs');
  objects.forEach((object, i) => new ApiObject(chart, `o${i}`, object));
  edge.cluster.include(chart);
  const plan = planOf(edge);
  return { edge, plan, errors: plan.findings.filter(({ severity }: any) => severity === 'error') };
}

function edgeApplication(manifests: any[], groups: any[] = ['gz-1', 'gz-2'], scope: object = {}) {
  return {
    apiVersion: 'apps.kubeedge.io/v1alpha1',
    kind: 'EdgeApplication',
    metadata: { name: 'theirs', namespace: 'legacy' },
    spec: {
      workloadTemplate: { manifests },
      workloadScope: {
        targetNodeGroups: groups.map((group) => (typeof group === 'string' ? { name: group } : group)),
        ...scope,
      },
    },
  };
}

describe("somebody else's EdgeApplication", () => {
  test('is planned at its sites, with its overrides', () => {
    const resources = { requests: { cpu: '2', memory: '2Gi' } };
    const { plan } = theirs(
      edgeApplication(
        [deployment()],
        [
          'gz-1',
          {
            name: 'gz-2',
            overriders: { replicas: 2, resourcesOverriders: [{ containerName: 'app', value: resources }] },
          },
        ],
      ),
    );
    expect(plan.status).toBe('feasible');
    expect(
      plan.workloads.map(({ id, replicas, requests, eligible }: any) => [id, replicas.planned, requests.cpu, eligible]),
    ).toEqual([
      ['legacy/Deployment/theirs-gz-1', 1, 1000, ['gz-1/box', 'gz-1/gpu-box']],
      ['legacy/Deployment/theirs-gz-2', 2, 2000, ['gz-2/box', 'gz-2/gpu-box']],
    ]);
  });

  const claim = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
  const set = { ...deployment('db'), kind: 'StatefulSet' };
  const autoscaler = (name: string) => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: 'legacy' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: 1, maxReplicas: 2 },
  });

  const overriding = (overriders: object) => {
    const env = [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }];
    const [container] = podSpec().containers;
    return edgeApplication(
      [deployment('theirs', { containers: [{ ...container, env }] })],
      [{ name: 'gz-1', overriders }],
    );
  };

  test.each<[string, any[], string, string]>([
    [
      'EDGE_NODE_SELECTOR_REPLACED',
      [edgeApplication([deployment('theirs', { nodeSelector: { 'kubernetes.io/arch': 'arm64' } })])],
      'the node selector kubernetes.io/arch=arm64 of theirs is replaced by that of the node group',
      'required node affinity',
    ],
    [
      'EDGE_VOLUME_SHARED',
      [edgeApplication([deployment('theirs', claim)])],
      'volume claim data of theirs is one object for all 2 groups',
      'a Deployment with a claim of its own for each site',
    ],
    [
      'EDGE_KIND_NOT_FANNED_OUT',
      [edgeApplication([deployment(), set])],
      'StatefulSet db in EdgeApplication theirs is applied once and as it is',
      'one StatefulSet for each site, with required node affinity',
    ],
    [
      'EDGE_COPY_TAKEN',
      [edgeApplication([deployment()], ['gz-1', 'gz-1'])],
      'two objects make legacy/Deployment/theirs-gz-1: one would overwrite the other',
      'another name for one of them, or each site once',
    ],
    [
      'EDGE_GROUP_UNKNOWN',
      [edgeApplication([deployment()], ['gz-9'])],
      'legacy/Deployment/theirs runs at gz-9, which is no edge site of the cluster',
      'a site of that name',
    ],
    [
      'EDGE_NAME_TOO_LONG',
      [edgeApplication([deployment('a'.repeat(60))], ['gz-1'])],
      `${'a'.repeat(60)}-gz-1 has more than 63 characters`,
      'a shorter name of the workload or the site',
    ],
    [
      'EDGE_OBJECT_TOO_LARGE',
      [edgeApplication([deployment('theirs', { priorityClassName: 'x'.repeat(300_000) })])],
      '262144 are too many for an object',
      'fewer groups in one object',
    ],
    [
      'EDGE_OVERRIDER_FAILS',
      [overriding({ resourcesOverriders: [{ containerName: 'app', value: { limits: { 'nvidia.com/gpu': '2' } } }] })],
      'overrides limits of nvidia.com/gpu, and KubeEdge puts the name as it is into a JSON pointer, where / divides: at gz-1 nothing is deployed',
      'EdgeApplication of its own for these groups, with a template that says it',
    ],
    [
      'EDGE_OVERRIDER_FAILS',
      [overriding({ resourcesOverriders: [{ containerName: 'app', value: { limits: { cpu: '2' } } }] })],
      'overrides limits of cpu, which the template has none of: there is nothing to replace',
      'EdgeApplication of its own for these groups, with a template that says it',
    ],
    [
      'EDGE_OVERRIDER_FAILS',
      [overriding({ envOverriders: [{ containerName: 'app', operator: 'add', value: [{ name: 'A', value: 'b' }] }] })],
      'overrides variables, and of NODE it keeps no source: its fieldRef has no apiVersion',
      'EdgeApplication of its own for these groups, with a template that says it',
    ],
    [
      'EDGE_TARGETS_BY_LABEL',
      [edgeApplication([deployment()], [], { targetNodeLabels: [{ labelSelector: { matchLabels: { a: 'b' } } }] })],
      'targets nodes by labels',
      'targetNodeGroups',
    ],
    [
      'EDGE_AUTOSCALER_MISSES',
      [edgeApplication([deployment()]), autoscaler('theirs')],
      'an autoscaler points at Deployment theirs, which is only copied',
      'one for each site, such as theirs-gz-1',
    ],
    [
      'EDGE_AUTOSCALER_OFFLINE',
      [edgeApplication([deployment()]), autoscaler('theirs-gz-2')],
      'legacy/Deployment/theirs-gz-2 is autoscaled, and its site may be offline',
      'a fixed number of replicas for the peak of the site',
    ],
  ])('%s', (code, objects, message, cure) => {
    const found = theirs(...objects).errors.find((error) => error.code === code);
    expect(found?.message).toContain(message);
    expect(found?.cure).toContain(cure);
  });

  test('EDGE_SIDECAR: sidecars do not start without their control plane', () => {
    const injecting = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'legacy', labels: { 'istio-injection': 'enabled' } },
    };
    expect(theirs(edgeApplication([deployment()]), injecting).errors[0]).toMatchObject({
      code: 'EDGE_SIDECAR',
      message: expect.stringContaining(
        'get a sidecar of Istio, which does not start at a site without its control plane',
      ),
    });
  });

  test('what is applied once for all groups may stand beside', () => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'legacy' } };
    expect(theirs(edgeApplication([deployment(), config])).errors).toEqual([]);
  });

  test('that is not of the shape of its kind is an error with its place', () => {
    for (const broken of [
      edgeApplication([null as any]),
      { ...edgeApplication([]), spec: { workloadTemplate: { manifests: 5 } } },
    ]) {
      expect(theirs(broken).errors).toEqual([
        expect.objectContaining({ code: 'MANIFEST_UNREADABLE', path: 'theirs/o0' }),
      ]);
    }
  });

  test('need not outlive a node of a site that has one', () => {
    const edge = edgePlatform();
    site(edge, 'gz-1', { nodes: [{ name: 'n', nodeType: BOX }] });
    const chart = new Chart(edge.node.root as any, 'theirs');
    new ApiObject(chart, 'o', edgeApplication([deployment('theirs', {}, { replicas: 2 })], ['gz-1']));
    edge.cluster.include(chart);
    const { status, workloads } = planOf(edge);
    expect([status, workloads[0].replicas]).toEqual(['feasible', { needed: 2, planned: 2, degraded: 0 }]);
  });

  test('one claim at one site is no fault', () => {
    const claimed = deployment('theirs', claim);
    expect(theirs(edgeApplication([claimed], ['gz-1'])).errors).toEqual([]);
  });
});

describe("somebody else's YurtAppSet and DeploymentGrid", () => {
  function at(runtime: EdgeRuntime, object: any): any {
    const edge = edgePlatform(undefined, runtime);
    const [first] = ['gz-1', 'gz-2'].map((name) => site(edge, name));
    // Its grid gives the nodes of one site a label.
    first.deploy(
      edgeService(tenant(edge), 'ours', { resources: { cpu: Cpu.millis(100), memory: Size.mebibytes(64) } }),
    );
    const chart = new Chart(edge.node.root as any, 'theirs');
    new ApiObject(chart, 'o', object);
    edge.cluster.include(chart);
    return planOf(edge);
  }
  const { spec } = deployment();
  const yurt = (more: object, tweaks: any[] = []) => ({
    apiVersion: 'apps.openyurt.io/v1beta1',
    kind: 'YurtAppSet',
    metadata: { name: 'theirs', namespace: 'legacy' },
    spec: { workload: { workloadTemplate: { deploymentTemplate: { spec } }, workloadTweaks: tweaks }, ...more },
  });
  const grid = (more: object) => ({
    apiVersion: 'superedge.io/v1',
    kind: 'DeploymentGrid',
    metadata: { name: 'theirs', namespace: 'legacy' },
    spec: { gridUniqKey: 'grid.shop.ours', template: spec, ...more },
  });
  const found = (plan: any, code: string) => plan.findings.find((one: any) => one.code === code);

  test('pools and tweaks are read; selectors and other patches are told', () => {
    const tweaks = [
      {
        pools: ['gz-2'],
        tweaks: { replicas: 2, patches: [{ path: '/spec/template/spec/hostNetwork', operation: 'add', value: true }] },
      },
    ];
    const plan = at(EdgeRuntime.openYurt(), yurt({ pools: ['gz-1', 'gz-2'] }, tweaks));
    expect(
      plan.workloads
        .filter(({ path }: any) => path === 'theirs/o')
        .map(({ id, replicas }: any) => [id, replicas.planned]),
    ).toEqual([
      ['legacy/Deployment/theirs-gz-1', 1],
      ['legacy/Deployment/theirs-gz-2', 2],
    ]);
    expect(found(plan, 'NOT_MODELLED')).toMatchObject({
      path: 'theirs/o',
      message: expect.stringContaining(
        'the patch of /spec/template/spec/hostNetwork of YurtAppSet theirs is not modelled',
      ),
    });
    const selected = at(EdgeRuntime.openYurt(), yurt({ nodepoolSelector: { matchLabels: { a: 'b' } } }));
    expect(found(selected, 'NOT_MODELLED').message).toContain('a selector of node pools of YurtAppSet theirs');
  });

  test('a grid runs where nodes have its label', () => {
    const { workloads } = at(EdgeRuntime.superEdge(), grid({}));
    expect(workloads.map(({ id }: any) => id)).toContain('legacy/Deployment/theirs-gz-1');
    expect(workloads.map(({ id }: any) => id)).not.toContain('legacy/Deployment/theirs-gz-2');
  });

  test('EDGE_TEMPLATE_UNKNOWN', () => {
    expect(
      found(at(EdgeRuntime.superEdge(), grid({ templates: { 'gz-1': 'lost' } })), 'EDGE_TEMPLATE_UNKNOWN'),
    ).toMatchObject({
      severity: 'error',
      message: 'DeploymentGrid theirs has no template lost for gz-1',
    });
  });
});

test('a copy and a workload of one name are an error, wherever the workload runs', () => {
  const same = { ...deployment('theirs-gz-1'), metadata: { name: 'theirs-gz-1', namespace: 'legacy' } };
  const codes = theirs(edgeApplication([deployment()]), same).errors.map(({ code }: any) => code);
  expect(codes).toContain('EDGE_COPY_TAKEN');
});

describe("somebody else's workload that names a site itself", () => {
  const affinity = (...values: string[]) => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'apps.kubeedge.io/belonging-to', operator: 'In', values }] }],
        },
      },
    },
  });

  test.each([
    ['by node selector', { nodeSelector: { 'apps.kubeedge.io/belonging-to': 'gz-2' } }],
    ['by affinity', affinity('gz-2')],
  ])('%s is planned there', (_, spec) => {
    const { plan } = theirs(deployment('theirs', spec));
    expect(plan.workloads[0].eligible).toEqual(['gz-2/box', 'gz-2/gpu-box']);
    expect(plan.pools.map(({ id, sites }: any) => [id, sites])).toContainEqual(['gz-2/box', ['gz-2']]);
  });

  test('at a site that is not there', () => {
    expect(theirs(deployment('theirs', affinity('gz-9'))).errors[0]).toMatchObject({ code: 'EDGE_GROUP_UNKNOWN' });
  });

  test('at several, or at none: nothing keeps it off the edge, and nobody plans it there', () => {
    const { plan } = theirs(deployment('theirs', affinity('gz-1', 'gz-2')));
    expect(plan.findings.map(({ code }: any) => code)).toContain('EDGE_NOT_KEPT_OFF');
  });
});

test('a stateful service of ours runs at one site, with its volumes', () => {
  const edge = edgePlatform();
  const one = site(edge);
  const store = statefulService(tenant(edge), 'store', {
    replicas: Replicas.fixed(1),
    nodeLabels: one.nodeLabels,
    tolerates: [one.taint],
    volumes: [{ name: 'data', mountPath: '/data', size: Size.gibibytes(1) }],
  });
  const plan = planOf(edge);
  expect(plan.findings.filter(({ severity }: any) => severity !== 'info')).toEqual([]);
  expect(plan.workloads[0]).toMatchObject({ path: store.node.path, eligible: ['gz-1/box', 'gz-1/gpu-box'] });
});

describe('the cloud beside the edge', () => {
  function both() {
    const app = Testing.app();
    const shop = stack(app, {}, { zones: ['a'], placement: Placement.FREE });
    const edge = new EdgePlatform(app, 'edge', {
      cluster: shop.cluster,
      runtime: edgePlatform().runtime,
    });
    return { app, shop, edge };
  }

  test('workloads of the cloud stay off edge nodes by their taint, and sites off the pools', () => {
    const { shop, edge } = both();
    microservice(shop, 'cart', { replicas: Replicas.fixed(2) });
    fleet(edge, 3).deploy(edgeService(tenant(edge, 'field'), 'bms'));
    const plan = planOf(edge);
    expect(plan.workloads.map(({ id, eligible }: any) => [id, eligible])).toEqual([
      ['field/Deployment/bms-s-00001', ['s-00001/box', 's-00001/gpu-box']],
      ['shop/Deployment/cart', ['general/a']],
    ]);
    // The nodes of the sites are bought.
    expect(plan.objective).toMatchObject({ kind: 'cost', value: 1 });
    expect(plan.findings.filter(({ severity }: any) => severity !== 'info')).toEqual([]);
  });

  test('a daemonset that tolerates everything takes its share of edge nodes', () => {
    const { shop, edge, app } = both();
    const chart = new Chart(app, 'daemons');
    new ApiObject(chart, 'agent', {
      ...deployment('agent', { tolerations: [{ operator: 'Exists' }] }),
      kind: 'DaemonSet',
    } as any);
    shop.cluster.include(chart);
    fleet(edge, 3).deploy(edgeService(tenant(edge, 'field'), 'bms'));
    const pool = planOf(edge).pools.find(({ id }: any) => id === 's-00001/box');
    expect(pool.daemonsets).toMatchObject({ 'legacy/DaemonSet/agent': { cpu: 1000 } });
    // EdgeMesh takes half a core.
    expect(pool.allocatable.cpu).toBe(2500);
  });

  test('an error at a site does not hide one in the cloud, and the other way round', () => {
    const { shop, edge } = both();
    shop.cluster.addNodePool('small', {
      nodeType: nodeType('tiny', 2, 2),
      labels: { size: 'small' },
      maxNodesPerZone: 1,
    });
    microservice(shop, 'cart', { replicas: Replicas.fixed(5), nodeLabels: { size: 'small' } });
    fleet(edge, 3).deploy(edgeService(tenant(edge, 'field'), 'bms', { replicas: Replicas.fixed(9) }));
    const errors = planOf(edge).findings.filter(({ severity }: any) => severity === 'error');
    expect(errors.map(({ code }: any) => code).sort()).toEqual(['POOL_TOO_SMALL', 'SITE_TOO_SMALL']);
  });
});

test('clusters with edge sites are held against what Kubernetes is tested with', () => {
  const pools = (sites: number) => [
    { id: 'p', sites: Array.from({ length: sites }, (_, i) => `s${i}`), price: undefined },
  ];
  const tried = (sites: number, pods: number): any => ({
    model: { path: 'c', pools: pools(sites), sites: [] },
    nodes: { p: 1 },
    steady: [{ pool: 'p', count: 1, pods: { w: pods } }],
  });
  expect(guardRails(tried(3500, 30))).toEqual([]);
  expect(guardRails(tried(3501, 1)).map(({ code, message }) => [code, message])).toEqual([
    ['GUARD_RAIL', '3501 nodes in a cluster: Kubernetes is tested with 5000'],
  ]);
  expect(guardRails(tried(1400, 76)).map(({ message }) => message)).toEqual([
    '106400 pods in a cluster: Kubernetes is tested with 150000',
  ]);
  expect(guardRails(tried(1, 78)).map(({ message }) => message)).toEqual([
    '78 pods on one node: Kubernetes is tested with 110',
  ]);
  const cloud = tried(9999, 1);
  expect(guardRails({ ...cloud, model: { ...cloud.model, sites: undefined } })).toEqual([]);
});

test('an edge that is not described leaves its objects to a warning', () => {
  const app = Testing.app();
  const cluster = new Cluster(app, 'east', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
  const chart = new Chart(app, 'theirs');
  new ApiObject(chart, 'o', edgeApplication([deployment()]));
  cluster.include(chart);
  expect(planOf(cluster).findings).toEqual([expect.objectContaining({ code: 'KIND_NOT_MODELLED' })]);
});
