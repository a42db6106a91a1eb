import { ClusterModel, GangModel, PoolModel, WorkloadModel } from '../../src/capacity/model';
import { ClusterPlan } from '../../src/capacity/plan';
import { planCluster } from '../../src/capacity/planning/plan-cluster';

const NODE = { cpu: 188_000, memory: 1950 * 2 ** 30, 'nvidia.com/gpu': 8, pods: 110 };

/** Nodes of a leaf that are owned. */
function leaf(superpod: string, name: string, nodes = 8): PoolModel {
  return {
    id: `h100/${name}`,
    pool: 'h100',
    zone: 'hall',
    nodeType: '8xh100',
    path: 'cluster/h100',
    capacity: NODE,
    reserved: {},
    daemonsets: {},
    allocatable: NODE,
    minNodes: nodes,
    maxNodes: nodes,
    domains: { superpod, leaf: name },
  };
}

/** Two superpods of four leaves with eight nodes each. */
const LEAVES = ['A', 'B'].flatMap((superpod) => [1, 2, 3, 4].map((n) => leaf(superpod, `${superpod}${n}`)));

function job(
  name: string,
  pods: number,
  gang: Partial<GangModel> = {},
  pools: readonly PoolModel[] = LEAVES,
): WorkloadModel {
  return {
    id: `team/TrainJob/${name}`,
    path: `team/${name}`,
    namespace: 'team',
    priority: 0,
    preempts: false,
    requests: { cpu: 160_000, memory: 2 ** 40, 'nvidia.com/gpu': 8, pods: 1 },
    limits: {},
    eligible: pools.map(({ id }) => id),
    barred: {},
    replicas: { needed: pods, planned: pods, degraded: pods },
    gang: { size: pods, mode: 'preferred', ...gang },
  };
}

function plan(workloads: WorkloadModel[], more: Partial<ClusterModel> = {}): ClusterPlan {
  return planCluster({
    name: 'training',
    path: 'cluster',
    kubernetesVersion: '1.34',
    survive: 'none',
    pools: LEAVES,
    workloads,
    conflicts: [],
    findings: [],
    ...more,
  });
}

/** Where the pods of a workload are, by leaf. */
function places({ steady }: ClusterPlan, name: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { pool, count, pods } of steady) {
    const n = (pods[`team/TrainJob/${name}`] ?? 0) * count;
    if (n > 0) {
      found[pool.slice(5)] = (found[pool.slice(5)] ?? 0) + n;
    }
  }
  return found;
}

const SUPERPOD = { level: 'superpod', mode: 'required' as const };
const small = Array.from({ length: 8 }, (_, i) => job(`small-${i}`, 1));

describe('story 3: a gang of 32, one of 16, eight jobs of one node', () => {
  test('the eight share one leaf, so that four whole leaves are left for the gang', () => {
    const made = plan([...small, job('large', 32, SUPERPOD), job('middle', 16)]);
    expect(made.feasible).toBe(true);
    expect(places(made, 'large')).toEqual({ A1: 8, A2: 8, A3: 8, A4: 8 });
    expect(places(made, 'middle')).toEqual({ B1: 8, B2: 8 });
    expect(new Set(small.flatMap((_, i) => Object.keys(places(made, `small-${i}`))))).toEqual(new Set(['B3']));
  });
});

describe('what is required of one domain and does not fit', () => {
  const errors = ({ findings }: ClusterPlan) => findings.filter(({ severity }) => severity === 'error');

  test('eight jobs that each hold a node of another leaf leave no superpod whole', () => {
    // As somebody would place them who looks at the number of free GPUs alone.
    const apart = small.map((one, i) => ({ ...one, eligible: [LEAVES[i].id], gang: undefined }));
    const [error] = errors(plan([...apart, job('large', 32, SUPERPOD)]));
    expect(error).toMatchObject({
      code: 'GANG_DOES_NOT_FIT',
      message:
        'team/TrainJob/large needs one superpod with room for all of its 32 pods: the roomiest, A, has room for 28 beside what else runs; all together have room for 56',
      cure: ['superpod preferred instead of required', 'a gang of at most 28 pods'],
    });
  });

  test('(e) four spares are in the other superpod: the gang cannot come back into its own', () => {
    const spares = { downPerNode: 0.0038 * 2, availability: 0.999 };
    const pools = LEAVES.map((pool) => ({ ...pool, spares }));
    const all = [...small, job('large', 32, SUPERPOD), job('middle', 16)];
    const made = plan(all, { pools, survive: 'node' });
    expect(errors(made)).toEqual([
      expect.objectContaining({
        code: 'GANG_CANNOT_RECOVER',
        message:
          'after the loss of one node (h100/A1#1) a pod of team/TrainJob/large finds no place in superpod A, which its other 31 pods are in: there is room for 8 in B',
        cure: [
          'superpod preferred instead of required',
          'a gang of at most 30 pods, with its 2 spare nodes in the same superpod',
          'a superpod of 34 or more nodes',
        ],
      }),
    ]);
    const preferred = all.map((one) =>
      one.gang!.size === 32 ? { ...one, gang: { ...one.gang!, mode: 'preferred' as const } } : one,
    );
    expect(errors(plan(preferred, { pools, survive: 'node' }))).toEqual([]);
  });

  test('a gang that only prefers one domain is split where it has to be, and the plan says so', () => {
    const made = plan([job('large', 40, { level: 'superpod' })]);
    expect(made.feasible).toBe(true);
    expect(made.findings).toContainEqual(
      expect.objectContaining({
        code: 'GANG_SPLIT',
        message: 'team/TrainJob/large prefers one superpod and lies in 2: 32 in A, 8 in B',
      }),
    );
  });
});
