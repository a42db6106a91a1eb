import { Duration, Size } from 'cdk8s';
import { GuestContent, guestDisks } from './guest-content';
import { GuestFirmware } from './guest-firmware';
import { GuestSystem } from './guest-system';
import { GuestTuning } from './guest-tuning';
import { AcceleratorRequest } from '../../accelerator/accelerator-request';
import { Architecture } from '../../cluster/architecture';
import { WINDOWS_GUESTS } from '../../cluster/node/node-facts';
import { Priority } from '../../cluster/priority';
import { Taint } from '../../cluster/taint';
import { quantityOf } from '../../manifest/amounts';

/** A guest as it was asked for. */
export interface Guest extends GuestContent {
  readonly cpus: number;
  readonly memory: Size;
  readonly architecture: Architecture;
  readonly firmware?: GuestFirmware;
  readonly tuning?: GuestTuning;
  readonly virtioDrivers?: boolean;
  readonly grace?: Duration;
  readonly pinned?: boolean;
  readonly migrates?: boolean;
  readonly accelerator?: AcceleratorRequest;
  readonly nodeLabels?: Record<string, string>;
  readonly tolerates?: Taint[];
  readonly priority?: Priority;
}

/** The guest as KubeVirt takes it, with the disk of that name. */
export function guestSpec(props: Guest, volume: string): object {
  const { cpus, memory, guest = GuestSystem.LINUX, pinned, migrates, accelerator, priority, architecture } = props;
  const { hugePages, nodeTopology, realtime, ownEmulatorCore } = props.tuning ?? {};
  const isArm = architecture === Architecture.ARM64;
  const windows = guest === GuestSystem.WINDOWS;
  const emulated = windows && !props.virtioDrivers;
  const grace = props.grace ?? GRACE[guest];
  const labels = { ...accelerator?._nodeLabels, ...(windows && WINDOWS_GUESTS), ...props.nodeLabels };
  const tolerations = [...(accelerator?._tolerates ?? []), ...(props.tolerates ?? [])].map(
    ({ key, value, effect }) => ({
      key,
      operator: value === undefined ? 'Exists' : 'Equal',
      ...(value !== undefined && { value }),
      effect,
    }),
  );
  const bus = emulated ? 'sata' : 'virtio';
  const content = guestDisks(props, bus);
  const asked = { cpu: String(cpus), memory: quantityOf(memory) };
  return {
    // KubeVirt asks nodes for it, and takes that of its own processes where nothing is said (pkg/defaults of 1.9).
    architecture,
    terminationGracePeriodSeconds: Math.ceil(grace.toSeconds({ integral: false })),
    ...(migrates && { evictionStrategy: 'LiveMigrate' }),
    ...(priority && { priorityClassName: priority.priorityName }),
    ...(Object.keys(labels).length > 0 && { nodeSelector: labels }),
    ...(tolerations.length > 0 && { tolerations }),
    domain: {
      cpu: {
        cores: cpus,
        sockets: 1,
        threads: 1,
        ...(pinned && { dedicatedCpuPlacement: true }),
        ...(ownEmulatorCore && { isolateEmulatorThread: true }),
        ...(nodeTopology && { numa: { guestMappingPassthrough: {} } }),
        ...(realtime && { realtime: {} }),
      },
      memory: { guest: asked.memory, ...(hugePages && { hugepages: { pageSize: hugePages } }) },
      // A limit too: without one the namespace's default for containers would be it. Pinned, both are equal.
      resources: { requests: asked, limits: pinned ? asked : { memory: asked.memory } },
      devices: {
        disks: [{ name: 'root', bootOrder: 1, disk: { bus } }, ...content.disks],
        interfaces: [{ name: 'default', ...(emulated && { model: 'e1000e' }), masquerade: {} }],
        // Its container would ask for more than the guest does.
        logSerialConsole: false,
        ...(accelerator && {
          gpus: Array.from({ length: accelerator.count }, (_, i) => ({
            name: `gpu-${i}`,
            deviceName: accelerator.resource,
          })),
        }),
        ...DEVICES[guest],
        ...(guest === GuestSystem.ANDROID && !isArm && SOUND),
      },
      ...HYPERVISOR[guest],
      ...firmwareOf(guest, props.firmware ?? (isArm ? GuestFirmware.UEFI : FIRMWARE[guest])),
    },
    networks: [{ name: 'default', pod: {} }],
    volumes: [{ name: 'root', dataVolume: { name: volume } }, ...content.volumes],
  };
}

/** Time that a guest has to stop: Windows may install updates first (terminationGracePeriodSeconds of KubeVirt's own preferences). */
const GRACE: Readonly<Record<GuestSystem, Duration>> = {
  [GuestSystem.LINUX]: Duration.minutes(3),
  [GuestSystem.WINDOWS]: Duration.hours(1),
  [GuestSystem.ANDROID]: Duration.minutes(3),
};

const FIRMWARE: Readonly<Record<GuestSystem, GuestFirmware>> = {
  [GuestSystem.LINUX]: GuestFirmware.BIOS,
  [GuestSystem.WINDOWS]: GuestFirmware.UEFI_SECURE_BOOT,
  [GuestSystem.ANDROID]: GuestFirmware.UEFI,
};

/** BIOS is what KubeVirt has where nothing is said. What Windows writes to its UEFI is kept. */
function firmwareOf(guest: GuestSystem, firmware: GuestFirmware): object {
  if (firmware === GuestFirmware.BIOS) {
    return {};
  }
  const secureBoot = firmware === GuestFirmware.UEFI_SECURE_BOOT;
  const persistent = guest === GuestSystem.WINDOWS;
  return {
    ...(secureBoot && guest !== GuestSystem.WINDOWS && { features: { acpi: {}, smm: {} } }),
    firmware: { bootloader: { efi: { secureBoot, ...(persistent && { persistent }) } } },
  };
}

/** Devices that a guest expects beside its disk and network. */
const DEVICES: Readonly<Record<GuestSystem, object>> = {
  [GuestSystem.LINUX]: {},
  [GuestSystem.WINDOWS]: { autoattachInputDevice: true, tpm: { persistent: true } },
  [GuestSystem.ANDROID]: {
    autoattachGraphicsDevice: true,
    // adb and the virtual devices of the emulated car speak through it.
    autoattachVSOCK: true,
    inputs: [{ name: 'touch', type: 'tablet', bus: 'virtio' }],
    rng: {},
  },
};

/** KubeVirt refuses it on ARM64 (pkg/virt-api/webhooks/arm64.go of 1.9). */
const SOUND = { sound: { name: 'audio', model: 'ich9' } };

/** What a guest wants of its hypervisor. */
const HYPERVISOR: Readonly<Record<GuestSystem, object>> = {
  [GuestSystem.LINUX]: {},
  [GuestSystem.WINDOWS]: {
    clock: {
      utc: {},
      timer: { hpet: { present: false }, hyperv: {}, pit: { tickPolicy: 'delay' }, rtc: { tickPolicy: 'catchup' } },
    },
    features: {
      acpi: {},
      apic: {},
      hyperv: { relaxed: {}, spinlocks: { spinlocks: 8191 }, vapic: {} },
      smm: {},
    },
  },
  [GuestSystem.ANDROID]: {},
};
