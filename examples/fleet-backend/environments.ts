import { join } from 'path';
import { Environment, EnvironmentProps, ImageLock } from 'cdk8s-autonomous';
import { Variation } from './variation';

/** All that differs between the environments: one definition reads it, none is copied. */
export function environments(variation: Variation = {}): Environment[] {
  const props = (values: Values): EnvironmentProps => ({
    // Written by `cdk8s-autonomous images lock`: the digests of what was tried.
    ...(variation.locked !== false && { images: ImageLock.read(join(__dirname, 'images.lock.json')) }),
    values: { ...values, ...(variation.logLevel !== undefined && { logLevel: variation.logLevel }) },
  });
  const all = [
    Environment.production(
      props({
        domain: 'fleet.cars.example.com',
        vehicles: '1000000',
        zones: 'eu-central-1a,eu-central-1b,eu-central-1c',
        account: '111111111111',
        databases: '10.20.32.0/20',
        apiServer: '10.20.0.1/32',
        logLevel: 'warn',
      }),
    ),
    Environment.staging(
      props({
        domain: 'staging.fleet.cars.example.com',
        vehicles: '50000',
        zones: 'eu-central-1a',
        account: '222222222222',
        databases: '10.30.32.0/20',
        apiServer: '10.30.0.1/32',
        logLevel: 'info',
      }),
    ),
    Environment.development(
      props({
        domain: 'dev.fleet.cars.example.com',
        vehicles: '500',
        zones: 'eu-central-1a',
        account: '333333333333',
        databases: '10.40.32.0/20',
        apiServer: '10.40.0.1/32',
        logLevel: 'debug',
      }),
    ),
  ];
  return all.filter(({ name }) => variation.environments?.includes(name) ?? true);
}

/** What an environment has to say for itself; a missing value is a type error here, not a surprise in the cluster. */
interface Values {
  /** Domain below which drivers and partners find it. */
  readonly domain: string;
  /** Registered vehicles: all loads follow from it. */
  readonly vehicles: string;
  /** Zones of the cluster. */
  readonly zones: string;
  /** Account of the cloud, in which the roles are that pods take. */
  readonly account: string;
  /** Subnets of the managed PostgreSQL. */
  readonly databases: string;
  /** Address of the API server. */
  readonly apiServer: string;
  readonly logLevel: string;
}

/** How many vehicles of an environment are connected at its busiest, and how many messages they then send in a second. */
export function loadOf(environment: Environment) {
  const connected = Number(environment.value('vehicles')) / 5;
  return { connected, messages: connected / 10, drivers: connected / 100 };
}
