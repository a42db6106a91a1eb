import { cannotUpdate } from './daemons/places-of-daemons';
import { PoolDescription } from './description';
import { besideHami } from './device-parts';
import { barredByTaints, barredFrom, nodeLabels } from './node-admission';
import { PodResources } from './pod-requests';
import { areSpot } from './spot-nodes';
import { WorkloadDraft } from './workloads/workload-draft';
import { Finding, PoolModel } from '../../capacity/model';
import { describeNumber } from '../../capacity/quantity';
import { ROLE_LABEL } from '../../capacity/reserve/roles';
import { firstShortage, minus, plus, Resources } from '../../capacity/resources';

/** The nodes of a pool in one zone, with what daemonsets leave of them. */
export function poolModel(
  pool: PoolDescription,
  zone: string | undefined,
  daemons: readonly WorkloadDraft[],
  resources: ReadonlyMap<WorkloadDraft, PodResources>,
  unplanned: ReadonlySet<string>,
  findings: Finding[],
): PoolModel {
  const place = pool.domains?.[pool.domains.length - 1].value ?? zone;
  const id = place === undefined ? pool.name : `${pool.name}/${place}`;
  const daemonsets: Record<string, Resources> = {};
  let allocatable = minus(pool.capacity, pool.reserved);
  for (const daemon of daemons.filter((draft) => barredFrom(draft.pod.spec ?? {}, pool, zone) === undefined)) {
    findings.push(...besideHami(pool, daemon));
    const requests = without(resources.get(daemon)!.requests, unplanned);
    const shortage = firstShortage(requests, allocatable);
    if (shortage !== undefined) {
      const tooLarge: Finding = {
        code: 'DAEMONSET_DOES_NOT_FIT',
        severity: 'error',
        path: daemon.path,
        message: `${daemon.id} does not fit on nodes of pool ${pool.name} beside the other daemonsets: ${shortage} ${describeNumber(shortage, requests[shortage])} asked, ${describeNumber(shortage, allocatable[shortage] ?? 0)} left`,
        cure: ['request less', `keep it off the pool with a node selector or a taint on ${pool.name}`],
      };
      // Nodes of all zones are alike: it is said once.
      if (!findings.some(({ message, path }) => message === tooLarge.message && path === tooLarge.path)) {
        findings.push(tooLarge);
      }
      continue;
    }
    // Where an update starts the new pod first, every node has room for both.
    const both = plus(requests, requests);
    const scarce = daemon.startsBeside ? firstShortage(both, allocatable) : undefined;
    if (scarce !== undefined) {
      findings.push(cannotUpdate(daemon, `nodes of pool ${pool.name} have too little ${scarce} for both`));
    }
    daemonsets[daemon.id] = daemon.startsBeside && scarce === undefined ? both : requests;
    allocatable = minus(allocatable, daemonsets[daemon.id]);
  }
  const labels = nodeLabels(pool, zone);
  const ofRole = { ...pool, taints: [{ key: ROLE_LABEL, effect: 'NoSchedule' }] };
  const untolerant = daemons
    .filter((draft) => daemonsets[draft.id] && barredByTaints(draft.pod.spec ?? {}, ofRole) !== undefined)
    .map((draft) => draft.id);
  return {
    id,
    pool: pool.name,
    ...(zone !== undefined && { zone }),
    nodeType: pool.nodeType,
    path: pool.path,
    capacity: pool.capacity,
    reserved: pool.reserved,
    daemonsets,
    allocatable,
    labels,
    taints: pool.taints,
    ...(untolerant.length > 0 && { untolerant }),
    minNodes: pool.minNodes,
    ...(pool.maxNodes !== undefined && { maxNodes: pool.maxNodes }),
    ...(pool.price !== undefined && { price: pool.price }),
    ...((pool.spot || areSpot(labels)) && { spot: true }),
    ...(pool.spares && { spares: pool.spares }),
    ...(pool.parts && { devices: { [pool.parts.resource]: { count: pool.parts.count, milli: 1000 } } }),
    ...(pool.counted && { counted: true }),
    ...(pool.domains && { domains: Object.fromEntries(pool.domains.map(({ level, value }) => [level, value])) }),
  };
}

/** The amounts without some resources. */
export function without(amounts: Resources, names: ReadonlySet<string>): Resources {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => !names.has(name)));
}
