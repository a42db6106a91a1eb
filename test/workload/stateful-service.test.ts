import { Size, Testing } from 'cdk8s';
import { NodePoolProps, Replicas, StatefulServiceProps, Survive } from 'cdk8s-autonomous';
import { cluster, find, nodeType, stack, statefulService } from '../support/apps';
import { planOf } from '../support/edge';

function store(survive: Survive, pool: Partial<NodePoolProps>, props: Partial<StatefulServiceProps> = {}) {
  const app = Testing.app();
  const east = cluster(app, { survive }, pool);
  const made = stack(app, { cluster: east });
  statefulService(made, 'store', { replicas: Replicas.needed({ steady: 3, degraded: 2 }), ...props });
  return { east, objects: Testing.synth(made) };
}

/** Whether kube-scheduler 1.34 may bind two of the pods to one node (InterPodAffinity, Filter). */
function mayShareNode(objects: any[]): boolean {
  const { labels } = find(objects, 'StatefulSet').spec.template.metadata;
  const terms =
    find(objects, 'StatefulSet').spec.template.spec.affinity?.podAntiAffinity
      ?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return !terms.some(
    ({ topologyKey, labelSelector }: any) =>
      topologyKey === 'kubernetes.io/hostname' &&
      Object.entries(labelSelector.matchLabels).every(([key, value]) => labels[key] === value),
  );
}

/** Members that an eviction may take while all run (disruption controller of Kubernetes 1.34: healthy less desired). */
const evicted = (objects: any[]): number => find(objects, 'PodDisruptionBudget').spec.maxUnavailable;

describe('members of a store keep apart on nodes', () => {
  test.each<[string, Survive, Partial<NodePoolProps>, boolean]>([
    ['where the loss of a node is survived', Survive.node(), {}, true],
    ['where the loss of a zone is survived', Survive.zone(), {}, true],
    ['where nodes enough are there anyway', Survive.none(), { minNodesPerZone: 1, maxNodesPerZone: 2 }, true],
    ['not where that would take nodes that nobody needs', Survive.none(), {}, false],
    ['not where there are not enough', Survive.none(), { zones: ['a'], minNodesPerZone: 2, maxNodesPerZone: 2 }, false],
  ])('%s', (_, survive, pool, apart) => {
    expect(mayShareNode(store(survive, pool).objects)).toBe(!apart);
  });

  test('not where a zone has fewer than its share', () => {
    const replicas = Replicas.needed({ steady: 6, degraded: 4 });
    const few = store(Survive.zone(), { maxNodesPerZone: 1 }, { replicas });
    expect(mayShareNode(few.objects)).toBe(true);
    const enough = store(Survive.zone(), { maxNodesPerZone: 2 }, { replicas });
    expect(mayShareNode(enough.objects)).toBe(false);
    expect(planOf(enough.east).findings.filter(({ severity }: any) => severity === 'error')).toEqual([]);
  });
});

describe('a drain takes one member at a time', () => {
  test('whatever a loss may take', () => {
    expect(evicted(store(Survive.node(), {}).objects)).toBe(1);
  });

  test('also where several are on one node and have no other place: it waits', () => {
    const { objects, east } = store(
      Survive.zone(),
      { nodeType: nodeType('small', 4, 32), maxNodesPerZone: 1 },
      { replicas: Replicas.needed({ steady: 9, degraded: 6 }), volumes: [VOLUME] },
    );
    expect(mayShareNode(objects)).toBe(true);
    expect(evicted(objects)).toBe(1);
    expect(planOf(east).findings.map(({ code }: any) => code)).not.toContain('BUDGET_BLOCKS_DRAIN');
  });
});

const VOLUME = { name: 'data', mountPath: '/data', size: Size.gibibytes(10) };
