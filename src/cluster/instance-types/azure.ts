import { AZURE_MACHINES } from './azure-machines';
import { Machine, machinesOf } from './machine';

/** A machine type of Azure. */
export interface AzureMachine extends Machine {
  /** Disks beside that of the system. */
  readonly dataDisks: number;
}

const PREFIX = 'Standard_';

/** The machine type of that name, with `Standard_` in front; undefined where the table has none. */
export function azureMachine(name: string): AzureMachine | undefined {
  return all().get(name);
}

/** All names of the table. */
export function azureMachineNames(): Iterable<string> {
  return all().keys();
}

let machines: ReadonlyMap<string, AzureMachine> | undefined;

function all(): ReadonlyMap<string, AzureMachine> {
  machines ??= machinesOf(AZURE_MACHINES, machineOf);
  return machines;
}

/** Reads `<architecture> [<GPU>]` of the family and `<processors> <GiB> <data disks> [<GPUs>]` of the type. */
function machineOf(
  family: string,
  [architecture, gpu]: readonly string[],
  [cores, gibibytes, dataDisks, gpus]: readonly string[],
): [string, AzureMachine] {
  const name = `${PREFIX}${family.replace('*', cores)}`;
  const mebibytes = Number(gibibytes) * 1024;
  const machine: AzureMachine = {
    architecture: architecture as AzureMachine['architecture'],
    cores: Number(cores),
    mebibytes,
    dataDisks: Number(dataDisks),
    devices: gpu === undefined ? {} : { 'nvidia.com/gpu': Number(gpus) },
    ...(gpu !== undefined && { acceleratorModel: gpu }),
    properties: {
      'sku-name': name,
      'sku-family': family.slice(0, family.indexOf('*')),
      'sku-version': /_v(\d+)$/.exec(family)?.[1] ?? '1',
      'sku-cpu': cores,
      'sku-memory': String(mebibytes),
      'sku-gpu-count': gpus ?? '0',
      ...(gpu !== undefined && { 'sku-gpu-manufacturer': 'nvidia' }),
    },
  };
  return [name, machine];
}
