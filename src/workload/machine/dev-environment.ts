import { ApiObject, Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { GuestOptions } from './guest-options';
import { GuestSystem } from './guest-system';
import { emitReaper } from './reaper';
import { VirtualDisk } from './virtual-disk';
import { VirtualMachine } from './virtual-machine';
import { Taint } from '../../cluster/taint';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { checked } from '../../props/checked';
import { Peer } from '../calls/peer';
import { checkImage } from '../pod/container-checks';

/** One machine of a development environment. */
export interface DevMachine extends GuestOptions {
  /** Its name, unique in the environment. */
  readonly name: string;
  /** What runs in it. */
  readonly guest: GuestSystem;
  /** Processors of the guest. */
  readonly cpus: number;
  /** Memory of the guest. */
  readonly memory: Size;
  /** The disk that it starts from. */
  readonly disk: VirtualDisk;
}

/** Machines of several systems for one developer or team. */
export interface DevEnvironmentProps {
  /** The machines. */
  readonly machines: DevMachine[];
  /** How long a machine runs before it is stopped. Somebody can start it again. */
  readonly timeToLive: Duration;
  /** Image with `kubectl`, a shell and `date` (of GNU or BusyBox), pinned to a tag or digest, with which machines are stopped. */
  readonly reaperImage: Image;
  /**
   * The API server, as the reaper reaches it.
   * @default - any address on ports 443 and 6443
   */
  readonly apiServer?: Peer;
  /**
   * Storage class of the disks.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
  /**
   * Labels that nodes must have.
   * @default - any node
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints of nodes that the machines tolerate.
   * @default - none
   */
  readonly tolerates?: Taint[];
}

/**
 * Machines of several systems for development and tests: a `VirtualMachine` for each, which people start by hand, and a CronJob that stops those
 * which have run for too long. The plan has room for all of them at once. Disks stay; remove the construct to be rid of them.
 *
 * @example
 * new DevEnvironment(stack, 'ada', {
 *   machines: [
 *     {
 *       name: 'linux',
 *       guest: GuestSystem.LINUX,
 *       cpus: 4,
 *       memory: Size.gibibytes(12),
 *       disk: VirtualDisk.registry('harbor.lab.example.com/images/linux:24.1', Size.gibibytes(80)),
 *     },
 *   ],
 *   timeToLive: Duration.hours(10),
 *   reaperImage: registry.image('docker-hub/alpine/k8s', { tag: '1.32.1' }),
 * });
 */
@checked
export class DevEnvironment extends Construct {
  /** The machines, in the order of the props. */
  public readonly machines: VirtualMachine[];
  /** The CronJob that stops machines. */
  public readonly reaper: ApiObject;
  /** Role, RoleBinding, ServiceAccount and NetworkPolicy of the CronJob. */
  public readonly reaperObjects: ApiObject[];

  /**
   * @param scope Stack that it is in.
   * @param id Name of the environment and its objects.
   * @param props Who works in it, with what image, disk and devices.
   */
  public constructor(scope: Construct, id: string, props: DevEnvironmentProps) {
    super(scope, id);
    const { machines, timeToLive, reaperImage, apiServer, ...common } = props;
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id, 30);
    problems.check(machines.length > 0, 'machines', '[]', 'must name at least one');
    const names = machines.map(({ name }) => name);
    problems.check(new Set(names).size === names.length, 'machines', names, 'must have different names');
    const long = timeToLive.toMilliseconds() >= 15 * 60_000;
    problems.check(long, 'timeToLive', timeText(timeToLive), 'must be at least 15 minutes, as often as is looked');
    checkImage(problems, AutonomousStack.containing(this), reaperImage);
    problems.raiseFor(this);
    this.machines = machines.map(
      ({ name, ...machine }) =>
        new VirtualMachine(this, `${id}-${name}`, { ...machine, ...common, startedByHand: true }),
    );
    const { cronJob, others } = emitReaper(this, {
      name: `${id}-reaper`,
      image: reaperImage,
      machines: this.machines.map(({ machineName }) => machineName),
      seconds: Math.ceil(timeToLive.toSeconds({ integral: false })),
      // Policies look at addresses behind the Service: many API servers are on 6443 there.
      apiServer: apiServer ? [apiServer] : [443, 6443].map((port) => Peer.cidr('0.0.0.0/0', port)),
      tolerates: props.tolerates ?? [],
    });
    this.reaper = cronJob;
    this.reaperObjects = [...others];
  }
}
