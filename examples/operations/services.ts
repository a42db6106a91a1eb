import { Duration, Size } from 'cdk8s';
import { Cpu, Image, Latency, MicroserviceProps, Port, Rate, Replicas, ServiceTime } from 'cdk8s-autonomous';

/** What a service has to do, and in which time. */
export interface Demand {
  readonly perSecond: number;
  /** What one request takes of a worker. */
  readonly takes: Duration;
  /** 99 of 100 requests are answered within it. */
  readonly within: Duration;
}

/** A service of the platform's kind: HTTP on 8080, metrics on 9090, four workers, by digest. */
export function service(name: string, { perSecond, takes, within }: Demand): MicroserviceProps {
  return {
    image: Image.of(`harbor.cars.example.com/operations/${name}`, { tag: '3.1.0', digest: digestOf(name) }),
    ports: [Port.http(8080)],
    metricsPort: Port.http(9090, { name: 'metrics' }),
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(perSecond),
      service: ServiceTime.millis(takes.toMilliseconds()),
      workers: 4,
      latency: Latency.p99(within),
      max: 2 * Math.ceil((perSecond * takes.toMilliseconds()) / 1000 / 4) + 4,
    }),
  };
}

/** Digests of the release 3.1.0. */
const DIGESTS: Readonly<Record<string, string>> = {
  sessions: '5b0bcabd1ed22e9fb1310cf6c2dec7cdef19f0ad69efa1f392e94a4333501270',
  tariffs: '7c222fb2927d828af22f592134e8932480637c0d26a9a4f7e0a8b3f5f0b1a7f1',
  positions: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  trips: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  packages: 'fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9',
  progress: 'baa5a0964d3320fbc0c6a922140453c8513ea24ab8fd0577034804a967248096',
  queries: '3fdba35f04dc8c462986c992bcf875546257113072a909c162f7e470e581e278',
  models: '8527a891e224136950ff32ca212b45bc93f69fbb801c3b1ebedac52775f99e61',
};

function digestOf(name: string): string {
  return `sha256:${DIGESTS[name]}`;
}
