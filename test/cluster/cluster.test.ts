import { Size, Testing } from 'cdk8s';
import { Cluster, Cpu, KubernetesVersion, NodeReserve, NodeType, PackingEffort } from 'cdk8s-autonomous';
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
