import { Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Bandwidth,
  DataSize,
  HarborConfiguration,
  HarborProject,
  HarborRegistry,
  HarborReplicationTrigger,
  HarborRetention,
  HarborSeverity,
  HarborUpstream,
  Image,
  Peer,
  SecretRef,
  SecretStore,
} from 'cdk8s-autonomous';
import { Construct } from 'constructs';

const STORE = SecretStore.cluster('vault');

/** What runs the programs that configure registries: it has to be there before they are. */
const NODE = Image.of('docker.io/library/node', {
  tag: '22.14.0-bookworm-slim',
  digest: `sha256:${'22'.repeat(32)}`,
});

/** What runs at stations, of which the last ten versions are kept. */
const IMAGES = { repositories: 4, size: DataSize.gigabytes(2.8) };
const KEPT = HarborRetention.latestPushed(10);

/** Regions that have a registry of their own. */
const REGIONS = ['bj', 'cd', 'gz', 'nj', 'sh', 'sz', 'wh', 'xa'];

/** Where images are built, and by region what is nearer to its stations. */
export interface StationRegistries {
  readonly home: HarborRegistry;
  readonly mirrors: Record<string, HarborRegistry>;
}

/** The registry of the car maker, and one in each region, from which its stations pull with a login of their own. */
export function stationRegistries(scope: Construct): StationRegistries {
  const mirrorOf = (region: string) =>
    new HarborRegistry(scope, `harbor-${region}`, {
      host: `harbor.${region}.swap.example.com`,
      pullSecret: `harbor-${region}`,
      login: {
        store: STORE,
        username: `${readersOf(region)}#username`,
        password: `${readersOf(region)}#password`,
      },
    });
  return {
    home: new HarborRegistry(scope, 'harbor', { host: 'harbor.swap.example.com' }),
    mirrors: Object.fromEntries(REGIONS.map((region) => [region, mirrorOf(region)])),
  };
}

/** What is in the registries: images of stations go from home to every region as soon as they are there. */
export function configureRegistries(stack: AutonomousStack, { home, mirrors }: StationRegistries): void {
  const configuration = configurationOf(stack, 'home', home);
  const station = configuration.addProject('station', {
    quota: Size.gibibytes(200),
    images: IMAGES,
    retention: KEPT,
    scanOnPush: true,
    blockSeverity: HarborSeverity.CRITICAL,
  });
  for (const [region, registry] of Object.entries(mirrors)) {
    const mirror = configurationOf(stack, region, registry);
    copy(configuration, station, { region, registry, mirror });
  }
}

interface Mirror {
  readonly region: string;
  readonly registry: HarborRegistry;
  readonly mirror: HarborConfiguration;
}

/** A region has the images of its stations, and a cache of Docker Hub for those of others. */
function copy(configuration: HarborConfiguration, station: HarborProject, { region, registry, mirror }: Mirror): void {
  const copies = mirror.addProject('station', { quota: Size.gibibytes(200), images: IMAGES, retention: KEPT });
  const cache = mirror.addProxyCache('docker-hub', {
    upstream: HarborUpstream.dockerHub(),
    quota: Size.gibibytes(20),
  });
  const writer = mirror.addRobot('copies', { projects: [copies], push: true });
  mirror.addRobot('stations', { projects: [copies, cache], pushTo: { store: STORE, path: readersOf(region) } });
  configuration.replicateTo(registry, {
    projects: [station],
    trigger: HarborReplicationTrigger.onPush(),
    // The Job of the mirror makes it: that of home waits until it is there.
    login: { secret: writer.secret, usernameKey: writer.usernameKey, passwordKey: writer.passwordKey },
    line: Bandwidth.megabitsPerSecond(500),
    change: { size: DataSize.gigabytes(2.8) },
    window: Duration.hours(1),
  });
}

function configurationOf(stack: AutonomousStack, name: string, registry: HarborRegistry): HarborConfiguration {
  const admin = SecretRef.external(stack, `admin-${name}`, {
    store: STORE,
    keys: { username: `swap/${name}/admin#username`, password: `swap/${name}/admin#password` },
  });
  return new HarborConfiguration(stack, `harbor-${name}`, {
    registry,
    image: NODE,
    login: { secret: admin },
    apiServer: Peer.cidr('10.0.0.1/32', 443),
    garbageCollection: { schedule: '0 0 3 * * 6' },
  });
}

/** Where the login is with which the stations of a region pull. */
function readersOf(region: string): string {
  return `swap/${region}/stations`;
}
