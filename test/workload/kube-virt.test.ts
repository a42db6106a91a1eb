import { ApiObject, Chart, Testing, Size } from 'cdk8s';
import {
  Architecture,
  AutonomousStack,
  Cluster,
  Cpu,
  GuestSystem,
  KubernetesVersion,
  KubeVirt,
  KubeVirtProps,
  NodeReserve,
  NodeType,
  Taint,
  VirtualDisk,
  VirtualMachine,
} from 'cdk8s-autonomous';
import { documents, find, messageOf } from '../support/apps';
import { planOf } from '../support/edge';
import { GIB, readObjects, resource } from '../support/operators';

const { AMD64, ARM64 } = Architecture;

function bench(...architectures: Architecture[]) {
  const app = Testing.app();
  const cluster = new Cluster(app, 'bench', { zones: ['lab'], kubernetesVersion: KubernetesVersion.V1_32 });
  architectures.forEach((architecture) =>
    cluster.addNodePool(architecture, {
      nodeType: NodeType.of(architecture, {
        architecture,
        cpu: Cpu.units(17),
        memory: Size.gibibytes(65),
        ephemeralStorage: Size.gibibytes(100),
        pinsCores: true,
        reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
      }),
    }),
  );
  const stack = new AutonomousStack(app, 'car', { cluster });
  new VirtualMachine(stack, 'cockpit', {
    architecture: AMD64,
    cpus: 2,
    memory: Size.gibibytes(4),
    disk: VirtualDisk.registry('registry.example.com/vm:1', Size.gibibytes(20)),
    pinned: true,
    guest: GuestSystem.ANDROID,
  });
  return { app, cluster, stack };
}

const DEVICE = { resource: 'nvidia.com/AD102GL_L40S', pciVendorSelector: '10de:26b9', externalPlugin: true };

describe('the resource of KubeVirt', () => {
  test('has exactly the gates that machines need, and what it runs is in the plan', () => {
    const { app, cluster, stack } = bench(AMD64);
    const chart = new Chart(app, 'others');
    // After it, and of somebody else.
    const made = new KubeVirt(cluster, 'kubevirt', { devices: [DEVICE], defaultArchitecture: AMD64 });
    new ApiObject(chart, 'vm', {
      ...resource('kubevirt.io/v1', 'VirtualMachine', 'theirs', {
        template: {
          metadata: { annotations: { 'hooks.kubevirt.io/hookSidecars': '[]' } },
          spec: { domain: { cpu: { cores: 1 }, memory: { guest: '1Gi' }, devices: {} } },
        },
      }),
    });
    cluster.include(chart);
    expect(made.featureGates).toEqual(['CPUManager', 'Sidecar', 'VSOCK']);
    expect(find(documents(app as any), 'KubeVirt')).toEqual({
      apiVersion: 'kubevirt.io/v1',
      kind: 'KubeVirt',
      metadata: expect.objectContaining({ name: 'kubevirt', namespace: 'kubevirt' }),
      spec: {
        uninstallStrategy: 'BlockUninstallIfWorkloadsExist',
        infra: { replicas: 2, nodePlacement: {} },
        configuration: {
          architectureConfiguration: { defaultArchitecture: 'amd64' },
          developerConfiguration: { featureGates: ['CPUManager', 'Sidecar', 'VSOCK'] },
          permittedHostDevices: {
            pciHostDevices: [
              {
                pciVendorSelector: '10DE:26B9',
                resourceName: 'nvidia.com/AD102GL_L40S',
                externalResourceProvider: true,
              },
            ],
          },
          seccompConfiguration: { virtualMachineInstanceProfile: { customProfile: { runtimeDefaultProfile: true } } },
        },
      },
    });
    const plan = planOf(stack);
    expect(plan.findings.filter(({ code }: any) => /^KUBEVIRT|KIND_MAY/.test(code))).toEqual([]);
    expect(plan.workloads.map(({ id }: any) => id)).toEqual(
      expect.arrayContaining(['kubevirt/KubeVirt/kubevirt-virt-api', 'kubevirt/KubeVirt/kubevirt-virt-controller']),
    );
  });

  test('the version decides which gates are gates still', () => {
    const gates = (version: string) => {
      const { cluster, app } = bench(AMD64, ARM64);
      const chart = new Chart(app, 'others');
      new ApiObject(chart, 'vm', {
        ...resource('kubevirt.io/v1', 'VirtualMachineInstance', 'sealed', {
          architecture: 'amd64',
          domain: { launchSecurity: { sev: {} }, memory: { guest: '1Gi' }, devices: {} },
        }),
      });
      cluster.include(chart);
      return new KubeVirt(cluster, 'kubevirt', { version, featureGates: ['Snapshot'] }).featureGates;
    };
    expect(gates('1.7.0')).toEqual(['CPUManager', 'MultiArchitecture', 'Snapshot', 'VSOCK', 'WorkloadEncryptionSEV']);
    expect(gates('1.8.2')).toEqual(['CPUManager', 'Snapshot', 'VSOCK', 'WorkloadEncryptionSEV']);
    expect(gates('1.9.0')).toEqual(['CPUManager', 'Snapshot', 'VSOCK']);
  });

  test('taints of all nodes are tolerated by what it runs on them', () => {
    const { app, cluster } = bench(AMD64);
    new KubeVirt(cluster, 'kubevirt', {
      nodeLabels: { 'kubernetes.io/os': 'linux' },
      tolerates: [Taint.noSchedule('lab')],
    });
    const tolerations = [{ key: 'lab', operator: 'Exists', effect: 'NoSchedule' }];
    expect(find(documents(app as any), 'KubeVirt').spec).toMatchObject({
      infra: { nodePlacement: { nodeSelector: { 'kubernetes.io/os': 'linux' }, tolerations } },
      workloads: { nodePlacement: { tolerations } },
    });
  });

  test('a device that nobody permitted is found', () => {
    const { cluster, stack } = bench(AMD64);
    new KubeVirt(cluster, 'kubevirt');
    const chart = new Chart(stack.node.root as any, 'others');
    const devices = { gpus: [{ name: 'gpu', deviceName: 'nvidia.com/AD102GL_L40S' }] };
    new ApiObject(chart, 'vm', {
      ...resource('kubevirt.io/v1', 'VirtualMachineInstance', 'render', {
        domain: { memory: { guest: '1Gi' }, devices },
      }),
    });
    cluster.include(chart);
    expect(planOf(stack).findings.map(({ message }: any) => message)).toContainEqual(
      'KubeVirt kubevirt has no nvidia.com/AD102GL_L40S in permittedHostDevices, which data/render need: they are refused',
    );
  });

  test('a cluster has one', () => {
    const { app, cluster } = bench(AMD64);
    new KubeVirt(cluster, 'a');
    new KubeVirt(cluster, 'b');
    expect(messageOf(() => documents(app as any))).toContain('a cluster has one such resource');
  });

  test.each<[string, KubeVirtProps, string]>([
    ['a version of which nobody knows the gates', { version: '1.5.0' }, 'must be a release 1.6.0 to 1.9.x of KubeVirt'],
    ['a namespace in capitals', { namespace: 'KubeVirt' }, "namespace 'KubeVirt'"],
    ['no replicas', { replicas: 0 }, 'replicas 0: must be a whole number from 1 to 255'],
    ['a gate that is none', { featureGates: ['snapshot'] }, "featureGates 'snapshot': must be the name of a gate"],
    [
      'a device of two kinds',
      { devices: [{ ...DEVICE, mdevName: 'NVIDIA L40S-24Q' }] },
      'needs one of pciVendorSelector and mdevName',
    ],
    ['a device without a kind', { devices: [{ resource: 'a.com/b' }] }, 'needs one of pciVendorSelector and mdevName'],
    [
      'a vendor without a product',
      { devices: [{ resource: 'a.com/b', pciVendorSelector: '10DE' }] },
      'must be vendor and product in hexadecimal digits',
    ],
    ['a device twice', { devices: [DEVICE, DEVICE] }, 'must have different resources'],
    ['a resource without a maker', { devices: [{ ...DEVICE, resource: 'gpu' }] }, 'must be a device such as'],
  ])('%s is refused', (_, props, message) => {
    expect(messageOf(() => new KubeVirt(bench(AMD64).cluster, 'kubevirt', props))).toContain(message);
  });
});

describe('machines of others', () => {
  const machine = (spec: object = {}, more: object = {}) =>
    resource('kubevirt.io/v1', 'VirtualMachine', 'theirs', {
      ...more,
      template: { spec: { ...spec, domain: { cpu: { cores: 2 }, memory: { guest: '4Gi' }, devices: {} } } },
    });
  const pool = (name: string, arch: string): any => ({
    name,
    path: `east/${name}`,
    zones: ['a'],
    nodeType: name,
    capacity: { cpu: 16_000, memory: 64 * GIB, pods: 110, 'ephemeral-storage': 100 * GIB },
    reserved: {},
    labels: { 'kubernetes.io/arch': arch, 'kubernetes.io/os': 'linux' },
    taints: [],
    minNodes: 0,
  });
  const MIXED = [pool('x86', 'amd64'), pool('arm', 'arm64')];
  const eligible = (...objects: any[]) => readObjects(objects, MIXED).of('data/VirtualMachine/theirs').eligible;
  const kubeVirt = (configuration: object) => resource('kubevirt.io/v1', 'KubeVirt', 'kubevirt', { configuration });

  test('run where KubeVirt lets them: by their own architecture, their preference, the default of its resource', () => {
    expect(eligible(machine({ architecture: 'arm64' }))).toEqual(['arm/a']);
    const preference = {
      apiVersion: 'instancetype.kubevirt.io/v1beta1',
      kind: 'VirtualMachineClusterPreference',
      metadata: { name: 'arm' },
      spec: { preferredArchitecture: 'arm64' },
    };
    expect(eligible(machine({}, { preference: { name: 'arm' } }), preference)).toEqual(['arm/a']);
    const byDefault = kubeVirt({ architectureConfiguration: { defaultArchitecture: 'amd64' } });
    expect(eligible(machine(), byDefault)).toEqual(['x86/a']);
    expect(eligible(machine({}, { preference: { name: 'arm' } }), preference, byDefault)).toEqual(['arm/a']);
  });

  test('GUEST_ARCHITECTURE_UNSAID: nobody says which of two', () => {
    const codes = (objects: any[], pools = MIXED) =>
      readObjects(objects, pools).findings.filter(({ code }) => code === 'GUEST_ARCHITECTURE_UNSAID');
    expect(codes([machine()])).toEqual([
      expect.objectContaining({
        severity: 'warning',
        uncovered: true,
        message:
          'data/theirs does not say for which architecture: KubeVirt fills in that of its own processes and runs them on nodes of it alone, of which the plan knows nothing: the nodes have amd64 and arm64',
      }),
    ]);
    expect(codes([machine()], [MIXED[1]])).toEqual([]);
    expect(codes([machine({ architecture: 'amd64' })])).toEqual([]);
    expect(codes([machine(), kubeVirt({ architectureConfiguration: { defaultArchitecture: 'arm64' } })])).toEqual([]);
  });

  test.each<[string, object, object]>([
    ['CPUManager', {}, { instancetype: { kind: 'VirtualMachineClusterInstancetype', name: 'pinned' } }],
    ['DownwardMetrics', { volumes: [{ name: 'm', downwardMetrics: {} }] }, {}],
    ['HostDisk', { volumes: [{ name: 'm', hostDisk: { path: '/d', type: 'Disk' } }] }, {}],
  ])('%s is a gate for them too', (gate, spec, more) => {
    const type = {
      apiVersion: 'instancetype.kubevirt.io/v1beta1',
      kind: 'VirtualMachineClusterInstancetype',
      metadata: { name: 'pinned' },
      spec: { cpu: { guest: 2, dedicatedCPUPlacement: true }, memory: { guest: '4Gi' } },
    };
    const messages = (...others: any[]) =>
      readObjects([machine(spec, more), type, ...others])
        .findings.filter(({ code }) => code.startsWith('KUBEVIRT'))
        .map(({ code, message }) => `${code} ${message}`);
    expect(messages()).toEqual([
      expect.stringContaining(`KUBEVIRT_SWITCHES KubeVirt needs the feature gate ${gate} (`),
    ]);
    const config = (developerConfiguration: object) => kubeVirt({ developerConfiguration });
    expect(messages(config({}))).toEqual([expect.stringContaining(`has no feature gate ${gate}, which data/theirs`)]);
    expect(messages(config({ featureGates: [gate] }))).toEqual([]);
  });

  test('a gate that is on by itself is missed where it was switched off', () => {
    const spec = { domain: { memory: { guest: '1Gi' }, launchSecurity: { sev: {} } } };
    const sealed = resource('kubevirt.io/v1', 'VirtualMachineInstance', 'sealed', spec);
    const found = (developerConfiguration: object) =>
      readObjects([sealed, kubeVirt({ developerConfiguration })]).codes.filter((code) => code.startsWith('KUBEVIRT'));
    expect(found({})).toEqual([]);
    expect(found({ disabledFeatureGates: ['WorkloadEncryptionSEV'] })).toEqual(['KUBEVIRT_SWITCHED_OFF']);
  });

  test('the agent of KubeVirt runs on every node; its controllers where it was told, else on a control plane that no plan has', () => {
    const all = readObjects([kubeVirt({})]);
    expect(Object.keys(all.daemons)).toEqual(['data/KubeVirt/kubevirt-virt-handler']);
    expect(Object.keys(all.pods)).toEqual([]);
    const told = resource('kubevirt.io/v1', 'KubeVirt', 'kubevirt', { infra: { nodePlacement: {}, replicas: 3 } });
    expect(readObjects([told]).pods).toEqual({
      'data/KubeVirt/kubevirt-virt-api': [3, 5, 500],
      'data/KubeVirt/kubevirt-virt-controller': [3, 10, 275],
      'data/KubeVirt/kubevirt-virt-exportproxy': [3, 5, 150],
    });
  });
});
