/**
 * The configuration of a collector, as opentelemetry-collector and -contrib 0.158 read it. Component names are those of that release: `otlp_grpc` and
 * `otlp_http` were `otlp` and `otlphttp` before, `file_log` was `filelog`.
 */
export interface CollectorConfig {
  readonly receivers: Readonly<Record<string, object>>;
  readonly processors: Readonly<Record<string, object>>;
  readonly exporters: Readonly<Record<string, object>>;
  readonly extensions: Readonly<Record<string, object>>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly telemetry: object;
    readonly pipelines: Readonly<Record<string, Pipeline>>;
  };
}

export interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

/** Ports of OTLP, of the health check, and of the collector's own metrics. */
export const OTLP_GRPC = 4317;
export const OTLP_HTTP = 4318;
export const HEALTH = 13133;
export const METRICS = 8888;

/** Where secrets are in a collector, one folder for each Secret. */
export const SECRETS = '/etc/otel/secrets';

/** What comes in over OTLP. */
export function otlpReceiver(): object {
  return {
    protocols: { grpc: { endpoint: `0.0.0.0:${OTLP_GRPC}` }, http: { endpoint: `0.0.0.0:${OTLP_HTTP}` } },
  };
}

/** What every collector has: it refuses data rather than die of memory, says whether it lives, and counts what it drops. */
export function collectorConfig(parts: {
  readonly receivers: Readonly<Record<string, object>>;
  readonly processors?: Readonly<Record<string, object>>;
  readonly exporters: Readonly<Record<string, object>>;
  readonly extensions?: Readonly<Record<string, object>>;
  readonly signals: readonly ('traces' | 'metrics' | 'logs')[];
}): CollectorConfig {
  const { receivers, processors = {}, exporters, extensions = {}, signals } = parts;
  const all = {
    memory_limiter: { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 20 },
    ...processors,
  };
  const own = { health_check: { endpoint: `0.0.0.0:${HEALTH}` }, ...extensions };
  const pipeline = {
    receivers: Object.keys(receivers),
    processors: Object.keys(all),
    exporters: Object.keys(exporters),
  };
  return {
    receivers,
    processors: all,
    exporters,
    extensions: own,
    service: {
      extensions: Object.keys(own),
      // Written out, as the operator would write it: what it adds later is a difference that a delivery takes back.
      telemetry: {
        metrics: { readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: METRICS } } } }] },
      },
      pipelines: Object.fromEntries(signals.map((signal) => [signal, pipeline])),
    },
  };
}

/** How an exporter keeps what it cannot send at once, in bytes, and how it sends: many records together. */
export interface QueueParts {
  readonly bytes: number;
  /** Extension that keeps it on a disk; absent: in memory. */
  readonly storage?: string;
  /** Seconds after which what cannot be sent is given up; absent: never. */
  readonly givesUpAfter?: number;
  /** Most bytes of a request; 2 MiB where nothing is said. */
  readonly batchBytes?: number;
  /** Seconds in which a request is filled. */
  readonly batchSeconds?: number;
  /** True where who brings more than fits has to wait: a reader of files, which stay where they are. */
  readonly waits?: boolean;
}

/**
 * The queue of an exporter (exporterhelper 0.158). On a disk it holds requests as they came, which are put together when they are sent.
 */
export function queueOf({
  bytes,
  storage,
  givesUpAfter = 0,
  batchBytes = 2 ** 21,
  batchSeconds = 1,
  waits = false,
}: QueueParts): {
  readonly retry_on_failure: object;
  readonly sending_queue: object;
} {
  return {
    retry_on_failure: {
      initial_interval: '5s',
      max_interval: storage === undefined ? '30s' : '120s',
      max_elapsed_time: `${givesUpAfter}s`,
    },
    sending_queue: {
      sizer: 'bytes',
      queue_size: bytes,
      ...(storage !== undefined && { storage }),
      ...(waits && { block_on_overflow: true }),
      batch: {
        flush_timeout: `${batchSeconds}s`,
        min_size: Math.floor(Math.min(batchBytes / 4, bytes)),
        max_size: batchBytes,
      },
    },
  };
}

/** A folder on a disk that keeps what has to outlive the process; its file becomes small again when it is empty. */
export function fileStorage(directory: string): object {
  return {
    directory,
    fsync: true,
    compaction: {
      directory,
      on_rebound: true,
      cleanup_on_start: true,
      rebound_needed_threshold_mib: 100,
      rebound_trigger_threshold_mib: 10,
    },
  };
}
