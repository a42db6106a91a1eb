import { Duration, Size, Testing } from 'cdk8s';
import {
  Cluster,
  KubernetesVersion,
  NodeClass,
  NodeReserve,
  NodeType,
  PackingEffort,
  Plan,
  Provisioner,
  Replicas,
  Taint,
} from 'cdk8s-autonomous';
import { Cpu } from 'cdk8s-plus-27';
import { Planner } from '../../src/planner/planner';
import { cluster, documents, find, microservice, nodeType, stack } from '../support/apps';

test('the reserve of a 4-core AWS node: 80 millicores', () => {
  const type = NodeType.of('m7i.xlarge', {
    cpu: Cpu.units(4),
    memory: Size.gibibytes(16),
    maxPods: 58,
    reserve: NodeReserve.aws(),
  });
  expect(type.allocatableCpu.amount).toBe('3920m');
  expect(type._reserved.memory / 2 ** 20).toBe(16384 - Math.floor(16384 * 0.925 - (11 * 58 + 255) - 100));
});

test('an explicit reserve is what is missing', () => {
  const type = nodeType();
  expect([type.allocatableCpu.amount, type.allocatableMemory.toGibibytes()]).toEqual(['8000m', 32]);
});

test('a node type without what has to be said is refused in words', () => {
  expect(() => NodeType.of('x', { cpu: Cpu.units(1) } as any)).toThrow(
    /memory undefined: is required[^]*reserve undefined: is required/,
  );
});

describe('volumes that may be attached', () => {
  const withVolumes = (attachableVolumes: Record<string, number>) =>
    NodeType.of('x', {
      cpu: Cpu.units(1),
      memory: Size.gibibytes(1),
      reserve: NodeReserve.explicit({ cpu: Cpu.millis(0), memory: Size.mebibytes(0) }),
      attachableVolumes,
    });

  test('are capacity, under the name that Kubernetes gives the limit', () => {
    expect(withVolumes({ 'ebs.csi.aws.com': 27 })._capacity).toMatchObject({
      'attachable-volumes-csi-ebs.csi.aws.com': 27,
    });
  });

  test('a driver or a number that cannot be are refused', () => {
    expect(() => withVolumes({ 'EBS driver': 27, 'ebs.csi.aws.com': 0 })).toThrow(
      /EBS driver[^]*name of a CSI driver[^]*ebs\.csi\.aws\.com[^]*above 0/,
    );
  });
});

test('defaults: 110 pods, amd64, no price', () => {
  const type = NodeType.of('x', {
    cpu: Cpu.units(1),
    memory: Size.gibibytes(1),
    reserve: NodeReserve.explicit({ cpu: Cpu.millis(0), memory: Size.mebibytes(0) }),
  });
  expect([type._capacity.pods, type.architecture, type.price]).toEqual([110, 'amd64', undefined]);
});

describe('Karpenter', () => {
  function karpenter(expireAfter?: Duration) {
    const app = Testing.app();
    const east = cluster(
      app,
      { provisioner: Provisioner.karpenter({ nodeClass: NodeClass.ec2('default'), expireAfter }) },
      null,
    );
    east.addNodePool('general', {
      nodeType: nodeType(),
      labels: { tier: 'web' },
      taints: [Taint.noSchedule('web', 'yes')],
      maxNodesPerZone: 9,
    });
    microservice(stack(app, { cluster: east }), 'cart', {
      replicas: Replicas.fixed(30),
      tolerates: [Taint.noSchedule('web', 'yes')],
    });
    return { app, objects: documents(app) };
  }

  test('one pool for each zone, type and zone pinned, limits in capacity from the plan', () => {
    const { app, objects } = karpenter();
    const pools = objects.filter(({ kind }) => kind === 'NodePool');
    expect(pools.map(({ metadata }) => [metadata.name, metadata.namespace])).toEqual([
      ['general-a', undefined],
      ['general-b', undefined],
      ['general-c', undefined],
    ]);
    const nodes = Plan.of(app).nodes['east/general/a'];
    expect(nodes).toBeGreaterThan(0);
    expect(pools[0].spec).toEqual({
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
      limits: { cpu: String(9 * nodes), memory: `${33 * nodes}Gi` },
    });
  });

  test('nodes expire only where the user says so', () => {
    expect(
      karpenter(Duration.days(30)).objects.find(({ kind }) => kind === 'NodePool').spec.template.spec.expireAfter,
    ).toBe('43200m');
  });

  test('nobody emits pools for nodes that others make', () => {
    const app = Testing.app();
    microservice(stack(app));
    expect(documents(app).filter(({ kind }) => kind === 'NodePool')).toEqual([]);
  });
});

test('priority classes evict nobody unless they say so, and have no namespace', () => {
  const app = Testing.app();
  const east = cluster(app);
  east.addPriority('high', { value: 100 });
  east.addPriority('urgent', { value: 200, preempts: true, description: 'now' });
  const [high, urgent] = documents(app);
  expect(high).toMatchObject({ kind: 'PriorityClass', value: 100, preemptionPolicy: 'Never', globalDefault: false });
  expect(urgent).toMatchObject({ preemptionPolicy: 'PreemptLowerPriority', description: 'now' });
  expect(high.metadata).not.toHaveProperty('namespace');
});

test('a cluster with a chart namespace would not stamp it on cluster-scoped kinds', () => {
  const app = Testing.app();
  microservice(stack(app));
  expect(find(documents(app), 'Namespace').metadata).not.toHaveProperty('namespace');
});

test('versions', () => {
  expect(KubernetesVersion.of('1.33').atLeast(33)).toBe(true);
  expect(KubernetesVersion.V1_27.atLeast(30)).toBe(false);
  expect(
    new Cluster(Testing.app(), 'x', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_36 }).survive.level,
  ).toBe('none');
});

test.each([
  [undefined, 'standard'],
  [PackingEffort.QUICK, 'quick'],
  [PackingEffort.THOROUGH, 'thorough'],
])('packing effort %s reaches the planner as %s', (packingEffort, effort) => {
  const app = Testing.app();
  cluster(app, { packingEffort });
  expect(Planner.of(app).plans()[0].model.effort).toBe(effort);
});
