import { readAdmission } from './admission/admission';
import { writtenQuotas } from './admission/namespace/quotas';
import { handNamespaces } from './admission/starters';
import { Budgets } from './budgets';
import { ClusterObjects } from './cluster-objects';
import { arrivalFindings, contestedFindings } from './daemons/arrival';
import { placeFindings } from './daemons/places-of-daemons';
import { strayDaemons } from './daemons/stray-daemons';
import { withDefaultLimits } from './default-limits';
import { ClusterDescription, PoolDescription, ReadObject } from './description';
import { DeviceParts, sharesAboveOne } from './device-parts';
import { environmentFindings } from './environment/environment-findings';
import { expanded } from './expansion';
import { guarded } from './guarded';
import { chartFindings } from './kinds/charts';
import { isCounted } from './kinds/makes-pods';
import { unreadFindings } from './kinds/unread';
import { undeclaredLabels } from './label-declarations';
import { barredFrom } from './node-admission';
import { kubeVirtSwitches } from './operators/kubevirt-switches';
import { podResources, PodResources } from './pod-requests';
import { exceptionFindings } from './pods/exceptions';
import { secretFindings } from './pods/secrets';
import { unknownRequests } from './pods/unknown-requests';
import { poolModel } from './pool-model';
import { queuePoolsOf, readQueues } from './queues';
import { pairOf, SchedulingContext } from './scheduling/rules';
import { readDaemonRules, spreadingOf } from './scheduling/spreading';
import { fansOut, fanOutsOf } from './sites/fan-outs';
import { siteOf } from './sites/site-tenancies';
import { readSites, SitesRead, strayFindings } from './sites/sites';
import { AttachLimits } from './storage/attach-limits';
import { ClaimUsers } from './storage/claim-users';
import { claimsOf } from './storage/claims-of-pods';
import { classFindings } from './storage/class-findings';
import { barredByVolumes } from './storage/pins';
import { Places } from './storage/places';
import { volumeFindings } from './storage/volume-findings';
import { deadlineFindings } from './workloads/deadlines';
import { concurrency } from './workloads/syncs';
import { draftsOf, isWorkload, WorkloadDraft } from './workloads/workload-draft';
import { withOwnIds } from './workloads/workload-id';
import { workloadModel } from './workloads/workload-model';
import { forecastFindings } from '../../capacity/forecast/findings';
import { ClusterModel, Finding } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';

/**
 * Turns the manifests of a cluster into the planner's model of it.
 * @param others objects that only quotas count
 */
export function readCluster(
  described: ClusterDescription,
  given: readonly ReadObject[],
  extra: readonly Finding[],
  others: readonly ReadObject[] = [],
): ClusterModel {
  const parts = new DeviceParts(described.pools);
  const limits = new AttachLimits(allPools(described));
  const cluster = withLimits({ ...described, pools: parts.counted(described.pools) }, limits);
  const remarks = cluster.pools.flatMap((pool) => pool.remarks ?? []);
  // Rules make no pods: what is found of them stands beside what is found of pods.
  const ofRules = given.flatMap(({ json, hint }) => (json.kind === 'PrometheusRule' ? (hint?.findings ?? []) : []));
  const findings: Finding[] = [...extra, ...remarks, ...ofRules, ...(cluster.edge?.findings ?? [])];
  const { edge } = cluster;
  const { objects, memory: memoryLimits } = withDefaultLimits(expanded(cluster, given, findings));
  const context = new ClusterObjects(objects, cluster.kubernetesVersion);
  const read = objects.filter(({ json }) => isWorkload(json)).flatMap((object) => readable(object, context, findings));
  const drafts = sortedBy(withOwnIds(read, findings), (draft) => draft.id);
  const claims = new ClaimUsers(drafts, context.storage);
  const resources = new Map(
    drafts.map((draft) => {
      const pod = podResources(draft.pod, draft.namespace, context, draft.path, findings);
      const attached = { ...pod, requests: { ...pod.requests, ...limits.requests(claims.alone(draft)) } };
      findings.push(...sharesAboveOne(draft));
      return [draft, parts.read(attached, draft, findings)];
    }),
  );
  findings.push(...unknownRequests(drafts, context, cluster.path), ...secretFindings(objects, cluster.path));
  findings.push(...exceptionFindings(drafts), ...classFindings(cluster, objects, drafts));
  findings.push(...kubeVirtSwitches(objects, (kind) => context.of(kind), cluster));
  const unplanned = unplannedResources(cluster, drafts, resources, findings);
  const atOneSite = (draft: WorkloadDraft) =>
    edge !== undefined && siteOf(draft.pod.spec ?? {}, edge.groupLabel) !== undefined;
  const running = drafts.filter((draft) => !draft.daemon && !atOneSite(draft));
  const daemons = drafts.filter((draft) => draft.daemon);
  findings.push(...daemons.flatMap(({ hint }) => hint?.findings ?? []));
  const conflicts = new Set<string>();
  const pools = cluster.pools.flatMap((pool) =>
    (pool.zones.length > 0 ? pool.zones : [undefined]).map((zone) => ({
      pool,
      zone,
      model: poolModel(pool, zone, daemons, resources, unplanned, findings),
    })),
  );
  const scheduling: SchedulingContext = {
    all: drafts,
    pools,
    objects: context,
    conflicts,
    findings,
  };
  const rules = new Map(running.map((draft) => [draft, spreadingOf(draft, scheduling)]));
  daemons.forEach((daemon) => readDaemonRules(daemon, scheduling));
  const planned = new Set(running.map(({ id }) => id));
  const budgets = new Budgets(objects, drafts, findings);
  const fanOuts = objects.flatMap(
    (object) => (edge && guarded(object, findings, () => fanOutsOf(object, edge.sites, findings))) ?? [],
  );
  const quotas = writtenQuotas(objects);
  const admitted = readAdmission({ cluster, objects, others, drafts, fanOuts, context, pools, quotas });
  findings.push(...admitted.findings);
  const sites: SitesRead = edge
    ? readSites({
        edge,
        fanOuts,
        pinned: drafts.filter((draft) => !draft.daemon && atOneSite(draft)),
        daemons,
        daemonResources: resources,
        context,
        budgets,
        limits,
        unplanned,
        priced: cluster.pools.some(({ price }) => price !== undefined),
        taken: planned,
        readable: (object) => readable(object, context, findings)[0],
        findings,
      })
    : NO_SITES;
  const elsewhere = sites.nodes.map((pool, i) => ({ pool, zone: undefined, model: sites.pools[i] }));
  const workloads = running.map((draft) => {
    const workload = workloadModel({
      draft,
      pod: resources.get(draft)!,
      pools,
      elsewhere,
      spreading: rules.get(draft)!,
      unplanned,
      queuePools: queuePoolsOf(draft, context, pools),
      survive: cluster.survive,
      claims: claims.of(draft),
      context,
      budgets,
      findings,
      clashes: daemons.filter(({ id }) => conflicts.has(pairOf(draft.id, id))),
    });
    return { ...workload, ...undeclaredLabels(workload, draft.pod.spec ?? {}, pools) };
  });
  const queues = readQueues(context, pools, running, workloads, handNamespaces(objects));
  findings.push(...budgets.findings(running));
  const models = new Map(running.map((draft, i) => [draft, workloads[i]]));
  findings.push(
    ...volumeFindings({
      users: claims,
      drafts: [...running, ...daemons],
      places: new Places([...pools, ...elsewhere], models),
      limits,
      survive: cluster.survive,
      path: cluster.path,
    }),
  );
  const everywhere = [...pools, ...elsewhere];
  const ranked = daemons.map((draft) => ({
    draft,
    priority: context.priorityOf(draft.pod.spec ?? {}, draft.path, findings),
  }));
  findings.push(
    ...placeFindings(daemons, everywhere, conflicts),
    ...arrivalFindings(ranked, pools, workloads, cluster.path),
    ...contestedFindings(ranked, workloads),
    ...(edge ? strayDaemons(daemons, sites.nodes, edge) : []),
  );
  findings.push(...strayFindings(running, sites.nodes), ...running.flatMap(deadlineFindings));
  findings.push(...environmentFindings(cluster, objects, running), ...forecastFindings(cluster.forecasts ?? {}));
  const unread = objects.filter(({ json }) => !isCounted(json) && !(edge && fansOut({ json })));
  findings.push(...unreadFindings(unread, cluster), ...chartFindings(unread, cluster));
  const pairs = sortedBy(conflicts, (pair) => pair).map((pair) => pair.split('|') as [string, string]);
  return {
    name: cluster.name,
    path: cluster.path,
    kubernetesVersion: cluster.kubernetesVersion,
    survive: cluster.survive,
    effort: cluster.effort,
    scoring: cluster.scoring,
    ...(cluster.placement && { placement: cluster.placement }),
    ...concurrency(cluster, [...workloads, ...sites.workloads], objects),
    peakGroups: cluster.peakGroups.map(({ name, paths }) => ({
      name,
      workloads: [...workloads, ...sites.workloads].filter(({ path }) => paths.includes(path)).map(({ id }) => id),
    })),
    pools: [...pools.map(({ model }) => model), ...sites.pools],
    workloads: [...workloads, ...sites.workloads],
    conflicts: [...pairs.filter((pair) => pair.every((id) => planned.has(id))), ...sites.conflicts],
    ...(queues.length > 0 && { queues }),
    ...(cluster.timetables.length > 0 && { timetables: cluster.timetables }),
    ...(cluster.forecasts && { forecasts: cluster.forecasts }),
    ...(edge && { sites: sites.classes }),
    memoryLimits,
    ...(admitted.quotas.length > 0 && { namespaceQuotas: admitted.quotas }),
    ...(cluster.accepted?.length && { accepted: cluster.accepted }),
    findings: unique(findings),
  };
}

/** Pools of the cluster and of its sites. */
function allPools({ pools, edge }: ClusterDescription): PoolDescription[] {
  return [...pools, ...(edge?.sites ?? []).flatMap((site) => site.pools)];
}

function withLimits({ pools, edge, ...rest }: ClusterDescription, limits: AttachLimits): ClusterDescription {
  const counted = (some: readonly PoolDescription[]) => some.map((pool) => limits.counted(pool));
  const sites = edge?.sites.map((site) => ({ ...site, pools: counted(site.pools) }));
  return { ...rest, pools: counted(pools), ...(edge && sites && { edge: { ...edge, sites } }) };
}

const NO_SITES: SitesRead = { pools: [], workloads: [], conflicts: [], classes: [], nodes: [] };

/** The workloads of a manifest; none where it runs no pods. */
function readable(object: ReadObject, context: ClusterObjects, findings: Finding[]): WorkloadDraft[] {
  const read = guarded(object, findings, () => {
    const drafts = draftsOf(object, context, findings);
    for (const draft of drafts) {
      // Everything that is read later is read once here, where a wrong shape can be told.
      podResources(draft.pod, draft.namespace, context, draft.path, []);
      spreadingOf(draft, {
        all: [draft],
        pools: [{ pool: PROBE_POOL, zone: undefined }],
        objects: context,
        conflicts: new Set(),
        findings: [],
      });
      barredFrom(draft.pod.spec ?? {}, PROBE_POOL, undefined);
      barredByVolumes(claimsOf(draft.pod.spec ?? {}, draft.namespace, context.storage), PROBE_POOL, undefined);
    }
    return drafts;
  });
  return read ?? [];
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

/** Resources that some pod requests and no node type declares: they cannot be planned, and the plan says so. */
function unplannedResources(
  cluster: ClusterDescription,
  drafts: readonly WorkloadDraft[],
  resources: ReadonlyMap<WorkloadDraft, PodResources>,
  findings: Finding[],
): ReadonlySet<string> {
  const silent = allPools(cluster).filter((pool) => pool.capacity['ephemeral-storage'] === undefined);
  const asked =
    cluster.edge !== undefined ||
    drafts.some((draft) => (resources.get(draft)!.requests['ephemeral-storage'] ?? 0) > 0);
  if (silent.length === 0 || !asked) {
    return silent.length === 0 ? new Set() : new Set(['ephemeral-storage']);
  }
  findings.push({
    code: 'EPHEMERAL_STORAGE_NOT_PLANNED',
    severity: 'info',
    uncovered: true,
    path: cluster.path,
    message: `ephemeral storage is requested and not planned: node type ${[...new Set(silent.map((pool) => pool.nodeType))].join(', ')} does not say how much it has`,
    cure: ['give the node type its ephemeralStorage'],
  });
  return new Set(['ephemeral-storage']);
}
