import { ApiObject, Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { OnboardComputer } from './onboard-computer';
import { pinToPlan } from './pin';
import { TimetableTaskProps } from './timetable-task';
import { Architecture } from '../../cluster/architecture';
import { NodePool } from '../../cluster/node-pool';
import { Priority } from '../../cluster/priority';
import { Survive } from '../../cluster/survive';
import { Taint } from '../../cluster/taint';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';
import { GuestOptions } from '../machine/guest-options';
import { GuestSystem } from '../machine/guest-system';
import { GuestTuning } from '../machine/guest-tuning';
import { VirtualDisk } from '../machine/virtual-disk';
import { VirtualMachine } from '../machine/virtual-machine';
import { Microservice } from '../microservice';
import { ContainerOptions } from '../pod/container-options';
import { Port } from '../pod/port';
import { Replicas } from '../sizing/replicas';

/** The computers of a vehicle, on a test bench. */
export interface OnboardPlatformProps {
  /** Its computers; each is one node of the cluster. */
  readonly computers: OnboardComputer[];
  /**
   * Zone of the bench.
   * @default - the first zone of the cluster
   */
  readonly zone?: string;
}

/** What machines and tasks of a platform have in common. */
export interface OnboardPartition {
  /** Cores that are its own: nobody else uses them. */
  readonly cores: number;
  /** Memory that is its own. */
  readonly memory: Size;
  /**
   * The computer that it runs on.
   * @default - any of the platform: the plan finds one
   */
  readonly computer?: OnboardComputer;
  /**
   * Importance.
   * @default - none: priority 0
   */
  readonly priority?: Priority;
}

/** A guest with cores of its own. */
export interface OnboardMachineProps extends OnboardPartition, GuestOptions {
  /** What runs in it. */
  readonly guest: GuestSystem;
  /** The disk that it starts from. */
  readonly disk: VirtualDisk;
  /**
   * Storage class of its disk.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
  /**
   * Architecture of the system on its disk.
   * @default - that of its computer, or of all computers of the platform
   */
  readonly architecture?: Architecture;
  /**
   * How it gets processors and memory that answer in time.
   * @default - cores of its own
   */
  readonly tuning?: GuestTuning;
}

/** A container with cores of its own. */
export interface OnboardTaskProps extends OnboardPartition, ContainerOptions {
  /** Image of its container, pinned to a tag or digest. */
  readonly image: Image;
  /**
   * Devices that it has, by extended resource.
   * @default - none
   */
  readonly devices?: Record<string, number>;
  /**
   * Ports that others call.
   * @default - none
   */
  readonly ports?: Port[];
  /**
   * Whether it may stay out where not everything fits: the least important first.
   * @default false
   */
  readonly sheddable?: boolean;
}

/** Work in a fixed order on the computers of a platform. */
export interface OnboardTimetableProps {
  /** The tasks. */
  readonly tasks: TimetableTaskProps[];
  /**
   * Time within which all of it has to be done.
   * @default - as short as it goes
   */
  readonly within?: Duration;
}

/** Label of its nodes, and taint that keeps everything else off them. */
const PLATFORM = 'cdk8s-autonomous.dev/onboard-platform';
const COMPUTER = 'cdk8s-autonomous.dev/onboard-computer';

/** So many steps are put in order exactly; beyond, nobody would read the picture. */
const MOST_STEPS = 60;

/**
 * The computers of a vehicle on a test bench in the cluster: each is a node of its own, divided into guests (VirtualMachine) and containers
 * (Deployment) with cores and memory that nobody else uses. The plan proves that all of them fit, or says which stay out; a timetable says when
 * what is done on which computer.
 *
 * @example
 * const soc = OnboardComputer.of('soc', { cores: 12, memory: Size.gibibytes(36) });
 * const car = new OnboardPlatform(stack, 'car', { computers: [soc] });
 * car.addMachine('cockpit', {
 *   guest: GuestSystem.ANDROID,
 *   cores: 4,
 *   memory: Size.gibibytes(12),
 *   disk: VirtualDisk.registry('harbor.car.example.com/onboard/cockpit:1.0', Size.gibibytes(32)),
 * });
 * car.addTask('brake-assist', { image, cores: 5, memory: Size.gibibytes(4) });
 */
@checked
export class OnboardPlatform extends Construct {
  /** Name of the platform. */
  public readonly platformName: string;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** Its computers. */
  public readonly computers: OnboardComputer[];
  /** Node pools of the cluster, one for each computer. */
  public readonly nodePools: NodePool[];
  private readonly timetables = new Set<string>();

  /**
   * @param scope Stack that it is in.
   * @param id Name of the platform.
   * @param props Its computers, and the operating system of the vehicle.
   */
  public constructor(scope: Construct, id: string, props: OnboardPlatformProps) {
    super(scope, id);
    const { computers, zone } = props;
    this.platformName = id;
    this.stack = AutonomousStack.containing(this);
    this.computers = [...computers];
    const { cluster } = this.stack;
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id, 18);
    problems.check(computers.length > 0, 'computers', '[]', 'must name at least one');
    const names = computers.map(({ name }) => name);
    problems.check(new Set(names).size === names.length, 'computers', names, 'must have different names');
    const known = zone === undefined || cluster.zones.includes(zone);
    problems.check(known, 'zone', zone, `must be one of ${cluster.zones.join(', ')}`);
    problems.raiseFor(this);
    this.nodePools = computers.map((computer) =>
      cluster.addNodePool(`${id}-${computer.name}`, {
        nodeType: computer._nodeType(id),
        zones: [zone ?? cluster.zones[0]],
        minNodesPerZone: 1,
        maxNodesPerZone: 1,
        labels: { [PLATFORM]: id, [COMPUTER]: computer.name },
        taints: [Taint.noSchedule(PLATFORM, id)],
      }),
    );
  }

  /**
   * Adds a guest whose processors are cores of its computer.
   * @param name Name of the machine.
   * @param props Cores, memory, disks and the computer.
   */
  public addMachine(name: string, props: OnboardMachineProps): VirtualMachine {
    const { cores, computer, ...rest } = props;
    this.check(name, props);
    const architecture = this.architectureOf(name, props);
    const machine = new VirtualMachine(this, name, {
      ...rest,
      architecture,
      cpus: cores,
      pinned: true,
      survive: Survive.none(),
      ...this.placed(computer),
    });
    this.pin(machine.apiObject, computer);
    return machine;
  }

  /**
   * Adds a container with cores of its own: its requests are its limits, so that kubelet pins it.
   * @param name Name of the task.
   * @param props Image, cores, memory and the computer.
   */
  public addTask(name: string, props: OnboardTaskProps): Microservice {
    const { cores, memory, computer, devices, image, ...rest } = props;
    this.check(name, props);
    const task = new Microservice(this, name, {
      ...rest,
      image,
      resources: { cpu: Cpu.units(cores), cpuLimit: Cpu.units(cores), memory, extended: devices },
      replicas: Replicas.fixed(1),
      survive: Survive.none(),
      // A sidecar would keep kubelet from pinning the pod.
      inMesh: false,
      // Its cores are free when the old pod is gone.
      maxSurge: 0,
      ...this.placed(computer),
    });
    this.pin(task.deployment, computer);
    return task;
  }

  /**
   * Adds work in a fixed order on the computers; the plan has the shortest timetable, and a picture of it.
   * @param name Name of the timetable.
   * @param props Jobs, their order, periods and deadlines.
   */
  public addTimetable(name: string, props: OnboardTimetableProps): void {
    const { tasks, within } = props;
    const problems = new Problems(`${this.node.path}/${name}`);
    checkDnsLabel(problems, 'name', name);
    problems.check(tasks.length > 0, 'tasks', '[]', 'must name at least one');
    const names = tasks.map((task) => task.name);
    problems.check(new Set(names).size === names.length, 'tasks', names, 'must have different names');
    const steps = tasks.flatMap((task) => task.steps);
    problems.check(
      steps.length <= MOST_STEPS,
      'tasks',
      `${steps.length} steps`,
      `at most ${MOST_STEPS} are put in order`,
    );
    for (const task of tasks) {
      problems.check(task.steps.length > 0, `tasks.${task.name}`, '[]', 'must have at least one step');
    }
    for (const { on, takes } of steps) {
      problems.check(this.computers.includes(on), 'tasks.steps.on', on.name, 'is no computer of the platform');
      problems.check(
        takes.toMilliseconds({ integral: false }) > 0,
        'tasks.steps.takes',
        timeText(takes),
        'must be above 0',
      );
    }
    const allowed = within === undefined || within.toMilliseconds({ integral: false }) > 0;
    problems.check(allowed, 'within', timeText(within), 'must be above 0');
    problems.check(!this.timetables.has(name), 'name', name, 'is there already');
    problems.raise();
    this.timetables.add(name);
    const micros = (duration: Duration) => Math.round(1000 * duration.toMilliseconds({ integral: false }));
    this.stack.cluster._attachTimetable({
      name: `${this.platformName}/${name}`,
      path: `${this.node.path}/${name}`,
      ...(within && { within: micros(within) }),
      tasks: tasks.map((task) => ({
        name: task.name,
        steps: task.steps.map(({ on, takes }) => ({ machine: on.name, duration: micros(takes) })),
      })),
    });
  }

  /** That of its computer; where it may be any of them, all have to be of one. */
  private architectureOf(name: string, { architecture, computer }: OnboardMachineProps): Architecture {
    const known = new Set((computer ? [computer] : this.computers).map(({ _architecture }) => _architecture));
    const problems = new Problems(`${this.node.path}/${name}`);
    problems.check(
      architecture !== undefined || known.size === 1,
      'architecture',
      undefined,
      `is needed: the computers of the platform are of ${[...known].join(' and ')}, and its disk is of one`,
      'architecture, or the computer',
    );
    problems.check(
      architecture === undefined || known.has(architecture),
      'architecture',
      architecture,
      `is that of none of ${(computer ? [computer] : this.computers).map((one) => one.name).join(', ')}`,
    );
    problems.raise();
    return architecture ?? [...known][0];
  }

  private check(name: string, { cores, computer }: OnboardPartition): void {
    const problems = new Problems(`${this.node.path}/${name}`);
    const whole = Number.isInteger(cores) && cores > 0;
    problems.check(whole, 'cores', cores, 'must be a whole number above 0: a core is pinned as a whole');
    const own = computer === undefined || this.computers.includes(computer);
    problems.check(
      own,
      'computer',
      computer?.name,
      `must be one of ${this.computers.map((one) => one.name).join(', ')}`,
    );
    problems.raise();
  }

  /** The plan decides where it runs, unless somebody said it. */
  private pin(object: ApiObject, computer: OnboardComputer | undefined): void {
    if (!computer) {
      const prefix = `${this.platformName}-`;
      pinToPlan(object, this.stack.cluster, COMPUTER, (pool) => pool.slice(prefix.length));
    }
  }

  private placed(computer: OnboardComputer | undefined) {
    return {
      nodeLabels: { [PLATFORM]: this.platformName, ...(computer && { [COMPUTER]: computer.name }) },
      tolerates: [Taint.noSchedule(PLATFORM, this.platformName)],
    };
  }
}
