import { HOST, notModelled, Rules, ZONE } from './rules';
import { Finding } from '../../../capacity/model';
import { KubePodSpec, selects } from '../../../manifest/kube';
import { WorkloadDraft } from '../workload-draft';

/** Reads hard and soft topology spread. */
export function readTopologySpread(
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
  } else if (constraints.length === 0 && CONTROLLED.has(draft.kind)) {
    rules.softSpread = DEFAULT_SPREAD;
  }
  const byRevision = (keys: string[] = []) => REVISION_LABELS.some((label) => keys.includes(label));
  if (constraints.length > 0 && constraints.every(({ matchLabelKeys }) => byRevision(matchLabelKeys))) {
    rules.spreadByRevision = true;
  }
}
