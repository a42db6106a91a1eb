import { App, Testing } from 'cdk8s';
import { ArgoDelivery, AutonomousStack, MicroserviceProps, Placement, Replicas, Survive } from 'cdk8s-autonomous';
import { cluster, find, microservice } from '../support/apps';
import { planOf } from '../support/edge';
import { rollAll, Rolled } from '../support/sync';

/** Services of one stack, each with so many replicas. */
function shop(replicas: readonly number[], more: Partial<MicroserviceProps> = {}, labels?: Record<string, string>) {
  const app = Testing.app();
  const east = cluster(app, { survive: Survive.zone() });
  const made = new AutonomousStack(app, 'shop', { cluster: east, labels });
  replicas.forEach((count, i) => microservice(made, `s${i}`, { replicas: Replicas.fixed(count), ...more }));
  return made;
}

/** All Deployments of the stack get a new version at once, on its planned nodes, under its quota. */
function sync(made: AutonomousStack, quota = find(Testing.synth(made), 'ResourceQuota').spec.hard): Rolled {
  const objects = Testing.synth(made);
  return rollAll({
    deployments: objects.filter(({ kind }: any) => kind === 'Deployment'),
    plan: planOf(made.cluster),
    quota,
    // A new pod is ready long before an old one is gone.
    readySeconds: 5,
  });
}

describe('a change to all Deployments of a stack, which one sync starts at the same time', () => {
  test.each<[string, readonly number[]]>([
    ['eight services', [3, 3, 3, 4, 4, 5, 5, 6]],
    ['one large and one small', [24, 2]],
  ])('%s: the quota refuses nothing, and no Deployment is without progress', (_, replicas) => {
    const { refusals, longestPause, done } = sync(shop(replicas));
    expect([done, refusals]).toEqual([replicas.length, 0]);
    expect(longestPause).toBeLessThan(600);
  });

  test('with as little as what runs and one rollout pods are refused', () => {
    const made = shop([3, 3, 3, 3]);
    const { refusals } = sync(made, { pods: '14', 'requests.cpu': '14', 'requests.memory': '14Gi' });
    expect(refusals).toBeGreaterThan(0);
  });

  test('with surges that were written', () => {
    const { refusals, done } = sync(shop([4, 6, 3], { maxSurge: 2 }));
    expect([done, refusals]).toEqual([3, 0]);
  });
});

describe('what changes with every release', () => {
  const template = (labels: Record<string, string>) =>
    find(Testing.synth(shop([3], {}, labels)), 'Deployment').spec.template;

  test('a label of the stack is on its objects, and rolls nothing out', () => {
    expect(template({ release: '2026.11' })).toEqual(template({ release: '2026.12' }));
    const made = Testing.synth(shop([3], {}, { release: '2026.12' }));
    expect(made.every(({ metadata }: any) => metadata.labels.release === '2026.12')).toBe(true);
  });

  test('labels of pods are asked for', () => {
    const app = Testing.app();
    const made = new AutonomousStack(app, 'shop', { cluster: cluster(app), podLabels: { 'cost-centre': '4711' } });
    microservice(made);
    const { spec } = find(Testing.synth(made), 'Deployment');
    expect(spec.template.metadata.labels['cost-centre']).toBe('4711');
  });
});

describe('rollouts at the same time', () => {
  /** Stacks of three services each, planned freely; of the first stack one is in a wave of its own. */
  const east = (concurrentRollouts?: number, delivered = false) => {
    const app = new App();
    const argo = { repository: 'https://git.example.com/a.git', revision: 'main', path: 'dist' };
    const delivery = delivered ? new ArgoDelivery(app, 'delivery', argo) : undefined;
    const made = cluster(app, { placement: Placement.FREE, concurrentRollouts });
    for (const name of ['shop', 'depot']) {
      const stack = new AutonomousStack(app, name, { cluster: made, delivery });
      const services = ['a', 'b', 'c'].map((id) => microservice(stack, id));
      if (name === 'shop') {
        services[0].deployment.metadata.addAnnotation('argocd.argoproj.io/sync-wave', '1');
      }
    }
    return planOf(made);
  };
  const codes = ({ findings }: any) => findings.map(({ code }: any) => code);

  test('kubectl apply starts all of them; Argo CD those in one wave of each Application', () => {
    expect([east().concurrentRollouts, east(undefined, true).concurrentRollouts]).toEqual([6, 5]);
    expect(codes(east())).not.toContain('SYNC_STARTS_MORE');
  });

  test('fewer than that are a finding, whose cure was tried', () => {
    const { findings } = east(2);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'SYNC_STARTS_MORE', uncovered: true, expected: 'at least 6', actual: '2' }),
    );
    const { cure } = findings.find(({ code }: any) => code === 'SYNC_STARTS_MORE');
    expect(cure[0]).toBe('concurrentRollouts left out: the plan then holds for all of them, with no node more');
    expect(codes(east(6))).not.toContain('SYNC_STARTS_MORE');
  });
});
