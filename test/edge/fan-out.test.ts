import { Duration, Size, Testing } from 'cdk8s';
import {
  Cpu,
  EdgeFleet,
  EdgeRuntime,
  EdgeServiceProps,
  Replicas,
  SiteLayout,
  SiteOverride,
  Variable,
} from 'cdk8s-autonomous';
import { BOX, edgePlatform, edgeService, GPU_BOX, planOf, RUNTIMES, tenant } from '../support/edge';
import { emptySites, needless } from '../support/fan-out/fan-out';

interface Sites {
  readonly names: readonly string[];
  /** Sites with one box alone, which has no room for two of a large pod. */
  readonly tight?: readonly string[];
  readonly props?: Partial<EdgeServiceProps>;
  readonly override?: { readonly names: readonly string[]; readonly props: Omit<SiteOverride, 'sites'> };
  readonly runtime?: EdgeRuntime;
  readonly growsTo?: number;
}

/** Manifests of a service, the groups of its sites with them. */
function manifests({ names, tight = [], props = {}, override, runtime, growsTo }: Sites): any[] {
  const { app } = made({ names, tight, props, override, runtime, growsTo });
  return app.node.children.flatMap((chart) => Testing.synth(chart as any));
}

function made({ names, tight = [], props = {}, override, runtime, growsTo }: Sites) {
  const app = Testing.app();
  const edge = edgePlatform(app, runtime, { growsTo });
  const stack = tenant(edge);
  const service = edgeService(stack, 'cart', { maxSurge: 0, ...props });
  const all = [...names, ...tight];
  const fleet = new EdgeFleet(edge, 'fleet', {
    layouts: {
      roomy: SiteLayout.of({ role: 'box', nodeType: BOX }, { role: 'gpu', nodeType: GPU_BOX }),
      tight: SiteLayout.of({ role: 'box', nodeType: BOX }),
    },
    offline: Duration.hours(24),
    sites: all.map((name) => ({ name, layout: tight.includes(name) ? 'tight' : 'roomy' })),
  });
  fleet.deploy(service, {
    overrides: override ? [{ sites: override.names.map((name) => fleet.site(name)), ...override.props }] : [],
  });
  return { app, edge, stack, service };
}

const named = (count: number, first = 0) =>
  Array.from({ length: count }, (_, i) => `s-${String(first + i).padStart(4, '0')}`);

const GPU = { cpu: Cpu.units(1), memory: Size.gibibytes(1), extended: { 'nvidia.com/gpu': 1 } };

function applied(objects: readonly any[]) {
  const world = emptySites();
  const { failed } = world.apply(objects);
  const resources = (key: string) => world.deployments.get(key)?.spec.template.spec.containers[0].resources;
  return { world, failed, resources };
}

describe.each(RUNTIMES)('%s makes what the plan promises', (_, runtime) => {
  const copyOf = (world: ReturnType<typeof emptySites>, site: string) =>
    [...world.deployments.values()].find((one) => one.site === site)!.spec;
  const overridden = (props: Partial<EdgeServiceProps>, override: Omit<SiteOverride, 'sites'>) => {
    const objects = manifests({ names: named(4), runtime, props, override: { names: ['s-0001'], props: override } });
    const { world, failed } = applied(objects);
    expect(failed).toEqual([]);
    expect(world.deployments.size).toBe(4);
    return { own: copyOf(world, 's-0001'), common: copyOf(world, 's-0000') };
  };
  const resourcesOf = (spec: any) => spec.template.spec.containers[0].resources;

  test('at a site where only the memory of a service with a device differs', () => {
    const { own, common } = overridden({ resources: GPU }, { resources: { ...GPU, memory: Size.gibibytes(2) } });
    expect(resourcesOf(own).requests).toMatchObject({ memory: '2Gi', 'nvidia.com/gpu': '1' });
    expect(resourcesOf(common).requests).toMatchObject({ memory: '1Gi', 'nvidia.com/gpu': '1' });
  });

  test('at a site with another number of devices', () => {
    const two = { ...GPU, extended: {} };
    const { own, common } = overridden({ resources: GPU }, { resources: two });
    expect(resourcesOf(own).requests).not.toHaveProperty(['nvidia.com/gpu']);
    expect(resourcesOf(common).limits).toHaveProperty(['nvidia.com/gpu'], '1');
  });

  test('at a site where a limit goes', () => {
    const limited = { cpu: Cpu.units(1), cpuLimit: Cpu.units(2), memory: Size.gibibytes(1) };
    const { own, common } = overridden(
      { resources: limited },
      { resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) } },
    );
    expect(resourcesOf(common).limits.cpu).toBe('2');
    expect(resourcesOf(own).limits).not.toHaveProperty('cpu');
  });

  test('at a site where a limit comes', () => {
    const { own } = overridden(
      {},
      { resources: { cpu: Cpu.units(1), cpuLimit: Cpu.units(2), memory: Size.gibibytes(1) } },
    );
    expect(resourcesOf(own).limits.cpu).toBe('2');
  });

  test('at a site with other variables, where some refer to fields and some to each other', () => {
    const env = { MODE: 'normal', URL: 'http://x/$(MODE)' };
    const props = { env, variables: { NODE: Variable.nodeName() } };
    const { own } = overridden(props, { env: { MODE: 'busy' } });
    const variables: any[] = own.template.spec.containers[0].env;
    expect(variables.find(({ name }) => name === 'NODE').valueFrom.fieldRef.fieldPath).toBe('spec.nodeName');
    const order = variables.map(({ name }) => name);
    expect(order.indexOf('MODE')).toBeLessThan(order.indexOf('URL'));
    expect(variables.find(({ name }) => name === 'MODE').value).toBe('busy');
  });

  test('at a site with more replicas', () => {
    const { own, common } = overridden({}, { replicas: Replicas.fixed(2) });
    expect([own.replicas, common.replicas]).toEqual([2, 1]);
  });
});

describe.each(RUNTIMES)('%s restarts nothing without need', (name, runtime) => {
  const base = { names: named(30), runtime, growsTo: 400 };
  const before = manifests(base);

  test('when the same is applied again', () => {
    expect(needless(before, manifests(base))).toEqual([]);
  });

  test('when sites come and go, one after the other, at random', () => {
    let seed = 17;
    const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below;
    let names = named(30);
    let now = before;
    for (let step = 0; step < 12; step++) {
      const gone = random(2) === 0 ? names[random(names.length)] : undefined;
      const one = gone ?? `n-${random(10_000)}`;
      names = gone === undefined ? [...names, one] : names.filter((other) => other !== gone);
      const next = manifests({ ...base, names });
      expect(needless(now, next, [one])).toEqual([]);
      expect(changedObjects(now, next)).toHaveLength(1);
      now = next;
    }
  });

  test('when a site gets something of its own, and when that changes', () => {
    const some = (memory: number) => ({ resources: { cpu: Cpu.units(1), memory: Size.gibibytes(memory) } });
    const first = manifests({ ...base, override: { names: ['s-0003'], props: some(2) } });
    const second = manifests({ ...base, override: { names: ['s-0003'], props: some(3) } });
    expect(needless(before, first, ['s-0003'])).toEqual([]);
    expect(needless(first, second, ['s-0003'])).toEqual([]);
    expect(needless(second, before, ['s-0003'])).toEqual([]);
  });

  test('when most sites get something of their own', () => {
    const names = named(25);
    const props = { replicas: Replicas.fixed(2) };
    const most = manifests({ ...base, override: { names, props } });
    expect(needless(before, most, names)).toEqual([]);
  });

  test('when a site comes that has no room for another pod', () => {
    const props = { maxSurge: undefined, resources: { cpu: Cpu.units(3), memory: Size.gibibytes(1) } };
    const roomy = manifests({ ...base, props });
    expect(needless(roomy, manifests({ ...base, props, tight: ['tight'] }), ['tight'])).toEqual([]);
  });

  test('and an application of another fleet size divides anew only where nobody said how far it grows', () => {
    const sites = (count: number, growsTo?: number) => manifests({ names: named(count), runtime, growsTo });
    expect(needless(sites(100, 800), sites(101, 800), ['s-0100'])).toEqual([]);
    const moved = needless(sites(100), sites(101), ['s-0100']);
    expect(moved.length > 0).toBe(name === 'KubeEdge');
  });
});

/** Objects that copy services, of which something changed. */
function changedObjects(before: readonly any[], after: readonly any[]): string[] {
  const kinds = ['EdgeApplication', 'YurtAppSet', 'DeploymentGrid', 'NodeUnit'];
  const texts = (objects: readonly any[]) =>
    new Map(
      objects
        .filter(({ kind }) => kinds.includes(kind))
        .map((one) => [`${one.kind} ${one.metadata.name}`, JSON.stringify(one)] as const),
    );
  const [old, now] = [texts(before), texts(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
}

describe('rollouts of sites that have no room for another pod', () => {
  const props = { maxSurge: undefined, resources: { cpu: Cpu.units(3), memory: Size.gibibytes(1) } };
  const sites = { names: named(12), tight: ['t-1', 't-2'], props };
  const surges = (runtime: EdgeRuntime) => {
    const { world, failed } = applied(manifests({ ...sites, runtime }));
    expect(failed).toEqual([]);
    return new Map([...world.deployments.values()].map(({ site, spec }) => [site, spec.strategy.rollingUpdate]));
  };

  test.each(RUNTIMES)('%s: they alone stop a pod first', (_, runtime) => {
    const found = surges(runtime);
    expect(found.size).toBe(14);
    expect(found.get('s-0003')).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(found.get('t-1')).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  });

  test('the plan says so once for the service, with the sites', () => {
    const { edge } = made(sites);
    const interrupts = planOf(edge).findings.filter(({ code }: any) => code === 'ROLLOUT_INTERRUPTS');
    expect(interrupts).toEqual([
      expect.objectContaining({
        path: 'shop/cart',
        count: 2,
        paths: ['t-1', 't-2'],
        message: expect.stringContaining('there is no room for a new pod beside the old one'),
      }),
    ]);
  });
});

test('on OpenYurt a site that begins to differ loses its copy and has it again, and no other site does', () => {
  const runtime = EdgeRuntime.openYurt();
  const same = manifests({ names: named(4), runtime });
  const differs = { names: ['s-0001'], props: { resources: { cpu: Cpu.units(1), memory: Size.gibibytes(2) } } };
  const other = manifests({ names: named(4), runtime, override: differs });
  expect(needless(same, other, ['s-0001'])).toEqual([]);
  const { world } = applied(same);
  const before = new Map([...world.deployments].map(([key, { site }]) => [key, site]));
  const { happened } = world.apply(other);
  const siteOf = (key: string) => world.deployments.get(key)?.site ?? before.get(key);
  expect([...happened].map(([key, what]) => `${siteOf(key)} ${what}`).sort()).toEqual([
    's-0001 created',
    's-0001 deleted',
  ]);
});
