import { Amounts, EMPTY, Room } from './expected';
import { minus, plus, times } from '../capacity/resources';
import { ClusterEntry, ScenarioEntry } from '../report/document';

/** What is left on the nodes of a pool in the worst of all scenarios, each group of equal nodes apart; empty ones leave everything. */
export function roomsOf(cluster: ClusterEntry, poolId: string, allocatable: Amounts): Room[] {
  const requests = new Map(cluster.workloads.map((workload) => [workload.id, workload.requests]));
  const load = (pods: Amounts) =>
    Object.entries(pods).reduce((sum, [id, n]) => plus(sum, times(requests.get(id) ?? {}, n)), {} as Amounts);
  const scenarios = [
    ...cluster.scenarios,
    ...(cluster.transitions ?? []),
    ...(cluster.spotLoss ? [cluster.spotLoss] : []),
  ];
  return cluster.steady.nodes
    .filter(({ pool }) => pool === poolId)
    .map(({ id, count, pods }): Room => {
      const steady = load(pods);
      const worst = scenarios.flatMap((scenario) => mostAdded(scenario, id, load));
      let [left, fullest] = [minus(allocatable, steady), Object.keys(pods).length > 0 ? 'steady' : EMPTY];
      for (const { name, added } of worst) {
        const then = minus(minus(allocatable, steady), added);
        if (Object.keys(added).some((resource) => then[resource] < (left[resource] ?? 0))) {
          fullest = name;
        }
        left = smaller(left, then);
      }
      return { nodes: count, left, fullest };
    });
}

/** The most that one node of a group gets in a scenario, of each resource. */
function mostAdded(
  { name, added }: ScenarioEntry,
  group: string,
  load: (pods: Amounts) => Amounts,
): { readonly name: string; readonly added: Amounts }[] {
  return added.filter(({ on }) => on === group).map(({ pods }) => ({ name, added: load(pods) }));
}

function smaller(a: Amounts, b: Amounts): Amounts {
  return Object.fromEntries(Object.keys({ ...a, ...b }).map((name) => [name, Math.min(a[name] ?? 0, b[name] ?? 0)]));
}
