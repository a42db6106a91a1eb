import { WorkloadDraft } from './workload-draft';
import { Finding } from '../../capacity/model';
import { byCodeUnit } from '../../capacity/order';
import { KubePodSpec, KubeSelector, selects } from '../../manifest/kube';

const HOST = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/** Hard rules on where the pods of one workload, or of two, may not meet. */
export interface Spreading {
  readonly maxPerNode?: number;
  readonly maxPerZone?: number;
  readonly zoneSkew?: number;
  readonly minZones?: number;
  readonly softSpread?: { readonly host?: number; readonly zone?: number };
  readonly spreadByRevision?: boolean;
  readonly zoneDomains?: ZoneDomains;
}

/** Which zones count for a spread: those that the pod's affinity, and those whose taints it, admits. */
export interface ZoneDomains {
  readonly affinity: boolean;
  readonly taints: boolean;
}

/** Reads hard topology spread, anti-affinity and host ports of a workload; what is not modelled becomes a finding. */
export function spreadingOf(
  draft: WorkloadDraft,
  all: readonly WorkloadDraft[],
  conflicts: Set<string>,
  findings: Finding[],
): Spreading {
  const rules: { -readonly [K in keyof Spreading]: Spreading[K] } = {};
  const spec = draft.pod.spec ?? {};
  readTopologySpread(draft, all, spec, rules, findings);
  readAntiAffinity(draft, all, spec, rules, conflicts, findings);
  readHostPorts(draft, all, rules, conflicts);
  if (spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length) {
    notModelled(draft, findings, 'required pod affinity', 'spread or node affinity');
  }
  if (spec.nodeName) {
    notModelled(draft, findings, `nodeName ${spec.nodeName}`, 'a node selector');
  }
  if (spec.schedulerName && !KNOWN_SCHEDULERS.has(spec.schedulerName)) {
    notModelled(draft, findings, `scheduler ${spec.schedulerName}`, 'the default scheduler');
  }
  if (spec.schedulingGates?.length) {
    notModelled(draft, findings, 'a scheduling gate', 'no gates');
  }
  return rules;
}

type Rules = { -readonly [K in keyof Spreading]: Spreading[K] };

function readTopologySpread(
  draft: WorkloadDraft,
  all: readonly WorkloadDraft[],
  spec: KubePodSpec,
  rules: Rules,
  findings: Finding[],
): void {
  readSoftSpread(draft, spec, rules);
  for (const constraint of spec.topologySpreadConstraints ?? []) {
    if (constraint.whenUnsatisfiable !== 'DoNotSchedule') {
      continue;
    }
    const matched = all.filter(
      (other) =>
        !other.daemon && other.namespace === draft.namespace && selects(constraint.labelSelector, other.labels),
    );
    if (matched.length !== 1 || matched[0] !== draft) {
      notModelled(
        draft,
        findings,
        `a topology spread whose selector matches ${matched.length === 0 ? 'no workload' : matched.map((other) => other.id).join(' and ')}`,
        'a selector for its own pods',
      );
      if (!matched.includes(draft)) {
        continue;
      }
    }
    const skew = constraint.maxSkew ?? 1;
    if (constraint.topologyKey === ZONE) {
      rules.zoneSkew = Math.min(skew, rules.zoneSkew ?? Infinity);
      rules.minZones = Math.max(constraint.minDomains ?? 1, rules.minZones ?? 1);
      rules.zoneDomains = {
        affinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
        taints: (constraint.nodeTaintsPolicy ?? 'Ignore') === 'Honor',
      };
    } else if (constraint.topologyKey === HOST) {
      // At most maxSkew pods on a node satisfies the spread whatever the other nodes hold; it may need more nodes than the spread.
      rules.maxPerNode = Math.min(skew, rules.maxPerNode ?? Infinity);
      findings.push({
        code: 'HOST_SPREAD_AS_LIMIT',
        severity: 'info',
        path: draft.path,
        message: `the hard spread of ${draft.id} over nodes is planned as at most ${skew} on a node, which may take more nodes than the spread itself`,
      });
    } else {
      notModelled(draft, findings, `topology spread over ${constraint.topologyKey}`, `${ZONE} or ${HOST}`);
    }
  }
}

/** Schedulers whose rules are those of kube-scheduler, or which only start gangs at once besides. */
const KNOWN_SCHEDULERS: ReadonlySet<string> = new Set(['default-scheduler', 'hami-scheduler', 'volcano']);

/** Spreads that kube-scheduler gives every pod of a controller that has none of its own (its system defaults). */
const DEFAULT_SPREAD = { host: 3, zone: 5 };
const CONTROLLED: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet']);
const REVISION_LABELS = ['pod-template-hash', 'rollouts-pod-template-hash'];

/** What the scheduler only prefers: it decides where pods end up, not where they may. */
function readSoftSpread(draft: WorkloadDraft, spec: KubePodSpec, rules: Rules): void {
  const constraints = spec.topologySpreadConstraints ?? [];
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
  } else if (constraints.length === 0 && CONTROLLED.has(draft.id.split('/')[1])) {
    rules.softSpread = DEFAULT_SPREAD;
  }
  const byRevision = (keys: string[] = []) => REVISION_LABELS.some((label) => keys.includes(label));
  if (constraints.length > 0 && constraints.every(({ matchLabelKeys }) => byRevision(matchLabelKeys))) {
    rules.spreadByRevision = true;
  }
}

function readAntiAffinity(
  draft: WorkloadDraft,
  all: readonly WorkloadDraft[],
  spec: KubePodSpec,
  rules: Rules,
  conflicts: Set<string>,
  findings: Finding[],
): void {
  for (const term of spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
    const namespaces: string[] = term.namespaces?.length ? term.namespaces : [draft.namespace];
    const everywhere = term.namespaceSelector && Object.keys(term.namespaceSelector).length === 0;
    if (term.namespaceSelector && !everywhere) {
      notModelled(draft, findings, 'anti-affinity with a namespace selector', 'namespaces by name');
      continue;
    }
    const matched = all.filter(
      (other) =>
        (everywhere || namespaces.includes(other.namespace)) &&
        selects(term.labelSelector as KubeSelector, other.labels),
    );
    for (const other of matched) {
      if (other === draft && term.topologyKey === HOST) {
        rules.maxPerNode = 1;
      }
      if (other === draft && term.topologyKey === ZONE) {
        rules.maxPerZone = 1;
      }
      if (other !== draft && term.topologyKey === HOST) {
        conflicts.add(pairOf(draft.id, other.id));
      }
      if (other !== draft && term.topologyKey !== HOST) {
        notModelled(draft, findings, `anti-affinity with ${other.id} over ${term.topologyKey}`, HOST);
      }
    }
    if (term.topologyKey !== HOST && term.topologyKey !== ZONE && matched.includes(draft)) {
      notModelled(draft, findings, `anti-affinity over ${term.topologyKey}`, `${ZONE} or ${HOST}`);
    }
  }
}

function readHostPorts(
  draft: WorkloadDraft,
  all: readonly WorkloadDraft[],
  rules: Rules,
  conflicts: Set<string>,
): void {
  const own = hostPorts(draft);
  if (own.size === 0) {
    return;
  }
  rules.maxPerNode = 1;
  for (const other of all) {
    if (other !== draft && [...hostPorts(other)].some((port) => own.has(port))) {
      conflicts.add(pairOf(draft.id, other.id));
    }
  }
}

function hostPorts(draft: WorkloadDraft): Set<string> {
  const spec = draft.pod.spec ?? {};
  const ports = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].flatMap(
    (container) => container.ports ?? [],
  );
  return new Set(
    ports
      .map((port) => ({
        number: port.hostPort || (spec.hostNetwork ? port.containerPort : undefined),
        protocol: port.protocol ?? 'TCP',
      }))
      .filter(({ number }) => number)
      .map(({ number, protocol }) => `${number}/${protocol}`),
  );
}

/** The pair in a fixed order, as one string: workload ids hold no bar. */
export function pairOf(a: string, b: string): string {
  return [a, b].sort(byCodeUnit).join('|');
}

function notModelled(draft: WorkloadDraft, findings: Finding[], what: string, instead: string): void {
  findings.push({
    code: 'NOT_MODELLED',
    severity: 'warning',
    uncovered: true,
    path: draft.path,
    message: `${what} of ${draft.id} is not modelled: the plan does not check it`,
    cure: [`use ${instead}`],
  });
}
