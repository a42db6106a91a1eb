import { Duration, Size } from 'cdk8s';
import {
  ConfigFile,
  Configuration,
  ContainerOptions,
  Cpu,
  Helper,
  Latency,
  Microservice,
  Mount,
  Port,
  Rate,
  Replicas,
  ServiceTime,
  SharedVolume,
  Variable,
} from 'cdk8s-autonomous';
import { loadOf } from './environments';
import { Store } from './stores';
import { collector, CONSUMER, database, METRICS, Tenant, together } from './tenant';

/** What is known of vehicles, and what they are told: the services that other teams call. */
export interface VehicleServices {
  readonly telemetry: Microservice;
  readonly trips: Microservice;
  readonly twin: Microservice;
  readonly command: Microservice;
  readonly geofence: Microservice;
}

export function vehicles(tenant: Tenant, kafka: Store, redis: Store, streams: ContainerOptions): VehicleServices {
  const { stack, environment, registry, urgent } = tenant;
  const { messages, drivers } = loadOf(environment);
  const cache = redis.clientOf(tenant);
  const traces = collector(tenant);
  const go = { variables: { GOMEMLIMIT: Variable.goMemoryLimit(), GOMAXPROCS: Variable.goMaxProcs() } };

  const telemetryDb = database(tenant, 'telemetry');
  const telemetryImage = registry.image('vehicles/telemetry', { tag: '4.2.0' });
  const telemetry = new Microservice(stack, 'telemetry', {
    image: telemetryImage,
    ports: [Port.grpc(9090)],
    metricsPort: METRICS,
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(2) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(messages / 10),
      service: ServiceTime.millis(4),
      workers: 8,
      latency: Latency.p99(Duration.millis(50)),
    }),
    ...together(telemetryDb.client, streams, go),
    helpers: [
      Helper.init('migrate', {
        image: telemetryImage,
        resources: { cpu: Cpu.millis(200), memory: Size.mebibytes(256) },
        args: ['migrate', '--wait'],
        ...telemetryDb.client,
      }),
      ...traces.helpers,
    ],
    startup: Duration.minutes(1),
  });

  const tripsDb = database(tenant, 'trips');
  const tripSettings = new Configuration(stack, 'trips', {
    files: {
      'application.yaml': ConfigFile.yaml({
        server: { port: 8080, shutdown: 'graceful' },
        spring: {
          // `username` and `password` are the files of the secret.
          datasource: {
            url: 'jdbc:postgresql://${PGHOST}/${PGDATABASE}',
            username: '${username}',
            password: '${password}',
          },
          config: { import: 'configtree:/etc/db/' },
        },
        logging: { level: { root: environment.value('logLevel') } },
      }),
    },
  });
  const trips = new Microservice(stack, 'trips', {
    image: registry.image('vehicles/trips', { tag: '3.8.1' }),
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(4) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(drivers / 20),
      service: ServiceTime.millis(20),
      workers: 16,
      latency: Latency.p99(Duration.millis(250)),
    }),
    ...together(tripsDb.client, streams, {
      variables: { JAVA_TOOL_OPTIONS: Variable.jvmHeap({ options: '-XX:+UseZGC' }) },
      env: { SPRING_CONFIG_ADDITIONAL_LOCATION: '/etc/trips/' },
      mounts: [Mount.configuration(tripSettings, '/etc/trips')],
    }),
    helpers: traces.helpers,
    startup: Duration.minutes(2),
  });

  const twin = new Microservice(stack, 'twin', {
    image: registry.image('vehicles/twin', { tag: '6.0.3' }),
    ports: [Port.grpc(9090)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(messages / 4),
      service: ServiceTime.micros(900),
      workers: 8,
      latency: Latency.p99(Duration.millis(20)),
    }),
    ...together(cache, streams, go),
    helpers: traces.helpers,
    priority: urgent,
  });

  const command = new Microservice(stack, 'command', {
    image: registry.image('vehicles/command', { tag: '1.9.4' }),
    ports: [Port.grpc(9090)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(drivers / 10),
      service: ServiceTime.millis(15),
      workers: 8,
      latency: Latency.p99(Duration.millis(200)),
    }),
    ...together(streams, go),
    helpers: traces.helpers,
    priority: urgent,
  });

  const maps = new SharedVolume(stack, 'maps', { size: Size.gibibytes(200), storageClass: 'efs' });
  const geofence = new Microservice(stack, 'geofence', {
    image: registry.image('vehicles/geofence', { tag: '2.3.0' }),
    ...CONSUMER,
    resources: { cpu: Cpu.units(2), memory: Size.gibibytes(4) },
    replicas: Replicas.forThroughput({ arrivals: Rate.perSecond(messages), perReplica: Rate.perSecond(4500) }),
    ...together(cache, streams, go, {
      mounts: [
        Mount.shared(maps, '/maps', { readOnly: true }),
        // The index of the fences: read by all its processes.
        Mount.memory('/dev/shm', Size.gibibytes(2)),
        Mount.scratch('/var/cache/tiles', Size.gibibytes(8)),
      ],
    }),
  });

  telemetry.calls(telemetryDb.address);
  trips.calls(tripsDb.address);
  trips.calls(telemetry);
  [twin, geofence].forEach((service) => service.calls(redis.service));
  [telemetry, trips, twin, command, geofence].forEach((service) => service.calls(kafka.service));
  [telemetry, trips, twin, command].forEach((service) => service.calls(traces.address));
  command.calls(twin);
  return { telemetry, trips, twin, command, geofence };
}
