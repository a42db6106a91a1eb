import { ClusterModel, Finding, GangModel, WorkloadModel } from '../../model';
import { attempt, Attempt, everythingFits } from '../../planning/planning';
import { sparesFor } from '../../scenario/fleet-spares';
import { SteadyCluster } from '../../scenario/steady-cluster';
import { placeOf } from '../../sites';
import { Domain, Topology } from '../../topology/domains';
import { Room } from '../../topology/room';
import { atMost, largest, withPools, withWorkload } from '../cures/variants';

/** A gang that has to lie in one domain. */
interface Bound extends WorkloadModel {
  readonly gang: GangModel & { readonly level: string };
}

/** Findings about gangs that require one domain and find none, or cannot come back into theirs after a loss. */
export function explainGangs(tried: Attempt): Finding[] {
  const { model, unplaced, losses } = tried;
  const isBound = (workload: WorkloadModel): workload is Bound =>
    workload.gang?.mode === 'required' && workload.gang.level !== undefined;
  const homeless = model.workloads.filter(isBound).filter(({ id }) => unplaced.some(({ workload }) => workload === id));
  if (homeless.length > 0) {
    return homeless.map((gang) => noDomain(tried, gang));
  }
  const stuck = new Map<string, string>();
  for (const { scenario, short } of losses) {
    for (const { workload } of short.filter((one) => isBound(one.workload))) {
      stuck.set(workload.id, stuck.get(workload.id) ?? scenario.name);
    }
  }
  return model.workloads
    .filter(isBound)
    .filter(({ id }) => stuck.has(id))
    .map((gang) => noWayBack(tried, gang, stuck.get(gang.id)!));
}

/** The same cluster, in which these gangs need no domain: to see what else is wrong. */
export function withoutDomains(model: ClusterModel, gangs: readonly Finding[]): ClusterModel {
  const paths = new Set(gangs.map(({ path }) => path));
  return {
    ...model,
    workloads: model.workloads.map((workload) => (paths.has(workload.path) ? preferring(workload) : workload)),
  };
}

/** Gangs that only prefer one domain and lie in several. */
export function splitGangs({ model, start }: Attempt): Finding[] {
  return model.workloads.flatMap((workload): Finding[] => {
    const { gang, id } = workload;
    if (gang?.mode !== 'preferred' || gang.level === undefined) {
      return [];
    }
    const parts = new Map<string, number>();
    for (const { group, pool, count } of start.runs) {
      const name = pool.domains?.[gang.level];
      const here = (group.pods[id] ?? 0) * count;
      if (name !== undefined && here > 0) {
        parts.set(name, (parts.get(name) ?? 0) + here);
      }
    }
    return parts.size < 2
      ? []
      : [
          {
            code: 'GANG_SPLIT',
            severity: 'info',
            ...placeOf(workload),
            message: `${id} prefers one ${gang.level} and lies in ${parts.size}: ${[...parts].map(([name, n]) => `${n} in ${name}`).join(', ')}`,
          },
        ];
  });
}

function noDomain({ model, start }: Attempt, gang: Bound): Finding {
  const { level, size } = gang.gang;
  const rooms = freeIn(start, gang);
  const best = Math.max(0, ...rooms.map(({ free }) => free));
  const inAll = rooms.reduce((sum, { free }) => sum + free, 0);
  const roomy = rooms.find(({ free }) => free === best);
  return {
    code: 'GANG_DOES_NOT_FIT',
    severity: 'error',
    ...placeOf(gang),
    message: `${gang.id} needs one ${level} with room for all of its ${size} pods: ${best > 0 ? `the roomiest, ${nameOf(roomy!.domain)}, has room for ${best}` : `none has room for any`} beside what else runs; all together have room for ${inAll}`,
    expected: `room for ${size} in one ${level}`,
    actual: `room for ${best}`,
    cure: [...preferCure(model, gang), ...smallerCure(model, gang, 0)],
  };
}

function noWayBack(tried: Attempt, gang: Bound, scenario: string): Finding {
  const { model, start } = tried;
  const { level, size } = gang.gang;
  const own = new Topology(model.pools)
    .at(level)
    .find(({ pools }) => start.runs.some(({ group }) => pools.includes(group.pool) && group.pods[gang.id]))!;
  const elsewhere = freeIn(start, gang)
    .filter(({ domain, free }) => domain.path !== own.path && free > 0)
    .map(({ domain, free }) => `${free} in ${nameOf(domain)}`);
  const spares = sparesOf(tried, own);
  return {
    code: 'GANG_CANNOT_RECOVER',
    severity: 'error',
    ...placeOf(gang),
    message: `after the loss of one node (${scenario.slice(scenario.indexOf(':') + 1)}) a pod of ${gang.id} finds no place in ${level} ${nameOf(own)}, which its other ${size - 1} pods are in${elsewhere.length > 0 ? `: there is room for ${elsewhere.join(', ')}` : ''}`,
    expected: `a free node in ${level} ${nameOf(own)}`,
    actual: `${level} ${nameOf(own)} is full`,
    cure: [...preferCure(model, gang), ...smallerCure(model, gang, spares), ...largerCure(model, gang, own, spares)],
  };
}

function preferCure(model: ClusterModel, gang: Bound): string[] {
  return fits(withWorkload(model, gang.id, preferring)) ? [`${gang.gang.level} preferred instead of required`] : [];
}

/** @param spares nodes of its domain that have to stay free besides */
function smallerCure(model: ClusterModel, gang: Bound, spares: number): string[] {
  const { level, size } = gang.gang;
  const most = largest(1, size, (n) => fits(withWorkload(model, gang.id, (workload) => atMost(workload, n))));
  const empty = Math.max(0, ...freeIn(new SteadyCluster(model, emptyNodes(model)), gang).map(({ free }) => free));
  const fewer = Math.min(most ?? 0, empty - spares);
  if (fewer < 1) {
    return [];
  }
  const beside = spares > 0 ? `, with its ${spares} spare ${spares === 1 ? 'node' : 'nodes'} in the same ${level}` : '';
  return [`a gang of at most ${fewer} pods${beside}`];
}

/** Nodes more in one of the leaves of the domain. */
function largerCure(model: ClusterModel, gang: Bound, { pools }: Domain, spares: number): string[] {
  const [first] = pools;
  const grown = withPools(model, (pool) =>
    pool.id === first
      ? { ...pool, minNodes: pool.minNodes + spares, maxNodes: (pool.maxNodes ?? Infinity) + spares }
      : pool,
  );
  const nodes = model.pools.filter(({ id }) => pools.includes(id)).reduce((sum, { maxNodes = 0 }) => sum + maxNodes, 0);
  return fits(grown) ? [`a ${gang.gang.level} of ${nodes + spares} or more nodes`] : [];
}

/** The part of the fleet's spares that falls to the domain, by its nodes; at least one. */
function sparesOf({ model, start }: Attempt, { pools }: Domain): number {
  const family = model.pools.filter(({ id, spares }) => pools.includes(id) && spares);
  if (family.length === 0) {
    return 1;
  }
  const fleet = model.pools.filter(({ pool }) => pool === family[0].pool).map(({ id }) => id);
  const nodesOf = (ids: readonly string[], busy: boolean) =>
    start.groups
      .filter((group) => ids.includes(group.pool) && (!busy || Object.keys(group.pods).length > 0))
      .reduce((sum, { count }) => sum + count, 0);
  const all = sparesFor(nodesOf(fleet, true), family[0].spares!);
  const here = nodesOf(
    family.map(({ id }) => id),
    false,
  );
  return Math.max(1, Math.round((all * here) / nodesOf(fleet, false)));
}

interface FreeRoom {
  readonly domain: Domain;
  /** Pods of the gang that still fit. */
  readonly free: number;
}

/** What is free for a gang in each domain of its level. */
function freeIn({ model, runs }: SteadyCluster, gang: Bound): FreeRoom[] {
  const room = Room.onNodes(runs.map(({ pool, free, count }) => ({ pool: pool.id, free, count })));
  return new Topology(model.pools)
    .at(gang.gang.level)
    .map((domain) => ({ domain, free: room.for(gang, domain.pools) }));
}

function emptyNodes({ pools }: ClusterModel) {
  return pools
    .filter(({ maxNodes }) => maxNodes !== undefined && maxNodes > 0)
    .map(({ id, maxNodes }) => ({ id: `${id}#1`, pool: id, count: maxNodes!, pods: {} }));
}

function nameOf({ path }: Domain): string {
  return path[path.length - 1];
}

function preferring(workload: WorkloadModel): WorkloadModel {
  return workload.gang ? { ...workload, gang: { ...workload.gang, mode: 'preferred' } } : workload;
}

function fits(model: ClusterModel): boolean {
  return everythingFits(attempt(model));
}
