import { Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  GpuMonitoring,
  Quota,
  TeamAccess,
  TrainingFramework,
  TrainingJobProps,
  VolcanoQueue,
} from 'cdk8s-autonomous';
import { find, messageOf, stack as shopStack } from '../support/apps';
import { planOf } from '../support/edge';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';
import { gpuPool, teamWithQueue, trainingHall, trainingJob } from '../support/training';

function team(props: Partial<TrainingJobProps> = {}, nominal = 16) {
  const pool = gpuPool();
  const queue = new VolcanoQueue(pool.cluster, 'perception', { quota: Quota.of(pool, { nominal, borrowing: 8 }) });
  const stack = new AutonomousStack(pool.node.root as any, 'team', { cluster: pool.cluster });
  const job = trainingJob(stack, 'job', { volcanoQueue: queue, ...props });
  return { pool, queue, stack, job, objects: () => Testing.synth(stack) };
}

describe('Volcano in place of Kueue', () => {
  test('a queue deserves its nominal quota and may have what it borrows', () => {
    const { pool, queue } = team();
    expect(find(Testing.synth(pool.cluster), 'Queue', 'perception').spec).toMatchObject({
      deserved: { 'nvidia.com/gpu': '16', cpu: '188' },
      capability: { 'nvidia.com/gpu': '24', cpu: '282' },
      reclaimable: true,
      priority: 0,
    });
    expect(queue.apiObject.metadata.namespace).toBeUndefined();
  });

  test.each([TrainingFramework.PYTORCH, TrainingFramework.JAX, TrainingFramework.XGBOOST])(
    '%s: pods of the runtime are one group',
    (framework) => {
      const { spec } = find(team({ framework }).objects(), 'TrainingRuntime', 'job');
      expect(spec.podGroupPolicy).toEqual({ volcano: {} });
      const pods = spec.template.spec.replicatedJobs[0].template.spec.template;
      expect(pods.metadata.annotations['scheduling.volcano.sh/queue-name']).toBe('perception');
      expect(pods.spec.schedulerName).toBe('volcano');
    },
  );

  test.each([
    [TrainingFramework.TENSORFLOW, 'TFJob'],
    [TrainingFramework.PYTORCH_JOB, 'PyTorchJob'],
    [TrainingFramework.MPI_JOB, 'MPIJob'],
  ])('%s: the operator makes the group', (framework, kind) => {
    const { runPolicy } = find(team({ framework }).objects(), kind, 'job').spec;
    expect(runPolicy.schedulingPolicy).toEqual({ queue: 'perception', minAvailable: 2 });
  });

  test('MXNet: a group of its own', () => {
    const objects = team({ framework: TrainingFramework.MXNET }).objects();
    expect(find(objects, 'PodGroup', 'job').spec).toEqual({ minMember: 2, queue: 'perception' });
    expect(find(objects, 'Job', 'job').spec.template.metadata.annotations).toMatchObject({
      'scheduling.k8s.io/group-name': 'job',
    });
  });

  test('the plan knows the gang and the quota, by number and by shape', () => {
    const plan = planOf(team().stack);
    expect(plan.status).toBe('feasible');
    expect(plan.workloads[0].gang).toEqual({ size: 2, mode: 'preferred' });
    expect(plan.findings.find(({ code }: any) => code === 'QUEUE_ADMITS').message).toBe(
      'queue perception: its jobs ask for 16 of nvidia.com/gpu, its quota admits 24 at once (16 its own); by shape all of them have places',
    );
    expect(plan.findings.filter(({ code }: any) => code === 'NOT_MODELLED')).toEqual([]);
    expect(planOf(team({}, 7).stack).findings[0]).toMatchObject({ code: 'QUEUE_NEVER_ADMITS', path: 'team/job' });
    // Without a capability a queue may have all that others leave.
    const pool = gpuPool();
    const open = new VolcanoQueue(pool.cluster, 'open', { quota: Quota.of(pool, { nominal: 8 }) });
    const stack = new AutonomousStack(pool.node.root as any, 'open', { cluster: pool.cluster });
    trainingJob(stack, 'job', { volcanoQueue: open });
    expect(planOf(stack).status).toBe('feasible');
  });

  describeWith('crds/index.json', 'official schemas', () => {
    test.each(Object.values(TrainingFramework))('%s', (framework) => {
      const { stack, pool } = team({ framework });
      const objects = [...Testing.synth(stack), ...Testing.synth(pool.cluster)];
      expect(objects.flatMap((object) => new Schemas('1.32').check(object))).toEqual([]);
    });
  });

  const pool = () => gpuPool();
  test.each<[string, () => unknown, string]>([
    ['both queues', () => team({ queue: teamWithQueue(gpuPool()).queue }), 'is not beside queue; one of the two'],
    [
      'more GPUs for each pod than a node has',
      () => {
        const { pool: own, queue } = team();
        const { accelerator } = own;
        const resources = { cpu: Cpu.units(1), memory: Size.gibibytes(1), accelerator: accelerator.devices(9) };
        trainingJob(new AutonomousStack(own.node.root as any, 'x', { cluster: own.cluster }), 'nine', {
          volcanoQueue: queue,
          resources,
        });
      },
      'of nvidia.com/gpu for each pod: a node that queue perception draws on has 8',
    ],
    [
      'a name that Volcano has',
      () => {
        const own = pool();
        return new VolcanoQueue(own.cluster, 'root', { quota: Quota.of(own, { nominal: 1 }) });
      },
      'is a queue that Volcano has itself',
    ],
    [
      'a quota that the plan counts, or that lends, of another cluster',
      () => new VolcanoQueue(trainingHall(), 'q', { quota: Quota.planned(pool(), { lending: 1 }), priority: 0.5 }),
      'must say its nominal quota; Quota.of(...)',
    ],
  ])('%s is refused', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });
});

describe('what a cluster of GPUs is watched for', () => {
  const cluster = trainingHall();
  const monitoring = new GpuMonitoring(cluster, 'gpus', {
    labels: { release: 'prometheus' },
    idleFor: Duration.hours(1),
  });
  const objects = Testing.synth(cluster);

  test('metrics of the exporter, and alerts', () => {
    const monitor = find(objects, 'ServiceMonitor', 'gpu-metrics');
    expect(monitor.metadata).toMatchObject({ namespace: 'gpu-operator', labels: { release: 'prometheus' } });
    expect(monitor.spec.selector.matchLabels).toEqual({ app: 'nvidia-dcgm-exporter' });
    const [{ rules }] = find(objects, 'PrometheusRule', 'gpu-alerts').spec.groups;
    expect(rules.map(({ alert, for: time }: any) => [alert, time])).toEqual([
      ['GpuHeldAndIdle', '3600s'],
      ['GpuFailed', '60s'],
      ['GpuMemoryDegrades', '60s'],
      ['GpuApplicationError', '0s'],
      ['GpuMetricsMissing', '900s'],
      ['JobsWaitTooLong', '900s'],
      ['QueueAdmitsNothing', '60s'],
    ]);
    expect(rules[5].expr).toContain('> 5120');
    expect(monitoring.serviceMonitor.name).toBe('gpu-metrics');
  });

  describeWith('crds/index.json', 'official schemas', () => {
    test('of the Prometheus operator', () => {
      expect(objects.flatMap((object) => new Schemas('1.32').check(object))).toEqual([]);
    });
  });

  test('less than a minute, and no namespace, are refused', () => {
    const props = { operatorNamespace: 'No', waitFor: Duration.seconds(1) };
    expect(messageOf(() => new GpuMonitoring(trainingHall(), 'gpus', props))).toMatch(
      /must be the name of a namespace[^]*must be at least a minute/,
    );
  });
});

describe('what a team may do', () => {
  const shop = shopStack();
  const access = new TeamAccess(shop, 'team', { groups: ['voice', 'data'] });
  const { rules } = find(Testing.synth(shop), 'Role', 'team');

  test('jobs are its own, everything else it may see, secrets not even that', () => {
    const verbs = (group: string, resource: string) =>
      rules.find(({ apiGroups, resources }: any) => apiGroups.includes(group) && resources.includes(resource)).verbs;
    for (const [group, resource] of Object.entries({ batch: 'jobs', 'ray.io': 'rayjobs', 'kubeflow.org': 'mpijobs' })) {
      expect(verbs(group, resource)).toContain('create');
    }
    expect(verbs('trainer.kubeflow.org', 'trainjobs')).toContain('delete');
    expect(verbs('trainer.kubeflow.org', 'trainingruntimes')).toEqual(['get', 'list', 'watch']);
    expect(verbs('apps', 'deployments')).toEqual(['get', 'list', 'watch']);
    expect(rules.flatMap(({ resources }: any) => resources)).not.toContain('secrets');
    expect(rules.flatMap(({ apiGroups }: any) => apiGroups)).not.toContain('rbac.authorization.k8s.io');
    const { subjects } = find(Testing.synth(shop), 'RoleBinding', 'team');
    expect(subjects.map(({ kind, name }: any) => [kind, name])).toEqual([
      ['Group', 'voice'],
      ['Group', 'data'],
    ]);
    expect([access.role.name, access.roleBinding.name]).toEqual(['team', 'team']);
  });

  test.each([
    [[], 'must name at least one'],
    [['system:masters'], 'must be groups of people'],
  ])('%s is refused', (groups, message) => {
    expect(messageOf(() => new TeamAccess(shopStack(), 'team', { groups }))).toContain(message);
  });
});
