import * as fs from 'fs';
import * as path from 'path';
import { Size } from 'cdk8s';
import { Architecture, Cpu, NodeReserve, NodeType, Price } from 'cdk8s-autonomous';
import { awsMachine, awsMachineNames } from '../../src/cluster/instance-types/aws';
import { messageOf } from '../support/apps';
import { describeWith, SHARED } from '../support/shared';

const GIB = 2 ** 30;
const MIB = 2 ** 20;
const left = ({ _capacity, _reserved }: NodeType, resource: string) => _capacity[resource] - (_reserved[resource] ?? 0);

describeWith('data/instances.csv', 'machine types against the published figures', () => {
  const [header, ...lines] = fs.readFileSync(path.join(SHARED, 'data/instances.csv'), 'utf8').trim().split('\n');
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [header.split(',')[i], cell])));

  test('all 172 of AWS: shape, pods, accelerators and allocatable are equal', () => {
    const ours = rows.filter(({ provider }) => provider === 'aws');
    expect(ours).toHaveLength(172);
    for (const row of ours) {
      const type = NodeType.aws(row.name);
      const { 'nvidia.com/gpu': gpus, 'aws.amazon.com/neuron': neuron } = type._capacity;
      expect([row.name, type.architecture, type._capacity.cpu, type._capacity.memory / MIB, type.maxPods]).toEqual([
        row.name,
        row.arch,
        1000 * Number(row.vcpu),
        Number(row.memory_mib),
        Number(row.allocatable_pods),
      ]);
      expect([row.name, gpus ?? neuron ?? 0, type.acceleratorModel ?? '']).toEqual([
        row.name,
        Number(row.gpu_count),
        row.gpu_model,
      ]);
      const millis = left(type, 'cpu') - Number(row.allocatable_cpu_m);
      const mebibytes = left(type, 'memory') / MIB - Number(row.allocatable_memory_mib);
      // Within 1 m and 2 MiB is what is promised; no row needs it.
      expect([row.name, millis, mebibytes]).toEqual([row.name, 0, 0]);
    }
  });
});

describe('a machine type of AWS', () => {
  test('m7i.2xlarge: 58 pods, a root volume of 20 GiB of which 17 are left, 31 volumes', () => {
    const type = NodeType.aws('m7i.2xlarge', { price: Price.perHour(0.4032) });
    expect(type._capacity).toEqual({
      'attachable-volumes-csi-ebs.csi.aws.com': 31,
      cpu: 8000,
      'ephemeral-storage': 20 * GIB,
      memory: 32 * GIB,
      pods: 58,
    });
    expect(left(type, 'ephemeral-storage')).toBe(17 * GIB);
    expect([type.price?.toPerHour(), type.architecture, type.acceleratorModel]).toEqual([0.4032, 'amd64', undefined]);
  });

  // Interfaces x addresses: m7i.large 3 x 10, m7i.2xlarge 4 x 15, m7i.12xlarge 8 x 30, t3.nano 2 x 2.
  test.each([
    ['m7i.large', 29, 110],
    ['m7i.2xlarge', 58, 110],
    ['m7i.12xlarge', 234, 250],
    ['t3.nano', 4, 34],
  ])('%s runs %i pods, with prefix delegation %i', (name, plain, prefixes) => {
    expect(NodeType.aws(name).maxPods).toBe(plain);
    expect(NodeType.aws(name, { prefixDelegation: true }).maxPods).toBe(prefixes);
    expect(NodeType.aws(name, { prefixDelegation: true, maxPods: 20 }).maxPods).toBe(20);
  });

  test('memory is kept for the pods that have an address each, whatever kubelet was told later', () => {
    const plain = NodeType.aws('m7i.large');
    expect(left(NodeType.aws('m7i.large', { prefixDelegation: true }), 'memory')).toBe(left(plain, 'memory'));
    expect(left(NodeType.aws('m7i.large', { maxPods: 110 }), 'memory')).toBe(left(plain, 'memory'));
  });

  // m5.large: 27 attachments for volumes and interfaces, one is the root volume's; 3 interfaces for 29 pods, 2 for 15, 1 with prefixes.
  test.each([
    ['m5.large', {}, 24],
    ['m5.large', { maxPods: 15 }, 25],
    ['m5.large', { prefixDelegation: true }, 26],
    ['c5d.24xlarge', {}, 23 - 1 - 14],
    ['m7i.48xlarge', {}, 127],
    ['m4.large', {}, 38],
    ['m5.large', { attachableVolumes: { 'ebs.csi.aws.com': 10 } }, 10],
  ])('%s with %j may have %i volumes attached', (name, props, most) => {
    expect(NodeType.aws(name, props)._capacity['attachable-volumes-csi-ebs.csi.aws.com']).toBe(most);
  });

  test('GPUs and other accelerators are extended resources, others come on top', () => {
    const p4d = NodeType.aws('p4d.24xlarge', { extendedResources: { 'vpc.amazonaws.com/efa': 4 } });
    expect(p4d._capacity).toMatchObject({ 'nvidia.com/gpu': 8, 'vpc.amazonaws.com/efa': 4 });
    expect(p4d.acceleratorModel).toBe('a100');
    expect(NodeType.aws('g4ad.16xlarge')._capacity).toMatchObject({ 'amd.com/gpu': 4 });
    expect(NodeType.aws('inf2.24xlarge')._capacity).toMatchObject({
      'aws.amazon.com/neuron': 6,
      'aws.amazon.com/neuroncore': 12,
    });
  });

  test('Graviton is arm64 and has 64 MiB less', () => {
    const type = NodeType.aws('m7g.2xlarge');
    expect(type.architecture).toBe(Architecture.ARM64);
    expect(left(NodeType.aws('m7i.2xlarge'), 'memory') - left(type, 'memory')).toBe(59 * MIB);
  });

  test('the reserve, the disk and the price are the users', () => {
    const type = NodeType.aws('m7i.2xlarge', {
      ephemeralStorage: Size.gibibytes(100),
      reserve: NodeReserve.explicit({ cpu: Cpu.millis(100), memory: Size.gibibytes(2) }),
    });
    expect([left(type, 'cpu'), left(type, 'memory'), left(type, 'ephemeral-storage')]).toEqual([
      7900,
      30 * GIB,
      100 * GIB,
    ]);
  });

  test.each([
    ['m7i.3xlarge', /'m7i\.3xlarge' is no machine type of AWS[^]*'m7i\.2xlarge'[^]*NodeType\.of\('m7i\.3xlarge'/],
    ['M7I.2XLARGE', /nearest are 'm7i\.2xlarge'/],
    ['m7i', /is no machine type/],
    ['toString.large', /is no machine type/],
    ['', /is no machine type/],
  ])('%s is refused with the nearest names', (name, message) => {
    expect(messageOf(() => NodeType.aws(name))).toMatch(message);
  });

  test.each([
    [{ maxPods: 0 }, 'maxPods 0: must be a whole number above 0'],
    [{ maxPods: 1.5 }, 'maxPods 1.5: must be a whole number above 0'],
    [{ ephemeralStorage: Size.gibibytes(1) }, "reserve 'ephemeral-storage': keeps more ephemeral-storage"],
    [{ extendedResources: { gpu: 1 } }, "extendedResources 'gpu': must be <domain>/<name>"],
    [{ attachableVolumes: { 'ebs.csi.aws.com': 0 } }, "attachableVolumes['ebs.csi.aws.com'] 0: must be"],
    [{ hugePages2Mi: Size.mebibytes(3) }, "hugePages2Mi '3Mi': must be whole pages of 2 MiB"],
    [{ hugePages1Gi: Size.gibibytes(0) }, "hugePages1Gi '0': must be whole pages of 1024 MiB, at least one"],
    [{ hugePages1Gi: Size.gibibytes(31) }, 'keeps more memory than the node has; fewer huge pages'],
  ])('%j is refused', (props, message) => {
    expect(messageOf(() => NodeType.aws('m7i.2xlarge', props))).toContain(message);
  });

  test('prefixes are for machines on Nitro', () => {
    expect(messageOf(() => NodeType.aws('m4.large', { prefixDelegation: true }))).toMatch(
      /prefixDelegation true: needs a machine on Nitro, this one is on Xen; leave it out/,
    );
  });

  test('every machine type of the table can be used', () => {
    expect(awsMachineNames().length).toBeGreaterThan(1000);
    for (const name of awsMachineNames()) {
      const type = NodeType.aws(name);
      expect([name, awsMachine(name)!.properties['instance-memory']]).toEqual([
        name,
        String(type._capacity.memory / MIB),
      ]);
      expect(Object.values(type._capacity).every((amount) => Number.isInteger(amount) && amount > 0)).toBe(true);
    }
  });
});

describe('huge pages', () => {
  test('are taken out of the memory for pods', () => {
    const plain = NodeType.aws('m7i.2xlarge');
    const paged = NodeType.aws('m7i.2xlarge', { hugePages2Mi: Size.gibibytes(4), hugePages1Gi: Size.gibibytes(2) });
    expect([left(paged, 'hugepages-2Mi'), left(paged, 'hugepages-1Gi')]).toEqual([4 * GIB, 2 * GIB]);
    expect(left(plain, 'memory') - left(paged, 'memory')).toBe(6 * GIB);
    expect(paged._capacity.memory).toBe(plain._capacity.memory);
  });
});

test('the reserve of AWS keeps 1 GiB of the local disk and a tenth of it', () => {
  const type = NodeType.of('own', {
    cpu: Cpu.units(4),
    memory: Size.gibibytes(16),
    ephemeralStorage: Size.gibibytes(50),
    reserve: NodeReserve.aws(),
  });
  expect(left(type, 'ephemeral-storage')).toBe(44 * GIB);
});
