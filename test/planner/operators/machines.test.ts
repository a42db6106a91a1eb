import { takenBySchemas } from '../../support/crd-check';
import { GIB, readObjects, resource } from '../../support/operators';

const spec = (domain: object = {}) => ({
  domain: { devices: { logSerialConsole: false }, cpu: { cores: 4 }, memory: { guest: '8Gi' }, ...domain },
});
const template = { metadata: { labels: { app: 'v' } }, spec: spec() };
const bare = { spec: { domain: { devices: { logSerialConsole: false } } } };
const instancetype = { kind: 'VirtualMachineClusterInstancetype', name: 'u1.large' };
const type = (more: object = {}) => ({
  ...resource('instancetype.kubevirt.io/v1beta1', 'VirtualMachineClusterInstancetype', 'u1.large', {
    cpu: { guest: 2 },
    memory: { guest: '8Gi' },
    ...more,
  }),
  metadata: { name: 'u1.large' },
});

const POOL = resource('pool.kubevirt.io/v1beta1', 'VirtualMachinePool', 'desks', {
  replicas: 3,
  selector: { matchLabels: { app: 'v' } },
  virtualMachineTemplate: { spec: { runStrategy: 'Always', template } },
});
const INSTANCE = resource('kubevirt.io/v1', 'VirtualMachineInstance', 'one', {
  ...spec(),
  evictionStrategy: 'LiveMigrate',
});
const MACHINE = resource('kubevirt.io/v1', 'VirtualMachine', 'typed', {
  runStrategy: 'Always',
  instancetype,
  preference: { name: 'ubuntu' },
  template: bare,
});

takenBySchemas({ pool: POOL, instance: INSTANCE, machine: MACHINE, 'instance type': type() });

test('pools, replica sets and single instances run pods as virtual machines do', () => {
  const single = resource('kubevirt.io/v1', 'VirtualMachine', 'known', { runStrategy: 'Always', template });
  const set = resource('kubevirt.io/v1', 'VirtualMachineInstanceReplicaSet', 'set', { replicas: 2, template });
  const { of, pods } = readObjects([single, POOL, INSTANCE, set]);
  const { requests } = of('data/VirtualMachine/known');
  expect(requests.cpu).toBe(400);
  expect(requests.memory).toBeGreaterThan(8 * GIB);
  for (const id of [
    'data/VirtualMachinePool/desks',
    'data/VirtualMachineInstance/one',
    'data/VirtualMachineInstanceReplicaSet/set',
  ]) {
    expect(of(id).requests).toEqual(requests);
  }
  expect(Object.values(pods).map(([count]) => count)).toEqual([1, 1, 2, 3]);
  expect(of('data/VirtualMachineInstance/one').migrates).toBe(true);
  expect(of('data/VirtualMachinePool/desks').migrates).toBeUndefined();
});

test('a pool of machines that are halted runs none', () => {
  const halted = {
    ...POOL,
    spec: { ...POOL.spec, virtualMachineTemplate: { spec: { runStrategy: 'Halted', template } } },
  };
  expect(readObjects([halted]).of('data/VirtualMachinePool/desks').replicas.planned).toBe(0);
});

describe('instance types', () => {
  test('give processors and memory', () => {
    const { of, codes } = readObjects([MACHINE, type()]);
    expect(codes).toEqual([]);
    expect(of('data/VirtualMachine/typed').requests.cpu).toBe(200);
    expect(of('data/VirtualMachine/typed').requests.memory).toBeGreaterThan(8 * GIB);
  });

  test('may promise more memory than they request, pin processors and bring devices', () => {
    const half = readObjects([MACHINE, type({ memory: { guest: '8Gi', overcommitPercent: 50 } })]);
    expect(half.of('data/VirtualMachine/typed').requests.memory).toBeLessThan(5 * GIB);
    const gpus = [{ name: 'g', deviceName: 'nvidia.com/gpu' }];
    const own = readObjects([MACHINE, type({ cpu: { guest: 2, dedicatedCPUPlacement: true }, gpus })]);
    expect(own.of('data/VirtualMachine/typed')).toMatchObject({
      requests: { cpu: 2000, 'nvidia.com/gpu': 1 },
      barred: { 'general/a': expect.stringContaining('pinsCores') },
    });
  });

  test('one of a namespace is for machines of it', () => {
    const own = { ...type(), kind: 'VirtualMachineInstancetype', metadata: { name: 'u1.large', namespace: 'data' } };
    const of = (machine: any) => readObjects([machine, own]).codes;
    const named = { ...MACHINE.spec, instancetype: { kind: 'virtualmachineinstancetype', name: 'u1.large' } };
    expect(of({ ...MACHINE, spec: named })).toEqual([]);
    expect(of({ ...MACHINE, spec: named, metadata: { name: 'typed', namespace: 'x' } })).toEqual([
      'INSTANCE_TYPE_UNKNOWN',
    ]);
    expect(of(MACHINE)).toEqual(['INSTANCE_TYPE_UNKNOWN']);
  });

  test('that are in no chart are found', () => {
    expect(readObjects([MACHINE]).findings).toMatchObject([
      { code: 'INSTANCE_TYPE_UNKNOWN', severity: 'warning', uncovered: true, path: 'test/0' },
    ]);
  });
});
