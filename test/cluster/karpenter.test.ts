import { Duration, Size, Testing } from 'cdk8s';
import {
  Cpu,
  KarpenterProps,
  NodeClass,
  NodePoolProps,
  Placement,
  Plan,
  Provisioner,
  Replicas,
  Taint,
} from 'cdk8s-autonomous';
import { cluster, documents, messageOf, microservice, nodeType, stack } from '../support/apps';

const WEB = Taint.noSchedule('web', 'yes');

function karpenter(settings: Partial<KarpenterProps> = {}, pool: Partial<NodePoolProps> = {}) {
  const app = Testing.app();
  const provisioner = Provisioner.karpenter({ nodeClass: NodeClass.ec2('default'), ...settings });
  const east = cluster(app, { provisioner, placement: Placement.FREE }, null);
  east.addNodePool('general', { nodeType: nodeType(), labels: { tier: 'web' }, taints: [WEB], ...pool });
  microservice(stack(app, { cluster: east }), 'cart', { replicas: Replicas.fixed(30), tolerates: [WEB] });
  const objects = documents(app);
  return { app, pools: objects.filter(({ kind }) => kind === 'NodePool') };
}

const specOf = (settings: Partial<KarpenterProps>) => karpenter(settings).pools[0].spec;
const cores = ({ spec }: any) => Number(spec.limits.cpu) / 9;

test('one pool for each zone, type and zone pinned', () => {
  const { pools } = karpenter();
  expect(pools.map(({ metadata }) => [metadata.name, metadata.namespace])).toEqual([
    ['general-a', undefined],
    ['general-b', undefined],
    ['general-c', undefined],
  ]);
  expect(pools[0].spec).toMatchObject({
    template: {
      metadata: { labels: { tier: 'web' } },
      spec: {
        nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default' },
        requirements: [
          { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['on-demand'] },
          { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
          { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
          { key: 'node.kubernetes.io/instance-type', operator: 'In', values: ['8x32'] },
          { key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a'] },
        ],
        taints: [{ key: 'web', value: 'yes', effect: 'NoSchedule' }],
        expireAfter: 'Never',
      },
    },
    disruption: { consolidationPolicy: 'WhenEmpty', consolidateAfter: '5m', budgets: [{ nodes: '1' }] },
  });
  expect(pools[0].spec.template.spec).not.toHaveProperty('terminationGracePeriod');
});

/**
 * Whether Karpenter makes one more node while so many are there, of which one is being replaced: those that are not deleted take from the limits
 * (Scheduler.updateRemainingResources), and all must not exceed them (Provisioner.Create), in karpenter 1.9.
 */
function makesOneMore(limit: number, nodes: number, deleting: number): boolean {
  return limit - (nodes - deleting) >= 1 && nodes <= limit;
}

describe('limits', () => {
  test('a node that is replaced has its new one beside it, and one that is lost meanwhile is made again', () => {
    const { app, pools } = karpenter();
    const planned = ['a', 'b', 'c'].map((zone, i) => ({
      nodes: Plan.of(app).nodes[`east/general/${zone}`],
      pool: pools[i],
    }));
    expect(planned.filter(({ nodes }) => nodes > 0)).not.toHaveLength(0);
    planned
      .filter(({ nodes }) => nodes > 0)
      .forEach(({ nodes, pool }) => {
        const limit = cores(pool);
        expect(makesOneMore(limit, nodes, 1)).toBe(true);
        // The new one is there, the old one drains, and another one is gone.
        expect(makesOneMore(limit, nodes + 1 - 1 + 1, 2)).toBe(true);
        expect(makesOneMore(nodes, nodes + 1 - 1 + 1, 2)).toBe(false);
        expect(limit).toBe(nodes + 1);
        expect(pool.spec.limits.memory).toBe(`${33 * (nodes + 1)}Gi`);
      });
  });

  test('a pool without nodes has no room for any', () => {
    const { app, pools } = karpenter({}, { zones: ['a', 'b'], maxNodesPerZone: 40 });
    const { nodes } = Plan.of(app);
    expect(pools.map(cores)).toEqual(
      ['a', 'b'].map((zone) => nodes[`east/general/${zone}`]).map((count) => (count === 0 ? 0 : count + 1)),
    );
    const idle = Testing.app();
    cluster(idle, { provisioner: Provisioner.karpenter({ nodeClass: NodeClass.ec2('default') }) });
    expect(
      documents(idle)
        .filter(({ kind }) => kind === 'NodePool')
        .map(cores),
    ).toEqual([0, 0, 0]);
  });

  test('what its user allows at most is not exceeded', () => {
    const { app } = karpenter();
    const most = Math.max(...['a', 'b', 'c'].map((zone) => Plan.of(app).nodes[`east/general/${zone}`]));
    const { pools } = karpenter({}, { maxNodesPerZone: most });
    expect(Math.max(...pools.map(cores))).toBe(most);
  });
});

describe('what Karpenter disrupts', () => {
  test('nodes expire only where the user says so', () => {
    expect(specOf({ expireAfter: Duration.days(30) }).template.spec.expireAfter).toBe('43200m');
  });

  test('a node drains for ever, or as long as the user says', () => {
    expect(specOf({ drainTimeout: Duration.hours(2) }).template.spec.terminationGracePeriod).toBe('120m');
  });

  // NodePool.GetAllowedDisruptionsByReason takes the least of the active budgets that name the reason, or none.
  test('one node of a zone at a time, and none in quiet times; empty ones go then too', () => {
    const quietTimes = [{ schedule: '0 6 * * mon-fri', duration: Duration.hours(10) }];
    const { budgets } = specOf({ quietTimes }).disruption;
    const allowed = (reason: string, quiet: boolean) =>
      Math.min(
        ...budgets
          .filter(({ schedule }: any) => schedule === undefined || quiet)
          .filter(({ reasons }: any) => reasons === undefined || reasons.includes(reason))
          .map(({ nodes }: any) => Number(nodes)),
      );
    expect([allowed('Drifted', false), allowed('Drifted', true), allowed('Empty', true)]).toEqual([1, 0, 1]);
    // The CRD's pattern.
    expect(budgets[1].duration).toMatch(/^((([0-9]+(h|m))|([0-9]+h[0-9]+m))(0s)?)$/);
  });

  test('times that are none are refused, all at once', () => {
    const bad = {
      expireAfter: Duration.minutes(0),
      quietTimes: [{ schedule: 'nightly', duration: Duration.seconds(90) }],
    };
    expect(messageOf(() => karpenter(bad))).toMatch(/expireAfter[^]*quietTimes.schedule 'nightly'[^]*whole minutes/);
  });
});

test('nobody emits pools for nodes that others make', () => {
  const app = Testing.app();
  microservice(stack(app));
  expect(documents(app).filter(({ kind }) => kind === 'NodePool')).toEqual([]);
});

test('where nodes have roles, one pool for each role and zone, made once the plan is there', () => {
  const app = Testing.app();
  const provisioner = Provisioner.karpenter({ nodeClass: NodeClass.ec2('default') });
  const pool = { labels: { tier: 'web' }, taints: [WEB] };
  const home = stack(app, { cluster: cluster(app, { placement: Placement.RESERVED, provisioner }, pool) });
  const large = { resources: { cpu: Cpu.units(7), memory: Size.gibibytes(4) }, tolerates: [WEB] };
  microservice(home, 'cart', { replicas: Replicas.fixed(6), ...large });
  microservice(home, 'pay', { replicas: Replicas.fixed(3), ...large });
  const pools = () => documents(app).filter(({ kind }) => kind === 'NodePool');
  const roles = ['general-a', 'general-b'];
  const expected = ['a', 'b', 'c'].flatMap((zone) => roles.map((role) => `${role}-${zone}`));
  expect(pools().map(({ metadata }) => metadata.name)).toEqual(expected);
  for (const { metadata, spec } of pools()) {
    const [role, zone] = [metadata.name.slice(0, -2), metadata.name.slice(-1)];
    expect(spec.template.metadata.labels).toEqual({ tier: 'web', 'cdk8s-autonomous.dev/role': role });
    expect(spec.template.spec.taints).toEqual([
      { key: 'web', value: 'yes', effect: 'NoSchedule' },
      { key: 'cdk8s-autonomous.dev/role', value: role, effect: 'NoSchedule' },
    ]);
    expect(cores({ spec })).toBeGreaterThanOrEqual(Plan.of(app).nodes[`east/${role}/${zone}`]);
  }
  microservice(home, 'rate', { replicas: Replicas.fixed(3), ...large });
  expect(pools()).toHaveLength(9);
});
