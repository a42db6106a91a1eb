import { ClusterModel, Finding, WorkloadModel } from '../model';
import { Attempt } from '../planning/planning';
import { replicasText } from '../quantity';
import { fits, quickly } from './cures/trial';
import { lostZone, SPOT_LOST } from '../scenario/loss';
import { placeOf } from '../sites';

/** Workloads whose spread asks for more zones than can have nodes for them, and whose pods therefore never all run. */
export function explainFewZones(model: ClusterModel): Finding[] {
  return model.workloads.flatMap((workload) => {
    const { id, eligible, spreadPools = [], zoneSkew = 0, minZones = 1 } = workload;
    const counted = zonesOf(model, [...eligible, ...spreadPools]);
    const usable = zonesOf(model, eligible);
    const most = zoneSkew * usable.length;
    const wanted = podsOf(workload);
    if (zoneSkew === 0 || eligible.length === 0 || counted.length >= minZones || wanted <= most) {
      return [];
    }
    return [
      {
        code: 'SPREAD_NEEDS_ZONES',
        severity: 'error',
        ...placeOf(workload),
        message: `the hard spread of ${id} asks for ${minZones} zones (minDomains), nodes that count can be in ${counted.length} (${counted.join(', ')}): with fewer the emptiest counts as empty, so a zone runs at most ${zoneSkew}, together ${most} of ${wanted} pods`,
        expected: `nodes in ${minZones} zones, or at most ${most} pods`,
        actual: `${counted.length} zones, ${wanted} pods`,
        cure: [
          `minDomains ${counted.length}`,
          `a pool that admits it in ${minZones - counted.length} more zone${minZones - counted.length === 1 ? '' : 's'}`,
          `at most ${replicasText(most)}`,
        ],
      } satisfies Finding,
    ];
  });
}

/** Pods that stay out only because of zones that count for their spread and hold none of them: nodes that they may not use, or lost ones. */
export function explainEmptyZones({ model, unplaced, unplacedAtMaximum, losses }: Attempt): Finding[] {
  const out = new Set([...unplaced, ...unplacedAtMaximum].map(({ workload }) => workload));
  const short = new Set(losses.flatMap((loss) => loss.short.map(({ workload }) => workload.id)));
  const closed = model.workloads.filter(({ id, spreadPools }) => spreadPools && (out.has(id) || short.has(id)));
  const dead = model.workloads.filter(({ id, deadZonesCount }) => deadZonesCount && short.has(id));
  if (closed.length > 0 && fits(quickly(without(model, closed, ({ spreadPools: _, ...rest }) => rest)))) {
    return closed.map((workload) => closedZones(model, workload));
  }
  if (dead.length > 0 && fits(quickly(without(model, dead, ({ deadZonesCount: _, ...rest }) => rest)))) {
    return dead.map((workload) => deadZone(workload, losses));
  }
  return [];
}

function closedZones(model: ClusterModel, workload: WorkloadModel): Finding {
  const { id, spreadPools = [], barred, zoneSkew } = workload;
  const own = zonesOf(model, workload.eligible);
  const pools = model.pools.filter((pool) => spreadPools.includes(pool.id) && !own.includes(pool.zone ?? ''));
  const zones = [...new Set(pools.map(({ zone }) => zone))];
  const reasons = pools.map((pool) => barred[pool.id] ?? '');
  return {
    code: 'SPREAD_COUNTS_OTHER_NODES',
    severity: 'error',
    ...placeOf(workload),
    message: `nodes that pods of ${id} may not use count for its hard spread over zones: ${pools.map((pool) => `${pool.id} (${barred[pool.id]})`).join(', ')}. No pod can be in zone ${zones.join(', ')}, so no other zone may run more than ${zoneSkew}`,
    cure: [
      ...(reasons.some((why) => why.startsWith('taint')) ? ['nodeTaintsPolicy: Honor in its spread over zones'] : []),
      ...(reasons.some((why) => /^(node selector|required)/.test(why))
        ? ['nodeAffinityPolicy: Honor in its spread over zones']
        : []),
      `a pool that admits it in zone ${zones.join(', ')}`,
    ],
  };
}

function deadZone(workload: WorkloadModel, losses: Attempt['losses']): Finding {
  const { id, zoneSkew, replicas } = workload;
  const hit = losses.flatMap(({ scenario, short }) =>
    short.filter((one) => one.workload.id === id).map(({ left, needed }) => ({ name: scenario.name, left, needed })),
  );
  const worst = hit.reduce((a, b) => (b.needed - b.left > a.needed - a.left ? b : a));
  const zone = lostZone(worst.name);
  const node = worst.name === SPOT_LOST ? 'all spot nodes are lost' : 'the only node of a zone is lost';
  const what = zone === undefined ? node : `zone ${zone} is lost`;
  return {
    code: 'DEAD_ZONE_COUNTS',
    severity: 'error',
    ...placeOf(workload),
    message: `when ${what}, its Node objects stay and count for the hard spread of ${id}, without pods: no other zone may then get above ${zoneSkew}, so ${worst.left} of ${replicas.planned} pods are left and ${worst.needed} are needed`,
    expected: `${worst.needed} pods after the loss`,
    actual: String(worst.left),
    cure: ['nodeTaintsPolicy: Honor in its spread over zones'],
  };
}

function without(
  model: ClusterModel,
  some: readonly WorkloadModel[],
  less: (workload: WorkloadModel) => WorkloadModel,
): ClusterModel {
  const ids = new Set(some.map(({ id }) => id));
  return {
    ...model,
    workloads: model.workloads.map((workload) => (ids.has(workload.id) ? less(workload) : workload)),
  };
}

/** Zones in which one of the pools may have nodes. */
function zonesOf({ pools }: ClusterModel, ids: readonly string[]): string[] {
  return [
    ...new Set(pools.filter(({ id, maxNodes }) => ids.includes(id) && maxNodes !== 0).map(({ zone = '' }) => zone)),
  ];
}

function podsOf({ replicas }: WorkloadModel): number {
  return Math.max(replicas.planned, replicas.max ?? 0);
}
