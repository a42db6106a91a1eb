import { Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Bandwidth,
  DataSize,
  EdgeFleet,
  EdgeService,
  EdgeSiteProps,
  EdgeTelemetry,
  EdgeTelemetryProps,
  Cpu,
  Plan,
  Port,
  Replicas,
  SecretRef,
  SiteLayout,
  TelemetryAddress,
  TelemetryLogin,
} from 'cdk8s-autonomous';
import { parse } from 'yaml';
import { find, messageOf } from '../support/apps';
import { BOX, edgePlatform, PINNED, site } from '../support/edge';

const CLOUD = TelemetryAddress.outside('telemetry.example.com', 4317);

function telemetryOn(props: Partial<EdgeTelemetryProps> = {}) {
  const edge = edgePlatform();
  const stack = new AutonomousStack(edge.node.root as any, 'shop', { cluster: edge.cluster });
  const telemetry = new EdgeTelemetry(stack, 'telemetry', {
    image: PINNED,
    address: CLOUD,
    perDay: DataSize.megabytes(864),
    ...props,
  });
  return { edge, stack, telemetry };
}

/** Deployed to sites with these props. */
function deployed(props: Partial<EdgeTelemetryProps>, ...sites: Partial<EdgeSiteProps>[]) {
  const made = telemetryOn(props);
  sites.forEach((one, i) => site(made.edge, `gz-${i + 1}`, one).deploy(made.telemetry));
  return { ...made, objects: Testing.synth(made.stack) };
}

test('each site has a volume of its hours offline, and a queue on it that is smaller', () => {
  const { objects } = deployed({}, { offline: Duration.hours(24) }, { offline: Duration.hours(72) });
  // 10 kB each second, 15 % more, and a tenth for the file of the queue.
  const sizeOf = (name: string) =>
    Number(/^(\d+)Mi$/.exec(find(objects, 'PersistentVolumeClaim', name).spec.resources.requests.storage)![1]);
  expect(sizeOf('telemetry-gz-1-buffer')).toBe(Math.ceil((864e6 * 1.1 * 1.15) / 2 ** 20));
  expect(sizeOf('telemetry-gz-2-buffer')).toBe(Math.ceil((3 * 864e6 * 1.1 * 1.15) / 2 ** 20));
  const queueOf = (name: string) => {
    const [{ env }] = find(objects, 'Deployment', name).spec.template.spec.containers;
    return Number(env.find((one: any) => one.name === 'QUEUE_BYTES').value);
  };
  expect(queueOf('telemetry-gz-1')).toBe(993_600_000);
  expect(queueOf('telemetry-gz-2')).toBe(2_980_800_000);
});

test('what it keeps outlives the process, and is never given up', () => {
  const secret = SecretRef.existing('cloud', ['token']);
  const { objects } = deployed({ login: TelemetryLogin.bearer(secret.key('token')) }, {});
  const text = objects.find(({ kind, data }) => kind === 'ConfigMap' && data['collector.yaml']).data['collector.yaml'];
  const { exporters, extensions, service } = parse(text);
  expect(exporters.otlp_grpc).toMatchObject({
    endpoint: 'telemetry.example.com:4317',
    auth: { authenticator: 'bearertokenauth/store' },
    retry_on_failure: { max_elapsed_time: '0s' },
    sending_queue: { storage: 'file_storage', sizer: 'bytes', queue_size: '${env:QUEUE_BYTES}' },
  });
  expect(extensions.file_storage).toMatchObject({ directory: '/var/lib/otelcol', fsync: true });
  expect(Object.keys(service.pipelines)).toEqual(['traces', 'metrics', 'logs']);
  const [{ volumeMounts, args }] = find(objects, 'Deployment').spec.template.spec.containers;
  expect(args).toEqual(['--config=/etc/config/collector.yaml']);
  expect(volumeMounts.map(({ mountPath }: any) => mountPath)).toEqual(
    expect.arrayContaining(['/etc/config', '/var/lib/otelcol', '/etc/otel/secrets/cloud']),
  );
});

test('services of the site find it by variables, and may call it', () => {
  const { edge, stack, telemetry } = telemetryOn();
  const lanes = new EdgeService(stack, 'lanes', {
    image: PINNED,
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.millis(100), memory: Size.mebibytes(128) },
    replicas: Replicas.fixed(1),
    uses: [telemetry.client()],
  });
  const one = site(edge);
  one.deploy(telemetry);
  one.deploy(lanes);
  const objects = Testing.synth(stack);
  const policy = JSON.stringify(find(objects, 'NetworkPolicy', 'lanes').spec.egress);
  expect(policy).toContain('"port":4318');
  expect(JSON.stringify(lanes.workloads.map((object) => object.toJson()))).toContain('http://telemetry.shop:4318');
});

describe('refuses by kinds of sites, not by each of 2,500', () => {
  const fleetOf = (count: number, uplink: number, props: Partial<EdgeTelemetryProps>) => {
    const { edge, telemetry } = telemetryOn(props);
    const fleet = new EdgeFleet(edge, 'fleet', {
      layouts: { station: SiteLayout.of({ role: 'box', nodeType: BOX }) },
      offline: Duration.hours(72),
      uplink: Bandwidth.megabitsPerSecond(uplink),
      sites: Array.from({ length: count }, (_, i) => ({ name: `s-${String(i).padStart(4, '0')}` })),
    });
    return () => fleet.deploy(telemetry);
  };

  test('an uplink that does not send in time what was kept', () => {
    // 80 kbit/s; what was kept in 72 hours comes in 8: ten times that, of a quarter of 2 Mbit/s.
    const message = messageOf(fleetOf(300, 2, { catchUp: Duration.hours(8) }));
    expect(message).toContain(
      '300 sites, such as s-0000, need 800 kbit/s to send what they kept in 3 days beside what comes, and have 500 kbit/s for it',
    );
    expect(message.length).toBeLessThan(400);
    expect(fleetOf(3, 4, { catchUp: Duration.hours(8) })).not.toThrow();
  });

  test('a disk that does not hold what is kept', () => {
    expect(messageOf(fleetOf(300, 1000, { perDay: DataSize.gigabytes(40) }))).toContain(
      '300 sites, such as s-0000, offline for 3 days keep 141 GiB, and their largest disk has 100 GiB',
    );
  });

  test.each<[string, Partial<EdgeTelemetryProps>, string]>([
    ['no share', { uplinkPercent: 0 }, 'uplinkPercent 0: must be above 0 and at most 100'],
    ['no time to catch up', { catchUp: Duration.seconds(0) }, 'catchUp'],
  ])('%s', (_, props, message) => {
    expect(messageOf(() => telemetryOn(props))).toContain(message);
  });

  test('a site that is never offline', () => {
    const { edge, telemetry } = telemetryOn();
    const never = site(edge, 'gz-9', { offline: undefined });
    expect(messageOf(() => never.deploy(telemetry))).toContain('site gz-9 says no time that it is offline');
  });
});

test('uplinks of which nobody said anything lower the verdict', () => {
  const { edge } = deployed({}, { uplink: undefined });
  const { findings } = JSON.parse(Plan.of(edge).toJson()).clusters[0];
  expect(findings).toContainEqual(
    expect.objectContaining({ code: 'EDGE_TELEMETRY_UPLINK_UNKNOWN', uncovered: true, path: 'shop/telemetry' }),
  );
});
