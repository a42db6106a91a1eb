import { Architecture } from '../architecture';
import { kubeletLabels } from './node-labels';
import { checkNodeType } from './node-type-checks';
import { LogRotation, NodeTypeProps } from './node-type-props';
import { sortedRecord } from '../../capacity/order';
import { plus, Resources, volumesOf } from '../../capacity/resources';
import { bytesOf, hugePagesOf, millisOf } from '../../manifest/amounts';
import { Problems } from '../../manifest/problems';
import { Cloud, Machine } from '../instance-types/machine';
import { Price } from '../price';

/** Label of nodes whose cores are licensed for guests with Windows. */
export const WINDOWS_GUESTS = { 'cdk8s-autonomous.dev/windows-guests': 'true' };

/** Labels that KubeVirt gives nodes that give pods cores of their own, and time without end. */
const PINNED_CORES = { cpumanager: 'true' };
const REALTIME = { 'kubevirt.io/realtime': 'true' };

/** What the planner needs to know of a kind of node. */
export interface NodeFacts {
  readonly architecture: Architecture;
  readonly capacity: Resources;
  readonly reserved: Resources;
  readonly labels: Readonly<Record<string, string>>;
  readonly price?: Price;
  readonly cloud?: Cloud;
  readonly acceleratorModel?: string;
  /** Local disk that the logs of a container take at most; absent where nobody said. */
  readonly logBytes?: number;
}

/** Where a machine type is from. */
export interface Origin {
  readonly cloud: Cloud;
  readonly machine: Machine;
  /** Pods that the reserve keeps memory for, where these are not as many as may run. */
  readonly reservedPods?: number;
}

/** What the props of a node type say. Throws with everything that is wrong with them. */
export function factsOf(name: string, props: NodeTypeProps, origin?: Origin): NodeFacts {
  const problems = new Problems(`NodeType '${name}'`);
  for (const prop of ['cpu', 'memory', 'reserve'] as const) {
    problems.check(props[prop] !== undefined, prop, props[prop], 'is required');
  }
  problems.raise();
  const { architecture = Architecture.AMD64, price } = props;
  const capacity = sortedRecord({
    cpu: millisOf(props.cpu),
    memory: bytesOf(props.memory),
    pods: props.maxPods ?? 110,
    ...(props.ephemeralStorage && { 'ephemeral-storage': bytesOf(props.ephemeralStorage) }),
    ...hugePagesOf(props),
    ...props.extendedResources,
    ...attachLimits(props),
  });
  const reserved = reservedOf(props, capacity, origin?.reservedPods);
  checkNodeType(problems, name, props, capacity, reserved);
  problems.raise();
  return {
    architecture,
    capacity,
    reserved,
    labels: {
      ...kubeletLabels(architecture),
      'node.kubernetes.io/instance-type': name,
      ...(props.windowsGuests && WINDOWS_GUESTS),
      ...(props.pinsCores && PINNED_CORES),
      ...(props.realtime && REALTIME),
    },
    ...(price && { price }),
    ...(props.logRotation && { logBytes: logBytesOf(props.logRotation) }),
    ...(origin && { cloud: origin.cloud, acceleratorModel: origin.machine.acceleratorModel }),
  };
}

const MIB = 2 ** 20;

/** All files that are kept, and what is written to one until kubelet looks again. */
export function logBytesOf({ maxSize, files = 5 }: LogRotation): number {
  return MIB * Math.ceil((bytesOf(maxSize) * (files + 1.4)) / MIB - 1e-6);
}

function attachLimits({ attachableVolumes = {} }: NodeTypeProps): Resources {
  return Object.fromEntries(Object.entries(attachableVolumes).map(([driver, most]) => [volumesOf(driver), most]));
}

/** Huge pages are taken out of the memory that kubelet has for pods (kubelet, nodestatus/setters.go). */
function reservedOf(props: NodeTypeProps, capacity: Resources, pods: number | undefined): Resources {
  const memory = Object.values(hugePagesOf(props)).reduce((sum, bytes) => sum + bytes, 0);
  const kept = props.reserve._of(capacity, props.architecture === Architecture.ARM64, pods);
  return memory > 0 ? plus(kept, { memory }) : kept;
}
