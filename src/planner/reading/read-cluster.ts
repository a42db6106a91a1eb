import { budgetFindings } from './budgets';
import { ClusterObjects } from './cluster-objects';
import { ClusterDescription, PoolDescription, ReadObject } from './description';
import { barredByLabels, barredByTaints, barredFrom } from './node-admission';
import { podResources, PodResources } from './pod-requests';
import { pairOf, spreadingOf, ZoneDomains } from './spreading';
import { draftOf, WorkloadDraft } from './workload-draft';
import { ClusterModel, Finding, PoolModel, WorkloadModel } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { describeNumber } from '../../capacity/quantity';
import { firstShortage, minus, Resources } from '../../capacity/resources';

/** Turns the manifests of a cluster into the planner's model of it. */
export function readCluster(
  cluster: ClusterDescription,
  objects: readonly ReadObject[],
  extra: readonly Finding[],
): ClusterModel {
  const findings: Finding[] = [...extra];
  const context = new ClusterObjects(objects);
  const drafts = sortedBy(
    objects.flatMap((object) => readable(object, context, findings) ?? []),
    (draft) => draft.id,
  );
  const resources = new Map(
    drafts.map((draft) => [draft, podResources(draft.pod, draft.namespace, context, draft.path, findings)]),
  );
  const unplanned = unplannedResources(cluster, drafts, resources, findings);
  const running = drafts.filter((draft) => !draft.daemon);
  const daemons = drafts.filter((draft) => draft.daemon);
  const conflicts = new Set<string>();
  const pools = cluster.pools.flatMap((pool) =>
    (pool.zones.length > 0 ? pool.zones : [undefined]).map((zone) => ({
      pool,
      zone,
      model: poolModel(pool, zone, daemons, resources, unplanned, findings),
    })),
  );
  const rules = new Map(running.map((draft) => [draft, spreadingOf(draft, drafts, conflicts, findings)]));
  const daemonConflicts = (draft: WorkloadDraft) => daemons.filter(({ id }) => conflicts.has(pairOf(draft.id, id)));
  const workloads = running.map((draft): WorkloadModel => {
    const clashes = daemonConflicts(draft);
    const barred = pools.flatMap(({ pool, zone, model }): [string, string][] => {
      const daemon = clashes.find(({ id }) => model.daemonsets[id] !== undefined);
      const reason =
        barredFrom(draft.pod.spec ?? {}, pool, zone) ?? (daemon && `may not share a node with ${daemon.id}`);
      return reason === undefined ? [] : [[model.id, reason]];
    });
    const out = new Set(barred.map(([id]) => id));
    const eligible = pools.filter(({ model }) => !out.has(model.id));
    findings.push(...missingZones(draft, eligible));
    const priority = context.priorityOf(draft.pod.spec ?? {}, draft.path, findings);
    const pod = resources.get(draft)!;
    findings.push(...(draft.hint?.findings ?? []));
    const { zoneDomains, ...spreading } = rules.get(draft)!;
    const emptyDomain =
      zoneDomains &&
      pools.some(
        ({ pool, zone }) => !eligible.some((other) => other.zone === zone) && isDomain(draft, pool, zone, zoneDomains),
      );
    return {
      id: draft.id,
      path: draft.path,
      namespace: draft.namespace,
      priority: priority.value,
      preempts: priority.preempts,
      requests: without(pod.requests, unplanned),
      limits: pod.limits,
      ...(pod.injected && { injected: pod.injected }),
      eligible: eligible.map(({ model }) => model.id),
      barred: Object.fromEntries(barred),
      ...spreading,
      // A zone that counts and can hold no pod stays empty: then no zone may hold more than the skew.
      ...(emptyDomain && { maxPerZone: Math.min(spreading.maxPerZone ?? Infinity, spreading.zoneSkew!) }),
      ...(draft.zonePinned && { zonePinned: true }),
      replicas: draft.replicas,
      ...(draft.rollout && { rollout: draft.rollout }),
      ...(draft.hint?.reason && { reason: draft.hint.reason }),
    };
  });
  findings.push(...budgetFindings(context, running));
  const daemonIds = new Set(daemons.map(({ id }) => id));
  const pairs = sortedBy(conflicts, (pair) => pair).map((pair) => pair.split('|') as [string, string]);
  return {
    name: cluster.name,
    path: cluster.path,
    kubernetesVersion: cluster.kubernetesVersion,
    survive: cluster.survive,
    pools: pools.map(({ model }) => model),
    workloads,
    conflicts: pairs.filter(([a, b]) => !daemonIds.has(a) && !daemonIds.has(b)),
    findings: unique(findings),
  };
}

/** The workload of a manifest; one whose shape is not what Kubernetes takes is an error with its place. */
function readable(object: ReadObject, context: ClusterObjects, findings: Finding[]): WorkloadDraft | undefined {
  try {
    const draft = draftOf(object, context, findings);
    if (draft) {
      // Everything that is read later is read once here, where a wrong shape can be told.
      podResources(draft.pod, draft.namespace, context, draft.path, []);
      spreadingOf(draft, [draft], new Set(), []);
      barredFrom(draft.pod.spec ?? {}, PROBE_POOL, undefined);
    }
    return draft;
  } catch (error) {
    findings.push({
      code: 'MANIFEST_UNREADABLE',
      severity: 'error',
      path: object.path,
      message: `${object.json.kind} ${object.json.metadata?.name} is not of the shape that Kubernetes takes: ${(error as Error).message}`,
      cure: ['correct the manifest; the API server would refuse it too'],
    });
    return undefined;
  }
}

const PROBE_POOL: PoolDescription = {
  name: '',
  path: '',
  zones: [],
  nodeType: '',
  capacity: {},
  reserved: {},
  labels: {},
  taints: [],
  minNodes: 0,
};

/** The same manifest is read in several ways: what is wrong with it is said once. */
function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
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

/** True where the zone of the pool counts for the spread of the workload, whether its pods fit there or not. */
function isDomain(
  draft: WorkloadDraft,
  pool: PoolDescription,
  zone: string | undefined,
  honours: ZoneDomains,
): boolean {
  const spec = draft.pod.spec ?? {};
  return (
    (!honours.affinity || barredByLabels(spec, pool, zone) === undefined) &&
    (!honours.taints || barredByTaints(spec, pool) === undefined)
  );
}

function poolModel(
  pool: PoolDescription,
  zone: string | undefined,
  daemons: readonly WorkloadDraft[],
  resources: ReadonlyMap<WorkloadDraft, PodResources>,
  unplanned: ReadonlySet<string>,
  findings: Finding[],
): PoolModel {
  const id = zone === undefined ? pool.name : `${pool.name}/${zone}`;
  const daemonsets: Record<string, Resources> = {};
  let allocatable = minus(pool.capacity, pool.reserved);
  for (const daemon of daemons.filter((draft) => barredFrom(draft.pod.spec ?? {}, pool, zone) === undefined)) {
    const requests = without(resources.get(daemon)!.requests, unplanned);
    const shortage = firstShortage(requests, allocatable);
    if (shortage !== undefined) {
      findings.push({
        code: 'DAEMONSET_DOES_NOT_FIT',
        severity: 'error',
        path: daemon.path,
        message: `${daemon.id} does not fit on nodes of pool ${id} beside the other daemonsets: ${shortage} ${describeNumber(shortage, requests[shortage])} asked, ${describeNumber(shortage, allocatable[shortage] ?? 0)} left`,
        cure: ['request less', `keep it off the pool with a node selector or a taint on ${pool.name}`],
      });
      continue;
    }
    daemonsets[daemon.id] = requests;
    allocatable = minus(allocatable, requests);
  }
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
    minNodes: pool.minNodes,
    ...(pool.maxNodes !== undefined && { maxNodes: pool.maxNodes }),
    ...(pool.price !== undefined && { price: pool.price }),
  };
}

/** Resources that some pod requests and no node type declares: they cannot be planned, and the plan says so. */
function unplannedResources(
  cluster: ClusterDescription,
  drafts: readonly WorkloadDraft[],
  resources: ReadonlyMap<WorkloadDraft, PodResources>,
  findings: Finding[],
): ReadonlySet<string> {
  const silent = cluster.pools.filter((pool) => pool.capacity['ephemeral-storage'] === undefined);
  const asked = drafts.some((draft) => (resources.get(draft)!.requests['ephemeral-storage'] ?? 0) > 0);
  if (silent.length === 0 || !asked) {
    return silent.length === 0 ? new Set() : new Set(['ephemeral-storage']);
  }
  findings.push({
    code: 'EPHEMERAL_STORAGE_NOT_PLANNED',
    severity: 'info',
    path: cluster.path,
    message: `ephemeral storage is requested and not planned: node type ${[...new Set(silent.map((pool) => pool.nodeType))].join(', ')} does not say how much it has`,
    cure: ['give the node type its ephemeralStorage'],
  });
  return new Set(['ephemeral-storage']);
}

function without(amounts: Resources, names: ReadonlySet<string>): Resources {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => !names.has(name)));
}
