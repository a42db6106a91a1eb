import { fitOf } from './fit';
import { nodeDifferences } from './nodes';
import { replicaDifferences } from './replicas';
import { strayDifferences } from './strays';
import { requestNames, Tried, workloadDifferences } from './workloads';
import { byCodeUnit, comparing } from '../../capacity/order';
import { someOf } from '../../capacity/some-of';
import { Difference, DriftReport, Effect } from '../difference';
import { Amounts, Expected } from '../expected';
import { LiveCluster } from '../live/live-cluster';
import { countOf, Observed } from '../match/observed';

/** What pods ask for now, where it is more than planned: the plan with that, and which promises fall then. */
export type Recheck = (requests: ReadonlyMap<string, Amounts>) => {
  readonly expected: Expected;
  readonly broken: readonly string[];
};

/** A cluster that is another one than the plan's. */
export class OtherCluster extends Error {}

const WORST_FIRST: readonly Effect[] = ['breaks', 'unproven', 'none'];

/**
 * Holds a cluster against its plan.
 * @param recheck tries the plan again with other requests; absent where only the plan in short is at hand
 */
export function compare(given: Expected, live: LiveCluster, recheck?: Recheck): DriftReport {
  const observed = new Observed(given, live);
  checkSame(given, observed, live);
  const changed = raisedRequests(observed);
  const again = changed.size > 0 && recheck ? recheck(changed) : undefined;
  const fit = fitOf(again?.expected ?? given, observed, live);
  const tried: Tried = changed.size === 0 ? { broken: [] } : { broken: again?.broken };
  const sites = new Map(given.pools.map((pool) => [pool.id, pool.sites]));
  const differences = [
    ...outdated(given, live),
    ...nodeDifferences(given, observed, fit),
    ...[...observed.workloads.values()].flatMap((one) => [
      ...(isCounted(one.workload.id) ? countedDifferences(observed, one.workload.id) : workloadDifferences(one, tried)),
      ...replicaDifferences(one, sites.get(one.workload.eligible[0])),
    ]),
    ...strayDifferences(given, observed, fit),
  ];
  return {
    cluster: given.cluster,
    nodes: live.nodes.length,
    pods: live.pods.reduce((sum, group) => sum + countOf(group), 0),
    workloads: [...observed.workloads.values()].filter(({ pods, objects }) => pods.length + objects.length > 0).length,
    differences: differences.sort(
      comparing<Difference>(
        (a, b) => WORST_FIRST.indexOf(a.effect) - WORST_FIRST.indexOf(b.effect),
        (a, b) => byCodeUnit(a.code, b.code),
        (a, b) => byCodeUnit(a.about, b.about),
        (a, b) => byCodeUnit(a.live, b.live),
      ),
    ),
    broken: [...[...fit.broken].map(([id, fault]) => `pool ${id}: ${fault}`), ...(again?.broken ?? [])],
    notes: notesOf(given, observed, live),
  };
}

/** Where nothing that is planned runs, and other things do, it is another cluster. */
function checkSame({ cluster, workloads }: Expected, observed: Observed, live: LiveCluster): void {
  const running = [...observed.workloads.values()].some(({ pods, objects }) => pods.length + objects.length > 0);
  const strange = observed.places.size === 0 && live.nodes.length > 0;
  if (running || workloads.length === 0 || !(strange || observed.strays.size > workloads.length)) {
    return;
  }
  const nodes = strange
    ? `, and no node is of one of its pools (${someOf(
        live.nodes.map(({ name }) => name),
        MOST_NAMED,
      )})`
    : `, and ${someOf([...observed.strays.keys()], MOST_NAMED)} do`;
  throw new OtherCluster(
    `this is another cluster than ${cluster} of the plan: none of its ${workloads.length} workloads runs there${nodes}; the plan of that cluster by --plan and --cluster, or the lists of ${cluster}`,
  );
}

/** So many names are given. */
const MOST_NAMED = 3;

/** What the pods of a workload ask for at most, where that is more than planned. */
function raisedRequests({ workloads }: Observed): Map<string, Amounts> {
  const raised = new Map<string, Amounts>();
  for (const { workload, pods } of workloads.values()) {
    for (const { group } of isCounted(workload.id) ? [] : pods) {
      const more = requestNames(workload, group.requests).filter(
        (name) => (group.requests[name] ?? 0) > (raised.get(workload.id)?.[name] ?? workload.requests[name] ?? 0),
      );
      if (more.length > 0) {
        const now = Object.fromEntries(more.map((name) => [name, group.requests[name]]));
        raised.set(workload.id, { ...workload.requests, ...raised.get(workload.id), ...now });
      }
    }
  }
  return raised;
}

function isCounted(id: string): boolean {
  return id.split('/')[1] === 'Footprint';
}

/** What footprints of a namespace count, all together: the plan does not know their names. */
function countedDifferences({ workloads }: Observed, id: string): Difference[] {
  const [namespace] = id.split('/');
  const own = [...workloads.values()].filter(
    ({ workload }) => isCounted(workload.id) && workload.id.startsWith(`${namespace}/`),
  );
  if (own[0].workload.id !== id) {
    return [];
  }
  const planned = own.reduce((sum, { workload }) => sum + workload.planned, 0);
  const pods = own.flatMap((one) => one.pods).reduce((sum, { group }) => sum + countOf(group), 0);
  const fewer = pods < planned;
  return pods === planned
    ? []
    : [
        {
          code: pods === 0 ? 'WORKLOAD_MISSING' : 'REPLICAS_CHANGED',
          about: `${namespace}/Footprint`,
          planned: `${planned} pods by its footprints`,
          live: `${pods}`,
          effect: fewer ? 'none' : 'unproven',
          meaning: fewer ? 'all that runs still fits' : 'the footprint counts fewer than run',
          cure: ['the footprint as the chart runs it'],
        },
      ];
}

function outdated({ planHash, cluster }: Expected, live: LiveCluster): Difference[] {
  return planHash === undefined || live.planHash === undefined || live.planHash === planHash
    ? []
    : [
        {
          code: 'PLAN_OUTDATED',
          about: `cluster ${cluster}`,
          planned: `plan.json ${planHash.slice(0, 12)}`,
          live: `ConfigMap capacity-plan of ${live.planHash.slice(0, 12)}`,
          effect: 'none',
          meaning: 'what differs may be what was not yet synced, or was planned since',
          cure: ['sync what is in Git', 'the plan.json of what is synced: git show <commit>:plan/plan.json'],
        },
      ];
}

function notesOf({ feasible }: Expected, observed: Observed, live: LiveCluster): string[] {
  const planeNodes = observed.controlPlane.length;
  const templates = [...observed.workloads.values()].some(({ workload }) => workload.template);
  const objects = [...observed.workloads.values()].some((one) => one.objects.length > 0);
  return [
    ...(feasible ? [] : ['the plan itself is infeasible: it proves nothing of any cluster']),
    ...(planeNodes > 0
      ? [
          `${planeNodes} ${planeNodes === 1 ? 'node of the control plane is' : 'nodes of the control plane are'} left aside`,
        ]
      : []),
    ...(templates
      ? []
      : [
          'images, limits, affinities and spreads are not compared: --manifests with the folder that synth has written',
        ]),
    ...(objects
      ? []
      : ['objects without pods, autoscalers and edits by hand are not looked for: --workloads with their lists']),
    ...(objects && !live.saysWriters
      ? ['edits by hand are not looked for: the lists do not say who wrote what: kubectl get --show-managed-fields']
      : []),
  ];
}
