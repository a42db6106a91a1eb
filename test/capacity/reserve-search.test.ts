import { ClusterModel } from '../../src/capacity/model';
import { reserveCluster } from '../../src/capacity/reserve/reserve-cluster';
import { Solver } from '../../src/capacity/solver/linear-program';
import { theSolver } from '../../src/capacity/solver/solver';
import { model, pool, workload } from '../support/models';

/** Pods of 3 CPUs, of which two fit on a node of 8. */
const clusterOf = (workloads: number): ClusterModel =>
  model(
    ['a', 'b', 'c'].map((zone) => pool(`general/${zone}`, 8, 32, { price: 0.4 })),
    Array.from({ length: workloads }, (_, i) => workload(`w${i}`, 6, 3, 4, { ours: true, zoneSkew: 1 })),
    { survive: 'none' },
  );

/** What is reserved, and how many linear programs that took. */
function counted(cluster: ClusterModel) {
  let programs = 0;
  const solver = theSolver()!;
  const counting: Solver = {
    open: (program) => {
      programs++;
      return solver.open(program);
    },
    solveInteger: (...args) => solver.solveInteger(...args),
  };
  return { ...reserveCluster(cluster, counting), programs: () => programs };
}

const nodesOf = ({ roles }: ReturnType<typeof counted>) =>
  roles.reduce((sum, { nodes }) => sum + Object.values(nodes).reduce((all, count) => all + count, 0), 0);

test('the first start is the last where it is one role for what is proven: nothing can be better', () => {
  const reserved = counted(clusterOf(1));
  expect(reserved.roles).toHaveLength(1);
  expect(nodesOf(reserved)).toBe(3);
  expect(reserved.bound).toBeCloseTo(3 * 0.4, 6);
  expect(reserved.programs()).toBe(1);
});

test('other starts are tried as long as fewer roles may do', () => {
  const reserved = counted(clusterOf(2));
  expect(nodesOf(reserved)).toBe(6);
  expect(reserved.roles).toHaveLength(1);
  expect(reserved.programs()).toBeGreaterThan(1);
});
