import { ApiObject, Chart, Size, Testing } from 'cdk8s';
import { Cluster, Cpu, KubernetesVersion, NodeReserve, NodeType } from 'cdk8s-autonomous';
import { planOf } from '../support/edge';

const QUEUED = { 'kueue.x-k8s.io/queue-name': 'team' };

function template(gpus = 8, annotations: Record<string, string> = {}) {
  const limits = { 'nvidia.com/gpu': String(gpus) };
  const requests = { cpu: '8', memory: '64Gi', ...limits };
  return {
    metadata: { annotations },
    spec: {
      restartPolicy: 'Never',
      containers: [{ name: 'node', image: 'r/a:1', resources: { requests, limits } }],
    },
  };
}

const object = (apiVersion: string, kind: string, spec: object, labels: Record<string, string> = {}) => ({
  apiVersion,
  kind,
  metadata: { name: 'j', namespace: 'team', labels },
  spec,
});

/** A cluster of GPU nodes with somebody else's jobs. */
function read(...objects: any[]): any {
  const app = Testing.app();
  const cluster = new Cluster(app, 'training', { zones: ['hall'], kubernetesVersion: KubernetesVersion.V1_32 });
  cluster.addNodePool('gpu', {
    nodeType: NodeType.of('8xgpu', {
      cpu: Cpu.units(96),
      memory: Size.gibibytes(1024),
      extendedResources: { 'nvidia.com/gpu': 8 },
      reserve: NodeReserve.explicit({ cpu: Cpu.units(2), memory: Size.gibibytes(8) }),
    }),
  });
  const chart = new Chart(app, 'theirs');
  objects.forEach((one, i) => new ApiObject(chart, `o${i}`, one));
  cluster.include(chart);
  return planOf(cluster);
}

const counts = (plan: any) =>
  plan.workloads.map(({ id, replicas, requests }: any) => [
    id.slice(5),
    replicas.planned,
    requests['nvidia.com/gpu'] ?? 0,
  ]);

const runtime = (numNodes?: number) => ({
  apiVersion: 'trainer.kubeflow.org/v1alpha1',
  kind: 'TrainingRuntime',
  metadata: { name: 'torch', namespace: 'team' },
  spec: {
    mlPolicy: { numNodes, torch: {} },
    template: {
      spec: {
        replicatedJobs: [
          { name: 'dataset', template: { spec: { template: template(0) } } },
          {
            name: 'node',
            template: {
              metadata: { labels: { 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' } },
              spec: { template: template() },
            },
          },
        ],
      },
    },
  },
});
const trainJob = (trainer: object = {}, ref: object = { kind: 'TrainingRuntime', name: 'torch' }) =>
  object('trainer.kubeflow.org/v1alpha1', 'TrainJob', { runtimeRef: ref, trainer });

test.each<[string, any[], [string, number, number][]]>([
  [
    'PyTorchJob',
    [
      object('kubeflow.org/v1', 'PyTorchJob', {
        pytorchReplicaSpecs: {
          Master: { replicas: 1, template: template() },
          Worker: { replicas: 3, template: template() },
        },
      }),
    ],
    [
      ['PyTorchJob/j-master', 1, 8],
      ['PyTorchJob/j-worker', 3, 8],
    ],
  ],
  [
    'TFJob, of one role',
    [object('kubeflow.org/v1', 'TFJob', { tfReplicaSpecs: { Worker: { replicas: 2, template: template(4) } } })],
    [['TFJob/j', 2, 4]],
  ],
  [
    'MPIJob',
    [
      object('kubeflow.org/v2beta1', 'MPIJob', {
        mpiReplicaSpecs: { Launcher: { template: template(0) }, Worker: { replicas: 2, template: template() } },
      }),
    ],
    [
      ['MPIJob/j-launcher', 1, 0],
      ['MPIJob/j-worker', 2, 8],
    ],
  ],
  [
    'JobSet',
    [
      object('jobset.x-k8s.io/v1alpha2', 'JobSet', {
        replicatedJobs: [
          { name: 'leaf', replicas: 2, template: { spec: { parallelism: 4, completions: 4, template: template() } } },
        ],
      }),
    ],
    [['JobSet/j', 8, 8]],
  ],
  [
    'Volcano Job',
    [object('batch.volcano.sh/v1alpha1', 'Job', { tasks: [{ name: 'w', replicas: 3, template: template(2) }] })],
    [['Job.batch.volcano.sh/j', 3, 2]],
  ],
  [
    'RayCluster',
    [
      object('ray.io/v1', 'RayCluster', {
        headGroupSpec: { template: template(0) },
        workerGroupSpecs: [{ groupName: 'gpus', replicas: 2, numOfHosts: 2, template: template() }],
      }),
    ],
    [
      ['RayCluster/j-gpus', 4, 8],
      ['RayCluster/j-head', 1, 0],
    ],
  ],
  [
    'TrainJob, its pods from the runtime',
    [runtime(2), trainJob()],
    [
      ['TrainJob/j-dataset', 1, 0],
      ['TrainJob/j-node', 2, 8],
    ],
  ],
  [
    'TrainJob, with a number and resources of its own',
    [
      runtime(2),
      trainJob({ numNodes: 4, resourcesPerNode: { requests: { cpu: '1' }, limits: { 'nvidia.com/gpu': '4' } } }),
    ],
    [
      ['TrainJob/j-dataset', 1, 0],
      ['TrainJob/j-node', 4, 4],
    ],
  ],
])('%s', (_, objects, expected) => {
  const plan = read(...objects);
  expect(plan.findings.filter(({ severity }: any) => severity !== 'info')).toEqual([]);
  expect(counts(plan)).toEqual(expected);
});

describe('a runtime that is in no chart', () => {
  const foreign = { name: 'torch-distributed' };

  test('is a warning where the job says what its pods ask for', () => {
    const plan = read(
      trainJob({ numNodes: 2, resourcesPerNode: { limits: { cpu: '4', 'nvidia.com/gpu': 8 } } }, foreign),
    );
    expect(counts(plan)).toEqual([['TrainJob/j', 2, 8]]);
    expect(plan.findings.find(({ code }: any) => code === 'TRAINING_RUNTIME_UNKNOWN')).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('its pods are planned by resourcesPerNode alone'),
    });
  });

  test('and an error where nobody does', () => {
    expect(read(trainJob({}, foreign)).findings[0]).toMatchObject({
      code: 'TRAINING_RUNTIME_UNKNOWN',
      severity: 'error',
      cure: [expect.stringContaining('include the chart'), 'trainer.resourcesPerNode'],
    });
  });

  test('patches of a known one are told', () => {
    const patched = trainJob();
    (patched.spec as any).runtimePatches = [{ manager: 'x' }];
    expect(read(runtime(1), patched).findings).toContainEqual(expect.objectContaining({ code: 'NOT_MODELLED' }));
  });
});

describe('what is suspended', () => {
  const job = (labels: Record<string, string>) =>
    object('batch/v1', 'Job', { suspend: true, parallelism: 2, completions: 2, template: template() }, labels);
  const torch = (labels: Record<string, string>) =>
    object(
      'kubeflow.org/v1',
      'PyTorchJob',
      { runPolicy: { suspend: true }, pytorchReplicaSpecs: { Worker: { replicas: 2, template: template() } } },
      labels,
    );

  test.each([
    ['Job', job],
    ['PyTorchJob', torch],
  ])('%s: by a queue, runs; by hand, does not', (kind, made) => {
    expect(counts(read(made(QUEUED)))).toEqual([[`${kind}/j`, 2, 8]]);
    expect(counts(read(made({})))).toEqual([[`${kind}/j`, 0, 8]]);
  });
});

describe('topology that Kueue is asked for', () => {
  const queued = (annotations: Record<string, string>) =>
    object('batch/v1', 'Job', { parallelism: 2, completions: 2, template: template(8, annotations) }, QUEUED);
  const codes = (plan: any) =>
    plan.findings.filter(({ severity }: any) => severity === 'error').map(({ code }: any) => code);

  test('TOPOLOGY_LEVEL_UNKNOWN: a level that no pool has', () => {
    const required = read(queued({ 'kueue.x-k8s.io/podset-required-topology': 'example.com/rack' }));
    expect(required.findings[0]).toMatchObject({
      code: 'TOPOLOGY_LEVEL_UNKNOWN',
      severity: 'error',
      message: 'team/Job/j asks for one domain of example.com/rack, which is no level of the topology of any pool',
    });
    const preferred = read(queued({ 'kueue.x-k8s.io/podset-preferred-topology': 'example.com/rack' }));
    expect([codes(preferred), preferred.workloads[0].gang]).toEqual([[], { size: 2, mode: 'preferred' }]);
  });

  const HOST = 'kubernetes.io/hostname';
  const onHost = (pods: number, gpus: number, mode = 'required') =>
    read(
      object(
        'batch/v1',
        'Job',
        {
          parallelism: pods,
          completions: pods,
          template: template(gpus, { [`kueue.x-k8s.io/podset-${mode}-topology`]: HOST }),
        },
        QUEUED,
      ),
    );

  const gangCodes = ({ findings }: any) =>
    findings.map(({ code }: any) => code).filter((code: string) => /^(GANG|TOPOLOGY)_/.test(code));

  test('one node for all pods is no level that a pool has to name', () => {
    const alone = onHost(1, 8);
    expect([alone.status, gangCodes(alone)]).toEqual(['feasible', []]);
    expect(alone.workloads[0].gang).toEqual({ size: 1, mode: 'required' });
    const preferred = onHost(3, 8, 'preferred');
    expect([preferred.status, gangCodes(preferred)]).toEqual(['feasible', []]);
    expect(preferred.workloads[0].gang).toEqual({ size: 3, mode: 'preferred' });
  });

  test('GANG_ON_ONE_NODE: pods that one node would hold are counted, and the plan says what it does not prove', () => {
    const plan = onHost(4, 2);
    expect(gangCodes(plan)).toEqual(['GANG_ON_ONE_NODE']);
    expect(plan.findings[0]).toMatchObject({ code: 'GANG_ON_ONE_NODE', severity: 'warning', uncovered: true });
    expect([plan.status, plan.workloads[0].replicas.planned]).toEqual(['feasible', 4]);
  });

  test('GANG_LARGER_THAN_NODE: pods that no node holds never start', () => {
    const { findings } = onHost(5, 2);
    expect(findings[0]).toMatchObject({
      code: 'GANG_LARGER_THAN_NODE',
      severity: 'error',
      message:
        'team/Job/j asks for one node for all of its 5 pods, and no node that admits them holds more than 4: Kueue never starts it',
      cure: ['at most 4 pods', 'a coarser level of the topology, or preferred', 'larger nodes'],
    });
  });

  test('TOPOLOGY_REQUEST_TWICE', () => {
    const both = {
      'kueue.x-k8s.io/podset-required-topology': 'a.b/c',
      'kueue.x-k8s.io/podset-preferred-topology': 'a.b/c',
    };
    expect(codes(read(queued(both)))).toContain('TOPOLOGY_REQUEST_TWICE');
  });

  test('of pods in no queue nobody asks', () => {
    const { spec } = queued({ 'kueue.x-k8s.io/podset-required-topology': 'a.b/c' });
    expect(read(object('batch/v1', 'Job', spec)).workloads[0].gang).toBeUndefined();
  });
});
