import { ClusterObjects } from './cluster-objects';
import { EdgeDescription, PoolDescription, ReadObject, SiteDescription } from './description';
import { copyAt, FanOut } from './fan-out';
import { barredFrom } from './node-admission';
import { hasSidecar, podResources, PodResources } from './pod-requests';
import { poolModel } from './pool-model';
import { pairOf, spreadingOf } from './spreading';
import { WorkloadDraft } from './workload-draft';
import { workloadModel } from './workload-model';
import { Finding, PoolModel, SiteClass, WorkloadModel } from '../../capacity/model';
import { byCodeUnit, sortedBy } from '../../capacity/order';
import { KubePodSpec } from '../../manifest/kube';

/** What runs at edge sites. */
export interface SitesInput {
  readonly edge: EdgeDescription;
  readonly fanOuts: readonly FanOut[];
  /** Workloads that name one site themselves. */
  readonly pinned: readonly WorkloadDraft[];
  readonly daemons: readonly WorkloadDraft[];
  readonly daemonResources: ReadonlyMap<WorkloadDraft, PodResources>;
  readonly context: ClusterObjects;
  readonly unplanned: ReadonlySet<string>;
  /** True where nodes elsewhere have prices: those of sites are bought, and cost nothing more unless somebody says so. */
  readonly priced: boolean;
  readonly readable: (object: ReadObject) => WorkloadDraft | undefined;
  /** Ids of workloads elsewhere. */
  readonly taken: ReadonlySet<string>;
  readonly findings: Finding[];
}

/** Edge sites as the planner sees them: equal ones once. */
export interface SitesRead {
  readonly pools: PoolModel[];
  readonly workloads: WorkloadModel[];
  readonly conflicts: [string, string][];
  readonly classes: SiteClass[];
  /** Nodes of each class, to tell who else may run on them. */
  readonly nodes: PoolDescription[];
}

/** Something that runs at a site. */
interface Tenancy {
  /** The same for what is the same at another site. */
  readonly key: string;
  readonly namespace: string;
  readonly draft: () => WorkloadDraft | undefined;
}

/** One site, planned for itself. */
interface SiteModel {
  readonly pools: readonly PoolModel[];
  readonly workloads: readonly WorkloadModel[];
  readonly conflicts: readonly (readonly [string, string])[];
  readonly nodes: readonly PoolDescription[];
  readonly findings: readonly Finding[];
}

/** Reads all sites: those with the same nodes and the same workloads are one. */
export function readSites(input: SitesInput): SitesRead {
  const tenancies = tenanciesOf(input);
  const alike = new Map<string, SiteDescription[]>();
  for (const site of sortedBy(input.edge.sites, ({ name }) => name)) {
    const runs = (tenancies.get(site.name) ?? []).map(({ key }) => key).sort(byCodeUnit);
    const key = JSON.stringify([site.hardware, Object.keys(site.labels).sort(), site.mayBeOffline, runs]);
    alike.set(key, [...(alike.get(key) ?? []), site]);
  }
  const classes = new Map<string, { readonly model: SiteModel; readonly members: SiteClass['members'][number][] }>();
  for (const sites of alike.values()) {
    const [first] = sites;
    const runs = tenancies.get(first.name) ?? [];
    const model = siteModel(input, first, runs);
    const namespacesAt = (site: SiteDescription) =>
      [...new Set((tenancies.get(site.name) ?? []).map(({ namespace }) => namespace))].sort(byCodeUnit);
    const shape = shapeOf(model, first.name, namespacesAt(first));
    const known = classes.get(shape) ?? { model, members: [] };
    known.members.push(...sites.map((site) => ({ name: site.name, namespaces: namespacesAt(site) })));
    classes.set(shape, known);
  }
  return together([...classes.values()], input.findings);
}

function together(
  classes: readonly { readonly model: SiteModel; readonly members: SiteClass['members'] }[],
  findings: Finding[],
): SitesRead {
  classes.forEach(({ model }) => findings.push(...model.findings));
  return {
    pools: classes.flatMap(({ model, members }) =>
      model.pools.map((pool) => ({ ...pool, sites: members.map(({ name }) => name) })),
    ),
    workloads: classes.flatMap(({ model }) => [...model.workloads]),
    conflicts: classes.flatMap(({ model }) => model.conflicts.map(([a, b]): [string, string] => [a, b])),
    classes: classes.map(({ members }) => ({ members })),
    nodes: classes.flatMap(({ model }) => [...model.nodes]),
  };
}

/** What runs at each site, by its name. */
function tenanciesOf({ edge, fanOuts, pinned, context, readable, findings }: SitesInput): Map<string, Tenancy[]> {
  const bySite = new Map(edge.sites.map(({ name }): [string, Tenancy[]] => [name, []]));
  const unknown = (group: string, path: string, what: string) =>
    findings.push({
      code: 'EDGE_GROUP_UNKNOWN',
      severity: 'error',
      path,
      message: `${what} runs at ${group}, which is no edge site of the cluster`,
      cure: ['a site of that name', 'the name of a site'],
    });
  fanOuts.forEach((fanOut, i) => {
    const { path, template, hint, targets } = fanOut;
    const namespace = template.metadata?.namespace ?? 'default';
    if (context.autoscalerOf(namespace, template.kind!, template.metadata?.name ?? '')) {
      findings.push(missingTarget(fanOut));
    }
    for (const target of targets) {
      const tenants = bySite.get(target.group);
      if (!tenants) {
        unknown(target.group, hint?.path ?? path, `${template.kind} ${template.metadata?.name}`);
        continue;
      }
      const copy = `${template.metadata?.name}-${target.group}`;
      const own = [
        i,
        target.change,
        hint?.variantOf?.[target.group],
        context.autoscalerOf(namespace, template.kind!, copy),
      ];
      tenants.push({
        key: JSON.stringify(own),
        namespace,
        draft: () => readable(copyAt(fanOut, target, edge.groupLabel)),
      });
    }
  });
  pinned.forEach((draft, i) => {
    const group = siteOf(draft.pod.spec ?? {}, edge.groupLabel)!;
    const tenants = bySite.get(group);
    if (!tenants) {
      unknown(group, draft.path, draft.id);
    }
    tenants?.push({ key: `pinned ${i}`, namespace: draft.namespace, draft: () => draft });
  });
  return bySite;
}

/** Nothing runs under the name of the template: only its copies do. */
function missingTarget({ path, template, hint, targets }: FanOut): Finding {
  const name = template.metadata?.name;
  return {
    code: 'EDGE_AUTOSCALER_MISSES',
    severity: 'error',
    path: hint?.path ?? path,
    message: `an autoscaler points at ${template.kind} ${name}, which is only copied: there is none of that name`,
    cure: [`one for each site, such as ${name}-${targets[0]?.group ?? '<site>'}`],
  };
}

/** The one site that a pod names by node selector or required affinity; undefined where it names none, or several. */
export function siteOf({ nodeSelector, affinity }: KubePodSpec, groupLabel: string): string | undefined {
  if (nodeSelector?.[groupLabel] !== undefined) {
    return nodeSelector[groupLabel];
  }
  const terms: any[] = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const named = terms.map(({ matchExpressions = [] }) => {
    const found = matchExpressions.find(({ key, operator }: any) => key === groupLabel && operator === 'In');
    return found?.values?.length === 1 ? (found.values[0] as string) : undefined;
  });
  return named.length > 0 && named.every((group) => group === named[0]) ? named[0] : undefined;
}

function siteModel(input: SitesInput, site: SiteDescription, runs: readonly Tenancy[]): SiteModel {
  const { edge, daemons, daemonResources, context, unplanned, priced } = input;
  const findings: Finding[] = [];
  const drafts = sortedBy(
    onceEach(
      runs.flatMap(({ draft }) => draft() ?? []),
      input.taken,
      findings,
    ),
    ({ id }) => id,
  );
  const pools = site.pools.map((pool) => {
    const here: PoolDescription = {
      ...(priced && { price: 0 }),
      ...pool,
      name: `${site.name}/${pool.name}`,
      labels: { ...pool.labels, ...site.labels, [edge.groupLabel]: site.name },
    };
    return {
      pool: here,
      zone: undefined,
      model: poolModel(here, undefined, daemons, daemonResources, unplanned, findings),
    };
  });
  const conflicts = new Set<string>();
  const everybody = [...drafts, ...daemons];
  const rules = new Map(drafts.map((draft) => [draft, spreadingOf(draft, everybody, conflicts, findings)]));
  const workloads = drafts.map((draft) => ({
    ...workloadModel({
      draft,
      pod: podResources(draft.pod, draft.namespace, context, draft.path, findings),
      pools,
      spreading: rules.get(draft)!,
      unplanned,
      context,
      findings,
      clashes: daemons.filter(({ id }) => conflicts.has(pairOf(draft.id, id))),
    }),
    site: site.name,
    restartSeconds: restartSeconds(draft.pod.spec ?? {}),
  }));
  findings.push(...drafts.flatMap((draft) => [...autoscaledOffline(draft, site), ...injected(draft, context)]));
  const own = new Set(drafts.map(({ id }) => id));
  const pairs = sortedBy(conflicts, (pair) => pair).map((pair) => pair.split('|') as [string, string]);
  return {
    pools: pools.map(({ model }) => model),
    workloads,
    conflicts: pairs.filter(([a, b]) => own.has(a) && own.has(b)),
    nodes: pools.map(({ pool }) => pool),
    findings,
  };
}

/** Two objects of one name would overwrite each other: the first is planned, the others are errors. */
function onceEach(drafts: readonly WorkloadDraft[], taken: ReadonlySet<string>, findings: Finding[]): WorkloadDraft[] {
  const seen = new Set(taken);
  return drafts.filter(({ id, path }) => {
    const first = !seen.has(id);
    seen.add(id);
    if (!first) {
      findings.push({
        code: 'EDGE_COPY_TAKEN',
        severity: 'error',
        path,
        message: `two objects make ${id}: one would overwrite the other`,
        cure: ['another name for one of them, or each site once'],
      });
    }
    return first;
  });
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

/** The site without its names: equal for sites that are planned alike. */
function shapeOf({ pools, workloads, conflicts }: SiteModel, site: string, namespaces: readonly string[]): string {
  const pool = (id: string) => id.slice(site.length + 1);
  const workload = (id: string) => {
    const [namespace, kind, name] = id.split('/');
    const bare = name.endsWith(`-${site}`) ? name.slice(0, -site.length - 1) : name;
    return `${namespaces.indexOf(namespace)}/${kind}/${bare}`;
  };
  return JSON.stringify([
    pools.map((one) => ({ ...one, id: pool(one.id), pool: '', path: '' })),
    workloads.map((one) => ({
      ...one,
      id: workload(one.id),
      path: '',
      namespace: '',
      site: '',
      eligible: one.eligible.map(pool),
      barred: Object.entries(one.barred).map(([id, why]) => [pool(id), why.split(site).join('*')]),
    })),
    conflicts.map(([a, b]) => [workload(a), workload(b)]),
  ]);
}

/** Cloud workloads that nothing keeps off the nodes of sites, where the plan does not count them. */
export function strayFindings(drafts: readonly WorkloadDraft[], nodes: readonly PoolDescription[]): Finding[] {
  return drafts.flatMap((draft): Finding[] => {
    const open = nodes.find((pool) => barredFrom(draft.pod.spec ?? {}, pool, undefined) === undefined);
    if (!open) {
      return [];
    }
    return [
      {
        code: 'EDGE_NOT_KEPT_OFF',
        severity: 'warning',
        path: draft.path,
        message: `pods of ${draft.id} may be scheduled to edge nodes such as ${open.name}, where the plan does not count them`,
        cure: [
          'required node affinity: node-role.kubernetes.io/edge DoesNotExist',
          'no toleration of the taint of edge nodes',
        ],
      },
    ];
  });
}
