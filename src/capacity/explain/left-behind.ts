import { ClusterModel, Finding, WorkloadModel } from '../model';
import { Attempt } from '../planning/planning';
import { replicasText } from '../quantity';
import { lostZone, SPOT_LOST } from '../scenario/loss';
import { placeOf } from '../sites';
import { fits, quickly } from './cures/trial';
import { withWorkload } from './cures/variants';

/** Replicas that are tried for a cure, as a multiple of what has to be left after a loss. */
const MOST_TIMES = 4;

/** A workload of which a loss leaves too few pods, whatever nodes there are: the volumes of the others are on what is lost. */
interface Behind {
  readonly workload: WorkloadModel;
  readonly left: number;
  readonly needed: number;
  readonly loss: string;
}

/** Findings about workloads whose volumes keep too many of their pods from coming back after a loss. */
export function explainLeftBehind({ model, losses }: Attempt): Finding[] {
  const worst = new Map<string, Behind>();
  for (const { scenario, short } of losses) {
    for (const { workload, left, needed } of short) {
      if (staysBehind(workload, scenario.name) && left < (worst.get(workload.id)?.left ?? Infinity)) {
        worst.set(workload.id, { workload, left, needed, loss: scenario.name });
      }
    }
  }
  const all = [...worst.values()];
  return all.map((behind) =>
    finding(
      asLeft(
        model,
        all.filter((other) => other !== behind),
      ),
      behind,
    ),
  );
}

/** The same cluster, in which these workloads have to outlive nothing: to see what else is wrong. */
export function withoutPromises(model: ClusterModel, findings: readonly Finding[]): ClusterModel {
  const paths = new Set(findings.map(({ path }) => path));
  return {
    ...model,
    workloads: model.workloads.map((workload) => (paths.has(workload.path) ? promising(workload, 0) : workload)),
  };
}

function staysBehind({ nodePinned, zonePinned }: WorkloadModel, loss: string): boolean {
  return !!nodePinned || (!!zonePinned && (loss === SPOT_LOST || lostZone(loss) !== undefined));
}

function promising(workload: WorkloadModel, degraded: number, planned = workload.replicas.planned): WorkloadModel {
  return { ...workload, replicas: { ...workload.replicas, planned, degraded } };
}

function asLeft(model: ClusterModel, others: readonly Behind[]): ClusterModel {
  return others.reduce((all, { workload, left }) => withWorkload(all, workload.id, (w) => promising(w, left)), model);
}

function finding(model: ClusterModel, { workload, left, needed, loss }: Behind): Finding {
  const { id, replicas } = workload;
  const zone = lostZone(loss);
  const [lost, where] =
    loss === SPOT_LOST
      ? ['all spot nodes', 'where these were']
      : zone === undefined
        ? ['one node', 'on that node']
        : [`zone ${zone}`, 'in that zone'];
  return {
    code: 'VOLUMES_LEFT_BEHIND',
    severity: 'error',
    ...placeOf(workload),
    message: `after the loss of ${lost} ${left} of ${replicas.planned} pods of ${id} are left, ${needed} are needed: the volumes of the others are ${where}, and their pods do not come back elsewhere`,
    expected: `at least ${needed} left`,
    actual: String(left),
    cure: [
      ...fewerLeft(model, workload, left),
      ...moreReplicas(model, workload, needed),
      ...otherVolumes(model, workload),
    ],
  };
}

/** What somebody has to say so that so few pods are enough: our own workloads in their props, others in a budget. */
function enough({ path, ours, disruption }: WorkloadModel, count: number): string {
  if (ours || disruption?.ours) {
    return `a degraded count of ${count} for ${path}`;
  }
  return count > 0
    ? `a PodDisruptionBudget with minAvailable ${count}: so many are enough after a loss`
    : 'a PodDisruptionBudget with maxUnavailable 1: none has to be left after a loss';
}

function fewerLeft(model: ClusterModel, workload: WorkloadModel, left: number): string[] {
  const changed = withWorkload(model, workload.id, (w) => promising(w, left));
  return fits(quickly(changed)) ? [enough(workload, left)] : [];
}

/** The fewest replicas of which a loss leaves enough. */
function moreReplicas(model: ClusterModel, workload: WorkloadModel, needed: number): string[] {
  const { planned, max } = workload.replicas;
  if (max !== undefined || needed === 0 || planned < 2) {
    return [];
  }
  for (let count = planned + 1; count <= MOST_TIMES * needed; count++) {
    const changed = withWorkload(model, workload.id, (w) => promising(w, needed, count));
    if (fits(quickly(changed))) {
      return [`${replicasText(count)} with ${enough(workload, needed)}`];
    }
  }
  return [];
}

/** Volumes that can be used from elsewhere too. */
function otherVolumes(model: ClusterModel, workload: WorkloadModel): string[] {
  const changed = withWorkload(model, workload.id, ({ zonePinned: _, nodePinned: __, ...free }) => free);
  const text = workload.nodePinned
    ? 'a storage class whose volumes are not on one node'
    : 'a storage class whose volumes are in several zones';
  return fits(quickly(changed)) ? [text] : [];
}
