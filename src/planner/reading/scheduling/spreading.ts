import { readHostPorts } from './host-ports';
import { readPodAffinity } from './pod-affinity';
import { readAntiAffinity } from './pod-anti-affinity';
import { notModelled, Rules, SchedulingContext, Spreading } from './rules';
import { readTopologySpread } from './topology-spread';
import { WorkloadDraft } from '../workloads/workload-draft';

/** Reads the hard rules of a workload on where its pods may be beside others; what is not modelled becomes a finding. */
export function spreadingOf(draft: WorkloadDraft, context: SchedulingContext): Spreading {
  const rules: Rules = {};
  readTopologySpread(draft, rules, context);
  readAntiAffinity(draft, rules, context);
  readHostPorts(draft, rules, context);
  readPodAffinity(draft, rules, context);
  readScheduling(draft, context);
  const { limitsByRevision, zoneSkewByRevision, ...others } = rules;
  return {
    ...others,
    ...(limitsByRevision && { limitsByRevision }),
    ...(zoneSkewByRevision && { zoneSkewByRevision }),
  };
}

/** Anti-affinity of a DaemonSet with workloads: as good as theirs with it. */
export function readDaemonRules(daemon: WorkloadDraft, context: SchedulingContext): void {
  readAntiAffinity(daemon, {}, context);
  readNodeNames(daemon, context);
}

/** Schedulers whose rules are those of kube-scheduler, or which only start gangs at once besides. */
const KNOWN_SCHEDULERS: ReadonlySet<string> = new Set(['default-scheduler', 'hami-scheduler', 'volcano']);

/** Who places the pods, and when, where that is not kube-scheduler at once. */
function readScheduling(draft: WorkloadDraft, context: SchedulingContext): void {
  const { nodeName, schedulerName, schedulingGates = [] } = draft.pod.spec ?? {};
  const { findings } = context;
  if (nodeName) {
    notModelled(draft, findings, `nodeName ${nodeName}, which goes past the scheduler,`, 'a node selector');
  }
  if (schedulerName && !KNOWN_SCHEDULERS.has(schedulerName)) {
    notModelled(draft, findings, `scheduler ${schedulerName}`, 'the default scheduler');
  }
  if (schedulingGates.length > 0) {
    notModelled(draft, findings, 'a scheduling gate', 'no gates');
  }
  readNodeNames(draft, context);
}

/** Node affinity by name: the nodes of a pool have no names before they are there. */
function readNodeNames(draft: WorkloadDraft, { findings }: SchedulingContext): void {
  const terms: any[] =
    draft.pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const names = terms.flatMap(({ matchFields = [] }) => matchFields.flatMap(({ values = [] }: any) => values));
  if (names.length > 0) {
    notModelled(draft, findings, `node affinity by name (${names.join(', ')})`, 'node affinity by a label of the pool');
  }
}
