import { Duration, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  AutonomousStack,
  ClusterQueue,
  Cpu,
  GpuSharing,
  LocalQueue,
  Mesh,
  Mount,
  Peer,
  PodSecurity,
  QueuePriority,
  Quota,
  Rdma,
  SharedVolume,
  Survive,
  GpuTopology,
  TopologyRequest,
  TrainingFramework,
  TrainingJobProps,
} from 'cdk8s-autonomous';
import { find, messageOf } from '../support/apps';
import { planOf } from '../support/edge';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';
import { FABRIC, gpuPool, H100, teamWithQueue, trainingHall, trainingJob } from '../support/training';

function made(props: Partial<TrainingJobProps> = {}, inQueue = true) {
  const team = teamWithQueue(gpuPool());
  const job = trainingJob(team.stack, 'job', { ...(inQueue && { queue: team.queue }), ...props });
  const objects = Testing.synth(team.stack);
  return { ...team, job, objects, plan: () => planOf(team.stack) };
}

/** The pods of a job, whatever runs it. */
function podsOf(objects: any[]): any {
  const runtime = objects.find(({ kind }) => kind === 'TrainingRuntime');
  return runtime.spec.template.spec.replicatedJobs[0].template.spec.template;
}

describe('for each framework what its operator takes', () => {
  test.each([
    [TrainingFramework.PYTORCH, 'torch', 8],
    [TrainingFramework.JAX, 'jax', undefined],
    [TrainingFramework.XGBOOST, 'xgboost', undefined],
  ])('%s: a TrainJob with a runtime of its own in the same namespace', (framework, policy, processes) => {
    const { objects, plan } = made({ framework, retries: 5, deadline: Duration.hours(2) });
    const runtime = find(objects, 'TrainingRuntime', 'job');
    expect(runtime.spec.mlPolicy).toEqual({ numNodes: 2, [policy]: {} });
    expect(runtime.spec.template.spec.failurePolicy).toEqual({ maxRestarts: 5 });
    const [node] = runtime.spec.template.spec.replicatedJobs;
    expect(node).toMatchObject({
      name: 'node',
      template: {
        metadata: { labels: { 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' } },
        spec: { backoffLimit: 0 },
      },
    });
    expect(node.template.spec.template.spec).toMatchObject({ restartPolicy: 'Never', containers: [{ name: 'node' }] });
    const { metadata, spec } = find(objects, 'TrainJob', 'job');
    expect(metadata.namespace).toBe(runtime.metadata.namespace);
    expect(metadata.labels['kueue.x-k8s.io/queue-name']).toBe('training');
    expect(spec).toEqual({
      runtimeRef: { apiGroup: 'trainer.kubeflow.org', kind: 'TrainingRuntime', name: 'job' },
      trainer: { numNodes: 2, ...(processes && { numProcPerNode: processes }) },
      activeDeadlineSeconds: 7200,
    });
    // Kueue suspends it when it is made; Git that says so too would stop it again after its admission.
    expect(spec.suspend).toBeUndefined();
    expect(plan().workloads.map(({ id, replicas }: any) => [id, replicas.planned])).toEqual([['team/TrainJob/job', 2]]);
  });

  test('TensorFlow: a TFJob of workers', () => {
    const { objects, plan } = made({
      framework: TrainingFramework.TENSORFLOW,
      retries: 2,
      deadline: Duration.hours(1),
    });
    const { spec } = find(objects, 'TFJob', 'job');
    expect(spec.runPolicy).toEqual({ cleanPodPolicy: 'Running', backoffLimit: 2, activeDeadlineSeconds: 3600 });
    expect(spec.tfReplicaSpecs.Worker).toMatchObject({
      replicas: 2,
      template: { spec: { containers: [{ name: 'tensorflow' }] } },
    });
    expect(plan().workloads[0]).toMatchObject({ id: 'team/TFJob/job', gang: { size: 2, mode: 'preferred' } });
  });

  test('MXNet: an indexed Job whose pods find each other through a headless Service', () => {
    const { objects, plan } = made({ framework: TrainingFramework.MXNET, retries: 1, deadline: Duration.hours(1) });
    expect(find(objects, 'Job', 'job').spec).toMatchObject({
      completionMode: 'Indexed',
      completions: 2,
      parallelism: 2,
      backoffLimit: 2,
      activeDeadlineSeconds: 3600,
      template: { spec: { subdomain: 'job' } },
    });
    expect(find(objects, 'Service', 'job').spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
    expect(plan().workloads[0].replicas.planned).toBe(2);
  });

  const launcher = { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } };

  test('MPI: a TrainJob whose launcher has no devices and starts the nodes over SSH', () => {
    const { objects, plan } = made({ framework: TrainingFramework.MPI, sharedMemory: Size.gibibytes(1) });
    const { mlPolicy, template } = find(objects, 'TrainingRuntime', 'job').spec;
    expect(mlPolicy).toEqual({
      numNodes: 2,
      mpi: { mpiImplementation: 'OpenMPI', numProcPerNode: 8, sshAuthMountPath: '/home/mpi/.ssh' },
    });
    const [first, node] = template.spec.replicatedJobs.map(({ template: { spec } }: any) => spec.template);
    // Where Kueue places pods it places this one too, wherever it likes.
    expect(first.metadata.annotations).toEqual({ 'kueue.x-k8s.io/podset-unconstrained-topology': 'true' });
    expect(first.spec.containers[0]).toMatchObject({ resources: launcher });
    expect(first.spec.containers[0].resources.limits['nvidia.com/gpu']).toBeUndefined();
    expect(JSON.stringify(first)).not.toContain('shm');
    expect(node.spec.containers[0].command).toEqual(['/usr/sbin/sshd']);
    expect(plan().workloads.map(({ id, replicas, gang }: any) => [id, replicas.planned, gang?.size])).toEqual([
      ['team/TrainJob/job-launcher', 1, 1],
      ['team/TrainJob/job-node', 2, 2],
    ]);
  });

  test('MPI by its own operator: an MPIJob', () => {
    const { objects, plan } = made({ framework: TrainingFramework.MPI_JOB });
    const { spec } = find(objects, 'MPIJob', 'job');
    expect(spec).toMatchObject({ slotsPerWorker: 8, launcherCreationPolicy: 'WaitForWorkersReady' });
    expect(spec.mpiReplicaSpecs.Launcher.template.spec.containers[0]).toMatchObject({ resources: launcher });
    expect(spec.mpiReplicaSpecs.Worker).toMatchObject({ replicas: 2 });
    expect(plan().workloads.map(({ id, replicas }: any) => [id, replicas.planned])).toEqual([
      ['team/MPIJob/job-launcher', 1],
      ['team/MPIJob/job-worker', 2],
    ]);
  });

  test('PyTorch by the older operator: a PyTorchJob that goes on with fewer nodes where it may', () => {
    const fixed = made({ framework: TrainingFramework.PYTORCH_JOB, retries: 4 });
    expect(find(fixed.objects, 'PyTorchJob', 'job').spec).toMatchObject({
      nprocPerNode: '8',
      elasticPolicy: { minReplicas: 2, maxReplicas: 2, rdzvBackend: 'c10d', maxRestarts: 4 },
      pytorchReplicaSpecs: { Worker: { replicas: 2 } },
    });
    // Four nodes, all of them in use: after a loss three are left.
    const full = { framework: TrainingFramework.PYTORCH_JOB, nodes: 4, survive: Survive.node() };
    const hall = () => trainingHall({ survive: Survive.node() });
    const team = (props: Partial<TrainingJobProps>) => {
      const { stack, queue } = teamWithQueue(gpuPool({}, hall()));
      trainingJob(stack, 'job', { queue, ...full, ...props });
      return planOf(stack);
    };
    expect(team({}).status).toBe('infeasible');
    const elastic = team({ minNodes: 3, topology: TopologyRequest.required(FABRIC.level('superpod')) });
    expect(elastic.findings.filter(({ severity }: any) => severity === 'error')).toEqual([]);
    expect(elastic.workloads[0].replicas).toEqual({ needed: 3, planned: 4, degraded: 3 });
  });

  describeWith('crds/index.json', 'official schemas', () => {
    test.each(Object.values(TrainingFramework))('%s', (framework) => {
      const schemas = new Schemas('1.32');
      expect(
        made({ framework, deadline: Duration.hours(1) }).objects.flatMap((object) => schemas.check(object)),
      ).toEqual([]);
    });
  });
});

describe('a network between accelerators', () => {
  const rdma = Rdma.of({ resource: 'rdma/hca', devicesPerNode: 4, network: 'fabric/ib0' });
  const privileged = (props: Partial<TrainingJobProps> = {}, podSecurity?: PodSecurity) => {
    const pool = gpuPool({ rdma });
    const clusterQueue = new ClusterQueue(pool.cluster, 'team', { quotas: [Quota.of(pool, { nominal: 16 })] });
    const stack = new AutonomousStack(pool.node.root as any, 'team', {
      cluster: pool.cluster,
      podSecurity: podSecurity ?? PodSecurity.PRIVILEGED,
    });
    const queue = new LocalQueue(stack, 'training', { clusterQueue });
    trainingJob(stack, 'job', { queue, rdma, ...props });
    return stack;
  };

  test('adds its adapters, its interface and locked memory to the pods, and nothing else', () => {
    const stack = privileged();
    const { metadata, spec } = podsOf(Testing.synth(stack));
    expect(metadata.annotations['k8s.v1.cni.cncf.io/networks']).toBe('fabric/ib0');
    const [{ resources, securityContext }] = spec.containers;
    expect(resources.limits['rdma/hca']).toBe('4');
    expect(securityContext.capabilities).toEqual({ drop: ['ALL'], add: ['IPC_LOCK'] });
    expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, runAsNonRoot: true });
    const plan = planOf(stack);
    expect([plan.status, plan.workloads[0].requests['rdma/hca']]).toEqual(['feasible', 4]);
    expect(podsOf(Testing.synth(privileged({ rdmaDevices: 1 }))).spec.containers[0].resources.limits['rdma/hca']).toBe(
      '1',
    );
  });

  test.each<[string, () => unknown, string]>([
    [
      'in a namespace that admits less',
      () => privileged({}, PodSecurity.BASELINE),
      'locks memory, namespace team admits Pod Security "baseline" only; podSecurity: PodSecurity.PRIVILEGED',
    ],
    ['more adapters than a node has', () => privileged({ rdmaDevices: 5 }), 'must be a whole number from 1 to 4'],
    [
      'of no pool of the queue',
      () => privileged({ rdma: Rdma.of({ resource: 'rdma/other', devicesPerNode: 1 }) }),
      'is of no pool that queue training draws on',
    ],
    ['without a network', () => privileged({ rdma: undefined, rdmaDevices: 1 }), 'needs rdma'],
    ['a resource without a domain', () => Rdma.of({ resource: 'hca', devicesPerNode: 1 }), 'must be <domain>/<name>'],
    [
      'half an adapter',
      () => Rdma.of({ resource: 'a.b/c', devicesPerNode: 0.5, network: 'x' }),
      'must be <namespace>/<name>',
    ],
  ])('%s is refused', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });
});

/** What the pods say to Kueue about where they are placed. */
function placementOf(objects: any[]): Record<string, string> {
  const { annotations } = podsOf(objects).metadata;
  return Object.fromEntries(Object.entries<string>(annotations).filter(([key]) => key.startsWith('kueue.x-k8s.io/')));
}

describe('the pods of a job', () => {
  test('reach each other on any port, and what it declares, and nobody else', () => {
    const { job, stack } = made();
    job.calls(Peer.cidr('10.9.0.0/16', 443));
    const { spec } = find(Testing.synth(stack), 'NetworkPolicy', 'job');
    const itself = {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'team' } },
      podSelector: spec.podSelector,
    };
    expect(spec.ingress).toEqual([{ from: [itself] }]);
    expect(spec.egress).toEqual([
      { to: [itself] },
      { to: [{ ipBlock: { cidr: '10.9.0.0/16' } }], ports: [{ port: 443, protocol: 'TCP' }] },
    ]);
    expect(job.networkPolicy.name).toBe('job');
  });

  test('have shared memory, which is within their limit and counted by the plan', () => {
    const without = made().plan().workloads[0].requests.memory;
    const { objects, plan } = made({ sharedMemory: Size.gibibytes(64) });
    const { containers, volumes } = podsOf(objects).spec;
    expect(containers[0].resources).toMatchObject({ requests: { memory: '512Gi' }, limits: { memory: '576Gi' } });
    expect(volumes).toContainEqual({ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '64Gi' } });
    expect(containers[0].volumeMounts).toContainEqual({ name: 'shm', mountPath: '/dev/shm' });
    expect(plan().workloads[0].requests.memory - without).toBe(64 * 2 ** 30);
  });

  test('mount volumes that many use at once', () => {
    const { stack, queue } = teamWithQueue(gpuPool());
    const volume = new SharedVolume(stack, 'data', { size: Size.tebibytes(1), storageClass: 'lustre' });
    trainingJob(stack, 'job', {
      queue,
      mounts: [Mount.shared(volume, '/data', { readOnly: true }), Mount.shared(volume, '/out')],
    });
    const objects = Testing.synth(stack);
    expect(find(objects, 'PersistentVolumeClaim', 'data').spec).toMatchObject({
      accessModes: ['ReadWriteMany'],
      storageClassName: 'lustre',
    });
    const { containers, volumes } = podsOf(objects).spec;
    expect(volumes.filter(({ persistentVolumeClaim }: any) => persistentVolumeClaim)).toHaveLength(1);
    expect(containers[0].volumeMounts).toEqual(
      expect.arrayContaining([
        { name: 'claim-data', mountPath: '/data', readOnly: true },
        { name: 'claim-data', mountPath: '/out' },
      ]),
    );
  });

  const leaf = FABRIC.level('leaf');
  test.each<[string, TopologyRequest | undefined, Record<string, string>, object]>([
    [
      'required',
      TopologyRequest.required(leaf),
      { 'kueue.x-k8s.io/podset-required-topology': 'net.example.com/leaf' },
      { size: 2, level: 'leaf', mode: 'required' },
    ],
    [
      'preferred',
      TopologyRequest.preferred(leaf),
      { 'kueue.x-k8s.io/podset-preferred-topology': 'net.example.com/leaf' },
      { size: 2, level: 'leaf', mode: 'preferred' },
    ],
    [
      'unconstrained, where nothing is said',
      undefined,
      { 'kueue.x-k8s.io/podset-unconstrained-topology': 'true' },
      { size: 2, mode: 'preferred' },
    ],
  ])('lie together: %s', (_, topology, annotations, gang) => {
    const { objects, plan } = made({ ...(topology && { topology }) });
    expect(placementOf(objects)).toEqual(annotations);
    expect(plan().workloads[0].gang).toEqual(gang);
  });

  test('are not moved to save a node: the job would start again', () => {
    expect(podsOf(made().objects).metadata.annotations).toMatchObject({
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      'karpenter.sh/do-not-disrupt': 'true',
    });
  });

  test('outside a queue nobody places them together', () => {
    const { objects, plan } = made({}, false);
    expect(placementOf(objects)).toEqual({});
    expect(plan().workloads[0].gang).toBeUndefined();
  });

  test('have to have another node after a loss, unless it may wait', () => {
    const team = teamWithQueue(gpuPool({}, trainingHall({ survive: Survive.node() })));
    const four = trainingJob(team.stack, 'job', { nodes: 4, queue: team.queue });
    expect(planOf(four).status).toBe('infeasible');
    const patient = teamWithQueue(gpuPool({}, trainingHall({ survive: Survive.node() })));
    trainingJob(patient.stack, 'job', { nodes: 4, queue: patient.queue, survive: Survive.none() });
    expect(planOf(patient.stack).status).toBe('feasible');
  });

  test('name the importance of their job', () => {
    const team = teamWithQueue(gpuPool());
    const priority = team.stack.cluster.addPriority('batch', { value: 10 });
    const queuePriority = new QueuePriority(team.stack.cluster, 'release', { value: 5 });
    trainingJob(team.stack, 'job', { queue: team.queue, queuePriority, priority });
    const objects = Testing.synth(team.stack);
    expect(find(objects, 'TrainJob').metadata.labels['kueue.x-k8s.io/priority-class']).toBe('release');
    expect(podsOf(objects).spec.priorityClassName).toBe('batch');
  });
});

const wants = (accelerator: any) => ({ resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1), accelerator } });

test.each<[string, () => unknown, string]>([
  [
    'nine GPUs on nodes with eight',
    () => made(wants(H100.devices(9))),
    'resources.accelerator 9: of nvidia.com/gpu for each pod: a node that queue training draws on has 8; at most 8, and more nodes',
  ],
  [
    'another accelerator than the queue has',
    () => made(wants(Accelerator.AMD_GPU.devices(1))),
    'of amd.com/gpu, which no pool has that queue training draws on',
  ],
  ['no nodes', () => made({ nodes: 0 }), 'nodes 0: must be a whole number above 0'],
  ['minus one retry', () => made({ retries: -1 }), 'retries -1: must be a whole number of at least 0'],
  ['no time', () => made({ deadline: Duration.seconds(0) }), 'deadline'],
  ['no shared memory', () => made({ sharedMemory: Size.gibibytes(0) }), 'sharedMemory'],
  ['an odd variable', () => made({ env: { 'A B': '' } }), "env 'A B'"],
  [
    'a topology without a queue',
    () => made({ topology: TopologyRequest.unconstrained() }, false),
    "topology 'given': needs a queue",
  ],
  [
    'an importance without a queue',
    () => made({ queuePriority: new QueuePriority(trainingHall(), 'p', { value: 1 }) }, false),
    "queuePriority 'given': needs a queue",
  ],
  [
    'a level of another topology',
    () =>
      made({
        topology: TopologyRequest.required(
          GpuTopology.of('other', { name: 'rack', nodeLabel: 'x.example.com/rack' }).level('rack'),
        ),
      }),
    "topology 'rack': is no level of a pool that queue training draws on; one of superpod, leaf",
  ],
  [
    'a queue of another namespace',
    () => made({ queue: teamWithQueue(gpuPool(), 'other').queue }),
    'is in another namespace than team',
  ],
  [
    'a volume of another namespace',
    () => {
      const { stack } = teamWithQueue(gpuPool(), 'other');
      made({ mounts: [Mount.shared(new SharedVolume(stack, 'v', { size: Size.gibibytes(1) }), '/v')] });
    },
    'is in another namespace than team',
  ],
  [
    'a path twice',
    () => {
      const { stack, queue } = teamWithQueue(gpuPool());
      const volume = new SharedVolume(stack, 'v', { size: Size.gibibytes(1) });
      trainingJob(stack, 'job', { queue, mounts: [Mount.shared(volume, '/tmp/')] });
    },
    "mounts.path '/tmp/': is mounted already",
  ],
  [
    'a relative path',
    () => {
      const { stack, queue } = teamWithQueue(gpuPool());
      const volume = new SharedVolume(stack, 'v', { size: Size.gibibytes(1) });
      trainingJob(stack, 'job', { queue, mounts: [Mount.shared(volume, 'x')] });
    },
    "mounts.path 'x': must be an absolute path",
  ],
  [
    'a volume of nothing',
    () => new SharedVolume(teamWithQueue(gpuPool()).stack, 'v', { size: Size.gibibytes(0) }),
    'size',
  ],
  [
    'an odd storage class',
    () => new SharedVolume(teamWithQueue(gpuPool()).stack, 'v', { size: Size.gibibytes(1), storageClass: 'A B' }),
    "storageClass 'A B'",
  ],
  [
    'sidecars',
    () => {
      const pool = gpuPool();
      trainingJob(new AutonomousStack(pool.node.root as any, 'meshed', { cluster: pool.cluster, mesh: Mesh.istio() }));
    },
    'has sidecars, which would keep its pods from ending',
  ],
])('refused: %s', (_, action, message) => {
  expect(messageOf(action)).toContain(message);
});

test('slices for small jobs', () => {
  const pool = gpuPool({ sharing: GpuSharing.mig('1g.10gb') });
  const { stack, queue } = teamWithQueue(pool, 'team', 56);
  trainingJob(stack, 'tuning', { queue, nodes: 10, ...wants(H100.slices('1g.10gb', 2)) });
  expect(planOf(stack).status).toBe('feasible');
  expect(podsOf(Testing.synth(stack)).spec.containers[0].resources.limits['nvidia.com/mig-1g.10gb']).toBe('2');
});
