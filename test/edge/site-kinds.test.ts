import { App, Duration, Size, Testing, YamlOutputType } from 'cdk8s';
import {
  Architecture,
  Cpu,
  EdgePlatform,
  EdgeSelection,
  EdgeService,
  NodeReserve,
  NodeType,
  Plan,
  Replicas,
} from 'cdk8s-autonomous';
import { documents, find, messageOf } from '../support/apps';
import { BOX, edgePlatform, edgeService, fleet, GPU_BOX, planOf, site, tenant } from '../support/edge';

const reserve = NodeReserve.explicit({ cpu: Cpu.millis(500), memory: Size.mebibytes(512) });
const disk = { ephemeralStorage: Size.gibibytes(100) };
const SMALL = NodeType.of('small', { cpu: Cpu.units(2), memory: Size.gibibytes(2), reserve, ...disk });
const HALF_CORE = { cpu: Cpu.millis(500), memory: Size.mebibytes(256) };

const oneNode = (edge: EdgePlatform, name: string, nodeType: NodeType) =>
  site(edge, name, { nodes: [{ name: `${name}-n`, nodeType }] });

describe('sites that are not alike', () => {
  /** A service that fits twice on the large site and once on the small one. */
  function unequal() {
    const edge = edgePlatform();
    const stack = tenant(edge);
    const sites = [oneNode(edge, 'large', BOX), oneNode(edge, 'small', SMALL)];
    const cart = edgeService(stack, 'cart', { resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) } });
    EdgeSelection.of('both', sites).deploy(cart);
    return { edge, stack };
  }

  test('have the surge that each has room for, in manifest and plan', () => {
    const { edge, stack } = unequal();
    const strategyOf = (name: string) => {
      const { workloadTemplate, workloadScope } = find(Testing.synth(stack), 'EdgeApplication', name).spec;
      const [{ spec }] = workloadTemplate.manifests;
      return [workloadScope.targetNodeGroups.map((one: any) => one.name), spec.strategy.rollingUpdate];
    };
    expect(strategyOf('cart')).toEqual([['large'], { maxSurge: 1, maxUnavailable: 0 }]);
    expect(strategyOf('cart.surge-0')).toEqual([['small'], { maxSurge: 0, maxUnavailable: 1 }]);
    expect(planOf(edge).workloads.map(({ id, surge }: any) => [id, surge ?? 0])).toEqual([
      ['shop/Deployment/cart-large', 1],
      ['shop/Deployment/cart-small', 0],
    ]);
  });

  test('are written and planned alike whoever writes them, and again', () => {
    const { edge, stack } = unequal();
    const first = Testing.synth(stack);
    const plan = planOf(edge);
    expect(Testing.synth(stack)).toEqual(first);
    expect(planOf(edge)).toEqual(plan);
    expect(documents(edge.node.root as App).filter(({ kind }) => kind === 'EdgeApplication')).toEqual(
      first.filter(({ kind }) => kind === 'EdgeApplication'),
    );
  });

  test('without room at all of them keep the one object, by the name that its rollout gives it', () => {
    const edge = edgePlatform();
    const stack = tenant(edge);
    oneNode(edge, 'small', SMALL).deploy(edgeService(stack, 'cart'));
    const names = () =>
      Testing.synth(stack).flatMap(({ kind, metadata }) => (kind === 'EdgeApplication' ? [metadata.name] : []));
    expect(names()).toEqual(['cart.surge-0']);
    oneNode(edge, 'large', BOX).deploy(stack.node.findChild('cart') as EdgeService);
    expect(names()).toEqual(['cart', 'cart.surge-0']);
  });

  test('are rolled out at the same time: the quota holds the surge of all', () => {
    const edge = edgePlatform();
    const stack = tenant(edge);
    const sites = [site(edge, 'two'), oneNode(edge, 'one', BOX)];
    const cart = edgeService(stack, 'cart', { resources: HALF_CORE });
    EdgeSelection.of('both', sites).deploy(cart);
    expect(planOf(edge).workloads.map(({ surge }: any) => surge)).toEqual([1, 1]);
    // At each site the old pod, the new one, and one that is still stopping.
    expect(find(Testing.synth(stack), 'ResourceQuota').spec.hard).toMatchObject({ pods: '6', 'requests.cpu': '3' });
  });

  test('of one type name and two architectures are two kinds of node', () => {
    const edge = edgePlatform();
    const arm = NodeType.of('box', {
      cpu: Cpu.units(5),
      memory: Size.gibibytes(9),
      architecture: Architecture.ARM64,
      reserve,
      ...disk,
    });
    const one = site(edge, 'a', {
      nodes: [
        { name: 'x', nodeType: BOX },
        { name: 'y', nodeType: arm },
      ],
    });
    one.deploy(edgeService(tenant(edge), 'cart', { architectures: [Architecture.ARM64] }));
    const plan = planOf(edge);
    expect(plan.pools.map(({ id, nodes }: any) => [id, nodes])).toEqual([
      ['a/box', 1],
      ['a/box-2', 1],
    ]);
    expect(plan.workloads[0].eligible).toHaveLength(1);
  });

  test('each finding names the sites that it is about', () => {
    const edge = edgePlatform();
    const stack = tenant(edge);
    const gpus = fleet(edge, 3);
    const plain = ['p-1', 'p-2'].map((name) => oneNode(edge, name, BOX));
    const big = { cpu: Cpu.units(3), memory: Size.gibibytes(1) };
    const cart = edgeService(stack, 'cart', { resources: big, replicas: Replicas.fixed(4) });
    EdgeSelection.of('all', [...gpus.sites, ...plain]).deploy(cart);
    const errors = planOf(edge).findings.filter(({ code }: any) => code === 'SITE_TOO_SMALL');
    expect(errors.map(({ count, message }: any) => [count, /\(at each of .*?\)/.exec(message)?.[0]])).toEqual([
      [2, '(at each of 2 sites: p-1, p-2)'],
      [3, '(at each of 3 sites: s-00001, s-00002, s-00003)'],
    ]);
  });
});

test('two services whose copies have one name at different sites are an error', () => {
  const edge = edgePlatform();
  const stack = tenant(edge);
  site(edge, 'b-a').deploy(edgeService(stack, 'cart'));
  site(edge, 'a').deploy(edgeService(stack, 'cart-b'));
  const taken = planOf(edge).findings.find(({ code }: any) => code === 'EDGE_COPY_TAKEN');
  expect(taken?.message).toContain('two objects make shop/Deployment/cart-b-a');
});

describe('the order of calls', () => {
  /** Fleet, services and devices of three kinds of sites, in this order or the other way round. */
  function made(turn: <T>(list: T[]) => T[], perSite: boolean): string[] {
    const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_CHART, outdir: '/nowhere' });
    const edge = edgePlatform(app);
    const stations = fleet(edge, 70);
    const stack = tenant(edge);
    const gpu = { cpu: Cpu.units(1), memory: Size.gibibytes(1), extended: { 'nvidia.com/gpu': 1 } };
    const services: [EdgeService, string[]][] = [
      [edgeService(stack, 'vision', { resources: gpu }), ['north', 'south']],
      [edgeService(stack, 'cart'), ['south']],
      [edgeService(stack, 'bms', { resources: HALF_CORE, env: { A: 'b' } }), ['north', 'south']],
    ];
    const busy = stations.site('s-00004');
    for (const [service, regions] of turn(services)) {
      const override = { sites: [busy], replicas: Replicas.fixed(2), env: { A: 'c' } };
      for (const region of turn(regions)) {
        const { sites } = stations.inRegion(region);
        for (const some of perSite ? turn(sites.map((one) => [one])) : [sites]) {
          const own = some.includes(busy) && service.serviceName === 'bms';
          EdgeSelection.of('some', some).deploy(service, { overrides: own ? [override] : [] });
        }
      }
    }
    return [
      Plan.of(app).toJson(),
      ...documents(app)
        .map((object) => JSON.stringify(object))
        .sort(),
    ];
  }

  const straight = made((list) => list, false);

  test.each<[string, <T>(list: T[]) => T[], boolean]>([
    ['services and regions the other way round', (list) => [...list].reverse(), false],
    ['one site at a time', (list) => list, true],
    ['one site at a time, from the last', (list) => [...list].reverse(), true],
  ])('changes nothing: %s', (_name, turn, perSite) => {
    expect(made(turn, perSite)).toEqual(straight);
  });

  test('objects that overrides make small are the same too', () => {
    const large = 'x'.repeat(20_000);
    const applications = (backwards: boolean) => {
      const edge = edgePlatform();
      const stack = tenant(edge);
      const cart = edgeService(stack);
      const { sites } = fleet(edge, 60);
      for (const one of backwards ? [...sites].reverse() : sites) {
        one.deploy(cart, {
          overrides: Number(one.siteName.slice(-1)) < 4 ? [{ sites: [one], env: { L: large } }] : [],
        });
      }
      return Testing.synth(stack).filter(({ kind }) => kind === 'EdgeApplication');
    };
    const straightOn = applications(false);
    // What is large is in a template, said once for all that have it.
    expect(straightOn.map(({ spec }) => spec.workloadScope.targetNodeGroups.length)).toEqual([36, 24]);
    expect(straightOn.flatMap(({ spec }) => spec.workloadScope.targetNodeGroups)).toHaveLength(60);
    expect(applications(true)).toEqual(straightOn);
  });
});

describe('a site beside node pools', () => {
  test('has a name of its own, whichever comes first', () => {
    const pool = { nodeType: GPU_BOX, maxNodesPerZone: 1 };
    const edge = edgePlatform();
    edge.cluster.addNodePool('gz-1', pool);
    expect(messageOf(() => site(edge, 'gz-1'))).toContain("name 'gz-1': is the name of a node pool of the cluster");
    site(edge, 'gz-2', { offline: Duration.hours(1) });
    expect(messageOf(() => edge.cluster.addNodePool('gz-2', pool))).toContain('gz-2');
  });
});

test('a fleet of many kinds of nodes is a short table: the first kinds, and how many more there are', () => {
  const edge = edgePlatform();
  const stack = tenant(edge);
  const types = Array.from({ length: 30 }, (_, i) =>
    NodeType.of(`box-${i}`, { cpu: Cpu.millis(5000 + i), memory: Size.gibibytes(9), reserve, ...disk }),
  );
  const sites = types.map((type, i) => oneNode(edge, `s-${i}`, type));
  ['a', 'b'].forEach((name) =>
    EdgeSelection.of('all', sites).deploy(edgeService(stack, name, { resources: HALF_CORE })),
  );
  const table = Plan.of(edge.node.root as App).toTable();
  expect(table.split('\n').length).toBeLessThan(45);
  expect(table).toContain('and 27 more at other kinds of sites, in plan.json');
  expect(table).toContain('and 54 more at other kinds of sites, in plan.json');
  expect(table.match(/^shop\/Deployment\/a-s-\d+ /gm)).toHaveLength(3);
  expect(planOf(edge).workloads).toHaveLength(60);
});
