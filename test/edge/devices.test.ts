import { Duration, Testing } from 'cdk8s';
import {
  Architecture,
  Device,
  DeviceConnection,
  DeviceMapper,
  DeviceModel,
  DeviceProperty,
  DeviceProtocol,
  DeviceProps,
  EdgeNode,
  EdgeRoute,
  EdgeRouteSource,
  EdgeRouteTarget,
  EdgeRuntime,
  ModbusRegister,
  PodSecurity,
  PropertyAccess,
  PropertyVisitor,
  PushMethod,
} from 'cdk8s-autonomous';
import { find, messageOf } from '../support/apps';
import { edgePlatform, PINNED, planOf, site, tenant } from '../support/edge';

const holding = PropertyVisitor.modbus({ register: ModbusRegister.HOLDING, offset: 2, limit: 2, scale: 0.1 });
const input = PropertyVisitor.modbus({
  register: ModbusRegister.INPUT,
  offset: 4,
  swapBytes: true,
  swapRegisters: true,
});
const LEVEL = DeviceProperty.ofInt('level', {
  visitor: holding,
  access: PropertyAccess.READ_WRITE,
  minimum: 0,
  maximum: 100,
  unit: '%',
});
const VOLTAGE = DeviceProperty.ofFloat('voltage', { visitor: input, description: 'of the rack' });

function set() {
  const runtime = EdgeRuntime.kubeEdge({ version: '1.23.1', addresses: ['edge.example.com'], brokerOnNodes: true });
  const edge = edgePlatform(undefined, runtime);
  const one = site(edge);
  const stack = tenant(edge, 'shop', { podSecurity: PodSecurity.PRIVILEGED });
  const model = new DeviceModel(stack, 'rack', { protocol: DeviceProtocol.MODBUS, properties: [LEVEL, VOLTAGE] });
  const device = (props: Partial<DeviceProps> = {}, id = 'rack-1') =>
    new Device(stack, id, {
      model,
      edgeNode: one.edgeNode('box'),
      connection: DeviceConnection.modbusTcp({ address: '10.0.0.7', unit: 3 }),
      twins: [{ property: LEVEL, desired: '80' }, { property: VOLTAGE }],
      ...props,
    });
  const mapper = (architectures?: Architecture[]) => {
    const made = new DeviceMapper(stack, 'mapper', { protocol: DeviceProtocol.MODBUS, image: PINNED, architectures });
    one.deploy(made);
    return made;
  };
  return { edge, one, stack, model, device, mapper };
}

test('a model and a device, with cycles in milliseconds', () => {
  const { stack, device } = set();
  device({
    twins: [
      { property: LEVEL, desired: '80', collect: Duration.seconds(2), report: Duration.seconds(10) },
      { property: VOLTAGE, reportToCloud: false, push: PushMethod.mqtt({ address: 'tcp://broker:1883', topic: 'v' }) },
    ],
  });
  const objects = Testing.synth(stack);
  const visitor = {
    protocolName: 'modbus',
    configData: {
      dataType: 'int',
      register: 'HoldingRegister',
      offset: 2,
      limit: 2,
      scale: 0.1,
      isSwap: false,
      isRegisterSwap: false,
    },
  };
  expect(find(objects, 'DeviceModel').spec).toEqual({
    protocol: 'modbus',
    properties: [
      {
        name: 'level',
        type: 'INT',
        accessMode: 'ReadWrite',
        unit: '%',
        minimum: '0',
        maximum: '100',
        visitors: visitor,
      },
      expect.objectContaining({ name: 'voltage', type: 'FLOAT', accessMode: 'ReadOnly', description: 'of the rack' }),
    ],
  });
  expect(find(objects, 'Device')).toMatchObject({
    metadata: { name: 'rack-1', namespace: 'shop' },
    spec: {
      deviceModelRef: { name: 'rack' },
      nodeName: 'gz-1-box',
      protocol: {
        protocolName: 'modbus',
        configData: { communicateMode: 'TCP', ip: '10.0.0.7', port: '502', slaveID: 3 },
      },
      properties: [
        {
          name: 'level',
          desired: { value: '80' },
          collectCycle: 2000,
          reportCycle: 10_000,
          reportToCloud: true,
          visitors: visitor,
        },
        {
          name: 'voltage',
          collectCycle: 1000,
          reportCycle: 1000,
          reportToCloud: false,
          pushMethod: { mqtt: { address: 'tcp://broker:1883', topic: 'v', qos: 0, retained: false } },
        },
      ],
    },
  });
});

test.each<[string, PushMethod, object]>([
  [
    'http',
    PushMethod.http({ host: 'http://c', port: 80, path: '/in' }),
    { http: { hostName: 'http://c', port: 80, requestPath: '/in', timeout: 5000 } },
  ],
  [
    'InfluxDB',
    PushMethod.influxDb({ url: 'http://i:8086', org: 'o', bucket: 'b', measurement: 'm', tags: { a: 'b' } }),
    {
      dbMethod: {
        influxdb2: {
          influxdb2ClientConfig: { url: 'http://i:8086', org: 'o', bucket: 'b' },
          influxdb2DataConfig: { measurement: 'm', fieldKey: 'value', tag: { a: 'b' } },
        },
      },
    },
  ],
  [
    'MySQL',
    PushMethod.mysql({ address: 'm:3306', database: 'd', user: 'u' }),
    { dbMethod: { mysql: { mysqlClientConfig: { addr: 'm:3306', database: 'd', userName: 'u' } } } },
  ],
  [
    'TDengine',
    PushMethod.tdEngine('t:6041', 'd'),
    { dbMethod: { TDEngine: { TDEngineClientConfig: { addr: 't:6041', dbName: 'd' } } } },
  ],
  ['Redis', PushMethod.redis('r:6379'), { dbMethod: { redis: { redisClientConfig: { addr: 'r:6379', db: 0 } } } }],
])('values are pushed to %s', (_, push, spec) => {
  const { stack, device } = set();
  device({ twins: [{ property: LEVEL, push }] });
  expect(find(Testing.synth(stack), 'Device').spec.properties[0].pushMethod).toEqual(spec);
});

test('other protocols, each with its own fields', () => {
  const { one, stack } = set();
  const kinds: [DeviceProtocol, PropertyVisitor, DeviceConnection, object][] = [
    [
      DeviceProtocol.MODBUS,
      holding,
      DeviceConnection.modbusRtu({ serialPort: '/dev/ttyS0', unit: 1 }),
      { communicateMode: 'RTU', serialPort: '/dev/ttyS0', baudRate: 9600 },
    ],
    [
      DeviceProtocol.OPC_UA,
      PropertyVisitor.opcUa('ns=2;s=A', 'A'),
      DeviceConnection.opcUa({ url: 'opc.tcp://plc:4840', certificateFile: '/c', keyFile: '/k' }),
      { url: 'opc.tcp://plc:4840', securityMode: 'SignAndEncrypt', certificate: '/c', privateKey: '/k' },
    ],
    [
      DeviceProtocol.ONVIF,
      PropertyVisitor.onvifFrames('/frames'),
      DeviceConnection.onvif({ address: '10.0.0.9:80', user: 'u', passwordFile: '/p' }),
      { url: '10.0.0.9:80', userName: 'u', password: '/p' },
    ],
    [
      DeviceProtocol.BLE,
      PropertyVisitor.ble('2a19'),
      DeviceConnection.ble('aa:bb:cc:dd:ee:ff'),
      { macAddress: 'aa:bb:cc:dd:ee:ff' },
    ],
    [
      DeviceProtocol.custom('can'),
      PropertyVisitor.custom(DeviceProtocol.custom('can'), { id: '0x1' }),
      DeviceConnection.custom(DeviceProtocol.custom('can'), { bus: '0' }),
      { bus: '0' },
    ],
  ];
  kinds.forEach(([protocol, visitor, connection], i) => {
    const property = DeviceProperty.ofString('value', { visitor });
    const model = new DeviceModel(stack, `m${i}`, { protocol, properties: [property] });
    new Device(stack, `d${i}`, { model, edgeNode: one.edgeNode('box'), connection, twins: [{ property }] });
  });
  const objects = Testing.synth(stack);
  kinds.forEach(([protocol, , , data], i) => {
    const { spec } = find(objects, 'Device', `d${i}`);
    expect(spec.protocol).toMatchObject({ protocolName: protocol.name, configData: data });
  });
});

describe('a mapper on the node of its devices', () => {
  const warnings = (edge: any) => planOf(edge).findings.filter(({ severity }: any) => severity === 'warning');

  test('is missing', () => {
    const { edge, device } = set();
    device();
    device({}, 'rack-2');
    expect(warnings(edge)).toEqual([
      expect.objectContaining({
        code: 'EDGE_DEVICE_WITHOUT_MAPPER',
        count: 2,
        message: 'no mapper of modbus runs at its site (and for 1 more devices)',
      }),
    ]);
  });

  test('may be elsewhere', () => {
    const { edge, device, mapper } = set();
    device();
    mapper();
    expect(warnings(edge)[0]).toMatchObject({ code: 'EDGE_MAPPER_ELSEWHERE' });
  });

  test('is there, once, with the socket of EdgeCore', () => {
    const { edge, stack, device, mapper } = set();
    device();
    mapper([Architecture.AMD64]);
    expect(warnings(edge)).toEqual([]);
    const [deployment] = find(Testing.synth(stack), 'EdgeApplication').spec.workloadTemplate.manifests;
    expect(deployment.spec).toMatchObject({
      replicas: 1,
      strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    });
    expect(deployment.spec.template.spec.volumes).toContainEqual({
      name: 'host-0',
      hostPath: { path: '/etc/kubeedge' },
    });
    expect(deployment.spec.template.metadata.annotations).toMatchObject({
      'cdk8s-autonomous.dev/edge-device-reason':
        'reads modbus devices and talks to EdgeCore through its socket in /etc/kubeedge',
    });
  });
});

describe('refused', () => {
  const camera = DeviceProperty.ofStream('frame', { visitor: PropertyVisitor.onvifFrames('/f') });
  const flag = DeviceProperty.ofBoolean('flag', { visitor: holding, access: PropertyAccess.READ_WRITE });
  test.each<[string, (made: ReturnType<typeof set>) => unknown, string]>([
    [
      'a property that the model has not',
      ({ device }) => device({ twins: [{ property: flag }] }),
      "twins 'flag': is no property of model rack; one of level, voltage",
    ],
    [
      'a property twice',
      ({ device }) => device({ twins: [{ property: LEVEL }, { property: LEVEL }] }),
      "twins 'level': is there twice",
    ],
    [
      'a wish for what can only be read',
      ({ device }) => device({ twins: [{ property: VOLTAGE, desired: '1' }] }),
      "twins['voltage'].desired '1': the property can only be read",
    ],
    [
      'a wish outside the range',
      ({ device }) => device({ twins: [{ property: LEVEL, desired: '101' }] }),
      "twins['level'].desired '101': must be from 0 to 100",
    ],
    [
      'a wish of another type',
      ({ device }) => device({ twins: [{ property: LEVEL, desired: '1.5' }] }),
      "desired '1.5': must be a whole number",
    ],
    [
      'a wish that is no number',
      ({ device }) => device({ twins: [{ property: LEVEL, desired: 'full' }] }),
      "desired 'full': must be a whole number",
    ],
    [
      'a wish that is neither true nor false',
      ({ stack, one }) =>
        new Device(stack, 'd', {
          model: new DeviceModel(stack, 'm', { protocol: DeviceProtocol.MODBUS, properties: [flag] }),
          edgeNode: one.edgeNode('box'),
          connection: DeviceConnection.modbusTcp({ address: 'a', unit: 1 }),
          twins: [{ property: flag, desired: 'yes' }],
        }),
      "desired 'yes': must be 'true' or 'false'",
    ],
    [
      'no time between two readings',
      ({ device }) => device({ twins: [{ property: LEVEL, collect: Duration.millis(0) }] }),
      "twins['level'].collect",
    ],
    [
      'another protocol than that of the model',
      ({ device }) => device({ connection: DeviceConnection.ble('aa:bb:cc:dd:ee:ff') }),
      "connection 'bluetooth': must be of the protocol of the model, modbus",
    ],
    [
      'a node that is no node of a site',
      ({ device }) => device({ edgeNode: site(edgePlatform()).edgeNode('box') as EdgeNode }),
      "edgeNode 'gz-1-box': is no node of a site of cluster east",
    ],
    [
      'a model of another namespace',
      ({ edge, model, one }) =>
        new Device(tenant(edge, 'other'), 'd', {
          model,
          edgeNode: one.edgeNode('box'),
          connection: DeviceConnection.modbusTcp({ address: 'a', unit: 1 }),
          twins: [],
        }),
      'is in another namespace: KubeEdge looks for it in that of the device',
    ],
    ['a name in capitals', ({ device }) => device({}, 'Rack'), "name 'Rack': must be a lower-case DNS name"],
    [
      'a model without properties',
      ({ stack }) => new DeviceModel(stack, 'm', { protocol: DeviceProtocol.BLE, properties: [] }),
      "properties '[]': must name at least one property",
    ],
    [
      'two properties of one name',
      ({ stack }) => new DeviceModel(stack, 'm', { protocol: DeviceProtocol.MODBUS, properties: [LEVEL, LEVEL] }),
      "properties 'level': is there twice",
    ],
    [
      'a visitor of another protocol',
      ({ stack }) => new DeviceModel(stack, 'm', { protocol: DeviceProtocol.MODBUS, properties: [camera] }),
      "properties['frame'].visitor 'onvif': must be of the protocol of the model, modbus",
    ],
    [
      'writing to a register that can only be read',
      () => DeviceProperty.ofInt('x', { visitor: input, access: PropertyAccess.READ_WRITE }),
      "access 'ReadWrite': its visitor can only read",
    ],
    [
      'a minimum above the maximum',
      () => DeviceProperty.ofInt('x', { visitor: input, minimum: 2, maximum: 1 }),
      'minimum 2: must not be above maximum 1',
    ],
    [
      'half a limit of a whole number',
      () => DeviceProperty.ofInt('x', { visitor: input, minimum: 0.5 }),
      'must be whole numbers',
    ],
    ['an odd name of a property', () => DeviceProperty.ofString('a b', { visitor: input }), "name 'a b'"],
    [
      'a register number',
      () => PropertyVisitor.modbus({ register: ModbusRegister.COIL, offset: -1, limit: 0, scale: 0 }),
      'offset -1: must be a whole number from 0 to 65535',
    ],
    ['a node id', () => PropertyVisitor.opcUa('Takt'), "opcUa('Takt'): must be a node id"],
    ['a folder', () => PropertyVisitor.onvifFrames('f', 'jpg', 0), 'needs an absolute path and a whole number above 0'],
    ['a UUID', () => PropertyVisitor.ble('x'), "ble('x'): must be a UUID"],
    [
      'an address and a unit',
      () => DeviceConnection.modbusTcp({ address: 'a b', port: 0, unit: 248 }),
      'unit 248: must be a whole number from 1 to 247',
    ],
    [
      'a serial line',
      () => DeviceConnection.modbusRtu({ serialPort: 'com1', baudRate: 0, unit: 1 }),
      "serialPort 'com1': must be a device",
    ],
    [
      'a URL of OPC UA',
      () => DeviceConnection.opcUa({ url: 'http://x' }),
      "url 'http://x' must be like opc.tcp://plc-1:4840",
    ],
    ['a camera', () => DeviceConnection.onvif({ address: 'a:0' }), "address 'a:0' must be <host> or <host>:<port>"],
    ['a MAC address', () => DeviceConnection.ble('x'), "ble('x'): must be six pairs"],
    ['a protocol name', () => DeviceProtocol.custom('A'), "custom('A'): must be a DNS label"],
    [
      'a broker',
      () => PushMethod.mqtt({ address: 'x', topic: 'a/#', qos: 3 }),
      "topic 'a/#': must be a topic without wildcards",
    ],
    ['a collector', () => PushMethod.http({ host: 'x', port: 0, path: 'p' }), "host 'x': must be like"],
    [
      'InfluxDB',
      () => PushMethod.influxDb({ url: 'x', org: '', bucket: '', measurement: '' }),
      "url 'x' must be like http://influx:8086",
    ],
    ['a database', () => PushMethod.redis('x'), "address 'x' must be <host>:<port>"],
  ])('%s', (_, action, message) => {
    expect(messageOf(() => action(set()))).toContain(message);
  });

  test('a wish for a stream', () => {
    expect(camera._refuses('x')).toBe('a stream has no value that could be desired');
    expect(DeviceProperty.ofBytes('b', { visitor: holding })._refuses('x')).toBeUndefined();
    expect(DeviceProperty.ofDouble('d', { visitor: holding })._refuses('x')).toBe('must be a number');
  });

  test('devices and routes without KubeEdge', () => {
    const edge = edgePlatform(undefined, EdgeRuntime.openYurt());
    const stack = tenant(edge);
    expect(
      messageOf(() => new DeviceModel(stack, 'm', { protocol: DeviceProtocol.MODBUS, properties: [LEVEL] })),
    ).toContain("runtime 'OpenYurt': has devices by EdgeX alone");
    expect(
      messageOf(
        () => new EdgeRoute(stack, 'r', { source: EdgeRouteSource.rest('a'), target: EdgeRouteTarget.eventBus('b') }),
      ),
    ).toContain("runtime 'OpenYurt': has no routes");
  });
});

describe('routes', () => {
  test('each end is made once for the routes of a stack, before the rules', () => {
    const { edge, one, stack } = set();
    const box = one.edgeNode('box');
    new EdgeRoute(stack, 'a', {
      source: EdgeRouteSource.rest('/gates/open'),
      target: EdgeRouteTarget.eventBus('gate/open'),
    });
    new EdgeRoute(stack, 'b', {
      source: EdgeRouteSource.rest('files'),
      target: EdgeRouteTarget.serviceBus(8080, '/files'),
    });
    new EdgeRoute(stack, 'c', {
      source: EdgeRouteSource.eventBus(box, 'alarm'),
      target: EdgeRouteTarget.rest('http://x'),
    });
    const objects = Testing.synth(stack);
    const endpoints = objects.filter(({ kind }) => kind === 'RuleEndpoint');
    expect(endpoints.map(({ metadata, spec }) => [metadata.name, spec.ruleEndpointType, spec.properties])).toEqual([
      ['rest', 'rest', {}],
      ['eventbus', 'eventbus', {}],
      ['servicebus-8080', 'servicebus', { service_port: '8080' }],
    ]);
    expect(find(objects, 'Rule', 'a').spec).toEqual({
      source: 'rest',
      sourceResource: { path: 'gates/open' },
      target: 'eventbus',
      targetResource: { topic: 'gate/open' },
    });
    expect(find(objects, 'Rule', 'c').spec.sourceResource).toEqual({ topic: 'alarm', node_name: 'gz-1-box' });
    const wave = (object: any) => Number(object.metadata.annotations['argocd.argoproj.io/sync-wave']);
    expect(Math.max(...endpoints.map(wave))).toBeLessThan(wave(find(objects, 'Rule', 'a')));
    expect(edge._switches.cloud).toContain('router');
    expect(edge._switches.edge).toEqual(
      expect.arrayContaining(['modules.eventBus.enable', 'modules.serviceBus.enable']),
    );
  });

  test('a path leads to one place in a namespace; topics come from nodes of the platform', () => {
    const { stack } = set();
    const target = EdgeRouteTarget.eventBus('gate/open');
    new EdgeRoute(stack, 'a', { source: EdgeRouteSource.rest('gates'), target });
    expect(messageOf(() => new EdgeRoute(stack, 'b', { source: EdgeRouteSource.rest('/gates'), target }))).toContain(
      `[${stack.node.path}/b] source 'gates': is the path of ${stack.node.path}/a already; another path`,
    );
    const elsewhere = EdgeRouteSource.eventBus(site(edgePlatform()).edgeNode('box'), 'a');
    expect(
      messageOf(() => new EdgeRoute(stack, 'c', { source: elsewhere, target: EdgeRouteTarget.rest('http://x') })),
    ).toContain("source 'gz-1-box': is no node of a site of cluster east");
  });

  test.each<[string, EdgeRouteSource, EdgeRouteTarget]>([
    ['rest to rest', EdgeRouteSource.rest('a'), EdgeRouteTarget.rest('http://x')],
    [
      'eventbus to eventbus',
      EdgeRouteSource.eventBus(site(edgePlatform()).edgeNode('box'), 'a'),
      EdgeRouteTarget.eventBus('b'),
    ],
    [
      'eventbus to servicebus',
      EdgeRouteSource.eventBus(site(edgePlatform()).edgeNode('box'), 'a'),
      EdgeRouteTarget.serviceBus(80, '/'),
    ],
  ])('%s is refused', (pair, source, target) => {
    expect(messageOf(() => new EdgeRoute(set().stack, 'r', { source, target }))).toContain(
      `source, target '${pair}': must be rest to eventbus, rest to servicebus, eventbus to rest`,
    );
  });

  test.each<[string, () => unknown, string]>([
    ['a path', () => EdgeRouteSource.rest('a b'), "rest('a b'): must be a path"],
    [
      'a topic with wildcards',
      () => EdgeRouteSource.eventBus(site(edgePlatform()).edgeNode('box'), 'a/+'),
      "eventBus('a/+')",
    ],
    ['a URL', () => EdgeRouteTarget.rest('x'), "rest('x'): must be a URL"],
    ['an empty topic', () => EdgeRouteTarget.eventBus(''), "eventBus('')"],
    ['a port', () => EdgeRouteTarget.serviceBus(0, '/'), 'needs a port from 1 to 65535'],
  ])('%s is refused', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });
});
