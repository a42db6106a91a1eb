import { App, Testing } from 'cdk8s';
import { Mesh, Plan } from 'cdk8s-autonomous';
import { connectedVehicle } from '../../examples/connected-vehicle/connected-vehicle';
import { Variation } from '../../examples/connected-vehicle/variation';
import { documents, find, messageOf } from '../support/apps';

function planOf(variation: Variation = {}): { app: App; plan: any } {
  const app = Testing.app();
  connectedVehicle(app, variation);
  return { app, plan: JSON.parse(Plan.of(app).toJson()).clusters[0] };
}

const workloadOf = (plan: any, name: string) => plan.workloads.find(({ id }: any) => id.endsWith(`/${name}`));

/** Nodes of all roles in each zone. */
function nodesOfZones({ pools }: any): number[] {
  return ['east-1a', 'east-1b', 'east-1c'].map((zone) =>
    pools.reduce((sum: number, pool: any) => sum + (pool.zone === zone ? pool.nodes : 0), 0),
  );
}

describe('story 1', () => {
  const { app, plan } = planOf();
  const objects = documents(app);

  test('18 nodes, 6 in each zone, certified gap 0', () => {
    expect(plan.status).toBe('feasible');
    expect(nodesOfZones(plan)).toEqual([6, 6, 6]);
    expect(plan.strength).toEqual({ kind: 'reserved' });
    expect(plan.pools[0].allocatable).toMatchObject({ cpu: 30_800, memory: 118 * 2 ** 30 });
    expect(plan.objective).toMatchObject({ kind: 'cost', value: 25.2, bound: 25.2, gap: 0 });
    // EMQX takes its cookie and first password from variables alone.
    expect(plan.findings.map(({ code, severity }: any) => [code, severity])).toEqual([['SECRET_IN_VARIABLE', 'info']]);
  });

  test.each([
    ['decode', 11, 15, 9, undefined],
    ['rules', 17, 21, 13, 24],
    ['api', 9, 12, 7, 15],
    ['command', 3, 6, 3, 9],
    ['broker', 6, 9, 6, undefined],
    ['brokers', 6, 6, 4, undefined],
    ['controllers', 3, 3, 2, undefined],
  ])('%s: needed %d, planned %d, degraded %d, maximum %s', (name, needed, planned, degraded, max) => {
    expect(workloadOf(plan, name).replicas).toEqual({ needed, planned, degraded, ...(max !== undefined && { max }) });
  });

  test('autoscalers: minimum is the zone-safe count, the target follows from it; no replicas beside them', () => {
    for (const [name, min, max, target] of [
      ['rules', 21, 24, 53],
      ['api', 12, 15, 50],
      ['command', 6, 9, 31],
    ] as const) {
      const { spec } = find(objects, 'HorizontalPodAutoscaler', name);
      expect([spec.minReplicas, spec.maxReplicas, spec.metrics[0].containerResource.target.averageUtilization]).toEqual(
        [min, max, target],
      );
      expect(find(objects, 'Deployment', name).spec.replicas).toBe(min);
    }
    expect(find(objects, 'Deployment', 'decode').spec.replicas).toBe(15);
  });

  test('rules also follow the lag of their consumer group', () => {
    expect(find(objects, 'HorizontalPodAutoscaler', 'rules').spec.metrics[1]).toEqual({
      type: 'External',
      external: {
        metric: { name: 'kafka_consumergroup_lag', selector: { matchLabels: { consumergroup: 'rules' } } },
        target: { type: 'AverageValue', averageValue: '5000' },
      },
    });
  });

  test('more of each service run than are needed, so an old pod goes before a new one comes, up to the HPA maximum', () => {
    const { rollout, surge } = workloadOf(plan, 'rules');
    expect([rollout, surge]).toEqual([{ asked: 0, completesUpTo: 24, maxUnavailable: 1 }, undefined]);
    for (const name of ['api', 'command', 'decode', 'rules']) {
      const { strategy, template } = find(objects, 'Deployment', name).spec;
      expect(strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
      const hard = template.spec.topologySpreadConstraints.filter(
        ({ topologyKey, whenUnsatisfiable }: any) =>
          topologyKey.endsWith('/zone') && whenUnsatisfiable === 'DoNotSchedule',
      );
      expect(hard).toMatchObject([{ maxSkew: 1 }]);
      expect(hard[0]).not.toHaveProperty('matchLabelKeys');
    }
  });

  test('the loss of any zone leaves every service at its degraded count', () => {
    const losses = plan.scenarios.filter(({ name }: any) => name.startsWith('zone-lost:'));
    expect(losses.map(({ name }: any) => name)).toEqual([
      'zone-lost:east-1a',
      'zone-lost:east-1b',
      'zone-lost:east-1c',
    ]);
    const groups = new Map<string, any>(plan.steady.nodes.map((group: any) => [group.id, group]));
    for (const { lost, added } of losses) {
      for (const { id, replicas } of plan.workloads) {
        const gone = Object.entries<number>(lost).reduce(
          (sum, [group, n]) => sum + n * (groups.get(group).pods[id] ?? 0),
          0,
        );
        const back = added.reduce((sum: number, entry: any) => sum + entry.count * (entry.pods[id] ?? 0), 0);
        expect(replicas.planned - gone + back).toBeGreaterThanOrEqual(replicas.degraded ?? replicas.planned);
      }
    }
  });

  test('the quota is the most of any scenario, sidecars included', () => {
    // HPA maximum: 15 + 24 + 9 + 6 pods of 8 cores, 15 of 4.4, 9 of 1.1, 3 controllers and 2 pods beside the brokers; while all of them are rolled out those
    // that end count still, as many as nodes have room for on top.
    const { hard } = find(objects, 'ResourceQuota').spec;
    expect(hard).toMatchObject({ 'requests.cpu': '548050m', pods: '98' });
    expect(hard).not.toHaveProperty('limits.cpu');
  });

  test('decode, rules, broker and log run outside the mesh, api and command in it', () => {
    const inject = (kind: string, name: string) =>
      find(objects, kind, name).spec.template.metadata.labels['sidecar.istio.io/inject'];
    expect(['decode', 'rules', 'api', 'command'].map((name) => inject('Deployment', name))).toEqual([
      'false',
      'false',
      undefined,
      undefined,
    ]);
    expect(inject('StatefulSet', 'broker')).toBe('false');
    for (const name of ['brokers', 'controllers']) {
      const { metadata } = find(objects, 'KafkaNodePool', name).spec.template.pod;
      expect(metadata.labels['sidecar.istio.io/inject']).toBe('false');
    }
    expect(objects.filter(({ kind }) => kind === 'DestinationRule').map(({ metadata }) => metadata.name)).toEqual([
      'api',
      'command',
    ]);
  });

  test('three topics: as many partitions as `rules` has workers at its maximum, a day of frames, and users with their rights', () => {
    const topic = (name: string) => find(objects, 'KafkaTopic', name).spec;
    const hours = (name: string) => topic(name).config['retention.ms'] / 3_600_000;
    expect(['frames', 'signals', 'alarms'].map((name) => [topic(name).partitions, hours(name)])).toEqual([
      [18, 24],
      [24 * 8, 6],
      [18, 7 * 24],
    ]);
    const [log, ...rows] = plan.storage.filter(({ path }: any) => path.startsWith('telemetry/log'));
    expect(rows.map(({ name }: any) => name.split(' ')[1])).toEqual(['alarms', 'frames', 'signals']);
    // 150,000 messages of 1 KiB for a day, three times.
    expect(rows[1].after.year).toBe(3 * 150_000 * 1024 * 86_400);
    expect(log.room).toBeGreaterThan(log.after.year);
    expect(objects.filter(({ kind }) => kind === 'KafkaUser').map(({ metadata }) => metadata.name)).toEqual([
      'telemetry.decode',
      'telemetry.rules',
      'telemetry.api',
    ]);
  });

  test('a bucket for all that cars send: 12 TiB a day for a month, claimed from a store that has room, written by decode', () => {
    const { spec, metadata } = find(objects, 'ObjectBucketClaim', 'raw');
    expect(metadata.namespace).toBe('telemetry');
    expect([spec.storageClassName, spec.bucketName]).toEqual(['rook-ceph-bucket', 'telemetry-raw']);
    expect(JSON.parse(spec.additionalConfig.bucketLifecycle).Rules).toMatchObject([{ Expiration: { Days: 30 } }]);
    const perDay = 150_000 * 1024 * 86_400;
    const [room, raw] = ['rook-ceph-bucket', 'telemetry-raw'].map((word) =>
      plan.storage.find(({ name }: any) => name.includes(word)),
    );
    expect(raw.after.day / perDay).toBeCloseTo(1, 3);
    // 30 days of a fifth more, in a year: the mean of the last 30.
    expect(raw.after.year / (30 * perDay)).toBeCloseTo(1 + 0.2 * (350 / 365), 2);
    expect(room.room).toBeGreaterThan(room.after.year);
    const { containers, volumes } = find(objects, 'Deployment', 'decode').spec.template.spec;
    expect(containers[0].env).toContainEqual({ name: 'BUCKET_NAME', value: 'telemetry-raw' });
    expect(JSON.stringify(volumes)).toContain('"secretName":"raw"');
    expect(JSON.stringify(find(objects, 'NetworkPolicy', 'decode').spec.egress)).toContain('rook-ceph-rgw');
  });

  test('three priority classes, command before rules before decode, that evict nobody', () => {
    const classes = objects.filter(({ kind }) => kind === 'PriorityClass').sort((a, b) => b.value - a.value);
    expect(classes.map(({ metadata, preemptionPolicy }) => [metadata.name, preemptionPolicy])).toEqual([
      ['command', 'Never'],
      ['rules', 'Never'],
      ['decode', 'Never'],
    ]);
  });
});

describe('variations', () => {
  test('rules up to 42 need 8 nodes in each zone', () => {
    const { plan } = planOf({ rulesMaximum: 42 });
    expect(nodesOfZones(plan)).toEqual([8, 8, 8]);
    expect(plan.objective.gap).toBe(0);
  });

  test('a pool that stops at 7 is an error that names 7 and 8, and both cures work', () => {
    const { app, plan } = planOf({ rulesMaximum: 42, maxNodesPerZone: 7 });
    expect(plan.status).toBe('infeasible');
    const message = messageOf(() => app.synthYaml());
    expect(message).toContain(
      'POOL_TOO_SMALL east/general: pool general: maxNodesPerZone 7 < 8 needed at HPA maximum 42 of telemetry/rules',
    );
    expect(message).toContain(
      'cure: 8 nodes per zone: maxNodesPerZone 8 on pool general, or maximum 33 of telemetry/rules',
    );
    expect(planOf({ rulesMaximum: 42, maxNodesPerZone: 8 }).plan.status).toBe('feasible');
    expect(planOf({ rulesMaximum: 33, maxNodesPerZone: 7 }).plan.status).toBe('feasible');
    expect(planOf({ rulesMaximum: 34, maxNodesPerZone: 7 }).plan.status).toBe('infeasible');
  });

  test('an explicit surge of 6 finds 3 slots, and nodes are bought for the rest; the surge that takes none is named', () => {
    const { plan } = planOf({ rulesMaxSurge: 6 });
    expect(plan.status).toBe('feasible');
    const finding = plan.findings.find(({ code }: any) => code === 'ROLLOUT_NODES');
    expect(finding.message).toContain('for telemetry/Deployment/rules: 3 surge slots, not 6, without');
    expect(finding.cure).toEqual(['maxSurge 3 on telemetry/rules']);
    const [more, less] = [plan, planOf({ rulesMaxSurge: 3 }).plan].map(({ pools }) =>
      pools.reduce((sum: number, { nodes }: any) => sum + nodes, 0),
    );
    expect([more, less]).toEqual([21, 18]);
  });

  test('where the pool may not grow it is refused with 3, and the cures work', () => {
    const { app } = planOf({ rulesMaxSurge: 6, maxNodesPerZone: 6 });
    const message = messageOf(() => app.synthYaml());
    expect(message).toContain('SURGE_DOES_NOT_FIT telemetry/rules: 3 surge slots, not 6');
    expect(message).toContain('cure: maxSurge 3, or 7 nodes per zone: maxNodesPerZone 7 on pool general');
    expect(planOf({ rulesMaxSurge: 3, maxNodesPerZone: 6 }).plan.status).toBe('feasible');
    expect(planOf({ rulesMaxSurge: 6, maxNodesPerZone: 7 }).plan.status).toBe('feasible');
  });

  test('without the mesh the sidecars are gone from the plan', () => {
    const used = (plan: any) =>
      plan.workloads.reduce((sum: number, { requests, replicas }: any) => sum + requests.cpu * replicas.planned, 0);
    // 12 of api at the rate of one after a loss, 6 of command.
    expect(used(planOf().plan) - used(planOf({ mesh: Mesh.none() }).plan)).toBe(12 * 400 + 6 * 100);
  });
});
