import { Duration, Size, Testing } from 'cdk8s';
import { Architecture, Cpu, EdgeBalancing, EdgeRuntime, Port, Replicas, Survive } from 'cdk8s-autonomous';
import { swapStations } from '../../examples/swap-stations/swap-stations';
import { documents, find, messageOf } from '../support/apps';
import { codesOf, edgePlatform, edgeService, fleet, planOf, RUNTIMES, site, tenant } from '../support/edge';
import { embedded, Schemas, STORED_VERSIONS } from '../support/schemas';
import { describeWith } from '../support/shared';

const GPU = { cpu: Cpu.units(1), memory: Size.gibibytes(1), extended: { 'nvidia.com/gpu': 1 } };

/** The same fleet, services and overrides on any runtime. */
function same(runtime: EdgeRuntime) {
  const edge = edgePlatform(undefined, runtime);
  const stations = fleet(edge, 60);
  const stack = tenant(edge);
  const vision = edgeService(stack, 'vision', { resources: GPU, architectures: [Architecture.ARM64] });
  const cart = edgeService(stack, 'cart', {
    replicas: Replicas.needed({ steady: 1 }),
    survive: Survive.node(),
    env: { MODE: 'normal' },
  });
  const bms = edgeService(stack, 'bms', { ports: [Port.tcp(1883)] });
  const busy = [stations.site('s-00002'), stations.site('s-00004')];
  stations.deploy(vision);
  stations.deploy(cart);
  stations.deploy(bms, {
    overrides: [
      {
        sites: busy,
        replicas: Replicas.fixed(2),
        resources: { cpu: Cpu.millis(500), memory: Size.gibibytes(1) },
        env: { MODE: 'busy' },
      },
    ],
  });
  return { edge, stack };
}

describe('the same fleet on three runtimes', () => {
  test('has the same plan', () => {
    const plans = RUNTIMES.map(([, runtime]) => planOf(same(runtime).edge));
    const shown = plans.map(({ pools, workloads, scenarios, objective }: any) => ({
      pools: pools.map(({ id, sites, nodes }: any) => [id, sites.length, nodes]),
      workloads: workloads.map(({ id, replicas, requests, surge }: any) => [id, replicas, requests, surge]),
      scenarios: scenarios.map(({ name }: any) => name),
      value: objective.value,
    }));
    expect(shown[1]).toEqual(shown[0]);
    expect(shown[2]).toEqual(shown[0]);
    expect(shown[0].pools).toEqual([
      ['s-00001/box', 58, 1],
      ['s-00001/gpu-box', 58, 1],
      ['s-00002/box', 2, 1],
      ['s-00002/gpu-box', 2, 1],
    ]);
    expect(shown[0].value).toBe(120);
    plans.forEach((plan) => expect(codesOf(plan)).toEqual([]));
  });

  test.each(RUNTIMES)(
    '%s copies what belongs to a site with required affinity, never by a node selector',
    (_, runtime) => {
      const { stack } = same(runtime);
      const deployments = Testing.synth(stack)
        .flatMap(embedded)
        .filter(({ kind }) => kind === 'Deployment');
      expect(deployments.length).toBeGreaterThan(2);
      for (const { spec } of deployments) {
        expect(spec.template.spec.nodeSelector).toBeUndefined();
      }
      const vision = deployments.find(({ spec }) => spec.template.spec.containers[0].name === 'vision');
      expect(vision.spec.template.spec.affinity.nodeAffinity).toBeDefined();
    },
  );
});

describeWith('crds/index.json', 'official schemas, what is embedded too', () => {
  // The newest definitions too where somebody may run them: KubeEdge.
  const from132 = STORED_VERSIONS.filter((version) => Number(version.slice(2)) >= 32);
  const schemas = new Map<string, Schemas>();
  beforeAll(() => from132.forEach((version) => schemas.set(version, new Schemas(version))));

  test.each(RUNTIMES)('%s: the fleet, and the story of the swap stations', (name, runtime) => {
    const app = Testing.app();
    swapStations(app, { runtime });
    const objects = [...documents(same(runtime).edge.node.root as any), ...documents(app)];
    expect(objects.length).toBeGreaterThan(500);
    // Thousands of devices are alike: one of each kind and namespace is enough to see what is wrong with them.
    const seen = new Set<string>();
    const some = objects.filter(({ kind, metadata, spec }) => {
      const key =
        kind === 'Device'
          ? `${metadata.namespace} ${spec.deviceModelRef.name}`
          : `${kind} ${metadata.namespace} ${metadata.name}`;
      return !seen.has(key) && seen.add(key);
    });
    for (const version of name === 'KubeEdge' ? from132 : ['1.32']) {
      expect(some.flatMap((object) => schemas.get(version)!.check(object))).toEqual([]);
    }
  });

  test('a misspelt field inside fails', () => {
    const { stack } = same(RUNTIMES[0][1]);
    const broken = structuredClone(find(Testing.synth(stack), 'EdgeApplication', 'bms'));
    broken.spec.workloadTemplate.manifests[0].spec.template.spec.containers[0].imagee = 'x';
    expect(schemas.get('1.32')!.check(broken)).toEqual([expect.stringContaining('imagee')]);
  });
});

describe('OpenYurt', () => {
  const { edge, stack } = same(RUNTIMES[1][1]);
  const objects = Testing.synth(stack);

  test('pools bring taint, label and autonomy; their pods need no tolerations for that, which OpenYurt does not bear', () => {
    expect(find(Testing.synth(edge), 'NodePool', 's-00001')).toMatchObject({
      apiVersion: 'apps.openyurt.io/v1beta2',
      spec: {
        type: 'Edge',
        annotations: { 'node.openyurt.io/autonomy-duration': '86400s' },
        labels: { 'node-role.kubernetes.io/edge': '' },
        taints: [{ key: 'node-role.kubernetes.io/edge', effect: 'NoSchedule' }],
      },
    });
    const { deploymentTemplate } = find(objects, 'YurtAppSet', 'vision').spec.workload.workloadTemplate;
    const tolerated = deploymentTemplate.spec.template.spec.tolerations.map(({ key }: any) => key);
    expect(tolerated).toEqual(['node-role.kubernetes.io/edge']);
    // The plan knows that its pods stay all the same.
    const loss = planOf(edge).scenarios.find(({ name }: any) => name.startsWith('node-lost:s-00001'));
    expect(loss.unplaced.map(({ code }: any) => code)).toContain('STAYS_ON_LOST_NODE');
  });

  test('a YurtAppSet for all pools, and one of their own for those that differ: a tweak would restart all', () => {
    const sets = objects.filter(({ kind, metadata }) => kind === 'YurtAppSet' && metadata.name.startsWith('bms'));
    expect(sets.map(({ spec }) => spec.pools.length)).toEqual([58, 2]);
    const [common, own] = sets.map(({ spec }) => spec.workload);
    expect([common.workloadTweaks, own.workloadTweaks]).toEqual([undefined, undefined]);
    expect(sets[1].metadata.name).toMatch(/^bms-[0-9a-f]{8}$/);
    expect(sets[1].spec.pools).toEqual(['s-00002', 's-00004']);
    const { spec } = own.workloadTemplate.deploymentTemplate;
    expect([common.workloadTemplate.deploymentTemplate.spec.replicas, spec.replicas]).toEqual([1, 2]);
    const [{ env, resources }] = spec.template.spec.containers;
    expect(resources.requests.cpu).toBe('500m');
    expect(env).toEqual([
      { name: 'HOME', value: '/tmp' },
      { name: 'MODE', value: 'busy' },
      { name: 'USER', value: 'app' },
    ]);
    expect(find(objects, 'Service', 'bms').metadata.annotations['openyurt.io/topologyKeys']).toBe(
      'openyurt.io/nodepool',
    );
  });

  test('pools are chosen by the label that their nodes have, never by another; there is no EdgeMesh', () => {
    expect(messageOf(() => site(edge, 'labelled', { matchLabels: { site: 'x' } }))).toContain('matchLabels');
    const balanced = edgeService(stack, 'balanced', { balancing: EdgeBalancing.random() });
    expect(messageOf(() => site(edge, 'meshless').deploy(balanced))).toContain(
      'has no EdgeMesh, which balancing is for; leave balancing out',
    );
  });
});

describe('SuperEdge', () => {
  const { edge, stack } = same(RUNTIMES[2][1]);
  const objects = Testing.synth(stack);

  test('units give their nodes the labels of the grids that run there, and of no others', () => {
    const other = site(edge, 'quiet');
    expect(find(Testing.synth(edge), 'NodeUnit', 's-00001').spec.setnode.labels).toEqual({
      'node-role.kubernetes.io/edge': '',
      'site.superedge.io/nodeunit': 's-00001',
      'grid.shop.bms': 's-00001',
      'grid.shop.bms.service': 's-00001',
      'grid.shop.cart': 's-00001',
      'grid.shop.cart.service': 's-00001',
      'grid.shop.vision': 's-00001',
      'grid.shop.vision.service': 's-00001',
    });
    expect(Object.keys(find(Testing.synth(edge), 'NodeUnit', other.siteName).spec.setnode.labels)).toHaveLength(2);
  });

  test('a template for all sites, another for those that differ', () => {
    const { spec } = find(objects, 'DeploymentGrid', 'bms');
    expect(spec).toMatchObject({
      gridUniqKey: 'grid.shop.bms',
      defaultTemplateName: 'default',
    });
    // Named after what is in it: other sites give it no other name.
    const variant = spec.templates['s-00002'];
    expect(variant).toMatch(/^variant-[0-9a-f]{8}$/);
    expect(spec.templates).toEqual({ 's-00002': variant, 's-00004': variant });
    expect([spec.template.replicas, spec.templatePool[variant].replicas]).toEqual([1, 2]);
    expect(spec.templatePool[variant].template.spec.containers[0].env).toContainEqual({
      name: 'MODE',
      value: 'busy',
    });
    // Not that of a grid of pods: the first of several would run wherever the service is.
    expect(find(objects, 'ServiceGrid', 'bms').spec.gridUniqKey).toBe('grid.shop.bms.service');
  });

  test('a unit by labels', () => {
    site(edge, 'labelled', { matchLabels: { site: 'x' }, offline: Duration.hours(1) });
    expect(find(Testing.synth(edge), 'NodeUnit', 'labelled').spec.selector).toEqual({ matchLabels: { site: 'x' } });
  });
});
