import { App, Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Cluster,
  Image,
  KubernetesVersion,
  OnboardComputer,
  OnboardPlatform,
  Priority,
} from 'cdk8s-autonomous';

const GPU = 'nvidia.com/gpu';

/** Cores and gibibytes, and GPUs where there are some. */
type Amounts = readonly [cores: number, gibibytes: number, gpus?: number];

/**
 * The examples of the articles on on-board platforms, with the answers that hold. Each is a platform of its own: what they share is the cluster.
 */
export function articles(app: App): AutonomousStack {
  const cluster = new Cluster(app, 'examples', { zones: ['lab'], kubernetesVersion: KubernetesVersion.V1_32 });
  const stack = new AutonomousStack(app, 'articles', { cluster, labels: { owner: 'bench' } });

  // Who goes where: task 2 needs two cores, which only VM 1 has. The article puts it on VM 2, and first fit in list order finds no place for it.
  allocation(stack, 'two-tasks', { vm1: [2, 4], vm2: [1, 2] }, { task1: [1, 2], task2: [2, 1] });
  // A task that needs a core and a GPU at once goes where both are; the other one gives way.
  allocation(stack, 'with-gpu', { vm1: [2, 4], vm2: [1, 4, 1] }, { task1: [1, 2], task2: [1, 2, 1] });
  // Three tasks on two computers: none is lost.
  allocation(stack, 'three-tasks', { vm1: [4, 8], vm2: [2, 4] }, { task1: [1, 2], task2: [2, 1], task3: [1, 1] });
  // Evenly: eight cores of work on two computers of six are four on each.
  allocation(stack, 'balance', { vm1: [6, 8], vm2: [6, 8] }, { a: [3, 1], b: [2, 1], c: [2, 1], d: [1, 1] });

  const priorities = [100, 50, 10, 5].map((value) => cluster.addPriority(`level-${value}`, { value }));
  prioritised(stack, priorities);
  timetable(stack);
  return stack;
}

function computer(name: string, [cores, gibibytes, gpus = 0]: Amounts): OnboardComputer {
  const devices = gpus > 0 ? { [GPU]: gpus } : undefined;
  // The articles count what is left for tasks; one core more is for the system.
  return OnboardComputer.of(name, { cores: cores + 1, reservedCores: 1, memory: Size.gibibytes(gibibytes), devices });
}

function image(name: string): Image {
  return Image.of(`harbor.car.example.com/articles/${name}`, { tag: '1.0.0' });
}

function allocation(
  stack: AutonomousStack,
  name: string,
  computers: Record<string, Amounts>,
  tasks: Record<string, Amounts>,
): void {
  const platform = new OnboardPlatform(stack, name, {
    computers: Object.entries(computers).map(([vm, amounts]) => computer(vm, amounts)),
  });
  for (const [task, [cores, gibibytes, gpus = 0]] of Object.entries(tasks)) {
    platform.addTask(`${name}-${task}`, {
      image: image(task),
      cores,
      memory: Size.gibibytes(gibibytes),
      devices: gpus > 0 ? { [GPU]: gpus } : undefined,
    });
  }
}

/** Six cores of work on four: what is less important stays out. */
function prioritised(stack: AutonomousStack, [highest, high, low, lowest]: Priority[]): void {
  const platform = new OnboardPlatform(stack, 'priorities', { computers: [computer('soc', [4, 8])] });
  const task = (name: string, cores: number, priority: Priority, sheddable: boolean) =>
    platform.addTask(name, { image: image(name), cores, memory: Size.gibibytes(1), priority, sheddable });
  task('brake-assist', 2, highest, false);
  task('lane-keeping', 2, high, true);
  task('voice-control', 1, low, true);
  task('software-update', 1, lowest, true);
}

/** Three tasks on two computers: as the article lists them they take 12 ms, in the best order 10. */
function timetable(stack: AutonomousStack): void {
  const [cpu, gpu] = [computer('cpu', [4, 8]), computer('gpu', [2, 4, 1])];
  const platform = new OnboardPlatform(stack, 'timetable', { computers: [cpu, gpu] });
  const task = (name: string, onCpu: number, onGpu: number) => ({
    name,
    steps: [
      { on: cpu, takes: Duration.millis(onCpu) },
      { on: gpu, takes: Duration.millis(onGpu) },
    ],
  });
  platform.addTimetable('cycle', {
    within: Duration.millis(11),
    tasks: [task('fusion', 4, 1), task('camera', 2, 4), task('lidar', 3, 2)],
  });
}
