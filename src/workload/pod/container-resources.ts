import { Lazy, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { WorkloadResources } from './workload-resources';
import { formatQuantity } from '../../capacity/quantity';
import { Resources } from '../../capacity/resources';
import { Cluster } from '../../cluster/cluster';
import { bytesOf, hugePagesOf, millisOf } from '../../manifest/amounts';
import { quantities } from '../../manifest/quantities';

/** What a container requests and may use, without the local disk of its scratch volume and logs. */
function amountsOf(resources: WorkloadResources): { readonly requests: Resources; readonly limits: Resources } {
  const { cpu, memory, cpuLimit, memoryLimit, extended } = resources;
  const others = { ...hugePagesOf(resources), ...extended };
  return {
    requests: { cpu: millisOf(cpu), memory: bytesOf(memory), ...others },
    limits: {
      ...(cpuLimit && { cpu: millisOf(cpuLimit) }),
      memory: bytesOf(memoryLimit ?? memory),
      ...others,
    },
  };
}

/** What a container requests and may use, once all nodes of the cluster are known. */
export function containerResources(
  cluster: Cluster,
  resources: WorkloadResources,
  scratch: Size,
): { readonly requests: Resources; readonly limits: Resources } {
  const { requests, limits } = amountsOf(resources);
  const disk = { 'ephemeral-storage': bytesOf(scratch) + cluster._logBytes() };
  return { requests: { ...requests, ...disk }, limits: { ...limits, ...disk } };
}

/** The same in a manifest that is written then. */
export function writtenResources(
  cluster: Cluster,
  resources: WorkloadResources,
  scratch: Size,
): k8s.ResourceRequirements {
  const { requests, limits } = amountsOf(resources);
  const value = Lazy.any({
    produce: () => formatQuantity('ephemeral-storage', bytesOf(scratch) + cluster._logBytes()),
  });
  const disk = { 'ephemeral-storage': { value } as unknown as k8s.Quantity };
  return { requests: { ...quantities(requests), ...disk }, limits: { ...quantities(limits), ...disk } };
}
