import { Size } from 'cdk8s';
import { KafkaListener } from './kafka-listener';
import { KafkaStorage } from './kafka-storage';
import { Priority } from '../../../cluster/priority';
import { Taint } from '../../../cluster/taint';
import { Bandwidth } from '../../../units/bandwidth';
import { Cpu } from '../../../units/cpu';
import { Peer } from '../../../workload/calls/peer';

/** What a part of a Kafka cluster requests; it may use no more memory. */
export interface KafkaResources {
  /** Processors. */
  readonly cpu: Cpu;
  /** Memory. */
  readonly memory: Size;
}

/** Nodes of one role. */
export interface KafkaNodes {
  /** What each node requests. */
  readonly resources: KafkaResources;
  /** What each node keeps its data on. */
  readonly storage: KafkaStorage;
  /**
   * Heap of Java in each node. The rest of the memory is for the page cache, from which consumers read.
   * @default - half of the memory, at most 6 GiB
   */
  readonly heap?: Size;
  /**
   * Labels that their nodes of Kubernetes must have.
   * @default - none
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints of nodes of Kubernetes that they tolerate.
   * @default - none
   */
  readonly tolerates?: Taint[];
  /**
   * How important they are.
   * @default - the default of the cluster
   */
  readonly priority?: Priority;
}

/** Nodes that agree on what there is (KRaft): topics, partitions, who leads them. */
export interface KafkaControllers extends KafkaNodes {
  /**
   * An odd number: a majority of them has to be there. On hosts of their own, over all zones.
   * @default 3
   */
  readonly count?: number;
}

/** Nodes that keep and serve messages. */
export interface KafkaBrokers extends KafkaNodes {
  /** How many: on hosts of their own, in each zone alike. */
  readonly count: number;
  /**
   * What the network of each broker carries in one direction. With it the plan refuses topics that need more.
   * @default - unknown: the plan says what is needed
   */
  readonly network?: Bandwidth;
}

/** What the operators of topics and users request, which share one pod. */
export interface KafkaOperators {
  /**
   * The operator of topics.
   * @default - 200m and 512 MiB
   */
  readonly topics?: KafkaResources;
  /**
   * The operator of users.
   * @default - 200m and 512 MiB
   */
  readonly users?: KafkaResources;
}

/** A Kafka cluster. */
export interface KafkaClusterProps {
  /** Version of Kafka, in full, for example '4.3.1': one that the release of Strimzi in the cluster runs. */
  readonly version: string;
  /**
   * Version of the metadata. In an upgrade leave that of the old version in place until the new one has proved itself: it cannot go back.
   * @default - that of the version of Kafka
   */
  readonly metadataVersion?: string;
  /** Nodes that keep and serve messages. */
  readonly brokers: KafkaBrokers;
  /**
   * Nodes that agree on what there is.
   * @default - the brokers do it too, for small clusters of 1, 3 or 5
   */
  readonly controllers?: KafkaControllers;
  /**
   * Ports on which clients reach the brokers.
   * @default - [KafkaListener.inside()]: port 9093, TLS, certificates of clients
   */
  readonly listeners?: KafkaListener[];
  /**
   * Copies of each message where a topic says nothing else, and of what Kafka keeps itself.
   * @default - 3, or as many as there are brokers
   */
  readonly replication?: number;
  /**
   * What the operators of topics and users request.
   * @default - 200m and 512 MiB each
   */
  readonly operators?: KafkaOperators;
  /**
   * What Cruise Control requests, which moves partitions when brokers are added.
   * @default - none
   */
  readonly cruiseControl?: KafkaResources;
  /**
   * What the exporter of consumer lag requests.
   * @default - none
   */
  readonly exporter?: KafkaResources;
  /**
   * When nodes may be restarted for new certificates, as cron expressions of Quartz in UTC, for example '* * 2-4 ? * SUN'.
   * @default - at any time
   */
  readonly maintenanceWindows?: string[];
  /**
   * Whether nodes serve metrics for Prometheus on port 9404.
   * @default true
   */
  readonly metrics?: boolean;
  /**
   * Whether Prometheus scrapes it by PodMonitors (Prometheus operator): nodes, where they have metrics, and the exporter. With an exporter a PrometheusRule tells of
   * consumers that are ten minutes behind, and of those that soon miss messages, as half of what is kept is not read yet.
   * @default true
   */
  readonly podMonitor?: boolean;
  /**
   * Whether Reloader, where the cluster runs it, replaces the pods of clients when their certificates are renewed (30 days before they end). Files change by
   * themselves; most clients read them once.
   * @default false
   */
  readonly reloader?: boolean;
  /**
   * The way to the API server, which the operators of topics and users watch, and from which brokers learn their zone.
   * @default - any address on ports 443 and 6443
   */
  readonly apiServer?: Peer;
  /**
   * More settings of brokers. What follows from other props cannot be set.
   * @default - none
   */
  readonly config?: Record<string, string>;
}
