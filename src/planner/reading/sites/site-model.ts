import { Finding, PoolModel, WorkloadModel } from '../../../capacity/model';
import { sortedBy } from '../../../capacity/order';
import { KubePodSpec } from '../../../manifest/kube';
import { Budgets } from '../budgets';
import { ClusterObjects } from '../cluster-objects';
import { EdgeDescription, PoolDescription, SiteDescription } from '../description';
import { hasSidecar, podResources, PodResources } from '../pod-requests';
import { poolModel } from '../pool-model';
import { Tenancy } from './site-tenancies';
import { pairOf, SchedulingContext } from '../scheduling/rules';
import { spreadingOf } from '../scheduling/spreading';
import { AttachLimits } from '../storage/attach-limits';
import { ClaimUsers } from '../storage/claim-users';
import { Places } from '../storage/places';
import { volumeFindings } from '../storage/volume-findings';
import { WorkloadDraft } from '../workloads/workload-draft';
import { workloadModel } from '../workloads/workload-model';

/** What sites have in common. */
export interface SiteContext {
  readonly edge: EdgeDescription;
  readonly daemons: readonly WorkloadDraft[];
  readonly daemonResources: ReadonlyMap<WorkloadDraft, PodResources>;
  readonly context: ClusterObjects;
  readonly budgets: Budgets;
  readonly limits: AttachLimits;
  readonly unplanned: ReadonlySet<string>;
  /** True where nodes elsewhere have prices: those of sites are bought, and cost nothing more unless somebody says so. */
  readonly priced: boolean;
}

/** One site, planned for itself. */
export interface SiteModel {
  readonly pools: readonly PoolModel[];
  readonly workloads: readonly WorkloadModel[];
  /** What each of the workloads is rolled out with. */
  readonly rollsWith: readonly (string | undefined)[];
  readonly conflicts: readonly (readonly [string, string])[];
  readonly nodes: readonly PoolDescription[];
  readonly findings: readonly Finding[];
}

/** The nodes of a site, and what runs on them. */
export function siteModel(shared: SiteContext, site: SiteDescription, tenancies: readonly Tenancy[]): SiteModel {
  const { edge, daemons, daemonResources, context, budgets, limits, unplanned, priced } = shared;
  const findings: Finding[] = [];
  const known = tenancies.flatMap(({ draft, rollsWith }) => {
    const made = draft();
    return made ? [{ draft: made, rollsWith }] : [];
  });
  const runs = sortedBy(known, ({ draft }) => bareId(draft.id, site.name));
  const drafts = runs.map(({ draft }) => draft);
  const pools = site.pools.map((pool) => {
    const here: PoolDescription = {
      ...(priced && { price: 0 }),
      ...pool,
      path: site.path,
      name: `${site.name}/${pool.name}`,
      labels: { ...pool.labels, ...site.labels, [edge.groupLabel]: site.name },
    };
    const model = poolModel(here, undefined, daemons, daemonResources, unplanned, findings);
    return { pool: here, zone: undefined, model };
  });
  const conflicts = new Set<string>();
  const everybody = [...drafts, ...daemons];
  const scheduling: SchedulingContext = {
    all: everybody,
    pools,
    objects: context,
    conflicts,
    findings,
  };
  const rules = new Map(drafts.map((draft) => [draft, spreadingOf(draft, scheduling)]));
  const claims = new ClaimUsers(drafts, context.storage);
  const resourcesOf = (draft: WorkloadDraft): PodResources => {
    const pod = podResources(draft.pod, draft.namespace, context, draft.path, findings);
    return { ...pod, requests: { ...pod.requests, ...limits.requests(claims.alone(draft)) } };
  };
  const workloads = drafts.map((draft) => ({
    ...workloadModel({
      draft: promised(draft),
      pod: resourcesOf(draft),
      pools,
      spreading: rules.get(draft)!,
      unplanned,
      claims: claims.of(draft),
      context,
      budgets,
      findings,
      clashes: daemons.filter(({ id }) => conflicts.has(pairOf(draft.id, id))),
    }),
    site: site.name,
    restartSeconds: restartSeconds(draft.pod.spec ?? {}),
  }));
  findings.push(
    ...volumeFindings({
      users: claims,
      drafts,
      places: new Places(pools, new Map(drafts.map((draft, i) => [draft, workloads[i]]))),
      limits,
      survive: 'none',
      path: site.path,
    }),
  );
  findings.push(...drafts.flatMap((draft) => [...autoscaledOffline(draft, site), ...injected(draft, context)]));
  const own = new Set(drafts.map(({ id }) => id));
  const pairs = sortedBy(conflicts, (pair) => pair).map((pair) => pair.split('|') as [string, string]);
  return {
    pools: pools.map(({ model }) => model),
    workloads,
    rollsWith: runs.map(({ rollsWith }) => rollsWith),
    conflicts: pairs.filter(([a, b]) => own.has(a) && own.has(b)),
    nodes: pools.map(({ pool }) => pool),
    findings: findings.map((finding) => ({ ...finding, site: site.name })),
  };
}

/** The id without the site that it ends with: the same for copies at other sites. */
export function bareId(id: string, site: string): string {
  return id.endsWith(`-${site}`) ? id.slice(0, -site.length - 1) : id;
}

/** At a site nobody promises that a workload outlives its node, unless the workload says so. */
function promised(draft: WorkloadDraft): WorkloadDraft {
  return draft.hint ? draft : { ...draft, replicas: { ...draft.replicas, degraded: 0 } };
}

/** From the order to stop until the next pod serves: the grace period, and the time that it may take to start. */
function restartSeconds({ containers = [], terminationGracePeriodSeconds = 30 }: KubePodSpec): number {
  const starts = containers.map(
    ({ startupProbe: { periodSeconds = 10, failureThreshold = 0 } = {} }) => periodSeconds * failureThreshold,
  );
  return terminationGracePeriodSeconds + Math.max(0, ...starts);
}

/** Sidecars need istiod whenever they start. */
function injected({ pod, namespace, id, path }: WorkloadDraft, context: ClusterObjects): Finding[] {
  if (!hasSidecar(pod, namespace, context)) {
    return [];
  }
  return [
    {
      code: 'EDGE_SIDECAR',
      severity: 'error',
      path,
      message: `pods of ${id} get a sidecar of Istio, which does not start at a site without its control plane`,
      cure: ["the label sidecar.istio.io/inject: 'false'", 'a namespace without injection'],
    },
  ];
}

/** A site that is cut off tells no metrics: nothing scales there when it matters most. */
function autoscaledOffline(draft: WorkloadDraft, site: SiteDescription): Finding[] {
  if (draft.replicas.max === undefined || !site.mayBeOffline) {
    return [];
  }
  return [
    {
      code: 'EDGE_AUTOSCALER_OFFLINE',
      severity: 'error',
      path: draft.path,
      message: `${draft.id} is autoscaled, and its site may be offline: without metrics from there nothing scales`,
      cure: ['a fixed number of replicas for the peak of the site', 'no offline time at the site'],
    },
  ];
}
