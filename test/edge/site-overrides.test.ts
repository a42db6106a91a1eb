import { Size, Testing } from 'cdk8s';
import {
  Accelerator,
  Cpu,
  DataSize,
  EdgeRuntime,
  EdgeSelection,
  EdgeService,
  EdgeServiceProps,
  EdgeSite,
  HarborRegistry,
  Image,
  Replicas,
  SiteOverride,
} from 'cdk8s-autonomous';
import { messageOf } from '../support/apps';
import {
  edgePlatform,
  edgeService,
  fleet,
  GPU_BOX,
  KUBE_EDGE,
  PINNED,
  planOf,
  RUNTIMES,
  site,
  tenant,
} from '../support/edge';
import { emptySites, needless } from '../support/fan-out/fan-out';

const NEXT = Image.of('registry.example.com/edge/app', { tag: '1.1', digest: `sha256:${'b'.repeat(64)}` });

const BUFFER = { buffer: { mountPath: '/buffer', perDay: DataSize.gigabytes(1) } };

/** Copies by each runtime, and a Deployment of its own for each site, as a service with a volume has it. */
const WAYS: [string, EdgeRuntime, Partial<EdgeServiceProps>][] = [
  ...RUNTIMES.map(([name, runtime]): (typeof WAYS)[number] => [name, runtime, {}]),
  ['Deployments', KUBE_EDGE, BUFFER],
];

/** A service at four sites: all objects, and the Deployment that each site has after the controllers have run. */
function deployed(
  overrides: (sites: EdgeSite[]) => SiteOverride[],
  props: Partial<EdgeServiceProps> = {},
  [, runtime, own]: (typeof WAYS)[number] = WAYS[3],
) {
  const edge = edgePlatform(undefined, runtime);
  const stations = fleet(edge, 4);
  const cart = edgeService(tenant(edge), 'cart', { ...own, ...props });
  stations.deploy(cart, { overrides: overrides(stations.sites) });
  const objects = edge.node.root.node.children.flatMap((chart) => Testing.synth(chart as any));
  return { objects, edge, pods: stations.sites.map(({ siteName }) => podsAt(objects, siteName)) };
}

function podsAt(objects: readonly any[], name: string): any {
  const own = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === `cart-${name}`);
  if (own) {
    return own.spec.template;
  }
  const world = emptySites();
  expect(world.apply(objects).failed).toEqual([]);
  return [...world.deployments.values()].find((copy) => copy.site === name)!.spec.template;
}

const main = ({ spec }: any) => spec.containers[0];

describe.each(WAYS)('what is different at some sites: %s', (...way) => {
  test('image, arguments, variables and files, and the version in the labels', () => {
    const { pods, objects } = deployed(
      ([first]) => [
        { sites: [first], image: NEXT, args: ['--shadow'], env: { LANES: '6' }, config: { 'b.conf': 'new' } },
      ],
      { args: ['--plain'], env: { LANES: '4', KEPT: 'yes' }, config: { 'a.conf': 'a', 'b.conf': 'b' } },
      way,
    );
    const shown = pods.map((pod: any) => {
      const { image, args, env } = main(pod);
      const own = Object.fromEntries(
        env.flatMap(({ name, value }: any) => (value === undefined ? [] : [[name, value]])),
      );
      return [image, args, own.LANES, own.KEPT, pod.metadata.labels['app.kubernetes.io/version']];
    });
    expect(shown[0]).toEqual([NEXT.reference, ['--shadow'], '6', 'yes', '1.1']);
    expect(new Set(shown.slice(1).map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify([PINNED.reference, ['--plain'], '4', 'yes', '1.0'])]),
    );
    const filesOf = (pod: any) => {
      const { configMap } = pod.spec.volumes.find(({ name }: any) => name === 'config');
      return objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMap.name)!.data;
    };
    expect(filesOf(pods[0])).toEqual({ 'a.conf': 'a', 'b.conf': 'new' });
    expect(filesOf(pods[1])).toEqual({ 'a.conf': 'a', 'b.conf': 'b' });
    expect(objects.filter(({ kind }) => kind === 'ConfigMap')).toHaveLength(2);
  });

  test('a site may be in several overrides that say different things of it, in any order', () => {
    const both = ([a, b, c]: any[]): SiteOverride[] => [
      { sites: [a, b], image: NEXT, env: { A: '1' } },
      { sites: [b, c], env: { B: '2' }, args: ['--x'] },
    ];
    const one = deployed(both, {}, way).pods;
    const other = deployed((sites) => both(sites).reverse(), {}, way).pods;
    expect(one).toEqual(other);
    const shown = one.map((pod: any) => {
      const { image, args, env = [] } = main(pod);
      const named = env.flatMap(({ name, value }: any) => (['A', 'B'].includes(name) ? [`${name}=${value}`] : []));
      return [image === NEXT.reference, args, named];
    });
    expect(shown).toEqual([
      [true, undefined, ['A=1']],
      [true, ['--x'], ['A=1', 'B=2']],
      [false, ['--x'], ['B=2']],
      [false, undefined, []],
    ]);
  });

  test('a site that gets something else changes no other one', () => {
    const before = deployed(([first]) => [{ sites: [first], image: NEXT }], {}, way);
    const after = deployed(([first, second]) => [{ sites: [first, second], image: NEXT }], {}, way);
    expect(needless(before.objects, after.objects, ['s-00002'])).toEqual([]);
    expect(main(after.pods[1]).image).toBe(NEXT.reference);
    expect(after.pods[2]).toEqual(before.pods[2]);
  });

  test('another accelerator comes with the labels and taints of its nodes, and is planned on these', () => {
    const [, runtime, own] = way;
    const edge = edgePlatform(undefined, runtime);
    const cabinet = (name: string, labels: Record<string, string>) =>
      site(edge, name, { nodes: [{ name: `${name}-n`, nodeType: GPU_BOX, labels }] });
    const [jetson, t4] = [cabinet('jetson', {}), cabinet('t4', Accelerator.NVIDIA_T4.nodeLabels)];
    const size = { cpu: Cpu.units(1), memory: Size.gibibytes(1) };
    // The same resource, which the nodes of one have by another label.
    const orin = Accelerator.of('Orin', { resource: 'nvidia.com/gpu' }).devices(1);
    const vision = edgeService(tenant(edge), 'cart', { ...own, resources: { ...size, accelerator: orin } });
    EdgeSelection.of('both', [jetson, t4]).deploy(vision, {
      overrides: [{ sites: [t4], resources: { ...size, accelerator: Accelerator.NVIDIA_T4.devices(1) } }],
    });
    const objects = edge.node.root.node.children.flatMap((chart) => Testing.synth(chart as any));
    expect(JSON.stringify(podsAt(objects, 'jetson').spec.affinity ?? {})).not.toContain('Tesla-T4');
    const pod = podsAt(objects, 't4').spec;
    expect(JSON.stringify(pod.affinity)).toContain('"nvidia.com/gpu.product"');
    expect(pod.tolerations).toContainEqual(expect.objectContaining({ key: 'nvidia.com/gpu' }));
    expect(planOf(edge).status).toBe('feasible');
  });

  test('an accelerator that a site has not is infeasible there', () => {
    const wrong = Accelerator.ASCEND_310_P.devices(1);
    const make = () =>
      deployed(
        ([first]) => [
          {
            sites: [first],
            resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1), accelerator: wrong },
          },
        ],
        {},
        way,
      );
    expect(messageOf(make)).toContain('accelerator In huawei-Ascend310P');
  });
});

describe('what is refused', () => {
  const refused = (override: (sites: any[]) => Partial<SiteOverride>[], props: Partial<EdgeServiceProps> = {}) =>
    messageOf(() => deployed((sites) => override(sites).map((one) => ({ sites: [sites[0]], ...one })), props));

  test.each<[string, () => string, string]>([
    [
      'one thing in two overrides',
      () => refused(() => [{ env: { A: '1' } }, { env: { A: '2' } }]),
      "overrides.sites 's-00001': is in two overrides that say env A; each thing of a site once",
    ],
    ['two images', () => refused(() => [{ image: NEXT }, { image: PINNED }]), 'is in two overrides that say image'],
    [
      'files of a service that has none',
      () => refused(() => [{ config: { 'a.conf': '' } }]),
      "overrides.config 'a.conf': is for a service with files of its own; config on the service",
    ],
    [
      'a file with a path',
      () => refused(() => [{ config: { 'a/b': '' } }], { config: { a: '' } }),
      "overrides.config 'a/b': must be letters",
    ],
    [
      'a secret in arguments',
      () => refused(() => [{ args: ['--password=hunter2hunter2'] }]),
      "overrides.args '--password'",
    ],
    [
      'an image without a digest at a site that may be offline',
      () => refused(() => [{ image: Image.of('registry.example.com/edge/app', { tag: '2' }) }]),
      "sites 's-00001': may be offline, and the image has no digest",
    ],
    [
      'a site twice in one override',
      () => refused(([first]) => [{ sites: [first, first], image: NEXT }]),
      "overrides.sites 's-00001': is there twice",
    ],
    [
      'nothing different',
      () => refused(() => [{}]),
      "overrides 's-00001': changes nothing; replicas, resources, image, args, env or config",
    ],
  ])('%s', (_, message, text) => {
    expect(message()).toContain(text);
  });

  test('an image that is not in the registry of the stack', () => {
    const edge = edgePlatform();
    const registry = new HarborRegistry(edge.node.root as any, 'harbor', { host: 'harbor.example.com' });
    const stack = tenant(edge, 'shop', { registry });
    const one = site(edge);
    const cart = new EdgeService(stack, 'cart', {
      image: registry.image('edge/app', { digest: `sha256:${'a'.repeat(64)}` }),
      resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
      replicas: Replicas.fixed(1),
    });
    expect(messageOf(() => one.deploy(cart, { overrides: [{ sites: [one], image: NEXT }] }))).toContain(
      `overrides.image '${NEXT.reference}': must come from the registry of the stack, harbor.example.com`,
    );
  });
});
