import { Duration, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  Algorithm,
  AlgorithmAbi,
  AlgorithmCatalog,
  AlgorithmProps,
  Architecture,
  Cpu,
  EdgePlatform,
  EdgeSite,
  Image,
  Latency,
  NodeReserve,
  NodeType,
  Rate,
  ServiceTime,
} from 'cdk8s-autonomous';
import { documents, find } from '../support/apps';
import { edgePlatform, planOf, site, tenant } from '../support/edge';

const ORIN = Accelerator.of('Jetson Orin', { resource: 'nvidia.com/gpu' });
const digest = `sha256:${'c'.repeat(64)}`;

/** A machine with so many devices of one kind. */
function machine(name: string, resource: string, architecture: Architecture, count = 1): NodeType {
  return NodeType.of(name, {
    cpu: Cpu.units(9),
    memory: Size.gibibytes(33),
    ephemeralStorage: Size.gibibytes(100),
    architecture,
    extendedResources: { [resource]: count },
    reserve: BOX_RESERVE,
  });
}

const BOX_RESERVE = NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) });

const JETSON = machine('jetson', 'nvidia.com/gpu', Architecture.ARM64, 2);
const SERVER = machine('server', 'nvidia.com/gpu', Architecture.AMD64);
const ATLAS = machine('atlas', 'huawei.com/Ascend310P', Architecture.ARM64);
const JETSON_LABELS = {
  'nvidia.com/cuda.driver.major': '540',
  'nvidia.com/gpu.compute.major': '8',
  'nvidia.com/gpu.compute.minor': '7',
};

/** A site with one machine. */
function place(edge: EdgePlatform, name: string, nodeType: NodeType, labels: Record<string, string> = {}): EdgeSite {
  return site(edge, name, { nodes: [{ name: `${name}-1`, nodeType, role: 'box', labels }] });
}

function algorithm(vendor: string, props: Partial<AlgorithmProps> = {}): Algorithm {
  return Algorithm.of({
    vendor,
    name: 'lanes',
    version: '2.1.0',
    image: Image.of(`registry.example.com/${vendor}/lanes`, { tag: '2.1.0', digest }),
    abi: AlgorithmAbi.cuda('12.4', [Architecture.ARM64]),
    accelerator: ORIN,
    cpu: Cpu.millis(500),
    podMemory: Size.gibibytes(1),
    perFrame: ServiceTime.millis(20),
    latency: Latency.p99(Duration.millis(250)),
    ...props,
  });
}

const STREAM = { name: 'crossing', frames: Rate.perSecond(10) };

/** A catalogue on a platform of its own. */
function catalogue() {
  const app = Testing.app();
  const edge = edgePlatform(app);
  return { app, edge, catalog: new AlgorithmCatalog(tenant(edge, 'vision'), 'algorithms') };
}

/** Publishes and deploys one algorithm at one site. */
function deployed(given: Algorithm, nodeType: NodeType, labels: Record<string, string>) {
  const { app, edge, catalog } = catalogue();
  catalog.publish(given);
  catalog.deploy(given, { sites: [place(edge, 'gz-1', nodeType, labels)], stream: STREAM });
  return { app, edge };
}

const finding = (edge: EdgePlatform, code: string) => planOf(edge).findings.filter((one: any) => one.code === code);

describe('two vendors on one stream', () => {
  const { app, edge, catalog } = catalogue();
  const sites = ['gz-1', 'gz-2'].map((name) => place(edge, name, JETSON, JETSON_LABELS));
  const both = ['acme', 'bright'].map((vendor) => algorithm(vendor));
  for (const one of both) {
    catalog.publish(one);
    catalog.deploy(one, { sites, stream: STREAM });
  }

  test('are both counted, each for all frames', () => {
    const plan = planOf(edge);
    expect(plan.workloads.map(({ id, replicas }: any) => [id, replicas.planned])).toEqual([
      ['vision/Deployment/acme-lanes-gz-1', 1],
      ['vision/Deployment/bright-lanes-gz-1', 1],
    ]);
    expect(finding(edge, 'ALGORITHMS_ON_ONE_STREAM')).toMatchObject([
      {
        message:
          'acme-lanes (10 per second) and bright-lanes (10 per second) look at crossing at 2 sites: each evaluates all of it, and both are counted',
      },
    ]);
    expect(finding(edge, 'ALGORITHM_HARDWARE_UNKNOWN')).toEqual([]);
  });

  test('have cards in the catalogue, and each its own beside it', () => {
    const docs = documents(app);
    const { data } = find(docs, 'ConfigMap', 'algorithms');
    expect(Object.keys(data)).toEqual(['acme-lanes-2.1.0-cuda-12.4.json', 'bright-lanes-2.1.0-cuda-12.4.json']);
    const card = docs.find(({ kind, data: files }) => kind === 'ConfigMap' && files['model-card.json'])!;
    expect(JSON.parse(card.data['model-card.json'])).toEqual({
      vendor: 'acme',
      name: 'lanes',
      version: '2.1.0',
      image: `registry.example.com/acme/lanes:2.1.0@${digest}`,
      abi: 'CUDA 12.4',
      architectures: ['arm64'],
      accelerator: 'Jetson Orin',
    });
  });

  test('do not fit on one device', () => {
    const other = catalogue();
    const one = place(other.edge, 'gz-1', machine('single', 'nvidia.com/gpu', Architecture.ARM64), JETSON_LABELS);
    for (const vendor of ['acme', 'bright']) {
      const given = algorithm(vendor);
      other.catalog.publish(given);
      other.catalog.deploy(given, { sites: [one], stream: STREAM });
    }
    expect(finding(other.edge, 'SITE_TOO_SMALL').length).toBe(1);
  });
});

test('a build for other hardware, and the next version, are the same service at other sites', () => {
  const { app, edge, catalog } = catalogue();
  const builds = [
    algorithm('acme'),
    algorithm('acme', {
      image: Image.of('registry.example.com/acme/lanes-ascend', { tag: '2.1.0', digest }),
      abi: AlgorithmAbi.cann({ version: '8.0', chip: 'Ascend310P3' }, [Architecture.ARM64]),
      accelerator: Accelerator.ASCEND_310_P,
      perFrame: ServiceTime.millis(8),
    }),
  ];
  builds.forEach((one) => catalog.publish(one));
  const atlas = { ...Accelerator.ASCEND_310_P.nodeLabels, 'node.kubernetes.io/npu.chip.name': '310P3' };
  const first = catalog.deploy(builds[0], { sites: [place(edge, 'gz-1', JETSON, JETSON_LABELS)], stream: STREAM });
  const second = catalog.deploy(builds[1], { sites: [place(edge, 'gz-2', ATLAS, atlas)], stream: STREAM });
  expect(second).toBe(first);
  const text = JSON.stringify(documents(app).filter(({ kind }) => kind === 'EdgeApplication'));
  expect(text).toContain('registry.example.com/acme/lanes-ascend');
  expect(text).toContain('"huawei.com/Ascend310P":"1"');
  expect(planOf(edge).workloads.length).toBe(2);
});

describe('what does not run at a site is refused with its name', () => {
  const trt = AlgorithmAbi.tensorRt({ version: '10.3', cuda: '12.6', computeCapability: '8.7' }, [Architecture.ARM64]);
  const cann = AlgorithmAbi.cann({ version: '8.0', chip: '910B4' }, [Architecture.ARM64]);
  const ascend = { ...Accelerator.ASCEND_310_P.nodeLabels, 'node.kubernetes.io/npu.chip.name': 'Ascend310P3' };
  test.each<[string, Partial<AlgorithmProps>, NodeType, Record<string, string>, string]>([
    ['architecture', {}, SERVER, {}, "sites 'gz-1': its box is amd64, the image has arm64"],
    ['accelerator', { accelerator: Accelerator.NVIDIA_T4 }, JETSON, {}, 'has no node with NVIDIA T4'],
    [
      'driver',
      {},
      JETSON,
      { 'nvidia.com/cuda.driver.major': '470' },
      'nvidia.com/cuda.driver.major is 470, CUDA 12.4 needs a driver of at least 525',
    ],
    [
      'compute capability',
      { abi: trt },
      JETSON,
      { ...JETSON_LABELS, 'nvidia.com/gpu.compute.minor': '9' },
      'nvidia.com/gpu.compute.minor is 9, TensorRT 10.3 for compute capability 8.7 needs compute capability 8.7',
    ],
    [
      'chip',
      { abi: cann, accelerator: Accelerator.ASCEND_310_P },
      ATLAS,
      ascend,
      'node.kubernetes.io/npu.chip.name is Ascend310P3, CANN 8.0 for 910B4 needs 910B4',
    ],
    [
      'memory',
      { memory: Size.gibibytes(12) },
      JETSON,
      { 'nvidia.com/gpu.memory': '8192' },
      'its box has 8192 MiB on each device, the algorithm takes 12Gi',
    ],
  ])('%s', (_, props, nodeType, labels, message) => {
    expect(() => deployed(algorithm('acme', props), nodeType, labels)).toThrow(message);
  });

  test('in one line for all sites with one reason, and nothing is deployed', () => {
    const { edge, catalog } = catalogue();
    const sites = Array.from({ length: 11 }, (_, i) => place(edge, `gz-${10 + i}`, SERVER));
    const given = algorithm('acme');
    catalog.publish(given);
    expect(() => catalog.deploy(given, { sites, stream: STREAM })).toThrow(
      "[vision/algorithms deploy] sites 'gz-10, gz-11, gz-12, gz-13, gz-14, gz-15, gz-16, gz-17 and 3 more': its box is amd64, the image has arm64; a build of acme-lanes 2.1.0 for this hardware, or other sites",
    );
  });
});

test('hardware of which nobody said what it is lowers the verdict', () => {
  const { edge } = deployed(algorithm('acme'), JETSON, {});
  expect(finding(edge, 'ALGORITHM_HARDWARE_UNKNOWN')).toMatchObject([
    {
      severity: 'warning',
      message:
        'nobody said nvidia.com/cuda.driver.major of the nodes at gz-1: whether CUDA 12.4 runs there shows when it starts',
    },
  ]);
});

describe('refused', () => {
  const deploy = (given: Algorithm, publish = true) => {
    const { edge, catalog } = catalogue();
    if (publish) {
      catalog.publish(given);
    }
    const sites = [place(edge, 'gz-1', JETSON)];
    catalog.deploy(given, { sites, stream: STREAM });
    return { edge, catalog };
  };

  test.each<[string, () => unknown, string]>([
    [
      'an algorithm that is not published',
      () => deploy(algorithm('acme'), false),
      'is not published; publish it first',
    ],
    [
      'one that is published twice',
      () => deploy(algorithm('acme')).catalog.publish(algorithm('acme')),
      "publish 'acme-lanes-2.1.0-cuda-12.4': is there already",
    ],
    [
      'another stream of the same algorithm',
      () => {
        const { edge, catalog } = deploy(algorithm('acme'));
        const next = algorithm('acme', { version: '2.2.0' });
        catalog.publish(next);
        catalog.deploy(next, { sites: [place(edge, 'gz-2', JETSON)], stream: { ...STREAM, name: 'ramp' } });
      },
      'acme-lanes looks at crossing with 10 frames per second already',
    ],
    [
      'a model larger than its device',
      () => algorithm('a', { accelerator: Accelerator.NVIDIA_T4, memory: Size.gibibytes(20) }),
      'is more than one NVIDIA T4 has, 16Gi',
    ],
    ['a part of a device without memory', () => algorithm('a', { shared: true }), 'needs the memory of its part'],
    [
      'memory of no accelerator',
      () => algorithm('a', { accelerator: undefined, memory: Size.gibibytes(2) }),
      'are of an accelerator',
    ],
    ['a vendor that is no name', () => algorithm('a', { vendor: 'A B' }), 'must be a DNS label'],
    ['a version that is none', () => algorithm('a', { version: ' ' }), 'must be a version'],
    [
      'CUDA of nobody',
      () => AlgorithmAbi.cuda('9.0', [Architecture.AMD64]),
      "must be a version of 11, 12, 13, like '12.4'",
    ],
    ['no architecture', () => AlgorithmAbi.cpu([]), 'must name at least one'],
    [
      'a capability that is none',
      () => AlgorithmAbi.tensorRt({ version: '10.3', cuda: '12.6', computeCapability: 'sm87' }, [Architecture.ARM64]),
      "must be like '8.7'",
    ],
    [
      'a chip that is none',
      () => AlgorithmAbi.cann({ version: '8.0', chip: 'NPU' }, [Architecture.ARM64]),
      'must be a chip',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
