import { Finding } from '../../../capacity/model';
import { byCodeUnit } from '../../../capacity/order';
import { ReadObject } from '../description';

/** People who may start jobs of which nobody told how many: the plan has no room for them. */
export function starterFindings({ hint, path, json }: ReadObject): Finding[] {
  const { groups, told } = hint?.starters ?? { groups: [], told: true };
  const namespace = json.metadata?.namespace ?? 'default';
  return told
    ? []
    : [
        {
          code: 'STARTED_BY_HAND_UNKNOWN',
          severity: 'info',
          uncovered: true,
          path: hint?.path ?? path,
          message: `what ${groups.join(', ')} may start by hand in namespace ${namespace} is not in the plan: its ResourceQuota admits what rollouts and losses leave of it at that moment, and refuses the rest`,
          cure: ['startedByHand with the pods that they may run at once, or an empty list'],
        },
      ];
}

/** Namespaces in which people may start jobs. */
export function handNamespaces(objects: readonly ReadObject[]): string[] {
  const all = objects.filter(({ hint }) => hint?.starters).map(({ json }) => json.metadata?.namespace ?? 'default');
  return [...new Set(all)].sort(byCodeUnit);
}
