import {
  DisruptionModel,
  Finding,
  GangModel,
  PoolModel,
  ReplicaModel,
  SurviveLevel,
  WorkloadModel,
} from '../../../capacity/model';
import { Budgets } from '../budgets';
import { ClusterObjects } from '../cluster-objects';
import { hostGang } from './host-gangs';
import { besideDaemon } from '../daemons/arrival';
import { HOST, barredFrom, staysBound } from '../node-admission';
import { PodResources } from '../pod-requests';
import { without } from '../pool-model';
import { ReadPool } from '../read-pool';
import { WorkloadDraft } from './workload-draft';
import { hostSpreadOf } from '../scheduling/host-domains';
import { named, Spreading } from '../scheduling/rules';
import { withoutZoneLabel, zoneSpread } from '../scheduling/zone-domains';
import { Claim } from '../storage/claim';
import { barredByVolumes, isLeftBehind, pinsOf } from '../storage/pins';

/** Everything that is known of one workload. */
export interface ReadWorkload {
  readonly draft: WorkloadDraft;
  readonly pod: PodResources;
  readonly pools: readonly ReadPool[];
  /** Pools that it is not planned on, whose nodes may count for its spread. */
  readonly elsewhere?: readonly ReadPool[];
  readonly spreading: Spreading;
  /** Resources that are not planned. */
  readonly unplanned: ReadonlySet<string>;
  /** Daemonsets with which it may not share a node. */
  readonly clashes: readonly WorkloadDraft[];
  /** Pools that its queue may use; absent: it waits in none. */
  readonly queuePools?: ReadonlySet<string>;
  /** Which loss the cluster outlives; absent: none. */
  readonly survive?: SurviveLevel;
  /** Claims of each of its pods. */
  readonly claims: readonly Claim[];
  readonly context: ClusterObjects;
  readonly budgets: Budgets;
  readonly findings: Finding[];
}

/** A workload as the planner sees it: what it asks for, where it may run, how it spreads. */
export function workloadModel(read: ReadWorkload): WorkloadModel {
  const { draft, pod, pools, unplanned, context, findings } = read;
  const barred = pools.flatMap(({ pool, zone, model }): [string, string][] => {
    const daemon = read.clashes.find(({ id }) => model.daemonsets[id] !== undefined);
    const whole = (pod.device || pod.parted) && !pool.parts && 'its devices are handed out whole';
    const queued = read.queuePools?.has(model.id) === false && `is no pool of queue ${draft.queue}`;
    const reason =
      barredFrom(draft.pod.spec ?? {}, pool, zone) ??
      barredByVolumes(read.claims, pool, zone) ??
      withoutZoneLabel(read.spreading, pool, zone) ??
      ([whole, queued, daemon && besideDaemon(daemon.id), missingAgent(read, model)].find(Boolean) || undefined);
    return reason === undefined ? [] : [[model.id, reason]];
  });
  const out = new Set(barred.map(([id]) => id));
  const eligible = pools.filter(({ model }) => !out.has(model.id));
  findings.push(...missingZones(draft, eligible), ...(draft.hint?.findings ?? []));
  const priority = context.priorityOf(draft.pod.spec ?? {}, draft.path, findings);
  const { hostSpread: _, hostDomains: __, besides: ___, ...spreading } = read.spreading;
  const hostSpread = hostSpreadOf(read, eligible);
  const disruption = read.budgets.of(draft) ?? (draft.migrates ? { allowed: 0, ours: false } : undefined);
  const gang = gangModel(read, eligible);
  const pins = pinsOf(read.claims);
  return {
    id: draft.id,
    path: draft.path,
    namespace: draft.namespace,
    priority: priority.value,
    preempts: priority.preempts,
    requests: without(pod.requests, unplanned),
    limits: pod.limits,
    ...(pod.device && { device: pod.device }),
    ...(pod.injected && { injected: pod.injected }),
    ...(pod.parts && { parts: pod.parts }),
    eligible: eligible.map(({ model }) => model.id),
    barred: Object.fromEntries(barred),
    ...zoneSpread(read, spreading, eligible),
    ...(hostSpread && { hostSpread }),
    ...pins,
    ...((draft.hint?.staysBound ?? staysBound(draft.pod.spec ?? {})) && { staysBound: true }),
    replicas: read.survive && isLeftBehind(pins, read.survive) ? asBudgeted(draft, disruption) : draft.replicas,
    ...(draft.rollout && { rollout: draft.rollout }),
    ...(gang && { gang }),
    ...(draft.migrates && { migrates: true }),
    ...(draft.hint?.pinned && { pinned: true }),
    ...(draft.hint?.mayShed && { mayShed: true }),
    ...(draft.canary && { canary: draft.canary }),
    ...(disruption && { disruption }),
    ...(draft.hint?.placed && { ours: true }),
    ...(draft.hint?.partOf && { partOf: draft.hint.partOf }),
    ...(draft.hint?.reason && { reason: draft.hint.reason }),
    ...(draft.hint?.hours && { hours: draft.hint.hours }),
  };
}

/**
 * What nobody else says of pods that cannot come back after a loss, their disruption budget does: how many may be missing. Other pods
 * come back elsewhere.
 */
function asBudgeted({ replicas, hint }: WorkloadDraft, disruption: DisruptionModel | undefined): ReplicaModel {
  return hint || !disruption ? replicas : { ...replicas, degraded: Math.max(0, replicas.planned - disruption.allowed) };
}

/** How its pods lie together, with the level that its label stands for. */
function gangModel(
  { draft, pod, pools, spreading, findings }: ReadWorkload,
  eligible: readonly ReadPool[],
): GangModel | undefined {
  if (!draft.gang || draft.replicas.planned === 0) {
    return undefined;
  }
  const { label, mode } = draft.gang;
  const size = draft.replicas.planned;
  if (label === HOST) {
    const { id, path } = draft;
    const gang = { id, path, size, mode, requests: pod.requests, maxPerNode: spreading.maxPerNode };
    return hostGang(
      gang,
      eligible.map(({ model }) => model),
      findings,
    );
  }
  const levels = pools.flatMap(({ pool }) => pool.domains ?? []);
  const level = levels.find((domain) => domain.label === label)?.level;
  if (label !== undefined && level === undefined) {
    const known = [...new Set(levels.map((domain) => domain.label))];
    findings.push({
      code: 'TOPOLOGY_LEVEL_UNKNOWN',
      severity: mode === 'required' ? 'error' : 'warning',
      path: draft.path,
      message: `${draft.id} asks for one domain of ${label}, which is no level of the topology of any pool`,
      expected: known.length > 0 ? `one of ${known.join(', ')}` : 'a pool with a topology',
      actual: label,
      cure: known.length > 0 ? known : ['a GpuPool with a topology'],
    });
  }
  return { size, mode, ...(level !== undefined && { level }) };
}

/** A workload that was sized for more zones than it can have pods in would fall below its promise, or never fit. */
function missingZones(draft: WorkloadDraft, eligible: readonly { readonly zone: string | undefined }[]): Finding[] {
  const has = [...new Set(eligible.map(({ zone }) => zone))];
  const missing = (draft.hint?.zones ?? []).filter((zone) => !has.includes(zone));
  if (missing.length === 0 || has.length === 0) {
    return [];
  }
  return [
    {
      code: 'ZONES_WITHOUT_POOL',
      severity: 'error',
      path: draft.path,
      message: `${draft.id} is sized for zones ${draft.hint!.zones!.join(', ')}, no pool that admits it is in ${missing.join(', ')}`,
      expected: `a pool in ${missing.join(', ')}`,
      actual: `pools in ${has.join(', ')}`,
      cure: [
        `zones: [${has.map((zone) => `'${zone}'`).join(', ')}] on the workload`,
        `a pool for it in ${missing.join(', ')}`,
      ],
    },
  ];
}

/** The DaemonSet beside which its pods have to be, and which does not run in the pool. */
function missingAgent({ spreading }: ReadWorkload, { daemonsets }: PoolModel): string | undefined {
  const missing = spreading.besides?.find((agents) => agents.every(({ id }) => daemonsets[id] === undefined));
  return missing && `has to be beside ${named(missing)}, which does not run there`;
}
