import { ApiObject, Chart, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  Architecture,
  AutonomousStack,
  Cluster,
  Cpu,
  GuestFirmware,
  GuestPages,
  GuestSystem,
  KubernetesVersion,
  NodeReserve,
  NodeType,
  OnboardComputer,
  OnboardPlatform,
  VirtualDisk,
  VirtualMachine,
  VirtualMachineProps,
} from 'cdk8s-autonomous';
import { documents, find, messageOf } from '../support/apps';
import { planOf } from '../support/edge';
import { refusedByKubeVirt, selectorOfLauncher } from '../support/kubevirt';

const disk = VirtualDisk.registry('registry.example.com/vm:1', Size.gibibytes(20));

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
        hugePages1Gi: Size.gibibytes(16),
        pinsCores: true,
        realtime: true,
        windowsGuests: architecture === Architecture.AMD64,
        reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
      }),
      maxNodesPerZone: 1,
    }),
  );
  const stack = new AutonomousStack(app, 'car', { cluster });
  return { app, cluster, stack };
}

function machine(stack: AutonomousStack, props: Partial<VirtualMachineProps> = {}, name = 'vm') {
  return new VirtualMachine(stack, name, { cpus: 2, memory: Size.gibibytes(4), disk, ...props });
}

const { AMD64, ARM64 } = Architecture;
const GUESTS = [GuestSystem.LINUX, GuestSystem.ANDROID, GuestSystem.WINDOWS];
const TUNED = {
  hugePages: GuestPages.GIB_1,
  nodeTopology: true,
  realtime: true,
  ownEmulatorCore: true,
};

describe('what KubeVirt takes', () => {
  test.each(
    [AMD64, ARM64].flatMap((architecture) =>
      GUESTS.filter((guest) => architecture === AMD64 || guest !== GuestSystem.WINDOWS).flatMap((guest) =>
        [undefined, GuestFirmware.UEFI].flatMap((firmware) =>
          [false, true].map((tuned) => [architecture, guest, firmware, tuned] as const),
        ),
      ),
    ),
  )('%s %s, firmware %s, tuned %s', (architecture, guest, firmware, tuned) => {
    const { stack } = bench(architecture);
    machine(stack, { guest, firmware, ...(tuned && { pinned: true, tuning: TUNED }) });
    const vm = find(Testing.synth(stack), 'VirtualMachine');
    expect(vm.spec.template.spec.architecture).toBe(architecture);
    expect(refusedByKubeVirt(vm, ['VSOCK'])).toEqual([]);
    const plan = planOf(stack);
    expect(plan.status).toBe('feasible');
    expect(selectorOfLauncher(vm)['kubernetes.io/arch']).toBe(architecture);
  });

  test('Android has its sound on AMD64', () => {
    const { stack } = bench(AMD64);
    machine(stack, { guest: GuestSystem.ANDROID });
    expect(find(Testing.synth(stack), 'VirtualMachine').spec.template.spec.domain.devices.sound).toBeDefined();
  });
});

describe('its architecture', () => {
  test('is that of all nodes, else AMD64, else what is said; and the plan puts it there', () => {
    const of = (nodes: Architecture[], props: Partial<VirtualMachineProps> = {}) => {
      const { stack } = bench(...nodes);
      machine(stack, props);
      const { architecture } = find(Testing.synth(stack), 'VirtualMachine').spec.template.spec;
      return [architecture, planOf(stack).workloads[0].eligible];
    };
    expect(of([ARM64])).toEqual(['arm64', ['arm64/lab']]);
    expect(of([AMD64, ARM64])).toEqual(['amd64', ['amd64/lab']]);
    expect(of([AMD64, ARM64], { architecture: ARM64 })).toEqual(['arm64', ['arm64/lab']]);
  });

  test('on a bench is that of the computer, or of all of them', () => {
    const { stack } = bench();
    const soc = (name: string, architecture: Architecture) =>
      OnboardComputer.of(name, { cores: 9, memory: Size.gibibytes(16), architecture });
    const computers = [soc('arm', ARM64), soc('x86', AMD64)];
    const car = new OnboardPlatform(stack, 'car', { computers });
    const guest = { guest: GuestSystem.LINUX, cores: 2, memory: Size.gibibytes(1), disk };
    car.addMachine('on-arm', { ...guest, computer: computers[0] });
    car.addMachine('some-x86', { ...guest, architecture: AMD64 });
    const objects = Testing.synth(stack);
    const specOf = (name: string) => find(objects, 'VirtualMachine', name).spec.template.spec;
    expect([specOf('on-arm').architecture, specOf('some-x86').architecture]).toEqual(['arm64', 'amd64']);
    expect(specOf('some-x86').nodeSelector['cdk8s-autonomous.dev/onboard-computer']).toBe('x86');
    expect(messageOf(() => car.addMachine('any', guest))).toContain(
      'architecture undefined: is needed: the computers of the platform are of arm64 and amd64, and its disk is of one',
    );
    expect(messageOf(() => car.addMachine('odd', { ...guest, computer: computers[0], architecture: AMD64 }))).toContain(
      "architecture 'amd64': is that of none of arm",
    );
  });
});

describe('what the webhooks would refuse is refused here', () => {
  test.each<[string, Partial<VirtualMachineProps>, string]>([
    ['NUMA without cores', { tuning: { nodeTopology: true, hugePages: GuestPages.MIB_2 } }, 'needs pinned: true'],
    ['NUMA without huge pages', { pinned: true, tuning: { nodeTopology: true } }, 'needs tuning.hugePages'],
    ['real time without NUMA', { pinned: true, tuning: { realtime: true } }, 'needs tuning.nodeTopology: true'],
    ['a core for the emulator alone', { tuning: { ownEmulatorCore: true } }, 'needs pinned: true'],
    [
      'memory that is no multiple of its pages',
      { memory: Size.mebibytes(1536), tuning: { hugePages: GuestPages.GIB_1 } },
      "memory '1536Mi': must be a multiple of its pages, 1Gi",
    ],
    ['Windows on ARM64', { architecture: ARM64, guest: GuestSystem.WINDOWS }, "guest 'windows': runs on AMD64"],
    [
      'BIOS on ARM64',
      { architecture: ARM64, firmware: GuestFirmware.BIOS },
      "firmware 'bios': is not there on ARM64; GuestFirmware.UEFI",
    ],
    [
      'secure boot on ARM64',
      { architecture: ARM64, firmware: GuestFirmware.UEFI_SECURE_BOOT },
      "firmware 'uefi-secure-boot': is not there on ARM64",
    ],
  ])('%s', (_, props, message) => {
    const { stack } = bench(AMD64);
    expect(messageOf(() => machine(stack, props))).toContain(message);
  });

  test('also where the nodes decide about the architecture', () => {
    const { app, stack } = bench(ARM64);
    machine(stack, { firmware: GuestFirmware.BIOS });
    expect(messageOf(() => documents(app as any))).toContain("firmware 'bios': is not there on ARM64");
  });

  test('real time on nodes that have none', () => {
    const { stack, cluster } = bench();
    cluster.addNodePool('plain', {
      nodeType: NodeType.of('plain', {
        cpu: Cpu.units(17),
        memory: Size.gibibytes(65),
        ephemeralStorage: Size.gibibytes(100),
        hugePages1Gi: Size.gibibytes(16),
        pinsCores: true,
        reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
      }),
    });
    machine(stack, { pinned: true, tuning: TUNED });
    expect(JSON.stringify(planOf(stack).findings)).toContain('its node type lets nothing run in real time (realtime)');
  });
});

describe('switches of KubeVirt', () => {
  const findingsOf = (make: (stack: AutonomousStack) => void, kubeVirt?: object) => {
    const { app, cluster, stack } = bench(AMD64);
    make(stack);
    if (kubeVirt) {
      const chart = new Chart(app, 'kubevirt');
      new ApiObject(chart, 'kubevirt', {
        apiVersion: 'kubevirt.io/v1',
        kind: 'KubeVirt',
        metadata: { name: 'kubevirt', namespace: 'kubevirt' },
        spec: { configuration: kubeVirt },
      } as any);
      cluster.include(chart);
    }
    return planOf(stack).findings.filter(({ code }: any) => code.startsWith('KUBEVIRT'));
  };

  test('KUBEVIRT_SWITCHES: gates and devices that machines need; none for those that need none', () => {
    expect(findingsOf((stack) => machine(stack))).toEqual([]);
    const [only] = findingsOf((stack) => {
      machine(stack, { pinned: true }, 'pinned');
      machine(stack, { guest: GuestSystem.ANDROID }, 'cockpit');
      machine(
        stack,
        { accelerator: Accelerator.NVIDIA_L40_S.passthrough('nvidia.com/AD102GL_L40S'), tuning: {} },
        'render',
      );
    });
    expect(only).toMatchObject({
      code: 'KUBEVIRT_SWITCHES',
      severity: 'info',
      message:
        'KubeVirt needs the feature gates CPUManager, VSOCK, and nvidia.com/AD102GL_L40S in permittedHostDevices (spec.configuration of its resource), for car/pinned, car/cockpit, car/render',
    });
  });

  test('KUBEVIRT_SWITCHED_OFF: those that its resource lacks', () => {
    const make = (stack: AutonomousStack) => {
      machine(stack, { pinned: true, guest: GuestSystem.ANDROID });
    };
    const off = findingsOf(make, { developerConfiguration: { featureGates: ['CPUManager'] } });
    expect(off).toEqual([
      expect.objectContaining({
        code: 'KUBEVIRT_SWITCHED_OFF',
        severity: 'error',
        message: 'KubeVirt kubevirt has no feature gate VSOCK, which car/vm need: they are refused',
      }),
    ]);
    expect(findingsOf(make, { developerConfiguration: { featureGates: ['CPUManager', 'VSOCK'] } })).toEqual([]);
  });
});
