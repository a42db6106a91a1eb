import { Lazy } from 'cdk8s';
import { Taken } from './volumes/taken';
import { WorkloadResources } from './workload-resources';
import { formatQuantity } from '../../capacity/quantity';
import { Resources } from '../../capacity/resources';
import { Cluster } from '../../cluster/cluster';
import { bytesOf, hugePagesOf, millisOf } from '../../manifest/amounts';
import * as k8s from '../../manifest/k8s/types';
import { quantities } from '../../manifest/quantities';

/** What a container requests and may use. */
interface Amounts {
  readonly requests: Resources;
  readonly limits: Resources;
}

/** Without the local disk of its volumes and logs. What is in memory counts against the limit; planner and quota add it to the request. */
function amountsOf(resources: WorkloadResources, taken: Taken): Amounts {
  const { cpu, memory, cpuLimit, memoryLimit, extended } = resources;
  const others = { ...hugePagesOf(resources), ...extended };
  return {
    requests: { cpu: millisOf(cpu), memory: bytesOf(memory), ...others },
    limits: {
      ...(cpuLimit && { cpu: millisOf(cpuLimit) }),
      memory: bytesOf(memoryLimit ?? memory) + taken.memory,
      ...others,
    },
  };
}

/** What a container requests and may use, once all nodes of the cluster are known. */
export function containerResources(cluster: Cluster, resources: WorkloadResources, taken: Taken): Amounts {
  const { requests, limits } = amountsOf(resources, taken);
  const disk = { 'ephemeral-storage': taken.disk + cluster._nodes.logBytes };
  return { requests: { ...requests, ...disk }, limits: { ...limits, ...disk } };
}

/** The same in a manifest that is written then. */
export function writtenResources(
  cluster: Cluster,
  resources: WorkloadResources,
  taken: Taken,
): k8s.ResourceRequirements {
  const { requests, limits } = amountsOf(resources, taken);
  const amount = Lazy.any({
    produce: () => formatQuantity('ephemeral-storage', taken.disk + cluster._nodes.logBytes),
  });
  const disk = { 'ephemeral-storage': amount as unknown as string };
  return { requests: { ...quantities(requests), ...disk }, limits: { ...quantities(limits), ...disk } };
}
