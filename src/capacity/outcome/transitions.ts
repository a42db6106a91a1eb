import { Finding, WorkloadModel } from '../model';
import { Scenario } from '../plan';
import { Attempt } from '../planning/planning';
import { allowedBy, budgetsFor } from '../scenario/budgets';
import { ClusterState } from '../scenario/cluster-state';
import { Drained, drainsOf, Waiting } from '../scenario/drain';
import { placeOf } from '../sites';
import { someOf } from '../some-of';

/** What operators do to a running cluster, and whether it works. */
export interface Transitions {
  readonly scenarios: readonly Scenario[];
  /** Who waits while each node is drained. */
  readonly drains: readonly Drained[];
  /** Pods that the budget of each workload lets go at once, where the plan decides it. */
  readonly budgets: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/**
 * Drains, canaries and several rollouts at once.
 * @param sampled drains of nodes as kube-scheduler filled them, in which several pods of one workload may have to wait
 */
export function transitionsOf(tried: Attempt, sampled: readonly Drained[] = []): Transitions {
  const drains = drainsOf(tried.start);
  const all = [...drains, ...sampled];
  const budgets = budgetsFor(tried.model.workloads, all);
  const canaries = tried.model.workloads.flatMap((workload) => canaryOf(tried, workload));
  return {
    scenarios: [
      ...tried.together,
      ...canaries.flatMap(({ scenario }) => scenario ?? []),
      ...drains.map(({ scenario }) => scenario),
    ],
    drains,
    budgets,
    findings: [
      ...tried.colliding.map((set) => collision(tried, set)),
      ...(tried.unproven ? [tooManySets(tried)] : []),
      ...canaries.flatMap(({ finding }) => finding ?? []),
      ...blockedDrains(all, budgets),
    ],
  };
}

interface CanaryOutcome {
  readonly scenario?: Scenario;
  readonly finding?: Finding;
}

/** The canary of a workload at its widest step, beside all that runs at steady. */
function canaryOf(tried: Attempt, workload: WorkloadModel): CanaryOutcome[] {
  const { id, canary = 0 } = workload;
  if (canary === 0) {
    return [];
  }
  const state = new ClusterState(tried.start, false, { newRevision: true });
  const placed = state.add(id, canary);
  if (placed === canary) {
    return [{ scenario: { name: `canary:${id}`, lost: {}, added: state.additions(), unplaced: [] } }];
  }
  return [
    {
      finding: {
        code: 'CANARY_DOES_NOT_FIT',
        severity: 'error',
        ...placeOf(workload),
        message: `the canary of ${id} starts ${canary} pods beside the stable ones at its widest step, ${placed} of them find a place`,
        expected: `at most ${placed} extra pods`,
        actual: String(canary),
        cure: [
          ...(placed > 0 ? [`setCanaryScale with at most ${placed} replicas in the steps`] : []),
          'a maxSurge instead of traffic routing, so that stable pods make room',
        ],
      },
    },
  ];
}

const FEWER_AT_ONCE = ['leave maxSurge out: the plan chooses what fits', 'fewer rollouts at the same time'];

function collision({ model }: Attempt, set: readonly string[]): Finding {
  return {
    code: 'ROLLOUTS_COLLIDE',
    severity: 'error',
    path: model.path,
    message: `${set.join(' and ')} cannot be rolled out at the same time with the surges that are written for them`,
    expected: `room for the surges of any ${model.concurrentRollouts} rollouts`,
    cure: FEWER_AT_ONCE,
  };
}

function tooManySets({ model }: Attempt): Finding {
  return {
    code: 'ROLLOUTS_NOT_PROVEN',
    severity: 'warning',
    uncovered: true,
    path: model.path,
    message: `whether any ${model.concurrentRollouts} rollouts fit at the same time is not known: all of them do not, and there are too many sets to try`,
    cure: FEWER_AT_ONCE,
  };
}

/** Pods of a workload that wait while a node of the group is drained, and how many its budget lets go. */
interface Stop extends Waiting {
  readonly group: string;
  readonly allowed: number;
}

/** Its budget lets none go, whether there is another node or not: that is told where budgets are read. */
function isHeld({ disruption, site, migrates }: WorkloadModel): boolean {
  return disruption?.ours === false && disruption.allowed < 1 && !migrates && site === undefined;
}

/** Pods that wait in a drain while their budgets let fewer go: with what is certain of it, or with what may be. */
export function stopsIn(
  { waiting }: Drained,
  budgets: Readonly<Record<string, number>>,
  count: (one: Waiting) => number = (one) => one.waiting,
): (Waiting & { readonly allowed: number })[] {
  return waiting
    .filter(({ workload }) => !isHeld(workload))
    .map((one) => ({ ...one, allowed: budgets[one.workload.id] ?? allowedBy(one.workload) }))
    .filter((one) => {
      const name = one.workload.disruption?.sharedAs;
      // What a budget lets go, it lets go of all its workloads together.
      const together = waiting
        .filter(({ workload }) => name !== undefined && workload.disruption?.sharedAs === name)
        .reduce((sum, other) => sum + count(other), 0);
      return Math.max(count(one), together) > one.allowed;
    });
}

/** A drain stops where more pods wait for a place than their budget lets go: one finding for those who were promised to survive, one for the others. */
function blockedDrains(drains: readonly Drained[], budgets: Readonly<Record<string, number>>): Finding[] {
  const worst = new Map<string, Stop>();
  for (const drained of drains) {
    const { group, sampled } = drained;
    const place = sampled ? `a node of ${group.pool} as kube-scheduler may fill it` : group.id;
    for (const one of stopsIn(drained, budgets)) {
      if (one.waiting > (worst.get(one.workload.id)?.waiting ?? 0)) {
        worst.set(one.workload.id, { ...one, group: place });
      }
    }
  }
  const promised = ({ workload }: Stop) => workload.replicas.degraded !== 0;
  const all = [...worst.values()];
  const bound = all.filter(({ workload }) => workload.nodePinned);
  const free = all.filter(({ workload }) => !workload.nodePinned);
  return [bound, free]
    .flatMap((some) => [some.filter(promised), some.filter((stop) => !promised(stop))])
    .flatMap((stops) => (stops.length > 0 ? [drainStops(stops, promised(stops[0]))] : []));
}

/** What helps a drain as long as nobody has tried which node it takes. */
export const ANOTHER_NODE = 'one node more in a pool that admits them, at least while nodes are upgraded';

/** So many workloads are named. */
const MOST_NAMED = 3;

function drainStops(stops: readonly Stop[], promised: boolean): Finding {
  const named = stops.map(
    ({ workload, group, on, waiting, allowed }) =>
      `${workload.id} on ${group} (${on} must leave, ${waiting} find no other place, the budget lets ${allowed} go${workload.disruption?.sharedAs ? ` of all that it selects` : ''})`,
  );
  const onNode = stops[0].workload.nodePinned;
  const paths = [...new Set(stops.map(({ workload }) => workload.path))];
  const why = onNode ? 'never ends: their volumes are on it' : 'waits until there is another one';
  return {
    code: 'DRAIN_STOPS',
    severity: promised ? 'warning' : 'info',
    ...placeOf(stops[0].workload),
    ...(paths.length > 1 && stops[0].workload.site === undefined && { count: paths.length, paths }),
    message: `draining a node ${why}: ${someOf(named, MOST_NAMED)}`,
    cure: onNode
      ? ['a disruption budget that lets all of them on one node go', 'anti-affinity over hosts: one of them on a node']
      : [
          ANOTHER_NODE,
          // A cordoned node is tainted, and still counts for them.
          ...(stops.some(({ workload }) => workload.deadZonesCount)
            ? ['nodeTaintsPolicy: Honor in their hard spread over zones, where it is the last node of a zone']
            : []),
        ],
  };
}
