import { ClusterObjects } from './cluster-objects';
import { WorkloadDraft } from './workload-draft';
import { DisruptionModel, Finding } from '../../capacity/model';
import { KubeObject, selects } from '../../manifest/kube';

/**
 * What the disruption budgets of a workload let go at once; undefined without one. Of our own budgets the plan decides it.
 */
export function disruptionOf(objects: ClusterObjects, draft: WorkloadDraft): DisruptionModel | undefined {
  const counts = budgetsOf(objects, draft).map((budget) => allowed(budget, draft.replicas.planned));
  if (counts.length === 0) {
    return undefined;
  }
  const ours = draft.hint?.budget === true;
  return { allowed: ours ? 1 : Math.max(0, Math.min(...counts)), ours };
}

function budgetsOf(objects: ClusterObjects, draft: WorkloadDraft): KubeObject[] {
  return objects
    .of('PodDisruptionBudget')
    .filter(
      ({ metadata, spec }) =>
        (metadata?.namespace ?? 'default') === draft.namespace && selects(spec?.selector, draft.labels),
    );
}

/** One finding for each PodDisruptionBudget under which no pod may ever be drained: node upgrades would wait for ever. */
export function budgetFindings(objects: ClusterObjects, drafts: readonly WorkloadDraft[]): Finding[] {
  return drafts.flatMap((draft) => {
    const { planned } = draft.replicas;
    return budgetsOf(objects, draft)
      .filter((budget) => planned > 0 && draft.hint?.budget !== true && allowed(budget, planned) < 1)
      .map((budget): Finding => ({
        code: 'BUDGET_BLOCKS_DRAIN',
        severity: 'error',
        path: draft.path,
        message: `PodDisruptionBudget ${budget.metadata?.name} lets none of the ${draft.replicas.planned} pods of ${draft.id} go: no node that they run on can be drained`,
        expected: 'at least 1 pod that may go',
        actual: JSON.stringify({
          minAvailable: budget.spec?.minAvailable,
          maxUnavailable: budget.spec?.maxUnavailable,
        }),
        cure: ['maxUnavailable 1'],
      }));
  });
}

/** Pods that may be evicted at once while all of them run; percentages are rounded up, as the disruption controller does. */
function allowed({ spec = {} }: KubeObject, planned: number): number {
  const count = (value: number | string) => {
    const percent = /^(\d+)%$/.exec(String(value));
    return percent ? Math.ceil((Number(percent[1]) * planned) / 100) : Number(value);
  };
  return spec.maxUnavailable !== undefined ? count(spec.maxUnavailable) : planned - count(spec.minAvailable ?? 0);
}
