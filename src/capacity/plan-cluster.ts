import { explainLimits } from './explain/limits';
import { explainRollouts } from './explain/surge';
import { explainUnplaceable } from './explain/unplaceable';
import { ClusterModel, Finding } from './model';
import { normalised } from './normalise';
import { byCodeUnit, comparing } from './order';
import { ClusterPlan } from './plan';
import { attempt, Attempt, everythingFits, objectiveOf } from './planning';
import { ClusterState } from './scenario/cluster-state';

const SEVERITIES = ['error', 'warning', 'info'];

/** Plans one cluster: places every pod, checks every scenario, proves a bound, and explains what does not hold. */
export function planCluster(given: ClusterModel): ClusterPlan {
  const model = normalised(given);
  const tried = attempt(model);
  const findings = [...model.findings, ...explain(tried)].sort(
    comparing<Finding>(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
      (a, b) => byCodeUnit(a.code, b.code),
      (a, b) => byCodeUnit(a.path, b.path),
      (a, b) => byCodeUnit(a.message, b.message),
    ),
  );
  const feasible = !findings.some((finding) => finding.severity === 'error');
  return {
    model,
    feasible,
    nodes: tried.nodes,
    steady: tried.steady,
    unplaced: tried.unplaced,
    scenarios: tried.scenarios,
    rollouts: tried.rollouts,
    headroom: feasible ? headroomOf(tried) : {},
    ...(feasible && { objective: objectiveOf(tried) }),
    findings,
  };
}

function headroomOf({ model, steady }: Attempt): Record<string, number> {
  const workloads = new Map(model.workloads.map((workload) => [workload.id, workload]));
  return Object.fromEntries(
    model.workloads.map(({ id, replicas }) => [
      id,
      new ClusterState(model, workloads, steady).add(id, replicas.planned),
    ]),
  );
}

function explain(tried: Attempt): Finding[] {
  const unplaceable = explainUnplaceable(tried.model);
  if (unplaceable.length > 0) {
    return unplaceable;
  }
  if (!everythingFits(tried)) {
    return explainLimits(tried.model);
  }
  return [...explainRollouts(tried), ...explainPreemption(tried)];
}

/** Preemption is not simulated: where it could happen, the plan says so. */
function explainPreemption(tried: Attempt): Finding[] {
  const byWorkload = new Map<string, string[]>();
  for (const { scenario, mayPreempt } of tried.losses) {
    for (const id of mayPreempt) {
      byWorkload.set(id, [...(byWorkload.get(id) ?? []), scenario.name]);
    }
  }
  return [...byWorkload].map(([id, scenarios]): Finding => ({
    code: 'PREEMPTION_NOT_MODELLED',
    severity: 'warning',
    path: tried.model.workloads.find((workload) => workload.id === id)!.path,
    message: `pods of ${id} that wait after a loss (${scenarios.join(', ')}) may evict pods of lower priority, which the plan does not simulate`,
    cure: ['a priority class with preemptionPolicy Never'],
  }));
}
