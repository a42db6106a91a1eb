import { join } from 'path';
import { Size } from 'cdk8s';
import {
  AutonomousStack,
  ConfigFile,
  Configuration,
  ContainerOptions,
  Cpu,
  Environment,
  HarborRegistry,
  Health,
  Helper,
  Mount,
  Peer,
  Port,
  Priority,
  SecretRef,
  SecretStore,
} from 'cdk8s-autonomous';

/** A team, and what it works with. */
export interface Tenant {
  readonly stack: AutonomousStack;
  readonly environment: Environment;
  readonly registry: HarborRegistry;
  readonly vault: SecretStore;
  /** Of what a driver or a vehicle waits for. */
  readonly urgent: Priority;
}

export const METRICS = Port.http(9464, { name: 'metrics' });

/** What takes its work from Kafka and serves nobody says beside its metrics how it is. */
export const CONSUMER = {
  metricsPort: METRICS,
  health: Health.http({ readiness: '/readyz', liveness: '/healthz', port: METRICS }),
};

/** What a container needs to be a client of all of these. */
export function together(...parts: ContainerOptions[]): ContainerOptions {
  return {
    env: Object.assign({}, ...parts.map(({ env }) => env)),
    variables: Object.assign({}, ...parts.map(({ variables }) => variables)),
    variablesFrom: parts.flatMap(({ variablesFrom = [] }) => variablesFrom),
    mounts: parts.flatMap(({ mounts = [] }) => mounts),
  };
}

/** A database of the managed PostgreSQL: where it listens, and what its clients need. The values of the login are in the vault alone. */
export function database({ stack, environment, vault }: Tenant, service: string) {
  const path = `${environment.name}/${service}/db`;
  const login = SecretRef.external(stack, `${service}-db`, {
    store: vault,
    keys: { username: `${path}#username`, password: `${path}#password`, 'ca.crt': `${path}#ca` },
  });
  const client: ContainerOptions = {
    env: {
      PGHOST: `${service}.db.${environment.value('domain')}`,
      PGDATABASE: service,
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/etc/db/ca.crt',
      // Files: a password that changes arrives in them without a restart.
      DB_USERNAME_FILE: '/etc/db/username',
      DB_PASSWORD_FILE: '/etc/db/password',
    },
    mounts: [Mount.secret(login, '/etc/db')],
  };
  return { client, address: Peer.cidr(environment.value('databases'), 5432) };
}

/** A collector beside a service, which sends its traces to `localhost`: it outlives the service, so that the last ones are not lost. */
export function collector({ stack, registry }: Tenant): { readonly helpers: Helper[]; readonly address: Peer } {
  const settings = new Configuration(stack, 'collector', {
    files: { 'collector.yaml': ConfigFile.fromFile(join(__dirname, 'config/collector.yaml')) },
  });
  const sidecar = Helper.sidecar('collector', {
    image: registry.image('docker-hub/otel/opentelemetry-collector', { tag: '0.129.1' }),
    resources: { cpu: Cpu.millis(50), memory: Size.mebibytes(128), memoryLimit: Size.mebibytes(256) },
    args: ['--config=/etc/otel/collector.yaml'],
    mounts: [Mount.configuration(settings, '/etc/otel')],
    health: Health.http({ readiness: '/ready', liveness: '/alive', port: Port.http(13133, { name: 'health' }) }),
  });
  return {
    helpers: [sidecar],
    address: Peer.pods('observability', { 'app.kubernetes.io/name': 'otel-gateway' }, 4317),
  };
}
