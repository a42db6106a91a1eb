import { Duration, Size } from 'cdk8s';
import {
  Bandwidth,
  DataSize,
  HarborConfiguration,
  HarborInstallation,
  HarborReplicationTrigger,
  HarborRetention,
  HarborSeverity,
  HarborUpstream,
  Image,
  Peer,
  SecretRef,
  SecretStore,
} from 'cdk8s-autonomous';
import { Region } from './regions';

/** What runs the programs that configure registries: it has to be there before they are. */
const NODE = Image.of('docker.io/library/node', { tag: '22.14.0-bookworm-slim' });

export interface RegionalRegistry {
  readonly region: Region;
  readonly registry: HarborInstallation;
}

/** The projects of the platform: built at home, copied to the registries of the other regions with their signatures. */
export function configure(home: RegionalRegistry, mirrors: readonly RegionalRegistry[], store: SecretStore): void {
  const configuration = configurationOf(home);
  const streams = configuration.addProject('streams', {
    quota: Size.tebibytes(1),
    // No retention removes tags that are immutable.
    images: { repositories: 20, size: DataSize.gigabytes(1.2), tags: 40 },
    retention: HarborRetention.latestPushed(10),
    immutableTags: ['v*'],
    scanOnPush: true,
    blockSeverity: HarborSeverity.CRITICAL,
    sbom: true,
  });
  for (const { region, registry } of mirrors) {
    const mirror = configurationOf({ region, registry });
    const copies = mirror.addProject('streams', { quota: Size.tebibytes(1) });
    const path = `platform/${region.name}/copies`;
    mirror.addRobot('copies', { projects: [copies], push: true, pushTo: { store, path } });
    configuration.replicateTo(registry, {
      projects: [streams],
      login: {
        secret: SecretRef.external(configuration, `login-${region.name}`, {
          store,
          keys: { username: `${path}#username`, password: `${path}#password` },
        }),
      },
      trigger: HarborReplicationTrigger.onPush(),
      line: Bandwidth.gigabitsPerSecond(1),
      speed: Bandwidth.megabitsPerSecond(400),
      change: { size: DataSize.gigabytes(6), repositories: 5 },
      window: Duration.minutes(30),
    });
  }
}

/** What every registry has: a cache of Docker Hub, so that its clusters pull images of others from there. */
function configurationOf({ region, registry }: RegionalRegistry): HarborConfiguration {
  const configuration = new HarborConfiguration(registry, 'configuration', {
    registry,
    image: NODE,
    apiServer: Peer.cidr(region.apiServer, 443),
    garbageCollection: { schedule: '0 0 3 * * 6' },
  });
  configuration.addProxyCache('docker-hub', {
    upstream: HarborUpstream.dockerHub(),
    quota: Size.gibibytes(500),
    publicAccess: true,
  });
  return configuration;
}
