import { Duration } from 'cdk8s';
import { Image } from '../../platform/image';
import { SecretKey } from '../../platform/secrets/secret-ref';
import { DataSize } from '../../units/data-size';
import { Rate } from '../../workload/sizing/rate';
import { CollectorResources } from '../collector/collector-props';
import { TelemetryAddress } from '../collector/telemetry-address';
import { TelemetryLogin } from '../collector/telemetry-login';

/** Where spans go: a store that takes OTLP over gRPC, such as Tempo, Jaeger, or a service of a cloud. */
export interface TraceStore {
  /** Its address; of Tempo and Jaeger port 4317. */
  readonly address: TelemetryAddress;
  /**
   * Who the collectors are for it.
   * @default - nobody asks
   */
  readonly login?: TelemetryLogin;
  /**
   * Certificate of the authority that the store's own is of.
   * @default - the public ones
   */
  readonly authority?: SecretKey;
  /**
   * How long it keeps spans, for what they take in the plan.
   * @default - nobody said
   */
  readonly retention?: Duration;
}

/** What spans are: how many a service makes, and how large they are. Measure them, then say it here. */
export interface SpanProps {
  /**
   * Spans that one service makes of one request: one for the request, and one for each call that it makes, queries of databases too.
   * @default 3
   */
  readonly perRequest?: number;
  /**
   * Size of a span, before it is compressed.
   * @default - 1000 bytes
   */
  readonly size?: DataSize;
}

/** How requests are followed through all services. */
export interface TracingProps {
  /** The collector: `otel/opentelemetry-collector-k8s` or -contrib, 0.158 or newer. */
  readonly image: Image;
  /** Where spans go. */
  readonly store: TraceStore;
  /**
   * Share of requests of which spans are kept, in percent: above 0, at most 100. It is decided where a request comes in, and holds for all services that
   * it reaches.
   */
  readonly percent: number;
  /**
   * How many spans there are, and how large they are.
   * @default - 3 of 1000 bytes for each request
   */
  readonly spans?: SpanProps;
  /**
   * What each collector asks for.
   * @default - a processor and 2 GiB
   */
  readonly resources?: CollectorResources;
  /**
   * Spans that a collector takes with one processor.
   * @default Rate.perSecond(10_000): half of what it does in the project's own load test, without TLS and compression
   */
  readonly perCore?: Rate;
}
