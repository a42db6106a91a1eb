import { Finding } from '../../../capacity/model';
import { EdgeDescription, PoolDescription } from '../description';
import { barredFrom } from '../node-admission';
import { WorkloadDraft } from '../workloads/workload-draft';

const EDGE = 'node-role.kubernetes.io/edge';

/** DaemonSets of the cloud that land on the nodes of sites because they tolerate everything. */
export function strayDaemons(
  daemons: readonly WorkloadDraft[],
  nodes: readonly PoolDescription[],
  { groupLabel, sites }: EdgeDescription,
): Finding[] {
  return daemons.flatMap((daemon): Finding[] => {
    const open = nodes.filter((pool) => barredFrom(daemon.pod.spec ?? {}, pool, undefined) === undefined);
    if (open.length === 0 || isMeant(daemon, [EDGE, groupLabel])) {
      return [];
    }
    return [
      {
        code: 'DAEMONSET_ON_EDGE',
        severity: 'warning',
        path: daemon.path,
        message: `${daemon.id} tolerates every taint and so runs on edge nodes too, such as ${open[0].name} (${sites.length} ${sites.length === 1 ? 'site' : 'sites'}): it takes of their room, and pulls its image there`,
        cure: [
          `required node affinity: ${EDGE} DoesNotExist`,
          `a toleration of ${EDGE}, where it is meant to run there`,
        ],
      },
    ];
  });
}

/** True where it names the nodes of the edge, by a selector, an affinity or a toleration. */
function isMeant({ pod }: WorkloadDraft, keys: readonly string[]): boolean {
  const { nodeSelector = {}, affinity, tolerations = [] } = pod.spec ?? {};
  const terms: any[] = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const named = [
    ...Object.keys(nodeSelector),
    ...terms.flatMap(({ matchExpressions = [] }) => matchExpressions.map(({ key }: any) => key)),
    ...tolerations.map(({ key }) => key),
  ];
  return named.some((key) => keys.includes(key));
}
