import { formatQuantity, parseQuantity } from '../../../capacity/quantity';
import { KubeObject, KubePod } from '../../../manifest/kube';
import { OUTLIVES_PODS } from '../storage/claims-of-pods';

const MIB = 2 ** 20;

/** What virt-launcher itself needs beside the guest (pkg/hypervisor/kvm of KubeVirt 1.9): monitor, launcher, log and libvirt daemons, QEMU. */
const LAUNCHER_BYTES = (25 + 100 + 25 + 40 + 30) * MIB;
const PER_CPU_BYTES = 8 * MIB;
const IO_THREAD_BYTES = 8 * MIB;
const GRAPHICS_BYTES = 32 * MIB;
const ARM_FIRMWARE_BYTES = 128 * MIB;
const PASSTHROUGH_BYTES = 1024 * MIB;
const TPM_BYTES = 53 * MIB;
const DEDICATED_BYTES = 100 * MIB;
/** Page tables take a byte for so many of the guest. */
const GUEST_PER_PAGE_TABLE = 512;
/** Guests share processors ten to one where nothing is requested. */
const CPU_RATIO = 10;
const LAUNCHER_DISK = '50M';

/** The container that keeps the log of the serial console, unless it is turned off (pkg/virt-controller of KubeVirt 1.9). */
const CONSOLE_LOG = { requests: { cpu: '5m', memory: '35M' }, limits: { cpu: '15m', memory: '60M' } };

/** The pod that runs a KubeVirt virtual machine: the guest, and what virt-launcher adds to it. */
export function launcherPod({ spec }: KubeObject): KubePod {
  const { metadata, spec: vm = {} } = spec?.template ?? {};
  const { domain = {} } = vm;
  const {
    cores = 1,
    sockets = 1,
    threads = 1,
    dedicatedCpuPlacement = false,
    isolateEmulatorThread,
    realtime,
  } = domain.cpu ?? {};
  const cpus = cores * sockets * threads;
  const { requests = {}, limits = {} } = domain.resources ?? {};
  const memory = parseQuantity('memory', requests.memory ?? domain.memory?.guest ?? limits.memory ?? 0) ?? 0;
  const pages = hugePagesOf(domain.memory, memory);
  const devices = domain.devices ?? {};
  const passthrough = [...(devices.gpus ?? []), ...(devices.hostDevices ?? [])];
  const isOwn = dedicatedCpuPlacement || isGuaranteed(requests, limits);
  const overhead =
    Math.ceil(memory / GUEST_PER_PAGE_TABLE) +
    LAUNCHER_BYTES +
    cpus * PER_CPU_BYTES +
    IO_THREAD_BYTES +
    (devices.autoattachGraphicsDevice === false ? 0 : GRAPHICS_BYTES) +
    (vm.architecture === 'arm64' ? ARM_FIRMWARE_BYTES : 0) +
    (passthrough.length > 0 ? PASSTHROUGH_BYTES : 0) +
    (devices.tpm ? TPM_BYTES : 0) +
    (isOwn ? DEDICATED_BYTES : 0);
  const logged = devices.logSerialConsole !== false && devices.autoattachSerialConsole !== false;
  const log = isOwn ? { ...CONSOLE_LOG, requests: CONSOLE_LOG.limits } : CONSOLE_LOG;
  const counted: Record<string, number> = {};
  for (const { deviceName } of passthrough) {
    counted[deviceName] = (counted[deviceName] ?? 0) + 1;
  }
  const isolated = isolateEmulatorThread ? 1 : 0;
  const cpu = dedicatedCpuPlacement ? cpus + isolated : (requests.cpu ?? limits.cpu ?? cpus / CPU_RATIO);
  return {
    metadata,
    spec: {
      // Labels that KubeVirt asks of nodes itself (pkg/virt-controller/services/nodeselectorrenderer.go of 1.9).
      nodeSelector: {
        ...(vm.architecture && { 'kubernetes.io/arch': vm.architecture }),
        ...vm.nodeSelector,
        ...(dedicatedCpuPlacement && { cpumanager: 'true' }),
        ...(realtime && { 'kubevirt.io/realtime': 'true' }),
      },
      affinity: vm.affinity,
      tolerations: vm.tolerations,
      topologySpreadConstraints: vm.topologySpreadConstraints,
      priorityClassName: vm.priorityClassName,
      overhead: { memory: String(overhead) },
      volumes: disksOf(vm.volumes, spec?.dataVolumeTemplates),
      containers: [
        {
          name: 'compute',
          resources: {
            requests: {
              ...requests,
              ...counted,
              ...pages,
              cpu: String(cpu),
              memory: formatQuantity('memory', memory - Math.max(0, ...Object.values(pages))),
              'ephemeral-storage': LAUNCHER_DISK,
            },
            limits: { ...limits, ...(dedicatedCpuPlacement && { cpu: String(cpu) }), ...counted, ...pages },
          },
        },
        ...(logged ? [{ name: 'guest-console-log', resources: log }] : []),
      ],
    },
  };
}

/** Memory of the guest in huge pages: what it was asked to have more is ordinary memory (WithHugePages in pkg/virt-controller of KubeVirt 1.9). */
function hugePagesOf({ hugepages, guest }: any = {}, memory: number): Record<string, number> {
  if (hugepages?.pageSize === undefined) {
    return {};
  }
  const whole = guest === undefined ? memory : (parseQuantity('memory', guest) ?? memory);
  return { [`hugepages-${hugepages.pageSize}`]: Math.min(memory, whole) };
}

/** The claims of the machine's disks. Those of its own templates no other machine has. */
function disksOf(volumes: any[] = [], templates: any[] = []): any[] {
  return volumes.flatMap(({ name, dataVolume, persistentVolumeClaim, ephemeral }): any[] => {
    const claimName =
      dataVolume?.name ?? persistentVolumeClaim?.claimName ?? ephemeral?.persistentVolumeClaim?.claimName;
    const { storage, pvc } = templates.find(({ metadata }) => metadata?.name === claimName)?.spec ?? {};
    const own = storage ?? pvc;
    if (own) {
      return [{ name, ephemeral: { volumeClaimTemplate: { spec: own } }, ...OUTLIVES_PODS }];
    }
    return claimName === undefined ? [] : [{ name, persistentVolumeClaim: { claimName } }];
  });
}

/** Requests equal to limits, for both: such machines get memory of their own for the launcher. */
function isGuaranteed(requests: any, limits: any): boolean {
  return ['cpu', 'memory'].every((name) => {
    const limit = limits[name] === undefined ? undefined : parseQuantity(name, limits[name]);
    return limit !== undefined && limit === parseQuantity(name, requests[name] ?? limits[name]);
  });
}

/** Whether it leaves a node only when it runs on another one: KubeVirt keeps a budget for each such machine. */
export function migrates({ spec }: KubeObject): boolean {
  return spec?.template?.spec?.evictionStrategy === 'LiveMigrate';
}

/** Whether it runs: a machine that is halted, or started by hand, has no pod. */
export function runningMachines({ running, runStrategy }: any = {}): number {
  return running === false || ['Halted', 'Manual'].includes(runStrategy) ? 0 : 1;
}
