import { withPools, withWorkload } from './variants';
import { ClusterModel, WorkloadModel } from '../../model';
import { byCodeUnit, comparing } from '../../order';
import { attempt, everythingFits } from '../../planning/planning';
import { limitOf } from '../../pool-limit';
import { replicasText } from '../../quantity';

/** One thing that the user wrote, and the cluster without it. */
interface Constraint {
  readonly text: string;
  readonly without: (model: ClusterModel) => ClusterModel;
}

/** Plans that may be tried, for a cluster of one workload; larger ones may try fewer. */
const MOST_PLANS = 12_000;
const FEWEST_PLANS = 40;

/**
 * The props that conflict: leave any one of them out and everything fits. Found by deletion, whole groups at first; what explains
 * least (small workloads) is tried to be left out first. Undefined where that takes too many plans.
 */
export function conflictOf(model: ClusterModel): string[] | undefined {
  let left = Math.max(FEWEST_PLANS, Math.floor(MOST_PLANS / (model.workloads.length + 10)));
  const all = constraintsOf(model);
  const without = (gone: ReadonlySet<Constraint>) =>
    all.reduce((changed, constraint) => (gone.has(constraint) ? constraint.without(changed) : changed), model);
  const isInfeasible = (gone: ReadonlySet<Constraint>) => {
    left -= 1;
    return !everythingFits(attempt({ ...without(gone), effort: 'quick' }));
  };
  const gone = new Set<Constraint>();
  const queue: (readonly Constraint[])[] = [all];
  const kept: Constraint[] = [];
  while (queue.length > 0) {
    const group = queue.shift()!;
    if (left <= 0) {
      return undefined;
    }
    if (isInfeasible(new Set([...gone, ...group]))) {
      group.forEach((constraint) => gone.add(constraint));
    } else if (group.length === 1) {
      kept.push(group[0]);
    } else {
      const half = Math.ceil(group.length / 2);
      queue.unshift(group.slice(0, half), group.slice(half));
    }
  }
  return all
    .filter((constraint) => kept.includes(constraint))
    .map(({ text }) => text)
    .reverse();
}

/** What explains least comes first: it is left out first where it can be. */
function constraintsOf(model: ClusterModel): Constraint[] {
  const bySize = [...model.workloads].sort(
    comparing<WorkloadModel>(
      (a, b) => sizeOf(a) - sizeOf(b),
      (a, b) => byCodeUnit(b.id, a.id),
    ),
  );
  const families = [...new Set(model.pools.filter(({ maxNodes }) => maxNodes !== undefined).map(({ pool }) => pool))];
  return [
    ...bySize.flatMap(({ id, path, replicas: { planned } }): Constraint[] =>
      planned === 0 ? [] : [change(`${replicasText(planned)} of ${path}`, id, withoutPods)],
    ),
    ...model.conflicts.map(([a, b]): Constraint => ({
      text: `${a} apart from ${b}`,
      without: (changed) => ({
        ...changed,
        conflicts: changed.conflicts.filter(([x, y]) => x !== a || y !== b),
      }),
    })),
    ...bySize.flatMap(rulesOf),
    ...bySize.flatMap(({ id, path, replicas: { max, planned } }): Constraint[] =>
      (max ?? 0) > planned ? [change(`maximum ${max} of ${path}`, id, withoutMaximum)] : [],
    ),
    ...(model.survive === 'none'
      ? []
      : [{ text: `survive ${model.survive} of ${model.path}`, without: withoutSurvive }]),
    ...families.sort(byCodeUnit).map((name) => limitConstraint(model, name)),
  ];
}

function sizeOf({ requests, replicas }: WorkloadModel): number {
  return (requests.cpu ?? 0) * Math.max(replicas.planned, replicas.max ?? 0);
}

function change(text: string, id: string, less: (workload: WorkloadModel) => WorkloadModel): Constraint {
  return { text, without: (model) => withWorkload(model, id, less) };
}

/** Rules on where its pods may be. */
function rulesOf({ id, path, zoneSkew, hostSpread, maxPerNode, maxPerZone, gang }: WorkloadModel): Constraint[] {
  return [
    ...(gang?.mode === 'required'
      ? [change(`one ${gang.level} for all of ${path}`, id, ({ gang: _, ...rest }) => rest)]
      : []),
    ...(zoneSkew || maxPerZone
      ? [change(`spread over zones of ${path}`, id, ({ zoneSkew: _, maxPerZone: __, ...rest }) => rest)]
      : []),
    ...(hostSpread ? [change(`spread over nodes of ${path}`, id, ({ hostSpread: _, ...rest }) => rest)] : []),
    ...(maxPerNode
      ? [change(`at most ${maxPerNode} of ${path} on a node`, id, ({ maxPerNode: _, ...rest }) => rest)]
      : []),
  ];
}

function withoutPods(workload: WorkloadModel): WorkloadModel {
  return { ...workload, replicas: { needed: 0, planned: 0, degraded: 0 }, gang: undefined };
}

function withoutMaximum(workload: WorkloadModel): WorkloadModel {
  return { ...workload, replicas: { ...workload.replicas, max: undefined } };
}

function withoutSurvive(model: ClusterModel): ClusterModel {
  return { ...model, survive: 'none' };
}

function limitConstraint(model: ClusterModel, name: string): Constraint {
  const family = model.pools.filter(({ pool }) => pool === name);
  const [{ sites, nodeType }] = family;
  const most = Math.min(...family.map(({ maxNodes }) => maxNodes ?? Infinity));
  const limit = limitOf(family);
  return {
    text: sites
      ? `${limit.text(most)} of type ${nodeType} at a site`
      : `${limit.text(family[0].counted ? limit.count(({ maxNodes = 0 }) => maxNodes) : most)} of pool ${name}`,
    without: (changed) => withPools(changed, (pool) => (pool.pool === name ? { ...pool, maxNodes: undefined } : pool)),
  };
}
