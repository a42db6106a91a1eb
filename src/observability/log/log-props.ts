import { Duration } from 'cdk8s';
import { LogSink } from './log-sink';
import { Priority } from '../../cluster/priority';
import { Image } from '../../platform/image';
import { DataSize } from '../../units/data-size';
import { Peer } from '../../workload/calls/peer';
import { CollectorResources } from '../collector/collector-props';

/** How the logs of all pods, and the events of the cluster, are collected. */
export interface LogCollectionProps {
  /**
   * The collector: `otel/opentelemetry-collector-k8s`, or -contrib for Elasticsearch and buckets; 0.158 or newer.
   */
  readonly image: Image;
  /** Where logs and events go. */
  readonly sink: LogSink;
  /** What the pods of all nodes log on a day, by which the plan says what the store takes. */
  readonly perDay: DataSize;
  /** What the pods of the busiest node log on a day, by which the room for what cannot be sent is made. */
  readonly perNodePerDay: DataSize;
  /**
   * How long each node keeps on its disk what the store does not take. After it no more is read: what Kubernetes rotates away meanwhile is lost.
   * @default Duration.hours(4)
   */
  readonly keeps?: Duration;
  /**
   * How long the store keeps logs, for what they take in the plan.
   * @default - nobody said
   */
  readonly retention?: Duration;
  /**
   * Whether nodes of edge sites are collected from too, over their uplinks. `EdgeTelemetry` is what sites are made for: it keeps what is not sent while they are
   * offline.
   * @default false
   */
  readonly edgeNodes?: boolean;
  /**
   * What the collector of each node asks for.
   * @default - a tenth of a processor and 256 MiB
   */
  readonly resources?: CollectorResources;
  /**
   * Importance of the collectors of the nodes.
   * @default - none: priority 0
   */
  readonly priority?: Priority;
  /**
   * Whether events of Kubernetes are collected too, by one more collector.
   * @default true
   */
  readonly events?: boolean;
  /**
   * The way to the API server, for the events.
   * @default - ports 443 and 6443 of all addresses
   */
  readonly apiServer?: Peer;
}
