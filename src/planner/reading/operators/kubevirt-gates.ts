import { instanceTypeOf, ObjectsOf, ofInstanceType, withArchitecture } from './machine-types';
import { KubeObject } from '../../../manifest/kube';

/** What a gate may be needed for: the domain of a machine, its volumes, and what is written on it. */
interface Guest {
  readonly domain: any;
  readonly volumes: readonly any[];
  readonly annotations: Readonly<Record<string, unknown>>;
}

/** A switch of KubeVirt that is off unless its resource says otherwise. */
export interface Gate {
  readonly name: string;
  /** True for machines that are nothing without it. */
  readonly isNeeded: (guest: Guest) => boolean;
  /** What comes of them without it. */
  readonly without: string;
  /** The last minor of KubeVirt 1 in which it is off; absent where it is off in all. */
  readonly until?: number;
}

const REFUSED = 'they are refused';

/**
 * Gates by what KubeVirt 1.6 to 1.9 registers as Alpha, or as Beta before 1.9, where that was off too (pkg/virt-config/featuregate), and by what needs them
 * (validating-webhook/admitters/vmi-create-admitter.go, pkg/virt-api/webhooks/amd64.go, pkg/dra/admitter). What is left out, such as NUMA, GPU and LiveMigration, is on in all of them.
 */
const GATES: readonly Gate[] = [
  {
    name: 'CPUManager',
    isNeeded: ({ domain: { cpu } }) => cpu?.dedicatedCpuPlacement === true,
    without: 'no node gets the label of cores that can be pinned',
  },
  {
    name: 'DownwardMetrics',
    isNeeded: ({ domain: { devices }, volumes }) =>
      !!devices?.downwardMetrics || volumes.some((volume) => !!volume?.downwardMetrics),
    without: REFUSED,
  },
  {
    name: 'EnableVirtioFsStorageVolumes',
    isNeeded: ({ domain: { devices }, volumes }) =>
      list(devices?.filesystems).some(({ name }) =>
        volumes.some((volume) => volume?.name === name && (volume.persistentVolumeClaim || volume.dataVolume)),
      ),
    without: REFUSED,
  },
  {
    name: 'ExperimentalIgnitionSupport',
    isNeeded: ({ annotations }) => !!annotations['kubevirt.io/ignitiondata'],
    without: REFUSED,
  },
  {
    name: 'GPUsWithDRA',
    isNeeded: ({ domain: { devices } }) => list(devices?.gpus).some(isClaimed),
    without: REFUSED,
    until: 8,
  },
  {
    name: 'HostDevices',
    isNeeded: ({ domain: { devices } }) => list(devices?.hostDevices).length > 0,
    without: REFUSED,
  },
  {
    name: 'HostDevicesWithDRA',
    isNeeded: ({ domain: { devices } }) => list(devices?.hostDevices).some(isClaimed),
    without: REFUSED,
    until: 8,
  },
  { name: 'HostDisk', isNeeded: ({ volumes }) => volumes.some((volume) => !!volume?.hostDisk), without: REFUSED },
  { name: 'RebootPolicy', isNeeded: ({ domain }) => !!domain.rebootPolicy, without: REFUSED, until: 8 },
  {
    name: 'ReservedOverheadMemlock',
    isNeeded: ({ domain: { memory } }) => !!memory?.reservedOverhead,
    without: REFUSED,
  },
  {
    name: 'Sidecar',
    isNeeded: ({ annotations }) => !!annotations['hooks.kubevirt.io/hookSidecars'],
    without: REFUSED,
  },
  { name: 'VSOCK', isNeeded: ({ domain: { devices } }) => devices?.autoattachVSOCK === true, without: REFUSED },
  {
    name: 'WorkloadEncryptionSEV',
    isNeeded: ({ domain: { launchSecurity } }) => !!(launchSecurity?.sev ?? launchSecurity?.snp),
    without: REFUSED,
    until: 8,
  },
  {
    name: 'WorkloadEncryptionTDX',
    isNeeded: ({ domain: { launchSecurity } }) => !!launchSecurity?.tdx,
    without: REFUSED,
  },
];

const KINDS: ReadonlySet<string> = new Set([
  'VirtualMachine',
  'VirtualMachineInstance',
  'VirtualMachineInstanceReplicaSet',
  'VirtualMachinePool',
]);

/** The oldest minor that the gates are known of, and the newest. */
export const OLDEST_MINOR = 6;
export const NEWEST_MINOR = 9;

/** True for objects of which KubeVirt makes machines. */
export function isMachine({ kind, apiVersion }: Pick<KubeObject, 'kind' | 'apiVersion'>): boolean {
  return KINDS.has(kind ?? '') && /(^|\.)kubevirt\.io\//.test(`${apiVersion}`);
}

/** The gates that a machine needs, in the order of their names. */
export function gatesFor({ metadata, spec }: any): Gate[] {
  const guest = {
    domain: spec?.domain ?? {},
    volumes: list(spec?.volumes),
    annotations: metadata?.annotations ?? {},
  };
  return GATES.filter(({ isNeeded }) => isNeeded(guest));
}

/** True for gates that are off in that minor unless the resource of KubeVirt says otherwise. */
export function isOff({ until = Infinity }: Pick<Gate, 'until'>, minor = NEWEST_MINOR): boolean {
  return minor <= until;
}

/** True for the resource by which KubeVirt is configured. */
export function isKubeVirt({ kind, apiVersion }: Pick<KubeObject, 'kind' | 'apiVersion'>): boolean {
  return kind === 'KubeVirt' && /^kubevirt\.io\//.test(`${apiVersion}`);
}

/** The machine that an object stands for, or several like it, with what its instance type and preference give it. */
export function machineOf({ kind, metadata, spec = {} }: KubeObject, of: ObjectsOf): any {
  const machine: KubeObject =
    kind === 'VirtualMachineInstance'
      ? { metadata, spec: { template: { metadata, spec } } }
      : { metadata, spec: kind === 'VirtualMachinePool' ? (spec.virtualMachineTemplate?.spec ?? {}) : spec };
  const { template = {} } = withArchitecture(machine, of).spec ?? {};
  const type = instanceTypeOf(machine, of);
  return type ? ofInstanceType(template, type) : template;
}

/** Devices by a claim have no name of their own. */
function isClaimed({ claimName, deviceName }: any): boolean {
  return claimName !== undefined && deviceName === undefined;
}

function list(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}
