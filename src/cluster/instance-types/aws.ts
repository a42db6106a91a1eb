import { AWS_ACCELERATED } from './aws-accelerated';
import { AWS_COMPUTE } from './aws-compute';
import { AWS_GENERAL } from './aws-general';
import { AWS_MEMORY } from './aws-memory';
import { Machine } from './machine';

/** A machine type of EC2. */
export interface AwsMachine extends Machine {
  /** Network interfaces of its first card: the VPC network plugin uses no other. */
  readonly interfaces: number;
  /** IPv4 addresses of one interface. */
  readonly addresses: number;
  /** Attachments of volumes, that of the root volume included. */
  readonly attachments: number;
  /** True where network interfaces count as attachments too. */
  readonly sharesAttachments: boolean;
  /** True where interfaces take whole prefixes of addresses. */
  readonly hasPrefixes: boolean;
}

const FAMILIES: Readonly<Record<string, string>> = {
  ...AWS_GENERAL,
  ...AWS_COMPUTE,
  ...AWS_MEMORY,
  ...AWS_ACCELERATED,
};

/** The machine type of that name; undefined where the table has none. */
export function awsMachine(name: string): AwsMachine | undefined {
  const [family, size] = splitOnce(name, '.');
  const line = Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined;
  const [head, types] = splitOnce(line ?? '', ' | ');
  const found = types.split(', ').find((type) => type.startsWith(`${size} `));
  return size !== '' && found !== undefined ? machineOf(family, head.split(' '), found.split(' ')) : undefined;
}

/** All names of the table. */
export function awsMachineNames(): string[] {
  return Object.entries(FAMILIES).flatMap(([family, line]) =>
    splitOnce(line, ' | ')[1]
      .split(', ')
      .map((type) => `${family}.${splitOnce(type, ' ')[0]}`),
  );
}

/** Pods that have an address each: the first of every interface is the node's, two pods of every node use the host's network. */
export function awsPods({ cores, interfaces, addresses }: AwsMachine, prefixDelegation: boolean): number {
  if (!prefixDelegation) {
    return interfaces * (addresses - 1) + 2;
  }
  return Math.min(interfaces * (addresses - 1) * PREFIX + 2, cores > 30 ? 250 : 110);
}

/**
 * Volumes of the EBS CSI driver on one node, with all interfaces attached that so many pods need: the driver counts those that are there when it
 * starts, later ones take attachments away from it.
 */
export function awsVolumes(machine: AwsMachine, pods: number, prefixDelegation: boolean): number {
  const { attachments, sharesAttachments, interfaces, addresses } = machine;
  const perInterface = (addresses - 1) * (prefixDelegation ? PREFIX : 1);
  const attached = Math.min(interfaces, Math.max(1, Math.ceil((pods - 2) / perInterface)));
  return Math.max(1, attachments - 1 - (sharesAttachments ? attached - 1 : 0));
}

/** Addresses of one prefix (a /28). */
const PREFIX = 16;

/**
 * Reads `<architecture> <manufacturer> <MHz> <hypervisor> [encrypted]` of the family and `<size> <cores> <GiB> <interfaces>x<addresses>
 * <attachments>[s] <Mbit/s to volumes> <Mbit/s> [<more>=<value>...]` of the type; s: shared with network interfaces, -: not known.
 */
function machineOf(family: string, head: readonly string[], type: readonly string[]): AwsMachine {
  const [architecture, manufacturer, clock, hypervisor, encrypted] = head;
  const [size, cores, gibibytes, network, attachments, volumeBandwidth, bandwidth, ...rest] = type;
  const more = Object.fromEntries(rest.map((field) => splitOnce(field, '=')));
  const [interfaces, addresses] = network.split('x').map(Number);
  const mebibytes = Number(gibibytes) * 1024;
  const [, category, generation] = /^([a-z]+)(?:-[0-9]+tb)?([0-9]+)/.exec(`${family}.`) ?? [];
  const gpu = deviceOf(more.gpu);
  const accelerator = deviceOf(more.accelerator);
  return {
    architecture: architecture as AwsMachine['architecture'],
    cores: Number(cores),
    mebibytes,
    interfaces,
    addresses,
    attachments: parseInt(attachments, 10),
    sharesAttachments: attachments.endsWith('s'),
    hasPrefixes: hypervisor !== 'xen',
    devices: { ...gpusOf(gpu), ...neuronOf(accelerator) },
    ...((gpu ?? accelerator) && { acceleratorModel: (gpu ?? accelerator)!.model }),
    properties: {
      'instance-category': category,
      'instance-generation': generation,
      'instance-family': family,
      'instance-size': size,
      'instance-capability-flex': String(family.includes('-flex')),
      'instance-cpu': cores,
      'instance-cpu-manufacturer': manufacturer,
      'instance-cpu-sustained-clock-speed-mhz': more.mhz ?? clock,
      'instance-memory': String(mebibytes),
      'instance-hypervisor': size.startsWith('metal') ? '' : hypervisor,
      'instance-encryption-in-transit-supported': String(encrypted !== undefined),
      ...(volumeBandwidth !== '-' && { 'instance-ebs-bandwidth': volumeBandwidth }),
      ...(bandwidth !== '-' && { 'instance-network-bandwidth': bandwidth }),
      ...(more.nvme && { 'instance-local-nvme': more.nvme }),
      ...deviceLabels('instance-gpu', gpu),
      ...(gpu && { 'instance-gpu-memory': gpu.last }),
      ...deviceLabels('instance-accelerator', accelerator),
    },
  };
}

/** `<count>:<manufacturer>:<model>:<MiB of a GPU, or all cores of Neuron devices>`. */
interface Device {
  readonly count: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly last: string;
}

function deviceOf(text: string | undefined): Device | undefined {
  const [count, manufacturer, model, last] = text?.split(':') ?? [];
  return text === undefined ? undefined : { count, manufacturer, model, last };
}

function deviceLabels(prefix: string, device: Device | undefined): Record<string, string> {
  return device
    ? {
        [`${prefix}-count`]: device.count,
        [`${prefix}-manufacturer`]: device.manufacturer,
        [`${prefix}-name`]: device.model,
      }
    : {};
}

/** A machine with a part of a GPU has none that is counted. */
function gpusOf(gpu: Device | undefined): Record<string, number> {
  return gpu && Number(gpu.count) > 0 ? { [`${gpu.manufacturer}.com/gpu`]: Number(gpu.count) } : {};
}

function neuronOf(accelerator: Device | undefined): Record<string, number> {
  return accelerator?.manufacturer === 'aws'
    ? {
        'aws.amazon.com/neuron': Number(accelerator.count),
        'aws.amazon.com/neuroncore': Number(accelerator.last),
      }
    : {};
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
