import { Size, Testing } from 'cdk8s';
import {
  Accelerator,
  Cpu,
  DataSize,
  EdgeService,
  EdgeServiceProps,
  HarborRegistry,
  Image,
  Replicas,
  SiteOverride,
} from 'cdk8s-autonomous';
import { find, messageOf } from '../support/apps';
import { BOX, edgePlatform, edgeService, fleet, GPU_BOX, PINNED, planOf, site, tenant } from '../support/edge';

const NEXT = Image.of('registry.example.com/edge/app', { tag: '1.1', digest: `sha256:${'b'.repeat(64)}` });

/** A service with a volume at each of four sites: each has a Deployment of its own, in which what is different stands plainly. */
function deployed(
  overrides: (sites: ReturnType<typeof fleet>['sites']) => SiteOverride[],
  props: Partial<EdgeServiceProps> = {},
) {
  const edge = edgePlatform();
  const stations = fleet(edge, 4);
  const stack = tenant(edge);
  const cart = edgeService(stack, 'cart', {
    buffer: { mountPath: '/buffer', perDay: DataSize.gigabytes(1) },
    ...props,
  });
  stations.deploy(cart, { overrides: overrides(stations.sites) });
  const objects = Testing.synth(stack);
  const pods = stations.sites.map(({ siteName }) => find(objects, 'Deployment', `cart-${siteName}`).spec.template);
  return { objects, pods, edge };
}

const main = ({ spec }: any) => spec.containers[0];

describe('what is different at some sites', () => {
  test('image, arguments, variables and files, and the version in the labels', () => {
    const { pods, objects } = deployed(
      ([first]) => [
        { sites: [first], image: NEXT, args: ['--shadow'], env: { LANES: '6' }, config: { 'b.conf': 'new' } },
      ],
      { args: ['--plain'], env: { LANES: '4', KEPT: 'yes' }, config: { 'a.conf': 'a', 'b.conf': 'b' } },
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
    const one = deployed(both).pods;
    const other = deployed((sites) => both(sites).reverse()).pods;
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

  test('another accelerator comes with the labels and taints of its nodes, and is planned on these', () => {
    const edge = edgePlatform();
    const ascend = Accelerator.ASCEND_310_P;
    const cabinet = (name: string, nodeType: typeof BOX, labels: Record<string, string>) =>
      site(edge, name, { nodes: [{ name: `${name}-n`, nodeType, labels }] });

    const jetson = cabinet('jetson', GPU_BOX, {});
    const t4 = cabinet('t4', GPU_BOX, Accelerator.NVIDIA_T4.nodeLabels);
    const orin = Accelerator.of('Orin', { resource: 'nvidia.com/gpu' });
    const stack = tenant(edge);
    const size = { cpu: Cpu.units(1), memory: Size.gibibytes(1) };
    const vision = edgeService(stack, 'vision', {
      resources: { ...size, accelerator: orin.devices(1) },
      buffer: { mountPath: '/buffer', perDay: DataSize.gigabytes(1) },
    });
    const override = { sites: [t4], resources: { ...size, accelerator: Accelerator.NVIDIA_T4.devices(1) } };
    jetson.deploy(vision);
    t4.deploy(vision, { overrides: [override] });
    const objects = Testing.synth(stack);
    const affinity = (name: string) => JSON.stringify(find(objects, 'Deployment', name).spec.template.spec.affinity);
    expect(affinity('vision-jetson')).not.toContain('Tesla-T4');
    expect(affinity('vision-t4')).toContain('"nvidia.com/gpu.product"');
    expect(planOf(edge).status).toBe('feasible');
    const wrong = { sites: [jetson], resources: { ...size, accelerator: ascend.devices(1) } };
    const again = edgeService(stack, 'again', { buffer: { mountPath: '/buffer', perDay: DataSize.gigabytes(1) } });
    jetson.deploy(again, { overrides: [wrong] });
    const plan = planOf(edge);
    expect(plan.status).toBe('infeasible');
    expect(JSON.stringify(plan.findings)).toContain('accelerator In huawei-Ascend310P');
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
