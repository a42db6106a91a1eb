import { Domains, HOST, named, notModelled, Rules, SchedulingContext, ZONE } from './rules';
import { PodTerm, selectionOf, tellsRevisions } from './selection';
import { domainsOf, isOneDomain } from './topology';
import { KubePodSpec } from '../../../manifest/kube';
import { WorkloadDraft } from '../workloads/workload-draft';

/** A topologySpreadConstraint. */
interface Constraint extends PodTerm {
  readonly whenUnsatisfiable?: string;
  readonly maxSkew?: number;
  readonly minDomains?: number;
  readonly nodeAffinityPolicy?: string;
  readonly nodeTaintsPolicy?: string;
}

/** Reads hard and soft topology spread (kubernetes 1.34, pkg/scheduler/framework/plugins/podtopologyspread). */
export function readTopologySpread(draft: WorkloadDraft, rules: Rules, context: SchedulingContext): void {
  const spec = draft.pod.spec ?? {};
  readSoftSpread(draft, spec, rules);
  for (const constraint of (spec.topologySpreadConstraints ?? []) as Constraint[]) {
    if (constraint.whenUnsatisfiable === 'DoNotSchedule' && bindsItself(constraint, draft, context)) {
      readHardSpread(constraint, draft, rules, context);
    }
  }
}

/** True where the spread counts pods of the workload; says so where it counts others, or none. */
function bindsItself(constraint: Constraint, draft: WorkloadDraft, context: SchedulingContext): boolean {
  const { topologyKey = '', labelSelector, matchLabelKeys } = constraint;
  const { matched } = selectionOf({ labelSelector, matchLabelKeys }, draft, context.all, context.objects);
  const others = matched.filter((other) => other !== draft);
  if (others.length > 0) {
    notModelled(
      draft,
      context.findings,
      `a topology spread over ${topologyKey} that counts pods of ${named(others)} too`,
      'a selector for its own pods',
    );
  }
  if (matched.length === 0 && (topologyKey === HOST || domainsOf(topologyKey, draft, context).everywhere)) {
    context.findings.push({
      code: 'SPREAD_WITHOUT_EFFECT',
      severity: 'info',
      path: draft.path,
      message: `the hard spread of ${draft.id} over ${topologyKey} selects no pods of the cluster, not even its own: it keeps nothing apart`,
      cure: ['a labelSelector for the labels of its own pods'],
    });
  } else if (matched.length === 0) {
    // It still keeps pods off nodes without the label.
    notModelled(draft, context.findings, `topology spread over ${topologyKey}`, `${ZONE} or ${HOST}`);
  }
  return matched.includes(draft);
}

function readHardSpread(constraint: Constraint, draft: WorkloadDraft, rules: Rules, context: SchedulingContext): void {
  const { topologyKey = '', maxSkew = 1, minDomains = 1, matchLabelKeys } = constraint;
  const domains: Domains = {
    affinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
    taints: (constraint.nodeTaintsPolicy ?? 'Ignore') === 'Honor',
  };
  if (topologyKey === HOST) {
    const { hostSpread } = rules;
    const byRevision = tellsRevisions(matchLabelKeys, draft) && (hostSpread?.byRevision ?? true);
    const fewest = Math.max(minDomains, hostSpread?.minDomains ?? 1);
    rules.hostSpread = {
      maxSkew: Math.min(maxSkew, hostSpread?.maxSkew ?? Infinity),
      ...(fewest > 1 && { minDomains: fewest }),
      ...(byRevision && { byRevision }),
    };
    rules.hostDomains = strictest(domains, rules.hostDomains);
    return;
  }
  const known = domainsOf(topologyKey, draft, context);
  if (topologyKey === ZONE || (known.likeZones && known.values.size > 1)) {
    // Of two spreads over zones the one that counts all pods is the stricter one.
    const soFar = rules.zoneSkew === undefined || rules.zoneSkewByRevision === true;
    rules.zoneSkewByRevision = soFar && tellsRevisions(matchLabelKeys, draft) ? true : undefined;
    rules.zoneSkew = Math.min(maxSkew, rules.zoneSkew ?? Infinity);
    rules.minZones = Math.max(minDomains, rules.minZones ?? 1);
    rules.zoneDomains = strictest(domains, rules.zoneDomains);
  } else if (!isOneDomain(known) || minDomains > 1) {
    notModelled(draft, context.findings, `topology spread over ${topologyKey}`, `${ZONE} or ${HOST}`);
  }
}

/** Nodes that count for one of two spreads count for both. */
function strictest(one: Domains, other: Domains = one): Domains {
  return { affinity: one.affinity && other.affinity, taints: one.taints && other.taints };
}

/** Spreads that kube-scheduler gives every pod of a controller that has none of its own (its system defaults). */
const DEFAULT_SPREAD = { host: 3, zone: 5 };
const CONTROLLED: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet']);

/** What the scheduler only prefers: it decides where pods end up, not where they may. */
function readSoftSpread(draft: WorkloadDraft, spec: KubePodSpec, rules: Rules): void {
  const constraints = (spec.topologySpreadConstraints ?? []) as Constraint[];
  const soft = (key: string) =>
    constraints.find(
      ({ topologyKey, whenUnsatisfiable }) => topologyKey === key && whenUnsatisfiable !== 'DoNotSchedule',
    );
  const [host, zone] = [soft(HOST), soft(ZONE)];
  if (host || zone) {
    rules.softSpread = {
      ...(host && { host: host.maxSkew ?? 1 }),
      ...(zone && { zone: zone.maxSkew ?? 1 }),
    };
  } else if (constraints.length === 0 && CONTROLLED.has(draft.kind)) {
    rules.softSpread = DEFAULT_SPREAD;
  }
  const all = constraints.filter(({ whenUnsatisfiable }) => whenUnsatisfiable !== 'DoNotSchedule');
  if (all.length > 0 && all.every(({ matchLabelKeys }) => tellsRevisions(matchLabelKeys, draft))) {
    rules.spreadByRevision = true;
  }
}
