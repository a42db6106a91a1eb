import { Duration } from 'cdk8s';
import { Architecture } from '../../cluster/architecture';
import { Image } from '../../platform/image';
import { SecretKey } from '../../platform/secrets/secret-ref';
import { DataSize } from '../../units/data-size';
import { CollectorResources } from '../collector/collector-props';
import { TelemetryAddress } from '../collector/telemetry-address';
import { TelemetryLogin } from '../collector/telemetry-login';

/** What sites tell of themselves, and how it reaches the cloud. */
export interface EdgeTelemetryProps {
  /** The collector, with a digest: `otel/opentelemetry-collector-k8s` or -contrib, 0.158 or newer. */
  readonly image: Image;
  /** Where it goes: a store or collector that takes OTLP over gRPC. */
  readonly address: TelemetryAddress;
  /**
   * Who the sites are for it.
   * @default - nobody asks
   */
  readonly login?: TelemetryLogin;
  /**
   * Certificate of the authority that the store's own is of.
   * @default - the public ones
   */
  readonly authority?: SecretKey;
  /** What one site sends on a day: spans, metrics and logs together, before they are compressed. */
  readonly perDay: DataSize;
  /**
   * In what time a site that is back sends what it kept, beside what comes.
   * @default - as long as it may be offline
   */
  readonly catchUp?: Duration;
  /**
   * Share of the uplink that telemetry may take, in percent.
   * @default 25
   */
  readonly uplinkPercent?: number;
  /**
   * Storage class of the volumes, on the nodes of the sites.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
  /**
   * What each collector asks for.
   * @default - a fifth of a processor and 256 MiB
   */
  readonly resources?: CollectorResources;
  /**
   * Architectures that the image has.
   * @default - those of all nodes of its sites
   */
  readonly architectures?: Architecture[];
}
