import { tinyCluster } from './exhaustive-clusters';
import { WorstOrders } from './worst-orders';
import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';

export interface LossFaults {
  /** What contradicts the plan. */
  readonly faults: readonly string[];
  /** True where it holds and every way of it was tried. */
  readonly decided: boolean;
  /** Losses and drains that were tried. */
  readonly tried: number;
}

/** Plans a tiny cluster and tries every order of every loss and drain that the plan says something about. */
export function lossFaults(seed: number): LossFaults {
  return faultsOf(withBudgets(tinyCluster(seed), seed));
}

export function faultsOf(given: ClusterModel): LossFaults {
  const plan = planCluster({ ...given, effort: 'quick' });
  if (!plan.feasible) {
    return { faults: [], decided: false, tried: 0 };
  }
  const orders = new WorstOrders(plan.model, plan.steady);
  const faults: string[] = [];
  const { workloads } = plan.model;
  let decided = true;
  const losses = plan.scenarios.filter(({ name }) => /^(zone|node)-lost:/.test(name));
  for (const { name, lost } of losses) {
    const left = orders.leftAfter(lost, name.startsWith('zone'));
    decided &&= left !== undefined;
    workloads.forEach(({ id, replicas: { planned, degraded = planned } }, w) => {
      const said = plan.afterLoss[id]?.pods ?? planned;
      if (left && left[w] < Math.max(Math.min(degraded, planned), said)) {
        faults.push(`${name}: ${left[w]} of ${id} left, ${degraded} needed, the plan says ${said}`);
      }
    });
  }
  const stops = plan.findings.some(({ code }) => code === 'DRAIN_STOPS');
  const drains = stops ? [] : plan.transitions.filter(({ name }) => name.startsWith('drain:'));
  const budgets = workloads.map(({ id, disruption }) => plan.budgets[id] ?? disruption?.allowed ?? Infinity);
  for (const { name } of drains) {
    const sticks = orders.mayStick(name.slice('drain:'.length), budgets);
    decided &&= sticks !== undefined;
    if (sticks) {
      faults.push(`${name} may get stuck`);
    }
  }
  return { faults, decided, tried: losses.length + drains.length };
}

/** Budgets of ours, of others and none; priorities that come first. */
function withBudgets(model: ClusterModel, seed: number): ClusterModel {
  const workloads = model.workloads.map((one, w): WorkloadModel => {
    const draw = (seed * 7 + w * 3) % 5;
    const allowed = 1 + (seed % 2);
    return {
      ...one,
      ...(draw > 1 && { disruption: { allowed: draw > 2 ? 1 : allowed, ours: draw > 2 } }),
      ...(seed % 4 === w && { priority: 1 }),
    };
  });
  return { ...model, workloads };
}
