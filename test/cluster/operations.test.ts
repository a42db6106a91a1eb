import { Duration, Testing } from 'cdk8s';
import {
  ClusterProps,
  FailureRate,
  NodeClass,
  NodePoolProps,
  Placement,
  Plan,
  Provisioner,
  Replicas,
  SchedulerScoring,
  Spares,
} from 'cdk8s-autonomous';
import { cluster, messageOf, microservice, nodeType, stack } from '../support/apps';

function planned(props: Partial<ClusterProps>, pool: Partial<NodePoolProps> = {}, group = false) {
  const app = Testing.app();
  const east = cluster(app, props, pool);
  const shop = stack(app, { cluster: east });
  const [am, pm] = ['morning', 'evening'].map((id) =>
    microservice(shop, id, { replicas: Replicas.autoscaled({ min: 3, max: 24 }) }),
  );
  if (group) {
    east.peaksTogether('am', [am]);
    east.peaksTogether('pm', [pm]);
  }
  return JSON.parse(Plan.of(app).toJson()).clusters[0];
}

test('the scheduler of the cluster is the one that the plan is tried with', () => {
  const scoringOf = (schedulerScoring?: SchedulerScoring) =>
    planned({ schedulerScoring, placement: Placement.FREE }).robustness.scoring;
  expect(scoringOf()).toBe('LeastAllocated');
  expect(scoringOf(SchedulerScoring.MOST_ALLOCATED)).toBe('MostAllocated');
});

test('rollouts at the same time', () => {
  const names = (plan: any) => (plan.transitions ?? []).map(({ name }: any) => name.split(':')[0]);
  expect(names(planned({ concurrentRollouts: 1 }))).not.toContain('rollouts');
  // As many as kubectl apply starts.
  expect(names(planned({}))).toContain('rollouts');
  expect(messageOf(() => planned({ concurrentRollouts: 0 }))).toContain(
    'concurrentRollouts 0: must be a whole number above 0',
  );
});

test('groups that peak apart need fewer nodes', () => {
  const nodes = (plan: any) => plan.pools.reduce((sum: number, pool: any) => sum + pool.nodes, 0);
  const [apart, together] = [planned({}, {}, true), planned({})];
  expect(apart.scenarios.map(({ name }: any) => name)).toEqual(expect.arrayContaining(['hpa-max:am', 'hpa-max:pm']));
  expect(nodes(apart)).toBeLessThan(nodes(together));
});

test('the order in which groups are declared does not matter', () => {
  const text = (first: 'am' | 'pm') => {
    const app = Testing.app();
    const east = cluster(app);
    const shop = stack(app, { cluster: east });
    const [am, pm] = ['morning', 'evening'].map((id) =>
      microservice(shop, id, { replicas: Replicas.autoscaled({ min: 3, max: 24 }) }),
    );
    const declare = { am: () => east.peaksTogether('am', [am]), pm: () => east.peaksTogether('pm', [pm]) };
    declare[first]();
    declare[first === 'am' ? 'pm' : 'am']();
    return Plan.of(app).toJson();
  };
  expect(text('am')).toBe(text('pm'));
});

test('a group has a name of its own and members', () => {
  const app = Testing.app();
  const east = cluster(app);
  const cart = microservice(stack(app, { cluster: east }));
  east.peaksTogether('am', [cart]);
  expect(messageOf(() => east.peaksTogether('am', [cart]))).toContain("peaksTogether 'am': is a group already");
  expect(messageOf(() => east.peaksTogether('A m', []))).toContain('must name at least one workload');
});

describe('spares', () => {
  const spares = Spares.forAvailability({
    failures: FailureRate.perNodeDay(0.0038),
    repair: Duration.days(2),
    availability: 0.999,
  });

  test('stand in the plan, as nodes of their pools', () => {
    const { pools } = planned({}, { spares, nodeType: nodeType() });
    expect(pools.map(({ spares: n = 0 }: any) => n).reduce((a: number, b: number) => a + b)).toBe(2);
  });

  test.each([
    [() => FailureRate.perNodeDay(0), 'FailureRate.perNodeDay(0): must be above 0 and at most 1'],
    [
      () => Spares.forAvailability({ failures: FailureRate.perNodeDay(1), repair: Duration.days(0), availability: 1 }),
      'availability 1: must be above 0 and below 1',
    ],
    [
      () =>
        Spares.forAvailability({ failures: FailureRate.perNodeDay(0.5), repair: Duration.days(2), availability: 0.9 }),
      'must be shorter than the 2 days between two failures of a node',
    ],
    [
      () => planned({ provisioner: Provisioner.karpenter({ nodeClass: NodeClass.ec2('default') }) }, { spares }),
      'Karpenter makes nodes only for pods',
    ],
  ])('%p is refused', (make, message) => {
    expect(messageOf(make)).toContain(message);
  });
});
