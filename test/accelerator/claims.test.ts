import { ApiObject, Size, Testing } from 'cdk8s';
import {
  Accelerator,
  AutonomousStack,
  Cpu,
  GpuPool,
  GpuSharing,
  KubernetesVersion,
  Microservice,
  Port,
  Replicas,
  StatefulService,
} from 'cdk8s-autonomous';
import { find, messageOf } from '../support/apps';
import { PINNED, planOf } from '../support/edge';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';
import { gpuPool, H100, teamWithQueue, trainingHall, trainingJob } from '../support/training';

function claimed(version = KubernetesVersion.V1_36): GpuPool {
  const cluster = trainingHall({ kubernetesVersion: version });
  return gpuPool({ topology: undefined, nodes: [{ count: 2 }], sharing: GpuSharing.claims() }, cluster);
}

function service(pool: GpuPool, count: number, replicas = 1) {
  const stack = new AutonomousStack(pool.node.root as any, 'shop', { cluster: pool.cluster });
  new Microservice(stack, 'model', {
    image: PINNED,
    replicas: Replicas.fixed(replicas),
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(8), accelerator: H100.claim(count) },
  });
  return stack;
}

describe('claims', () => {
  test('are a ResourceClaimTemplate and a reference to it in pod and container, in place of a resource', () => {
    const objects = Testing.synth(service(claimed(), 2));
    expect(find(objects, 'ResourceClaimTemplate', 'model')).toMatchObject({
      apiVersion: 'resource.k8s.io/v1',
      spec: {
        spec: {
          devices: {
            requests: [
              {
                name: 'accelerator',
                exactly: { deviceClassName: 'gpu.nvidia.com', allocationMode: 'ExactCount', count: 2 },
              },
            ],
          },
        },
      },
    });
    const { spec } = find(objects, 'Deployment', 'model').spec.template;
    expect(spec.resourceClaims).toEqual([{ name: 'accelerator', resourceClaimTemplateName: 'model' }]);
    const [{ resources }] = spec.containers;
    expect(resources.claims).toEqual([{ name: 'accelerator' }]);
    expect(Object.keys(resources.limits)).toEqual(['ephemeral-storage', 'memory']);
  });

  test('work for stateful services too', () => {
    const pool = claimed();
    const stack = new AutonomousStack(pool.node.root as any, 'shop', { cluster: pool.cluster });
    new StatefulService(stack, 'store', {
      image: PINNED,
      replicas: Replicas.fixed(1),
      resources: { cpu: Cpu.units(1), memory: Size.gibibytes(8), accelerator: H100.claim() },
      ports: [Port.tcp(9092)],
    });
    const { spec } = find(Testing.synth(stack), 'StatefulSet', 'store').spec.template;
    expect(spec.resourceClaims).toEqual([{ name: 'accelerator', resourceClaimTemplateName: 'store' }]);
  });

  test('are counted by the plan: eight devices on a node, two nodes', () => {
    const plan = planOf(service(claimed(), 4, 3));
    expect([plan.status, plan.workloads[0].requests['gpu.nvidia.com']]).toEqual(['feasible', 4]);
    expect(planOf(service(claimed(), 4, 5)).findings[0].code).toBe('POOL_TOO_SMALL');
    expect(planOf(service(claimed(), 9)).findings[0].code).toBe('POD_TOO_BIG');
  });

  describeWith('crds/index.json', 'official schemas', () => {
    test('of Kubernetes 1.36', () => {
      const schemas = new Schemas('1.36');
      expect(Testing.synth(service(claimed(), 2)).flatMap((object) => schemas.check(object))).toEqual([]);
    });
  });

  test.each([
    ['a pool before 1.34', () => claimed(KubernetesVersion.V1_33), 'needs Kubernetes 1.34, the cluster has 1.33'],
    [
      'a workload before 1.34',
      () => service(gpuPool({ topology: undefined, nodes: [{ count: 1 }] }), 2),
      'needs Kubernetes 1.34, the cluster has 1.32; devices(2)',
    ],
    ['another vendor', () => Accelerator.AMD_GPU.claim(), "only NVIDIA's driver of resource.k8s.io/v1 is known"],
    [
      'a pool of another vendor',
      () =>
        gpuPool(
          { accelerator: Accelerator.AMD_GPU, sharing: GpuSharing.claims() },
          trainingHall({ kubernetesVersion: KubernetesVersion.V1_34 }),
        ),
      "only NVIDIA's driver is known, the accelerator is AMD GPU",
    ],
    [
      'a job in a queue',
      () => {
        const { stack, queue } = teamWithQueue(gpuPool());
        trainingJob(stack, 'job', {
          queue,
          resources: { cpu: Cpu.units(1), memory: Size.gibibytes(8), accelerator: H100.claim() },
        });
      },
      'Kueue counts claims only from 0.18 on, by deviceClassMappings of its own configuration; devices(1)',
    ],
  ])('%s is refused', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });

  test('CLAIM_NOT_MODELLED: of a template that is in no chart, or that asks for all devices', () => {
    const pool = claimed();
    const stack = new AutonomousStack(pool.node.root as any, 'shop', { cluster: pool.cluster });
    const job = (name: string) =>
      new ApiObject(stack, `Job-${name}`, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name, namespace: 'shop' },
        spec: {
          template: { spec: { containers: [{ name }], resourceClaims: [{ name, resourceClaimTemplateName: name }] } },
        },
      } as any);
    new ApiObject(stack, 'Template', {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaimTemplate',
      metadata: { name: 'all', namespace: 'shop' },
      spec: {
        spec: {
          devices: { requests: [{ name: 'x', exactly: { deviceClassName: 'gpu.nvidia.com', allocationMode: 'All' } }] },
        },
      },
    } as any);
    ['all', 'strange'].forEach(job);
    const messages = planOf(stack)
      .findings.filter(({ code }: any) => code === 'CLAIM_NOT_MODELLED')
      .map(({ message }: any) => message);
    expect(messages).toEqual([
      'claim all asks for all devices, or for one of several kinds, which the plan does not check',
      'claim strange is not of a ResourceClaimTemplate in a chart of the cluster: the plan does not count its devices',
    ]);
  });
});

describe('a container runtime of its own', () => {
  test('is a RuntimeClass, made once, that pods name', () => {
    const own = H100.withRuntimeClass('nvidia');
    const cluster = trainingHall();
    const pool = gpuPool({ accelerator: own, topology: undefined, nodes: [{ count: 1 }] }, cluster, 'a');
    gpuPool({ accelerator: own, topology: undefined, nodes: [{ count: 1 }] }, cluster, 'b');
    const stack = new AutonomousStack(pool.node.root as any, 'shop', { cluster });
    new Microservice(stack, 'model', {
      image: PINNED,
      replicas: Replicas.fixed(1),
      resources: { cpu: Cpu.units(1), memory: Size.gibibytes(8), accelerator: own.devices(1) },
    });
    const classes = Testing.synth(cluster).filter(({ kind }) => kind === 'RuntimeClass');
    expect(classes.map(({ metadata, handler }) => [metadata.name, handler])).toEqual([['nvidia', 'nvidia']]);
    expect(find(Testing.synth(stack), 'Deployment', 'model').spec.template.spec.runtimeClassName).toBe('nvidia');
    expect(planOf(stack).status).toBe('feasible');
    expect(messageOf(() => H100.withRuntimeClass('No Name'))).toContain('must be the name of a RuntimeClass');
  });
});
