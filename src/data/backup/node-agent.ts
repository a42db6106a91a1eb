import { Size } from 'cdk8s';
import { BackupAgentOptions } from './backup-volumes';
import { Cluster } from '../../cluster/cluster';
import { Footprint } from '../../cluster/footprint/footprint';
import { Cpu } from '../../units/cpu';

/** Clusters in which the agent is counted. */
const COUNTED = new WeakSet<Cluster>();

/** Counts the agent on every node, once, unless a footprint has it: that of Velero's chart, or one that its user gives. */
export function countNodeAgent(cluster: Cluster, path: string, namespace: string, options: BackupAgentOptions): void {
  if (COUNTED.has(cluster)) {
    return;
  }
  COUNTED.add(cluster);
  const { cpu = Cpu.millis(500), memory = Size.mebibytes(512), nodeLabels, tolerates } = options;
  const footprint = Footprint.of({
    namespace,
    daemons: [{ name: 'node-agent', cpu, memory, nodeLabels, tolerates }],
  });
  cluster._countPresumed(() => ({
    ...footprint._describe('velero-node-agent', path),
    unless: `${namespace}/node-agent`,
  }));
}
