import {
  ClusterEntry,
  GrowingEntry,
  PlanDocument,
  PoolEntry,
  TenantEntry,
  TimetableEntry,
  WorkloadEntry,
} from './document';
import { CertificatePart } from '../capacity/bound/certificate';
import { amountAfter, Forecasts, Growing, MONTH, secondsOf, YEAR } from '../capacity/forecast/forecast';
import { PoolModel, WorkloadModel } from '../capacity/model';
import { ClusterPlan, OwnedPlaces } from '../capacity/plan';
import { SPOT_LOST } from '../capacity/scenario/loss';
import { SOLVER } from '../capacity/solver/solver';
import { Timetable } from '../capacity/timetable/timetable';
import { isRecord } from '../props/record';

/** Name and version of the tool that made a plan. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** A plan, and what it means to those who share its cluster. */
export interface JudgedPlan extends ClusterPlan {
  readonly tenants?: readonly TenantEntry[];
}

/**
 * Plans as `plan.json`, schema version 2: everything that is needed to check them again without this library.
 * Units: `cpu` in millicores, `memory` and `ephemeral-storage` in bytes, everything else a count.
 */
export function planDocument(plans: readonly JudgedPlan[], tool: Tool): PlanDocument {
  return {
    schemaVersion: 2,
    tool: { ...tool, solver: plans.some(madeWithout) ? 'none' : SOLVER },
    clusters: plans.map(clusterDocument),
  };
}

/** True where the solver was of no use. */
function madeWithout({ findings }: ClusterPlan): boolean {
  return findings.some(({ code }) => code === 'SOLVER_UNAVAILABLE');
}

/** JSON with sorted keys, two spaces and a newline at the end: the same plan gives the same bytes. */
export function toStableJson(value: unknown): string {
  return `${JSON.stringify(value, (_, inner) => (isRecord(inner) ? sortKeys(inner) : inner), 2)}\n`;
}

function sortKeys(record: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(record);
  if (keys.every((key, i) => i === 0 || keys[i - 1] < key)) {
    return record;
  }
  return Object.fromEntries(keys.sort().map((key) => [key, record[key]]));
}

function clusterDocument(plan: JudgedPlan): ClusterEntry {
  const { model, objective } = plan;
  const spotLoss = plan.scenarios.find(({ name }) => name === SPOT_LOST);
  return {
    name: model.name,
    kubernetesVersion: model.kubernetesVersion,
    status: plan.feasible ? 'feasible' : 'infeasible',
    survive: model.survive,
    pools: model.pools.map((pool) => poolDocument(pool, plan)),
    workloads: model.workloads.map((workload) => workloadDocument(workload, plan)),
    ...(model.conflicts.length > 0 && { conflicts: model.conflicts }),
    ...((model.concurrentRollouts ?? 1) > 1 && { concurrentRollouts: model.concurrentRollouts }),
    ...(model.peakGroups && model.peakGroups.length > 0 && { peakGroups: model.peakGroups }),
    steady: { nodes: plan.steady, unplaced: plan.unplaced },
    scenarios: plan.scenarios.filter(({ name }) => name !== SPOT_LOST),
    ...(spotLoss && { spotLoss }),
    ...(plan.transitions.length > 0 && { transitions: plan.transitions }),
    ...(plan.drains && { drains: plan.drains }),
    ...(plan.robustness && { robustness: plan.robustness }),
    ...(plan.strength && { strength: plan.strength }),
    ...(plan.timetables && { timetables: plan.timetables.map(timetableDocument) }),
    ...forecastDocument(model.forecasts ?? {}),
    ...(objective && {
      objective: {
        kind: objective.kind,
        value: objective.value,
        bound: objective.bound,
        gap: objective.gap,
        ...(objective.claimed && { claimedBound: objective.claimed.bound, method: objective.claimed.method }),
        ...(objective.placesBound !== undefined && { placesBound: objective.placesBound }),
        certificate: { parts: objective.certificate.parts.map(partDocument) },
      },
    }),
    packing: plan.packing,
    ...(plan.tenants && { tenants: plan.tenants }),
    ...(plan.balance && { balance: plan.balance }),
    findings: plan.findings,
  };
}

function forecastDocument({ storage = [], transfers = [] }: Forecasts): Pick<ClusterEntry, 'storage' | 'transfers'> {
  return {
    ...(storage.length > 0 && {
      storage: storage.map(({ objects, ...one }) => ({
        ...growingDocument(one),
        ...(objects && { objects: growingDocument(objects) }),
      })),
    }),
    ...(transfers.length > 0 && { transfers: transfers.map((one) => ({ ...one, seconds: secondsOf(one) })) }),
  };
}

function growingDocument<G extends Growing>(one: G): G & Pick<GrowingEntry, 'after'> {
  const [day, month, year] = [1, MONTH, YEAR].map((days) => amountAfter(one, days));
  return { ...one, after: { day, month, year } };
}

function poolDocument(pool: PoolModel, plan: ClusterPlan): PoolEntry {
  const { path: _, spares: __, counted: ___, ...rest } = pool;
  const spares = plan.spares[pool.id];
  return { ...rest, nodes: plan.nodes[pool.id], ...(spares && { spares }) };
}

function workloadDocument(workload: WorkloadModel, plan: ClusterPlan): WorkloadEntry {
  const rollout = plan.rollouts[workload.id];
  const disruption = plan.budgets[workload.id] ?? workload.disruption?.allowed;
  return {
    id: workload.id,
    path: workload.path,
    priority: workload.priority,
    requests: workload.requests,
    ...(workload.device && { device: workload.device }),
    ...(workload.injected && { injected: workload.injected }),
    eligible: workload.eligible,
    ...(Object.keys(workload.barred).length > 0 && { barred: workload.barred }),
    ...limitsDocument(workload),
    ...(workload.maxPerNodeAssumed && { maxPerNodeAssumed: true }),
    ...(workload.hostSpread && { hostSpread: workload.hostSpread }),
    ...(workload.zoneSkew !== undefined && zoneSpread(workload)),
    ...(workload.zonePinned && { zonePinned: true }),
    ...(workload.nodePinned && { nodePinned: true }),
    ...(plan.verdicts[workload.id] && { verdicts: plan.verdicts[workload.id] }),
    replicas: workload.replicas,
    ...(plan.afterLoss[workload.id] && { afterLoss: plan.afterLoss[workload.id] }),
    ...(plan.headroom[workload.id] !== undefined && { headroom: plan.headroom[workload.id] }),
    ...(workload.reason && { reason: workload.reason }),
    ...(workload.hours && { hours: workload.hours }),
    ...(rollout && {
      rollout: {
        asked: rollout.asked,
        completesUpTo: rollout.completesUpTo,
        maxUnavailable: rollout.maxUnavailable,
        ...(rollout.unproven && { unproven: true }),
      },
    }),
    ...(rollout && rollout.surge > 0 && { surge: rollout.surge }),
    ...(workload.partOf && { partOf: workload.partOf }),
    ...(workload.mayShed && { mayShed: true }),
    ...(workload.canary && { canary: workload.canary }),
    ...(workload.gang && { gang: workload.gang }),
    ...(disruption !== undefined && { disruption }),
    ...placesDocument(plan.reservation?.places[workload.id]),
  };
}

/** The places that it owns, by the letters of the rules that prove them. */
function placesDocument(owned: OwnedPlaces | undefined): Partial<WorkloadEntry> {
  if (!owned) {
    return {};
  }
  const { roles, cap, counts } = owned;
  return { roles, cap, K: counts.peak, q: counts.steady, f: counts.free };
}

/** Limits that count one revision only are no limits of the nodes: old and new pods of a rollout may meet. */
function limitsDocument({ maxPerNode, maxPerZone, limitsByRevision }: WorkloadModel): Partial<WorkloadEntry> {
  const limits = {
    ...(maxPerNode !== undefined && { maxPerNode }),
    ...(maxPerZone !== undefined && { maxPerZone }),
  };
  return limitsByRevision ? { perRevision: limits } : limits;
}

/** Its hard spread over zones, and which of them count. */
function zoneSpread(workload: WorkloadModel) {
  const { zoneSkew, zoneSkewByRevision, minZones = 1, evenZones, deadZonesCount, spreadPools } = workload;
  return {
    maxSkew: { zone: zoneSkew },
    ...(zoneSkewByRevision && { spreadByRevision: true }),
    ...(minZones > 1 && { minDomains: { zone: minZones } }),
    ...(evenZones && { evenZones }),
    ...(deadZonesCount && { deadZonesCount }),
    ...(spreadPools && { spreadPools }),
  };
}

function timetableDocument({ model, makespan, bound, steps }: Timetable): TimetableEntry {
  const { name, path, within, tasks } = model;
  return { name, path, ...(within !== undefined && { within }), makespan, bound, tasks, steps };
}

/** Prices of nothing are left out: they prove nothing. */
function partDocument(part: CertificatePart): object {
  const scenarios = Object.fromEntries(
    Object.entries(part.scenarios).map(([name, scenario]) => {
      const { perNode = {}, ...rest } = scenario;
      return [name, { ...rest, ...(Object.keys(perNode).length > 0 && { perNode }) }];
    }),
  );
  const { limits = {}, floors = {}, ...rest } = part;
  return {
    ...rest,
    scenarios,
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(Object.keys(floors).length > 0 && { floors }),
  };
}
