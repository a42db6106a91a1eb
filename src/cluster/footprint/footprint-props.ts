import { Size } from 'cdk8s';
import { IConstruct } from 'constructs';
import { PodSpread } from './pod-spread';
import { Cpu } from '../../units/cpu';
import { Priority } from '../priority';
import { Taint } from '../taint';

/** What pods and daemons of a footprint have in common: what each pod asks for, and which nodes it may run on. */
export interface FootprintDaemon {
  /** Name of it in the footprint, a DNS label. */
  readonly name: string;
  /** Processors that each pod requests. */
  readonly cpu: Cpu;
  /** Memory that each pod requests. */
  readonly memory: Size;
  /**
   * Most memory that each pod may use.
   * @default - as much as it requests
   */
  readonly memoryLimit?: Size;
  /**
   * Local disk that each pod requests.
   * @default - none
   */
  readonly ephemeralStorage?: Size;
  /**
   * Whole devices of each pod, for example `{ 'nvidia.com/gpu': 1 }`.
   * @default - none
   */
  readonly extended?: Record<string, number>;
  /**
   * Ports of the node that each pod takes.
   * @default - none
   */
  readonly hostPorts?: number[];
  /**
   * Labels that nodes must have.
   * @default - any node
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints of nodes that the pods tolerate.
   * @default - none
   */
  readonly tolerates?: Taint[];
  /**
   * Whether the pods tolerate all taints, in place of `tolerates`.
   * @default false
   */
  readonly toleratesEverything?: boolean;
  /**
   * Importance of the pods.
   * @default - none: priority 0
   */
  readonly priority?: Priority;
  /**
   * Name of a priority class that others made, such as 'system-node-critical', in place of `priority`.
   * @default - none
   */
  readonly priorityClass?: string;
}

/** Equal pods of a footprint. */
export interface FootprintPod extends FootprintDaemon {
  /**
   * How many of them run.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Most of them that an autoscaler runs.
   * @default - no autoscaler
   */
  readonly maxReplicas?: number;
  /**
   * Which of them may not share a node or zone.
   * @default - the scheduler prefers different nodes and zones
   */
  readonly spread?: PodSpread;
  /**
   * Size of the volume of each of them, which ties it to the zone in which it first ran. They are then replaced in place, one by one;
   * without volumes a new version starts a quarter more, as a Deployment does.
   * @default - no volume
   */
  readonly storage?: Size;
  /**
   * StorageClass of the volumes.
   * @default - that of the cluster
   */
  readonly storageClass?: string;
  /**
   * Pods that a disruption budget lets go at once.
   * @default - no budget
   */
  readonly maxUnavailable?: number;
}

/** What something runs that no manifest shows, such as a Helm chart. */
export interface FootprintProps {
  /**
   * Its pods.
   * @default - none
   */
  readonly pods?: FootprintPod[];
  /**
   * What it runs on every node that labels and taints admit.
   * @default - none
   */
  readonly daemons?: FootprintDaemon[];
  /**
   * Namespace of the pods.
   * @default - the name of the footprint
   */
  readonly namespace?: string;
  /**
   * What it counts the pods of: custom resources, Applications, or constructs with such objects inside. The planner then reads no pods of
   * these themselves.
   * @default - the Argo CD Application, HelmRelease or HelmChart that has the name of the footprint
   */
  readonly countsFor?: IConstruct[];
}
