import { TraceStore } from './tracing-props';
import { SecretKey } from '../../platform/secrets/secret-ref';
import { collectorConfig, CollectorConfig, otlpReceiver, queueOf } from '../collector/collector-config';
import { fileOf } from '../collector/collector-resource';

/** Share of a collector's memory in which spans wait that the store does not take. */
const QUEUED = 0.3;

/** Bytes of spans that a collector keeps while the store is away. */
export function queueBytes(memory: number): number {
  return Math.floor(memory * QUEUED);
}

/** What comes in over OTLP goes to the store over gRPC, together; while that is away it waits in memory. */
export function traceConfig({ address, login, authority }: TraceStore, memory: number): CollectorConfig {
  const extension = login?._extension(fileOf);
  const tls = address.tls ? { ...(authority && { ca_file: fileOf(authority) }) } : { insecure: true };
  return collectorConfig({
    receivers: { otlp: otlpReceiver() },
    exporters: {
      otlp_grpc: {
        endpoint: address.authority,
        tls,
        ...(extension && { auth: { authenticator: extension.name } }),
        ...queueOf({ bytes: queueBytes(memory) }),
      },
    },
    extensions: extension ? { [extension.name]: extension.config } : {},
    signals: ['traces'],
  });
}

/** Keys of secrets that a collector reads as files. */
export function secretsOf({ login, authority }: Pick<TraceStore, 'login' | 'authority'>): SecretKey[] {
  return [...(login?._keys ?? []), ...(authority ? [authority] : [])];
}
