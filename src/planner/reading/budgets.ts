import { ClusterObjects } from './cluster-objects';
import { WorkloadDraft } from './workload-draft';
import { Finding } from '../../capacity/model';
import { KubeObject, selects } from '../../manifest/kube';

/** One finding for each PodDisruptionBudget under which no pod may ever be drained: node upgrades would wait for ever. */
export function budgetFindings(objects: ClusterObjects, drafts: readonly WorkloadDraft[]): Finding[] {
  return objects.of('PodDisruptionBudget').flatMap((budget) => {
    const namespace = budget.metadata?.namespace ?? 'default';
    return drafts
      .filter((draft) => draft.namespace === namespace && selects(budget.spec?.selector, draft.labels))
      .filter(({ replicas }) => replicas.planned > 0 && allowed(budget, replicas.planned) < 1)
      .map((draft): Finding => ({
        code: 'BUDGET_BLOCKS_DRAIN',
        severity: 'warning',
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
