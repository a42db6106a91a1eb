import { ApiObject, Chart, Duration, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  AutonomousStack,
  ClusterProps,
  Cpu,
  GpuSharing,
  GuestFirmware,
  GuestSystem,
  Mesh,
  NodeReserve,
  NodeType,
  NodeTypeProps,
  Peer,
  Port,
  Survive,
  Taint,
  VirtualDisk,
  VirtualMachine,
  VirtualMachineProps,
} from 'cdk8s-autonomous';
import { cluster, find, messageOf, microservice, nodeType, stack } from '../support/apps';
import { planOf } from '../support/edge';
import { gpuPool } from '../support/training';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

function machine(props: Partial<VirtualMachineProps> = {}, made = stack()) {
  const vm = new VirtualMachine(made, 'vm', {
    cpus: 2,
    memory: Size.gibibytes(4),
    disk: VirtualDisk.registry('registry.example.com/vm:1', Size.gibibytes(20)),
    ...props,
  });
  return { vm, made, objects: () => Testing.synth(made), workload: () => planOf(made).workloads[0] };
}

test('a machine with its disk, its Service and its policy; callers are let in', () => {
  const { vm, made, objects } = machine({
    ports: [Port.http(8080)],
    storageClass: 'fast',
    nodeLabels: { tier: 'vm' },
    tolerates: [Taint.noSchedule('vm', 'yes')],
  });
  made.cluster.addNodePool('vm', { nodeType: nodeType('vm'), labels: { tier: 'vm' } });
  const cart = microservice(made);
  cart.calls(vm);
  vm.calls(Peer.cidr('10.0.0.0/8', 1433));
  const { spec } = find(objects(), 'VirtualMachine');
  expect(spec.runStrategy).toBe('Always');
  expect(spec.dataVolumeTemplates[0]).toMatchObject({
    metadata: { name: 'vm-root' },
    spec: {
      source: { registry: { url: 'docker://registry.example.com/vm:1' } },
      storage: { resources: { requests: { storage: '20Gi' } }, storageClassName: 'fast' },
    },
  });
  expect(spec.template.spec).toMatchObject({
    nodeSelector: { tier: 'vm' },
    tolerations: [{ key: 'vm', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }],
    domain: {
      cpu: { cores: 2 },
      memory: { guest: '4Gi' },
      resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '4Gi' } },
    },
  });
  expect(find(objects(), 'Service', 'vm').spec.selector).toEqual(spec.template.metadata.labels);
  const policy = find(objects(), 'NetworkPolicy', 'vm').spec;
  expect(policy.ingress[0].from[0].podSelector.matchLabels['app.kubernetes.io/name']).toBe('cart');
  expect(policy.egress[0].ports).toEqual([{ port: 1433, protocol: 'TCP' }]);
});

/** Without the container that keeps the log of the console. */
const silent = (domain: any) => ({ ...domain, devices: { logSerialConsole: false, ...domain.devices } });

describe("somebody else's machine", () => {
  function theirs(domain: object, more: object = {}) {
    const made = cluster(Testing.app());
    const chart = new Chart(made.node.root as any, 'theirs');
    new ApiObject(chart, 'vm', {
      apiVersion: 'kubevirt.io/v1',
      kind: 'VirtualMachine',
      metadata: { name: 'theirs', namespace: 'legacy' },
      spec: { runStrategy: 'Always', template: { spec: { domain: silent(domain) } }, ...more },
    } as any);
    made.include(chart);
    return planOf(made);
  }
  const requests = (plan: any) => plan.workloads[0].requests;
  const resources = (limits: object, asked: object = {}) => ({ resources: { limits, requests: asked } });

  test('has the memory of its limit where nothing else says how much', () => {
    const [limited, asked] = [resources({ memory: '4Gi' }), resources({}, { memory: '4Gi' })].map((domain) =>
      theirs(domain),
    );
    expect(requests(limited)).toEqual(requests(asked));
  });

  test('with requests equal to limits gets 100 MiB more, as with cores of its own', () => {
    const both = { cpu: '2', memory: '4Gi' };
    const cpu = { cores: 2 };
    const [guaranteed, burstable, dedicated] = [
      { cpu, ...resources(both, both) },
      { cpu, ...resources({}, both) },
      { cpu: { ...cpu, dedicatedCpuPlacement: true }, ...resources({}, both) },
    ].map((domain) => requests(theirs(domain)));
    expect(guaranteed.memory - burstable.memory).toBe(100 * MIB);
    expect(dedicated.memory - burstable.memory).toBe(100 * MIB);
  });

  test('whose emulator has a core of its own needs one more', () => {
    const cpu = { cores: 2, dedicatedCpuPlacement: true, isolateEmulatorThread: true };
    expect(requests(theirs({ cpu, memory: { guest: '1Gi' } })).cpu).toBe(3000);
  });

  test('has a container for the log of its console, unless it is turned off', () => {
    const logged = (domain: object) => requests(theirs({ ...domain, devices: { logSerialConsole: true } }));
    const cpu = { cores: 2 };
    const plain = { cpu, memory: { guest: '1Gi' } };
    const pinned = { cpu: { ...cpu, dedicatedCpuPlacement: true }, memory: { guest: '1Gi' } };
    expect([
      logged(plain).cpu - requests(theirs(plain)).cpu,
      logged(pinned).cpu - requests(theirs(pinned)).cpu,
    ]).toEqual([5, 15]);
  });

  test('of an instance type is told', () => {
    const plan = theirs({ memory: { guest: '1Gi' } }, { instancetype: { name: 'u1' } });
    expect(plan.findings).toContainEqual(expect.objectContaining({ code: 'INSTANCE_TYPE_UNKNOWN', uncovered: true }));
  });

  test('has its guest in huge pages, and what is asked for beside the guest in ordinary memory', () => {
    const plain = requests(theirs({ memory: { guest: '4Gi' } }));
    const paged = requests(theirs({ memory: { guest: '4Gi', hugepages: { pageSize: '1Gi' } } }));
    expect([paged['hugepages-1Gi'], plain.memory - paged.memory]).toEqual([4096 * MIB, 4096 * MIB]);
    const more = theirs({
      memory: { guest: '4Gi', hugepages: { pageSize: '2Mi' } },
      ...resources({}, { memory: '5Gi' }),
    });
    expect(requests(more)['hugepages-2Mi']).toBe(4096 * MIB);
    expect(requests(more).memory - paged.memory).toBeGreaterThanOrEqual(1024 * MIB);
  });
});

/** A stack on nodes of a kind, and no others. */
function on(type: Partial<NodeTypeProps>, props: Partial<ClusterProps> = {}) {
  const app = Testing.app();
  const east = cluster(app, props, null);
  const cores = { cpu: Cpu.units(9), memory: Size.gibibytes(33) };
  const reserve = NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) });
  east.addNodePool('hosts', { nodeType: NodeType.of('host', { ...cores, reserve, ...type }), maxNodesPerZone: 1 });
  return stack(app, { cluster: east });
}

describe('Windows', () => {
  test('has its clock, its enlightenments and a TPM, which is counted', () => {
    const linux = machine();
    const windows = machine({ guest: GuestSystem.WINDOWS }, on({ windowsGuests: true }));
    const { domain, nodeSelector } = find(windows.objects(), 'VirtualMachine').spec.template.spec;
    expect(domain).toMatchObject({
      features: { hyperv: {} },
      devices: { tpm: {}, disks: [{ disk: { bus: 'sata' } }] },
    });
    expect(nodeSelector).toEqual({ 'cdk8s-autonomous.dev/windows-guests': 'true' });
    expect(windows.workload().requests.memory - linux.workload().requests.memory).toBe(53 * MIB);
  });

  const specOf = (props: Partial<VirtualMachineProps> = {}) =>
    find(machine({ guest: GuestSystem.WINDOWS, ...props }, on({ windowsGuests: true })).objects(), 'VirtualMachine')
      .spec.template.spec;

  // common-clusterpreferences-bundle.yaml of KubeVirt (commit d923fdb of August 2026), preferences windows.2k22 and windows.2k22.virtio.
  test("disk, network, firmware, TPM and time to stop are those of KubeVirt's own preference", () => {
    const { domain, terminationGracePeriodSeconds } = specOf();
    expect(terminationGracePeriodSeconds).toBe(3600);
    expect(domain.devices).toMatchObject({
      autoattachInputDevice: true,
      disks: [{ disk: { bus: 'sata' } }],
      interfaces: [{ model: 'e1000e' }],
      tpm: { persistent: true },
    });
    expect(domain.firmware.bootloader.efi).toEqual({ persistent: true, secureBoot: true });
    expect(domain.features).toMatchObject({ smm: {}, acpi: {}, apic: {} });
    const virtio = specOf({ virtioDrivers: true }).domain.devices;
    expect(virtio.disks[0].disk.bus).toBe('virtio');
    expect(virtio.interfaces[0].model ?? 'virtio').toBe('virtio');
  });

  test.each<[GuestSystem, GuestFirmware, object | undefined]>([
    [GuestSystem.WINDOWS, GuestFirmware.BIOS, undefined],
    [GuestSystem.WINDOWS, GuestFirmware.UEFI, { secureBoot: false, persistent: true }],
    [GuestSystem.LINUX, GuestFirmware.BIOS, undefined],
    [GuestSystem.LINUX, GuestFirmware.UEFI, { secureBoot: false }],
    [GuestSystem.LINUX, GuestFirmware.UEFI_SECURE_BOOT, { secureBoot: true }],
  ])('a disk of %s that was installed with %s starts with it', (guest, firmware, efi) => {
    const { domain } = specOf({ guest, firmware });
    expect(domain.firmware?.bootloader.efi).toEqual(efi);
    // secureBoot needs SMM: validateBootloader of KubeVirt's admission.
    expect(domain.features?.smm !== undefined || !domain.firmware?.bootloader.efi.secureBoot).toBe(true);
  });

  test('times and drivers that are none are refused', () => {
    expect(messageOf(() => specOf({ grace: Duration.seconds(0) }))).toContain("grace '0 seconds': must be above 0");
    expect(messageOf(() => specOf({ guest: GuestSystem.LINUX, virtioDrivers: true }))).toContain('virtioDrivers');
    expect(specOf({ grace: Duration.minutes(10) }).terminationGracePeriodSeconds).toBe(600);
  });

  test('NODE_LABELS: what its nodes join with is told, where nobody makes them who knows', () => {
    const told = (made: AutonomousStack) => planOf(made).findings.filter(({ code }: any) => code === 'NODE_LABELS');
    const windows = machine({ guest: GuestSystem.WINDOWS }, on({ windowsGuests: true }));
    expect(told(windows.made)).toMatchObject([
      {
        severity: 'info',
        message: 'nodes of pool hosts join with the labels cdk8s-autonomous.dev/windows-guests=true',
      },
    ]);
    expect(told(machine({}, on({})).made)).toEqual([]);
  });

  test('without a pool that may run it is an error that says so', () => {
    expect(planOf(machine({ guest: GuestSystem.WINDOWS }).made).findings[0]).toMatchObject({
      code: 'NO_POOL_ADMITS',
      path: 'shop/vm',
      message:
        'no node pool of cluster east admits shop/VirtualMachine/vm: general/a, general/b, general/c: its node type runs no guests with Windows (windowsGuests)',
    });
  });
});

test('Android has a touch screen, a socket to its host, and UEFI', () => {
  const { objects, workload } = machine({ guest: GuestSystem.ANDROID });
  const { domain } = find(objects(), 'VirtualMachine').spec.template.spec;
  expect(domain).toMatchObject({
    devices: {
      autoattachVSOCK: true,
      autoattachGraphicsDevice: true,
      inputs: [{ name: 'touch', type: 'tablet', bus: 'virtio' }],
      sound: { model: 'ich9' },
    },
    firmware: { bootloader: { efi: { secureBoot: false } } },
  });
  expect(workload().requests.cpu).toBe(2000);
});

describe('a machine with cores of its own', () => {
  test('is pinned, and runs on nodes that give pods cores of their own', () => {
    const { objects, made } = machine({ pinned: true }, on({ pinsCores: true }));
    expect(find(objects(), 'VirtualMachine').spec.template.spec.domain).toMatchObject({
      cpu: { cores: 2, dedicatedCpuPlacement: true },
      resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '2', memory: '4Gi' } },
    });
    expect(planOf(made).status).toBe('feasible');
  });

  test('finds no place elsewhere', () => {
    expect(planOf(machine({ pinned: true }).made).findings[0].message).toContain(
      'its node type gives pods no cores of their own (pinsCores)',
    );
  });
});

describe('a machine with devices of its own', () => {
  const resource = 'nvidia.com/AD102GL_L40S';
  const l40s = Accelerator.NVIDIA_L40_S;

  function host() {
    const pool = gpuPool({
      accelerator: l40s,
      topology: undefined,
      nodes: [{ count: 1 }],
      sharing: GpuSharing.passthrough(resource),
    });
    return { pool, made: new AutonomousStack(pool.node.root as any, 'shop', { cluster: pool.cluster }) };
  }

  test('drives them itself, on nodes that hand them to guests', () => {
    const { pool, made } = host();
    expect(pool.nodeLabels).toMatchObject({ 'nvidia.com/gpu.workload.config': 'vm-passthrough' });
    const { objects, workload } = machine({ accelerator: l40s.passthrough(resource, 2) }, made);
    const { domain, nodeSelector, tolerations } = find(objects(), 'VirtualMachine').spec.template.spec;
    expect(domain.devices.gpus).toEqual([
      { name: 'gpu-0', deviceName: resource },
      { name: 'gpu-1', deviceName: resource },
    ]);
    expect(nodeSelector).toEqual({ 'nvidia.com/gpu.product': 'NVIDIA-L40S' });
    expect(tolerations).toEqual([{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
    expect(workload().requests[resource]).toBe(2);
    expect(planOf(made).status).toBe('feasible');
  });

  test('more of them than a node has do not fit', () => {
    const { made } = host();
    machine({ accelerator: l40s.passthrough(resource, 9) }, made);
    expect(planOf(made).findings[0]).toMatchObject({
      code: 'POD_TOO_BIG',
      message: expect.stringContaining('9 asked, 8'),
    });
  });

  test.each<[string, () => unknown, string]>([
    ['devices of containers', () => machine({ accelerator: l40s.devices(1) }), 'is for containers'],
    [
      'devices and moving',
      () => machine({ accelerator: l40s.passthrough(resource), migrates: true }),
      'a guest with devices of its node cannot move',
    ],
    [
      'devices without a domain',
      () => gpuPool({ sharing: GpuSharing.passthrough('gpu') }),
      'sharing gpu: must be <domain>/<name>',
    ],
  ])('%s is refused', (_, make, message) => {
    expect(messageOf(make).replace(/'/g, '')).toContain(message);
  });
});

describe('a machine that moves while it runs', () => {
  const four = { memory: Size.gibibytes(4), cpus: 6 };

  test('needs a disk that two nodes can mount, and leaves a node only for another one', () => {
    const { objects, workload } = machine({ migrates: true });
    const { spec } = find(objects(), 'VirtualMachine');
    expect(spec.template.spec.evictionStrategy).toBe('LiveMigrate');
    expect(spec.dataVolumeTemplates[0].spec.storage.accessModes).toEqual(['ReadWriteMany']);
    expect(workload().disruption).toBe(0);
  });

  test('in the plan has room on another node while its own is drained, or the drain stops', () => {
    const drains = (zones: string[]) => {
      const { made } = machine({ ...four, migrates: true, survive: Survive.none() }, on({}, { zones }));
      made.cluster.addNodePool('spare', { nodeType: nodeType('spare', 1, 1) });
      return planOf(made);
    };
    const stopped = drains(['a']);
    expect(stopped.findings).toContainEqual(
      expect.objectContaining({
        code: 'DRAIN_STOPS',
        message: expect.stringContaining('1 must leave, 1 find no other place, the budget lets 0 go'),
      }),
    );
  });
});

test('a machine that somebody starts by hand has its place all the same', () => {
  const { objects, workload } = machine({ startedByHand: true });
  expect(find(objects(), 'VirtualMachine').spec.runStrategy).toBe('Manual');
  expect(workload().replicas.planned).toBe(1);
});

test('KubeVirt needs so much beside the guest', () => {
  const overhead = (4 * GIB) / 512 + (25 + 100 + 25 + 40 + 30 + 2 * 8 + 8 + 32) * MIB;
  const { workload, objects } = machine();
  expect(workload().requests).toEqual({
    cpu: 2000,
    memory: 4 * GIB + overhead,
    pods: 1,
    'ephemeral-storage': 50_000_000,
  });
  // The quota has to admit the limit of its pod.
  expect(find(objects(), 'ResourceQuota').spec.hard).toMatchObject({ 'requests.cpu': '2', pods: '1' });
});

test('CDI may fetch the disk, from the port of its server and no other', () => {
  const egress = (disk: VirtualDisk) => {
    const { spec } = find(machine({ disk }).objects(), 'NetworkPolicy', 'vm-import');
    expect(spec.podSelector.matchLabels).toEqual({ app: 'containerized-data-importer' });
    return spec.egress[0].ports[0].port;
  };
  const size = Size.gibibytes(1);
  expect(
    [
      VirtualDisk.registry('registry.example.com/vm:1', size),
      VirtualDisk.registry('registry.example.com:5000/a/vm:1@sha256:1f', size),
      VirtualDisk.http('http://images.example.com/vm.qcow2', size),
      VirtualDisk.http('https://images.example.com:8443/vm.qcow2', size),
    ].map(egress),
  ).toEqual([443, 5000, 80, 8443]);
  const blank = machine({ disk: VirtualDisk.blank(size) }).objects();
  expect(blank.filter(({ metadata }) => metadata.name === 'vm-import')).toEqual([]);
});

test.each<[string, () => unknown]>([
  ['no image', () => VirtualDisk.registry('', Size.gibibytes(1))],
  ['a URL', () => VirtualDisk.registry('https://foo bar', Size.gibibytes(1))],
])('a disk from %s is refused', (_, make) => {
  expect(messageOf(make)).toContain('must be the reference of an image');
});

test('the quota of its namespace has room for a machine that moves, twice', () => {
  expect(find(machine({ migrates: true }).objects(), 'ResourceQuota').spec.hard).toMatchObject({
    'requests.cpu': '4',
    pods: '2',
  });
});

test('it comes back after a loss unless it need not', () => {
  const kept = machine({}, stack(undefined, {}, { survive: Survive.node() }));
  expect(kept.workload().replicas).toEqual({ needed: 1, planned: 1 });
  const left = machine({ survive: Survive.none() }, stack(undefined, {}, { survive: Survive.node() }));
  expect(left.workload().replicas.degraded).toBe(0);
});

describe("somebody else's machines", () => {
  function read(spec: object): any {
    const app = Testing.app();
    const chart = new Chart(app, 'theirs');
    new ApiObject(chart, 'vm', {
      apiVersion: 'kubevirt.io/v1',
      kind: 'VirtualMachine',
      metadata: { name: 'vm', namespace: 'legacy' },
      spec,
    } as any);
    const east = cluster(app, {});
    east.include(chart);
    return planOf(east).workloads[0];
  }
  const guest = (domain: object, more: object = {}) => ({
    runStrategy: 'Always',
    template: { spec: { domain: silent({ memory: { guest: '1Gi' }, ...domain }), ...more } },
  });

  test.each<[string, object, object]>([
    [
      'guests share processors ten to one where nothing is requested',
      guest({ cpu: { cores: 2, sockets: 2 } }),
      { cpu: 400 },
    ],
    ['dedicated processors are whole', guest({ cpu: { cores: 2, dedicatedCpuPlacement: true } }), { cpu: 2000 }],
    ['a limit is a request', guest({ resources: { limits: { cpu: '3' } } }), { cpu: 3000 }],
    [
      'devices are counted',
      guest({
        devices: {
          gpus: [
            { name: 'a', deviceName: 'nvidia.com/A' },
            { name: 'b', deviceName: 'nvidia.com/A' },
          ],
        },
      }),
      { 'nvidia.com/A': 2 },
    ],
    [
      'ARM firmware, passthrough, no graphics',
      guest(
        { devices: { autoattachGraphicsDevice: false, hostDevices: [{ deviceName: 'x/y' }] } },
        { architecture: 'arm64' },
      ),
      { memory: GIB + GIB / 512 + (220 + 8 + 8 + 128 + 1024) * MIB },
    ],
  ])('%s', (_, spec, requests) => {
    expect(read(spec).requests).toMatchObject(requests);
  });

  test.each([{ runStrategy: 'Halted' }, { runStrategy: 'Manual' }, { running: false }])('%j has no pod', (state) => {
    expect(read({ ...guest({}), runStrategy: undefined, ...state }).replicas.planned).toBe(0);
  });
});

test.each<[string, Partial<VirtualMachineProps>, string]>([
  ['no processor', { cpus: 0 }, 'cpus 0: must be a whole number above 0'],
  ['no memory', { memory: Size.gibibytes(0) }, 'memory'],
  ['no disk', { disk: VirtualDisk.blank(Size.gibibytes(0)) }, 'disk.size'],
  ['an odd storage class', { storageClass: 'A B' }, "storageClass 'A B'"],
])('%s is refused', (_, props, message) => {
  expect(messageOf(() => machine(props))).toContain(message);
});

test('sidecars, disks that are no URL, and calls without a port are refused', () => {
  expect(messageOf(() => machine({}, stack(undefined, { mesh: Mesh.istio() })))).toContain(
    'has sidecars, which virtual machines do not get',
  );
  expect(messageOf(() => VirtualDisk.http('x', Size.gibibytes(1)))).toContain("VirtualDisk.http('x'): must be a URL");
  const { vm, made } = machine();
  expect(messageOf(() => microservice(made).calls(vm))).toContain('has no port that can be called');
});
