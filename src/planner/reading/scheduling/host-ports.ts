import { limitToOne, pairOf, Rules, SchedulingContext } from './rules';
import { WorkloadDraft } from '../workloads/workload-draft';

/** A port of the node. */
export interface HostPort {
  /** `0.0.0.0`: every address. */
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
}

const EVERY_ADDRESS = '0.0.0.0';

/** Two pods cannot have one port of a node (kubernetes 1.34, pkg/scheduler/framework/plugins/nodeports). */
export function readHostPorts(draft: WorkloadDraft, rules: Rules, { all, conflicts }: SchedulingContext): void {
  const own = hostPorts(draft);
  if (own.length === 0) {
    return;
  }
  limitToOne(rules, 'maxPerNode', false);
  for (const other of all) {
    if (other !== draft && portsClash(own, hostPorts(other))) {
      conflicts.add(pairOf(draft.id, other.id));
    }
  }
}

/** True where pods with these ports cannot share a node: one port and protocol, on one address or on every. */
export function portsClash(some: readonly HostPort[], others: readonly HostPort[]): boolean {
  return some.some((a) =>
    others.some(
      (b) =>
        a.port === b.port &&
        a.protocol === b.protocol &&
        (a.ip === b.ip || a.ip === EVERY_ADDRESS || b.ip === EVERY_ADDRESS),
    ),
  );
}

/**
 * The ports of the node that a pod takes: those of its containers and sidecars, not of init containers that end. On the network of
 * the host every container port is one, which the API server fills in.
 */
export function hostPorts({ pod }: WorkloadDraft): HostPort[] {
  const { containers = [], initContainers = [], hostNetwork } = pod.spec ?? {};
  const running = [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')];
  return running
    .flatMap(({ ports = [] }) => ports)
    .flatMap(({ hostPort, containerPort, hostIP, protocol = 'TCP' }) => {
      const port = hostPort || (hostNetwork ? containerPort : undefined);
      return port ? [{ ip: hostIP || EVERY_ADDRESS, port, protocol }] : [];
    });
}
