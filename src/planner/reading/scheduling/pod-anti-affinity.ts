import { HOST, notModelled, pairOf, Rules, ZONE } from './rules';
import { Finding } from '../../../capacity/model';
import { KubePodSpec, KubeSelector, selects } from '../../../manifest/kube';
import { WorkloadDraft } from '../workload-draft';

/** Reads required anti-affinity between pods. */
export function readAntiAffinity(
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
