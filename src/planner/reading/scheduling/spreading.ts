import { readHostPorts } from './host-ports';
import { readAntiAffinity } from './pod-anti-affinity';
import { notModelled, Rules, Spreading } from './rules';
import { readTopologySpread } from './topology-spread';
import { Finding } from '../../../capacity/model';
import { WorkloadDraft } from '../workload-draft';

/** Reads hard topology spread, anti-affinity and host ports of a workload; what is not modelled becomes a finding. */
export function spreadingOf(
  draft: WorkloadDraft,
  all: readonly WorkloadDraft[],
  conflicts: Set<string>,
  findings: Finding[],
): Spreading {
  const rules: Rules = {};
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

/** Schedulers whose rules are those of kube-scheduler, or which only start gangs at once besides. */
const KNOWN_SCHEDULERS: ReadonlySet<string> = new Set(['default-scheduler', 'hami-scheduler', 'volcano']);
