import { ApiObject, App, Chart, Size, Testing } from 'cdk8s';
import { Cpu, Footprint, FootprintPod, NodePoolProps, Plan, PodSpread, Survive, Taint } from 'cdk8s-autonomous';
import { Planner } from '../../src/planner/planner';
import { cluster, messageOf, nodeType, stack } from '../support/apps';

const GIB = 2 ** 30;
const core = (props: Partial<FootprintPod> = {}): FootprintPod => ({
  name: 'core',
  cpu: Cpu.units(1),
  memory: Size.gibibytes(2),
  ...props,
});

function planned(app: App) {
  return Planner.of(app).plans()[0];
}
const codes = (app: App) => planned(app).findings.map(({ code }) => code);

/** The plan of a cluster with one footprint. */
function counted(footprint: Footprint, props = {}, pool: Partial<NodePoolProps> = {}) {
  const app = Testing.app();
  const east = cluster(app, props, pool);
  east.addFootprint('harbor', footprint);
  return { app, east, plan: planned(app) };
}

describe('the pods of a footprint are planned like others', () => {
  test('with what they ask for and where they may run', () => {
    const { plan } = counted(Footprint.of({ pods: [core({ replicas: 3, memoryLimit: Size.gibibytes(4) })] }));
    expect(plan.model.workloads).toEqual([
      expect.objectContaining({
        id: 'harbor/Footprint/harbor',
        path: 'east/footprint-harbor',
        namespace: 'harbor',
        requests: { cpu: 1000, memory: 2 * GIB, pods: 1 },
        limits: { memory: 4 * GIB },
        replicas: { needed: 3, planned: 3 },
        rollout: expect.objectContaining({ surge: 1, explicit: false, maxUnavailable: 0, ours: false }),
      }),
    ]);
    expect(plan.model.workloads[0].eligible).toEqual(['general/a', 'general/b', 'general/c']);
  });

  test('several have their names behind that of the footprint, in the namespace that it says', () => {
    const pods = [core(), core({ name: 'registry' })];
    const { plan } = counted(Footprint.of({ pods, namespace: 'registry' }));
    expect(plan.model.workloads.map(({ id }) => id)).toEqual([
      'registry/Footprint/harbor-core',
      'registry/Footprint/harbor-registry',
    ]);
  });

  test('labels, taints and priorities', () => {
    const edge = Taint.noSchedule('gpu', 'yes');
    const bound = core({ nodeLabels: { tier: 'gpu' }, tolerates: [edge], priorityClass: 'system-cluster-critical' });
    const { plan } = counted(Footprint.of({ pods: [bound] }), {}, { labels: { tier: 'gpu' }, taints: [edge] });
    expect(plan.model.workloads[0]).toMatchObject({ priority: 2_000_000_000, barred: {} });
    const { plan: without } = counted(Footprint.of({ pods: [core()] }), {}, { taints: [edge] });
    expect(without.model.workloads[0].eligible).toEqual([]);
  });

  test('spread over nodes and zones', () => {
    const { plan } = counted(Footprint.of({ pods: [core({ replicas: 6, spread: PodSpread.nodesAndZones() })] }));
    expect(plan.model.workloads[0]).toMatchObject({ maxPerNode: 1, zoneSkew: 1 });
    expect(
      Object.values(
        Plan.of(counted(Footprint.of({ pods: [core({ replicas: 6, spread: PodSpread.nodes() })] })).app).nodes,
      ).reduce((a, b) => a + b),
    ).toBe(6);
    const { plan: zones } = counted(Footprint.of({ pods: [core({ spread: PodSpread.zones() })] }));
    expect(zones.model.workloads[0].maxPerNode).toBeUndefined();
    expect(zones.model.workloads[0].zoneSkew).toBe(1);
  });

  test('an autoscaler, a budget, and volumes that tie pods to a zone', () => {
    const pods = [core({ replicas: 2, maxReplicas: 5, maxUnavailable: 1, storage: Size.gibibytes(10) })];
    const { plan } = counted(Footprint.of({ pods }));
    expect(plan.model.workloads[0]).toMatchObject({
      replicas: { planned: 2, max: 5 },
      disruption: { allowed: 1, ours: false },
      zonePinned: true,
    });
    expect(plan.model.workloads[0].rollout).toBeUndefined();
  });

  test('two that take one port of a node do not share it', () => {
    const pods = [core({ hostPorts: [53] }), core({ name: 'dns', hostPorts: [53] })];
    expect(counted(Footprint.of({ pods })).plan.model.conflicts).toEqual([
      ['harbor/Footprint/harbor-core', 'harbor/Footprint/harbor-dns'],
    ]);
  });

  test('what does not fit stops synth, also after a loss', () => {
    const wide = Footprint.of({ pods: [core({ replicas: 4, cpu: Cpu.units(6) })] });
    expect(codes(counted(wide, {}, { maxNodesPerZone: 1 }).app)).toContain('POOL_TOO_SMALL');
    const three = Footprint.of({ pods: [core({ replicas: 3, cpu: Cpu.units(6), storage: Size.gibibytes(1) })] });
    expect(Plan.of(counted(three, {}, { maxNodesPerZone: 1 }).app).feasible).toBe(true);
    expect(Plan.of(counted(three, { survive: Survive.zone() }, { maxNodesPerZone: 1 }).app).feasible).toBe(false);
  });

  test('peaks together with others', () => {
    const app = Testing.app();
    const east = cluster(app);
    const harbor = east.addFootprint('harbor', Footprint.of({ pods: [core({ maxReplicas: 4 })] }));
    east.peaksTogether('morning', [harbor]);
    expect(planned(app).model.peakGroups).toEqual([{ name: 'morning', workloads: ['harbor/Footprint/harbor'] }]);
  });
});

describe('daemons of a footprint take their part of every node', () => {
  const agent = { name: 'agent', cpu: Cpu.millis(500), memory: Size.gibibytes(1) };

  test('that admits them', () => {
    const app = Testing.app();
    const east = cluster(app);
    east.addNodePool('gpu', { nodeType: nodeType('gpu'), taints: [Taint.noSchedule('gpu')] });
    const everywhere = { ...agent, name: 'everywhere', toleratesEverything: true };
    east.addFootprint('logs', Footprint.of({ daemons: [agent, everywhere] }));
    const taken = Object.fromEntries(planned(app).model.pools.map(({ id, allocatable }) => [id, allocatable.cpu]));
    expect(taken).toMatchObject({ 'general/a': 7000, 'gpu/a': 7500 });
  });

  test('and stop synth where they do not fit', () => {
    const { app } = counted(Footprint.of({ daemons: [{ ...agent, cpu: Cpu.units(9) }] }));
    expect(codes(app)).toContain('DAEMONSET_DOES_NOT_FIT');
  });
});

describe('what a footprint counts the pods of is no finding any more', () => {
  const resource = (apiVersion: string, kind: string, name: string, spec: object) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'data' },
    spec,
  });

  test('an Application of its name, wherever that is', () => {
    const app = Testing.app();
    const east = cluster(app);
    const chart = new Chart(app, 'apps');
    const source = { chart: 'harbor', repoURL: 'https://charts.example.com' };
    new ApiObject(chart, 'harbor', resource('argoproj.io/v1alpha1', 'Application', 'harbor', { source }));
    east.include(chart);
    expect(codes(app)).toEqual(['CHART_NOT_COUNTED']);
    east.addFootprint('harbor', Footprint.of({ pods: [core()] }));
    expect(codes(app)).toEqual([]);
  });

  test('custom resources, and what the planner would read otherwise', () => {
    const app = Testing.app();
    const made = stack(app);
    const database = new ApiObject(made, 'db', resource('acme.example.com/v1', 'Database', 'orders', {}));
    const containers = [{ name: 'c', image: 'c', resources: { requests: { cpu: '1' } } }];
    const job = new ApiObject(made, 'job', {
      ...resource('batch/v1', 'Job', 'load', { template: { spec: { containers, restartPolicy: 'Never' } } }),
    });
    expect(codes(app)).toEqual(['KIND_MAY_MAKE_PODS']);
    expect(planned(app).model.workloads.map(({ id }) => id)).toEqual(['data/Job/load']);
    made.cluster.addFootprint('orders', Footprint.of({ pods: [core()], countsFor: [database, job] }));
    expect(codes(app)).toEqual([]);
    expect(planned(app).model.workloads.map(({ id }) => id)).toEqual(['orders/Footprint/orders']);
  });
});

describe('bad footprints are refused with everything that is wrong', () => {
  test.each<[string, () => unknown, string]>([
    ['nothing in it', () => Footprint.of({}), 'pods'],
    ['a name twice', () => Footprint.of({ pods: [core()], daemons: [core()] }), "name 'core': is there twice"],
    ['a name that is none', () => Footprint.of({ pods: [core({ name: 'Core' })] }), "'core'"],
    ['half a pod', () => Footprint.of({ pods: [core({ replicas: 1.5 })] }), 'replicas of core 1.5'],
    [
      'an autoscaler below',
      () => Footprint.of({ pods: [core({ replicas: 3, maxReplicas: 2 })] }),
      'maxReplicas of core 2',
    ],
    ['a limit below', () => Footprint.of({ pods: [core({ memoryLimit: Size.gibibytes(1) })] }), 'memoryLimit of core'],
    ['no number', () => Footprint.of({ pods: [core({ cpu: Cpu.units(NaN) })] }), 'cpu of core'],
    [
      'half a device',
      () => Footprint.of({ pods: [core({ extended: { 'nvidia.com/gpu': 0.5 } })] }),
      'extended of core',
    ],
    ['a port that is none', () => Footprint.of({ pods: [core({ hostPorts: [70_000] })] }), 'hostPorts of core 70000'],
    ['a budget below 0', () => Footprint.of({ pods: [core({ maxUnavailable: -1 })] }), 'maxUnavailable of core -1'],
    ['a class without volume', () => Footprint.of({ pods: [core({ storageClass: 'fast' })] }), 'storageClass of core'],
    [
      'a label that is none',
      () => Footprint.of({ pods: [core({ nodeLabels: { 'a b': 'c' } })] }),
      'nodeLabels of core',
    ],
    ['a namespace that is none', () => Footprint.of({ pods: [core()], namespace: 'A' }), 'namespace'],
  ])('%s', (_, make, reason) => {
    expect(messageOf(make)).toContain(reason);
  });

  test('a name that is taken, or is none', () => {
    const { east } = counted(Footprint.of({ pods: [core()] }));
    expect(messageOf(() => east.addFootprint('harbor', Footprint.of({ pods: [core()] })))).toContain(
      'is there already',
    );
    expect(messageOf(() => east.addFootprint('Harbor', Footprint.of({ pods: [core()] })))).toContain('DNS label');
  });
});
