import { CertificatePart } from './certificate';
import { BoundScenario, demandWithin, stays } from './demand';
import { money } from './money';
import { ClusterModel, PoolModel } from '../model';
import { Effort, PART_FOR_CLAIM } from '../packing/effort';
import { boundOf } from '../packing/solve';
import { denseProblem } from '../packing/translate';
import { theSolver } from '../solver/solver';

/**
 * A bound by column generation and branching on node counts, for each part of the certificate: stronger, since pods may not
 * be cut, but nobody can check it without a solver. Undefined where no solver is there, or it is no stronger.
 */
export function claimedBound(
  model: ClusterModel,
  cost: (pool: PoolModel) => number,
  parts: readonly CertificatePart[],
  base: BoundScenario,
  effort: Effort,
): number | undefined {
  const solver = theSolver();
  if (!solver || effort === 'quick') {
    return undefined;
  }
  const byId = new Map(model.pools.map((pool) => [pool.id, pool]));
  const bounds = parts.map((part) => {
    const inside = new Set(part.pools);
    const workloads = model.workloads.flatMap((workload) => {
      const usable = workload.eligible.map((id) => byId.get(id)!).filter((pool) => stays(pool, base));
      const count = demandWithin(workload, base, usable, inside);
      const eligible = workload.eligible.filter((id) => inside.has(id));
      return count > 0 ? [{ ...workload, eligible, count }] : [];
    });
    const pools = part.pools.map((id) => byId.get(id)!);
    const instance = denseProblem(pools, cost, workloads, model.conflicts);
    return Math.max(part.bound, boundOf(instance, solver, { effort, part: PART_FOR_CLAIM / parts.length }));
  });
  const claimed = money(bounds.reduce((sum, bound) => sum + bound, 0));
  const certified = parts.reduce((sum, part) => sum + part.bound, 0);
  return claimed > certified * (1 + 1e-9) + 1e-9 ? claimed : undefined;
}
