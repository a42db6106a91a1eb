import { Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cluster,
  GuestSystem,
  KubernetesVersion,
  Mesh,
  Mount,
  OnboardComputer,
  OnboardComputerProps,
  OnboardPlatform,
  OnboardTaskProps,
  Replicas,
  SecretRef,
  VirtualDisk,
} from 'cdk8s-autonomous';
import { find, messageOf, microservice } from '../support/apps';
import { PINNED, planOf } from '../support/edge';

/** A computer with so many cores for its tasks, and one for the system. */
const soc = (name = 'soc', cores = 4, more: Partial<OnboardComputerProps> = {}) =>
  OnboardComputer.of(name, { cores: cores + 1, memory: Size.gibibytes(8), ...more });

function platform(computers = [soc()], zone?: string) {
  const app = Testing.app();
  const cluster = new Cluster(app, 'bench', { zones: ['lab', 'yard'], kubernetesVersion: KubernetesVersion.V1_32 });
  const stack = new AutonomousStack(app, 'car', { cluster });
  return { app, cluster, stack, car: new OnboardPlatform(stack, 'car', { computers, zone }) };
}

const task = (props: Partial<OnboardTaskProps> = {}): OnboardTaskProps => ({
  image: PINNED,
  cores: 2,
  memory: Size.gibibytes(1),
  ...props,
});

test('each computer is one node, for its platform only', () => {
  const { car, stack } = platform([soc(), soc('io', 2)], 'yard');
  car.addTask('fusion', task());
  microservice(stack, 'stranger');
  expect(car.nodePools.map(({ poolName }) => poolName)).toEqual(['car-soc', 'car-io']);
  const { pools, workloads, findings } = planOf(stack);
  expect(pools.map(({ id, minNodes, maxNodes }: any) => [id, minNodes, maxNodes])).toEqual([
    ['car-io/yard', 1, 1],
    ['car-soc/yard', 1, 1],
  ]);
  expect(workloads.find(({ id }: any) => id.endsWith('fusion')).eligible.sort()).toEqual([
    'car-io/yard',
    'car-soc/yard',
  ]);
  expect(findings[0].message).toContain('admits car/Deployment/stranger');
});

test('what is on a computer by name stays there, the rest where the plan has it', () => {
  const computers = [soc('one'), soc('two')];
  const { car, stack } = platform(computers);
  car.addTask('here', task({ computer: computers[1] }));
  car.addTask('there', task({ cores: 4 }));
  car.addMachine('guest', {
    guest: GuestSystem.LINUX,
    cores: 2,
    memory: Size.gibibytes(1),
    disk: VirtualDisk.registry('registry.example.com/x:1', Size.gibibytes(4)),
  });
  const objects = Testing.synth(stack);
  const label = 'cdk8s-autonomous.dev/onboard-computer';
  const { spec } = find(objects, 'Deployment', 'here').spec.template;
  expect(spec.nodeSelector).toBeUndefined();
  expect(JSON.stringify(spec.affinity)).toContain('"two"');
  expect(find(objects, 'Deployment', 'there').spec.template.spec.nodeSelector).toEqual({ [label]: 'one' });
  expect(find(objects, 'VirtualMachine', 'guest').spec.template.spec.nodeSelector).toMatchObject({ [label]: 'two' });
  expect(find(objects, 'Deployment', 'here').spec.strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
});

test('a task that may stay out does, one that may not is an error', () => {
  const over = (sheddable: boolean) => {
    const { car, stack } = platform();
    car.addTask('fusion', task({ cores: 4 }));
    car.addTask('radio', task({ sheddable }));
    return planOf(stack);
  };
  expect(over(false).status).toBe('infeasible');
  const plan = over(true);
  expect([plan.status, plan.steady.unplaced]).toEqual([
    'feasible',
    [{ workload: 'car/Deployment/radio', count: 1, code: 'POD_SHED' }],
  ]);
  expect(plan.workloads.find(({ id }: any) => id.endsWith('radio'))).toMatchObject({
    mayShed: true,
    replicas: { planned: 1, degraded: 0 },
  });
});

test('of equal importance what must run has its place, and what stays out is not even started', () => {
  const { car, stack } = platform();
  car.addTask('brake', task({ cores: 3 }));
  car.addTask('voice', task({ cores: 3, sheddable: true }));
  const objects = Testing.synth(stack);
  expect(find(objects, 'Deployment', 'voice').spec.replicas).toBe(0);
  expect(find(objects, 'Deployment', 'brake').spec.replicas).toBe(1);
  expect(planOf(stack).steady.unplaced.map(({ workload }: any) => workload)).toEqual(['car/Deployment/voice']);
});

test('in a mesh its tasks have no sidecar, which would keep kubelet from pinning them', () => {
  const app = Testing.app();
  const cluster = new Cluster(app, 'bench', { zones: ['lab'], kubernetesVersion: KubernetesVersion.V1_32 });
  const stack = new AutonomousStack(app, 'car', { cluster, mesh: Mesh.istio() });
  new OnboardPlatform(stack, 'car', { computers: [soc()] }).addTask('fusion', task());
  const { labels } = find(Testing.synth(stack), 'Deployment', 'fusion').spec.template.metadata;
  expect(labels['sidecar.istio.io/inject']).toBe('false');
});

test('TIMETABLE_TOO_LONG: a timetable that ends later than it may', () => {
  const computers = [soc('cpu'), soc('gpu')];
  const { car, stack } = platform(computers);
  const [cpu, gpu] = computers;
  car.addTimetable('cycle', {
    within: Duration.millis(5),
    tasks: [
      {
        name: 'a',
        steps: [
          { on: cpu, takes: Duration.millis(4) },
          { on: gpu, takes: Duration.millis(2) },
        ],
      },
      { name: 'b', steps: [{ on: cpu, takes: Duration.millis(1) }] },
    ],
  });
  const { findings, timetables, status } = planOf(stack);
  expect([status, timetables[0].makespan]).toEqual(['infeasible', 6000]);
  expect(findings[0]).toMatchObject({
    code: 'TIMETABLE_TOO_LONG',
    path: 'car/car/cycle',
    message:
      'timetable car/cycle ends after 6 ms, and no timetable is shorter; it has 5 ms. The busiest computer is cpu with 5 ms of work',
    cure: ['within 6 ms', 'shorter steps on cpu, or some of them on another computer'],
  });
});

describe('what is refused', () => {
  const step = { on: soc(), takes: Duration.millis(1) };
  test.each<[string, () => unknown, string]>([
    ['no computers', () => platform([]), 'must name at least one'],
    ['one name twice', () => platform([soc(), soc()]), 'must have different names'],
    ['a zone of another cluster', () => platform([soc()], 'moon'), 'must be one of lab, yard'],
    ['half a core of a computer', () => soc('soc', 0.5), 'must be a whole number above 0'],
    [
      'as many cores kept as there are',
      () => soc('soc', 4, { reservedCores: 5 }),
      'must be a whole number from 1 to below its 5 cores',
    ],
    [
      'as much memory kept as there is',
      () => soc('soc', 4, { reservedMemory: Size.gibibytes(8) }),
      'must be less than its 8Gi',
    ],
    ['no memory', () => OnboardComputer.of('soc', { cores: 1, memory: Size.gibibytes(0) }), 'must be above 0'],
    ['half a core of a task', () => platform().car.addTask('x', task({ cores: 0.5 })), 'a core is pinned as a whole'],
    ['a stranger', () => platform().car.addTask('x', task({ computer: soc('other') })), 'must be one of soc'],
    [
      'one name of two timetables',
      () => {
        const own = soc();
        const { car } = platform([own]);
        const tasks = [{ name: 'a', steps: [{ on: own, takes: Duration.millis(1) }] }];
        ['x', 'x'].forEach((name) => car.addTimetable(name, { tasks }));
      },
      'is there already',
    ],
    ['no tasks', () => platform().car.addTimetable('x', { tasks: [] }), 'must name at least one'],
    [
      'steps on a stranger',
      () => platform().car.addTimetable('x', { tasks: [{ name: 'a', steps: [step] }] }),
      'is no computer of the platform',
    ],
    [
      'no steps, and one name twice',
      () =>
        platform().car.addTimetable('x', {
          tasks: [
            { name: 'a', steps: [] },
            { name: 'a', steps: [] },
          ],
        }),
      'must have at least one step',
    ],
    [
      'no time',
      () => {
        const own = soc();
        const tasks = [{ name: 'a', steps: [{ on: own, takes: Duration.millis(0) }] }];
        platform([own]).car.addTimetable('x', { tasks, within: Duration.millis(0) });
      },
      'must be above 0',
    ],
    [
      'more than anybody reads',
      () => {
        const own = soc();
        const steps = Array.from({ length: 61 }, () => ({ on: own, takes: Duration.millis(1) }));
        platform([own]).car.addTimetable('x', { tasks: [{ name: 'a', steps }] });
      },
      'at most 60 are put in order',
    ],
  ])('%s', (_, make, message) => {
    expect(messageOf(make)).toContain(message);
  });
});

test('a sheddable service has no autoscaler', () => {
  const { stack } = platform();
  expect(
    messageOf(() =>
      microservice(stack, 'cart', { sheddable: true, replicas: Replicas.autoscaled({ min: 1, max: 2 }) }),
    ),
  ).toContain('is not for workloads with an autoscaler');
});

test('tasks and machines have secrets and files', () => {
  const { car, stack } = platform([soc('soc', 6)]);
  const mounts = [Mount.secret(SecretRef.existing('keys', ['can']), '/etc/keys')];
  car.addTask('fusion', task({ mounts }));
  car.addMachine('guest', {
    guest: GuestSystem.LINUX,
    cores: 2,
    memory: Size.gibibytes(1),
    disk: VirtualDisk.blank(Size.gibibytes(4)),
    mounts,
  });
  const objects = Testing.synth(stack);
  const volumesOf = (object: any) => object.spec.template.spec.volumes.map(({ secret }: any) => secret?.secretName);
  expect(volumesOf(find(objects, 'Deployment', 'fusion'))).toContain('keys');
  expect(volumesOf(find(objects, 'VirtualMachine', 'guest'))).toContain('keys');
});
