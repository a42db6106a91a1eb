import { Machine, machinesOf } from './machine';

/** A machine type of Compute Engine. */
export interface GcpMachine extends Machine {
  /** Disks beside that of the system. */
  readonly dataDisks: number;
}

/**
 * The standard machines of each family by their processors, each with 4 GiB of memory, and the GPUs of those that have some: names of
 * types of the Karpenter provider for GCP (commit 417f047 of 6 August 2026).
 */
const FAMILIES: Readonly<Record<string, string>> = {
  c3: 'amd64 | 4, 8, 22, 44, 88, 176',
  e2: 'amd64 | 2, 4, 8, 16, 32',
  g2: 'amd64 l4 | 4 1, 8 1, 12 1, 16 1, 24 2, 32 1, 48 4, 96 8',
  n2: 'amd64 | 2, 4, 8, 16, 32, 48, 64, 80, 96, 128',
  n2d: 'amd64 | 2, 4, 8, 16, 32, 48, 64, 80, 96, 128, 224',
  n4: 'amd64 | 2, 4, 8, 16, 32, 48, 64, 80',
  t2a: 'arm64 | 1, 2, 4, 8, 16, 32, 48',
};

const GIBIBYTES_PER_CORE = 4;

/** The machine type of that name; undefined where the table has none. */
export function gcpMachine(name: string): GcpMachine | undefined {
  return all().get(name);
}

/** All names of the table. */
export function gcpMachineNames(): Iterable<string> {
  return all().keys();
}

let machines: ReadonlyMap<string, GcpMachine> | undefined;

function all(): ReadonlyMap<string, GcpMachine> {
  machines ??= machinesOf(FAMILIES, machineOf);
  return machines;
}

function machineOf(
  family: string,
  [architecture, gpu]: readonly string[],
  [cores, gpus]: readonly string[],
): [string, GcpMachine] {
  const mebibytes = Number(cores) * GIBIBYTES_PER_CORE * 1024;
  const machine: GcpMachine = {
    architecture: architecture as GcpMachine['architecture'],
    cores: Number(cores),
    mebibytes,
    dataDisks: dataDisksOf(family, Number(cores)),
    devices: gpu === undefined ? {} : { 'nvidia.com/gpu': Number(gpus) },
    ...(gpu !== undefined && { acceleratorModel: gpu }),
    properties: {
      'instance-family': family,
      'instance-shape': 'standard',
      'instance-generation': /\d/.exec(family)![0],
      'instance-size': cores,
      'instance-cpu': cores,
      'instance-memory': String(mebibytes),
    },
  };
  return [`${family}-standard-${cores}`, machine];
}

/** What the driver of persistent disks advertises (commit b560165 of 18 August 2026): 127, fewer where a machine takes hyperdisks alone. */
function dataDisksOf(family: string, cores: number): number {
  if (family !== 'n4') {
    return 127;
  }
  return cores <= 8 ? 15 : 31;
}
