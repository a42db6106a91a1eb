import { pairOf, Rules } from './rules';
import { WorkloadDraft } from '../workload-draft';

/** Two pods cannot have one port of a node. */
export function readHostPorts(
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
