import { Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  Device,
  DeviceConnection,
  DeviceModel,
  DeviceProperty,
  DeviceProtocol,
  EdgePlatform,
  EdgeRuntime,
  EdgeSite,
  EdgexPlatform,
  EdgexPlatformProps,
  Image,
  ModbusRegister,
  PodSecurity,
  PropertyAccess,
  PropertyVisitor,
  PushMethod,
} from 'cdk8s-autonomous';
import { documents, find } from '../support/apps';
import { takenBySchemas } from '../support/crd-check';
import { BOX, codesOf, edgePlatform, planOf, site, tenant } from '../support/edge';

const MODBUS = {
  protocol: DeviceProtocol.MODBUS,
  name: 'device-modbus',
  image: Image.of('registry.example.com/edgex/device-modbus', { tag: '3.1.0' }),
  port: 59_901,
};
const LEVEL = DeviceProperty.ofFloat('level', {
  visitor: PropertyVisitor.modbus({ register: ModbusRegister.HOLDING, offset: 7, scale: 0.1 }),
  access: PropertyAccess.READ_WRITE,
  unit: '%',
  minimum: 0,
  maximum: 100,
});
const COUNT = DeviceProperty.ofInt('count', {
  visitor: PropertyVisitor.modbus({ register: ModbusRegister.INPUT, offset: 9, limit: 2, swapRegisters: true }),
});
const TCP = DeviceConnection.modbusTcp({ address: '192.168.30.5', unit: 3 });

interface Given {
  readonly app: ReturnType<typeof Testing.app>;
  readonly edge: EdgePlatform;
  readonly stack: AutonomousStack;
  readonly sites: EdgeSite[];
}

/** Two sites of OpenYurt, and a namespace for EdgeX. */
function sites(runtime = EdgeRuntime.openYurt(), podSecurity = PodSecurity.BASELINE): Given {
  const app = Testing.app();
  const edge = edgePlatform(app, runtime);
  const made = ['gz-2', 'gz-1'].map((name) =>
    site(edge, name, { nodes: [{ name: `${name}-box`, nodeType: BOX, role: 'box' }] }),
  );
  return { app, edge, stack: tenant(edge, 'meters', { podSecurity }), sites: made };
}

function edgex(given: Given, props: Partial<EdgexPlatformProps> = {}): EdgexPlatform {
  return new EdgexPlatform(given.stack, 'edgex', { sites: given.sites, deviceServices: [MODBUS], ...props });
}

/** With one kind of devices, and one device at a site. */
function withDevices(given: Given): void {
  const model = new DeviceModel(given.stack, 'tank', { protocol: DeviceProtocol.MODBUS, properties: [LEVEL, COUNT] });
  new Device(given.stack, 'tank-1', {
    model,
    edgeNode: given.sites[1].edgeNode('box'),
    connection: TCP,
    twins: [
      { property: LEVEL, desired: '40' },
      { property: COUNT, collect: Duration.seconds(2) },
    ],
  });
}

describe('EdgeX at sites of OpenYurt', () => {
  const given = sites();
  edgex(given);
  withDevices(given);
  const docs = documents(given.app);
  const framework = JSON.parse(find(docs, 'ConfigMap', 'platformadmin-framework').data.framework);

  test('is one PlatformAdmin over all pools, with what is no part of its version by name', () => {
    expect(find(docs, 'PlatformAdmin', 'edgex')).toMatchObject({
      apiVersion: 'iot.openyurt.io/v1beta1',
      metadata: { namespace: 'meters' },
      spec: {
        version: 'napa',
        platform: 'edgex',
        security: false,
        nodepools: ['gz-1', 'gz-2'],
        components: [{ name: 'device-modbus' }, { name: 'yurt-iot-dock' }],
      },
    });
  });

  // platform_admin_controller.go: components of the framework that are neither required nor named are dropped, and those that are required and not there are added as OpenYurt has them.
  test('is made from a framework that has all of it, so that OpenYurt adds and drops nothing', () => {
    const required = ['edgex-core-command', 'edgex-core-consul', 'edgex-core-metadata', 'edgex-redis'];
    const wanted = [...required, 'edgex-core-common-config-bootstrapper', 'device-modbus', 'yurt-iot-dock'];
    expect(framework.components.map(({ name }: any) => name).sort()).toEqual([...wanted].sort());
  });

  test('tolerates the taint of its nodes, asks for what it needs and may not gain rights', () => {
    for (const { deployment } of framework.components) {
      const { tolerations, containers } = deployment.template.spec;
      expect(tolerations).toContainEqual({
        key: 'node-role.kubernetes.io/edge',
        operator: 'Exists',
        effect: 'NoSchedule',
      });
      expect(Object.keys(containers[0].resources.requests)).toEqual(['cpu', 'memory']);
      expect(containers[0].securityContext.allowPrivilegeEscalation).toBe(false);
      expect(deployment.strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    }
  });

  test('is counted, each component at each site', () => {
    const plan = planOf(given.edge);
    expect(plan.workloads.map(({ id }: any) => id)).toEqual(
      framework.components.map(({ name }: any) => `meters/Deployment/edgex-${name}-gz-1`).sort(),
    );
    const box = plan.pools.find(({ id }: any) => id.startsWith('gz-1/'));
    expect(box.copies ?? 2).toBe(2);
    expect(codesOf(plan)).toEqual([]);
    expect(plan.findings.map(({ code }: any) => code)).not.toContain('KIND_MAY_MAKE_PODS');
  });

  test('has devices by the names of EdgeX, in their pool', () => {
    expect(find(docs, 'Device', 'tank-1')).toMatchObject({
      apiVersion: 'iot.openyurt.io/v1alpha1',
      spec: {
        nodePool: 'gz-1',
        profileName: 'tank',
        serviceName: 'device-modbus',
        managed: true,
        protocols: { 'modbus-tcp': { Address: '192.168.30.5', Port: '502', UnitID: '3' } },
        deviceProperties: { level: { name: 'level', desiredValue: '40' } },
      },
    });
    const profile = find(docs, 'DeviceProfile', 'gz-1-tank');
    expect(profile.metadata.labels['yurt-iot-dock/edgex-object.name']).toBe('tank');
    expect(profile.spec).toMatchObject({
      nodePool: 'gz-1',
      deviceResources: [
        {
          name: 'level',
          properties: { valueType: 'Float32', readWrite: 'RW', units: '%', minimum: '0', maximum: '100', scale: '0.1' },
          attributes: { primaryTable: 'HOLDING_REGISTERS', startingAddress: '7', rawType: 'Int16' },
        },
        {
          name: 'count',
          properties: { valueType: 'Int64', readWrite: 'R' },
          attributes: { primaryTable: 'INPUT_REGISTERS', startingAddress: '9', rawType: 'Int32', isWordSwap: 'true' },
        },
      ],
    });
    expect(find(docs, 'DeviceService', 'gz-2-device-modbus').spec.baseAddress).toBe('http://device-modbus:59901');
  });

  takenBySchemas({
    Device: find(docs, 'Device', 'tank-1'),
    DeviceProfile: find(docs, 'DeviceProfile', 'gz-1-tank'),
    DeviceService: find(docs, 'DeviceService', 'gz-1-device-modbus'),
  });

  test('lets device services reach devices, the dock the API server of its node, and nobody else anything', () => {
    expect(find(docs, 'NetworkPolicy', 'edgex-device-modbus').spec.egress).toEqual([
      { to: [{ ipBlock: { cidr: '192.168.30.5/32' } }], ports: [{ port: 502, protocol: 'TCP' }] },
    ]);
    expect(find(docs, 'NetworkPolicy', 'edgex-dock').spec.egress).toEqual([
      { to: [{ ipBlock: { cidr: '169.254.2.1/32' } }], ports: [{ port: 10_268, protocol: 'TCP' }] },
    ]);
    const roles = docs.filter(({ kind }) => ['Role', 'ClusterRole'].includes(kind));
    expect(JSON.stringify(roles.map(({ rules }) => rules))).not.toMatch(/"\*"|secrets/);
  });

  test('says that nothing tells how often values are read', () => {
    const found = planOf(given.edge).findings.find(({ code }: any) => code === 'EDGEX_READS_ON_DEMAND');
    expect(found.message).toContain('how often values of 1 device is read');
  });
});

test('images and amounts of components are those that somebody says', () => {
  const given = sites();
  edgex(given, {
    repository: 'harbor.example.com/openyurt',
    images: { 'edgex-redis': Image.of('harbor.example.com/cache/redis', { tag: '7.2' }) },
    resources: { 'edgex-redis': { cpu: Cpu.millis(300), memory: Size.mebibytes(512) } },
    keepsReadings: true,
  });
  const docs = documents(given.app);
  const { components } = JSON.parse(find(docs, 'ConfigMap', 'platformadmin-framework').data.framework);
  const imageOf = (name: string) =>
    components.find((one: any) => one.name === name).deployment.template.spec.containers[0].image;
  expect(imageOf('edgex-redis')).toBe('harbor.example.com/cache/redis:7.2');
  expect(imageOf('edgex-core-data')).toBe('harbor.example.com/openyurt/core-data:3.1.1');
  expect(imageOf('device-modbus')).toBe('registry.example.com/edgex/device-modbus:3.1.0');
  const redis = planOf(given.edge).workloads.find(({ id }: any) => id.includes('edgex-redis'));
  expect(redis.requests).toMatchObject({ cpu: 300, memory: 512 * 2 ** 20 });
});

describe('refused', () => {
  test.each<[string, () => unknown, string]>([
    ['another runtime', () => edgex(sites(EdgeRuntime.superEdge())), "runtime 'SuperEdge': has no PlatformAdmin"],
    [
      'a restricted namespace',
      () => edgex(sites(undefined, PodSecurity.RESTRICTED)),
      'admits Pod Security "restricted" only',
    ],
    ['no site', () => edgex(sites(), { sites: [] }), 'must name at least one'],
    [
      'a second one for a site',
      () => {
        const given = sites();
        edgex(given);
        edgex({ ...given, stack: tenant(given.edge, 'more', { podSecurity: PodSecurity.BASELINE }) });
      },
      'has the EdgeX of meters/edgex already',
    ],
    [
      'two in one namespace',
      () => {
        const given = sites();
        edgex(given, { sites: [given.sites[0]] });
        new EdgexPlatform(given.stack, 'more', { sites: [given.sites[1]], deviceServices: [] });
      },
      'OpenYurt reads platformadmin-framework once',
    ],
    [
      'a protocol twice',
      () => edgex(sites(), { deviceServices: [MODBUS, MODBUS] }),
      "deviceServices 'modbus': is there twice",
    ],
    ['an image of nothing', () => edgex(sites(), { images: { redis: MODBUS.image } }), "'redis': is no component"],
    [
      'devices without EdgeX',
      () => withDevices(sites()),
      'has devices by EdgeX alone; an EdgexPlatform in the stack, before its models',
    ],
    [
      'devices of a protocol that nobody speaks',
      () => {
        const given = sites();
        edgex(given, { deviceServices: [] });
        withDevices(given);
      },
      'is spoken by no device service of the EdgexPlatform',
    ],
    [
      'a device at a site without it, and values that are pushed',
      () => {
        const given = sites();
        edgex(given, { sites: [given.sites[0]] });
        const model = new DeviceModel(given.stack, 'tank', { protocol: DeviceProtocol.MODBUS, properties: [COUNT] });
        new Device(given.stack, 'tank-1', {
          model,
          edgeNode: given.sites[1].edgeNode('box'),
          connection: TCP,
          twins: [{ property: COUNT, push: PushMethod.http({ host: 'https://a.example.com', port: 443, path: '/v' }) }],
        });
      },
      'is at gz-1, which has no EdgeX of the stack',
    ],
    [
      'a stream',
      () => {
        const given = sites();
        const protocol = DeviceProtocol.ONVIF;
        edgex(given, { deviceServices: [{ ...MODBUS, protocol }] });
        const frames = DeviceProperty.ofStream('saveFrame', { visitor: PropertyVisitor.onvifFrames('/frames') });
        new DeviceModel(given.stack, 'camera', { protocol, properties: [frames] });
      },
      'is a stream, and EdgeX has values alone',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
