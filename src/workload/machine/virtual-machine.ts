import { ApiObject, Duration, Lazy, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { guestSpec } from './guest';
import { checkArchitecture, checkTuning } from './guest-checks';
import { checkGuestContent } from './guest-content';
import { GuestFirmware } from './guest-firmware';
import { GuestOptions } from './guest-options';
import { GuestSystem } from './guest-system';
import { GuestTuning } from './guest-tuning';
import { VirtualDisk } from './virtual-disk';
import { AcceleratorRequest } from '../../accelerator/accelerator-request';
import { Architecture } from '../../cluster/architecture';
import { Priority } from '../../cluster/priority';
import { Survive } from '../../cluster/survive';
import { Taint } from '../../cluster/taint';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel, checkLabels, isDnsSubdomain } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { Planner } from '../../planner/planner';
import { port as policyPort, podsIn } from '../../platform/network-policies';
import { checked } from '../../props/checked';
import { ICallTarget } from '../calls/call-target';
import { Caller } from '../calls/caller';
import { contentAnnotations } from '../pod/content/content-stamps';
import { Port } from '../pod/port';
import { StackPods } from '../pod/stack-pods';
import { refuseMesh } from '../workload-checks';

/** A virtual machine. */
export interface VirtualMachineProps extends GuestOptions {
  /** Processors of the guest. The planner counts all of them: guests do not share. */
  readonly cpus: number;
  /** Memory of the guest; what KubeVirt needs beside it is counted on top. */
  readonly memory: Size;
  /** The disk that it starts from. */
  readonly disk: VirtualDisk;
  /**
   * What runs in it. Windows runs on nodes whose type says `windowsGuests`.
   * @default GuestSystem.LINUX
   */
  readonly guest?: GuestSystem;
  /**
   * What starts it, as its disk was installed.
   * @default - BIOS; of Windows UEFI with secure boot, of Android UEFI
   */
  readonly firmware?: GuestFirmware;
  /**
   * Architecture of the system on its disk. It runs on nodes with such processors.
   * @default - that of the nodes of the cluster where all have the same, else Architecture.AMD64
   */
  readonly architecture?: Architecture;
  /**
   * How it gets processors and memory that answer in time.
   * @default - as any pod
   */
  readonly tuning?: GuestTuning;
  /**
   * Whether a disk with Windows has drivers for virtio, which are faster. Windows brings none: without them it would find neither disk nor network.
   * @default false
   */
  readonly virtioDrivers?: boolean;
  /**
   * Time that it has to stop before it is switched off.
   * @default - 3 minutes; of Windows an hour, in which it may install updates
   */
  readonly grace?: Duration;
  /**
   * Whether each of its processors is a core of the node that nobody else uses. It then runs on nodes whose type says `pinsCores`.
   * @default false
   */
  readonly pinned?: boolean;
  /**
   * Devices that it drives itself, for example `Accelerator.NVIDIA_L40_S.passthrough('nvidia.com/AD102GL_L40S')`.
   * @default - none
   */
  readonly accelerator?: AcceleratorRequest;
  /**
   * Whether it moves to another node while it runs when its node is drained. Its disk then has to be one that several nodes can mount
   * (ReadWriteMany), it has no devices of the node, and the plan shows whether there is room for it elsewhere.
   * @default false: it stops and starts again on another node
   */
  readonly migrates?: boolean;
  /**
   * Whether somebody starts it by hand. The plan has room for it all the same.
   * @default false: it always runs
   */
  readonly startedByHand?: boolean;
  /**
   * Storage class of its disk.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
  /**
   * Ports that others call.
   * @default - none: no Service
   */
  readonly ports?: Port[];
  /**
   * `Survive.none()` where it need not come back on another node after a loss, as with a disk that is on its node.
   * @default - what the cluster survives: there must be room for it elsewhere, and its disk must be there too
   */
  readonly survive?: Survive;
  /**
   * Labels that nodes must have.
   * @default - any node
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints of nodes that it tolerates.
   * @default - none
   */
  readonly tolerates?: Taint[];
  /**
   * Importance.
   * @default - none: priority 0
   */
  readonly priority?: Priority;
}

/**
 * A virtual machine of KubeVirt: VirtualMachine with a DataVolume, a NetworkPolicy, and a Service where it has ports. Its namespace has to
 * admit virt-launcher: KubeVirt with the gate KubevirtSeccompProfile passes Pod Security "restricted".
 *
 * @example
 * new VirtualMachine(stack, 'quality', {
 *   guest: GuestSystem.LINUX,
 *   cpus: 8,
 *   memory: Size.gibibytes(32),
 *   disk: VirtualDisk.registry('harbor.plant.example.com/mes/quality:1.0', Size.gibibytes(200)),
 *   ports: [Port.http(8080)],
 * });
 */
@checked
export class VirtualMachine extends StackPods implements ICallTarget {
  /** The VirtualMachine. */
  public readonly apiObject: ApiObject;
  /** Name of the machine. */
  public readonly machineName: string;
  /** The Service; undefined where there are no ports. */
  public readonly service?: ApiObject;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the machine and its objects.
   * @param props Cores, memory, disks, network and who works in it.
   */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: VirtualMachineProps,
  ) {
    super(scope, id);
    this.machineName = id;
    const problems = new Problems(pathOf(scope, id));
    this.check(problems);
    problems.raiseFor(this);
    const { _owner: owner, cluster } = this.stack;
    this.apiObject = this.emitMachine();
    const none = (props.survive ?? cluster.survive).level === 'none';
    Planner.of(this).describe(this.apiObject, () => ({
      path: this.node.path,
      ...(none && { degraded: 0 }),
      ...(props.startedByHand && { runs: 1 }),
    }));
    this.admitImport();
    const ports = props.ports ?? [];
    this._connect(ports, 'none');
    if (ports.length > 0) {
      this.service = kubeObject(this, 'Service', 'Service', {
        metadata: namespaced('Service', id, owner, this._selector),
        spec: {
          type: 'ClusterIP',
          selector: this._selector,
          ports: ports.map(({ name, number, appProtocol, _transport }) => ({
            name,
            port: number,
            protocol: _transport,
            ...(appProtocol !== undefined && { appProtocol }),
          })),
        },
      });
    }
  }

  /** @internal */
  public _calledBy(caller: Caller, ports: readonly Port[] = this.props.ports ?? []): k8s.NetworkPolicyEgressRule {
    const problems = new Problems(caller.path);
    this._checkCaller(problems, caller);
    problems.check(ports.length > 0, 'calls', this.node.path, 'has no port that can be called', 'add one to its ports');
    problems.raise();
    this._addCaller(caller, ports);
    return {
      to: [podsIn(this.stack.namespaceName, this._selector)],
      ports: ports.map(({ number, _transport }) => policyPort(number, _transport)),
    };
  }

  private check(problems: Problems): void {
    const { cpus, memory, disk, storageClass, accelerator, migrates, nodeLabels = {}, architecture } = this.props;
    checkTuning(problems, this.props);
    if (architecture) {
      checkArchitecture(problems, architecture, this.props);
    } else {
      this.node.addValidation({ validate: () => this.misfits() });
    }
    const { grace, virtioDrivers, guest } = this.props;
    checkDnsLabel(problems, 'name', this.machineName, 46);
    problems.check(Number.isInteger(cpus) && cpus > 0, 'cpus', cpus, 'must be a whole number above 0');
    problems.check(bytesOf(memory) > 0, 'memory', quantityOf(memory), 'must be above 0');
    problems.check(bytesOf(disk.size) > 0, 'disk.size', quantityOf(disk.size), 'must be above 0');
    const named = storageClass === undefined || isDnsSubdomain(storageClass);
    problems.check(named, 'storageClass', storageClass, 'must be the name of a storage class');
    checkLabels(problems, 'nodeLabels', nodeLabels);
    const positive = grace === undefined || grace.toMilliseconds({ integral: false }) > 0;
    problems.check(positive, 'grace', timeText(grace), 'must be above 0');
    const isWindows = virtioDrivers === undefined || guest === GuestSystem.WINDOWS;
    problems.check(isWindows, 'virtioDrivers', virtioDrivers, 'is for guests with Windows: all others have them');
    problems.check(
      !accelerator || accelerator._passthrough,
      'accelerator',
      accelerator?.resource,
      'is for containers: a guest drives whole devices itself',
      'accelerator.passthrough(...)',
    );
    problems.check(
      !(migrates && accelerator),
      'migrates',
      true,
      'a guest with devices of its node cannot move',
      'one of the two',
    );
    checkGuestContent(problems, this.stack, this.props);
    refuseMesh(problems, this.stack, 'which virtual machines do not get', 'them');
  }

  private get architecture(): Architecture {
    return this.props.architecture ?? this.stack.cluster._nodes.architecture ?? Architecture.AMD64;
  }

  /** What does not go with the architecture that all nodes have. */
  private misfits(): string[] {
    const problems = new Problems(this.node.path);
    checkArchitecture(problems, this.architecture, this.props);
    try {
      problems.raise();
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  }

  /** CDI copies the disk by a pod in the namespace of the machine, from which nothing may go out that no policy allows. */
  private admitImport(): void {
    const { _port: port } = this.props.disk;
    if (port === undefined) {
      return;
    }
    kubeObject(this, 'Import', 'NetworkPolicy', {
      metadata: namespaced('NetworkPolicy', `${this.machineName}-import`, this.stack._owner, this._selector),
      spec: {
        podSelector: { matchLabels: { app: 'containerized-data-importer' } },
        policyTypes: ['Egress'],
        egress: [{ ports: [policyPort(port)] }],
      },
    });
  }

  private emitMachine(): ApiObject {
    const { disk, storageClass, migrates = false, startedByHand = false } = this.props;
    const volume = `${this.machineName}-root`;
    const stamps = contentAnnotations([{ mounts: this.props.mounts }]);
    const metadata = { labels: this._selector, ...(Object.keys(stamps).length > 0 && { annotations: stamps }) };
    return customResource(this, 'Resource', {
      apiVersion: 'kubevirt.io/v1',
      kind: 'VirtualMachine',
      metadata: namespaced('VirtualMachine', this.machineName, this.stack._owner, this._selector),
      spec: {
        runStrategy: startedByHand ? 'Manual' : 'Always',
        dataVolumeTemplates: [
          {
            metadata: { name: volume, labels: this._selector },
            spec: {
              source: disk._source,
              storage: {
                resources: { requests: { storage: quantityOf(disk.size) } },
                // Both nodes have the disk while the guest moves.
                ...(migrates && { accessModes: ['ReadWriteMany'] }),
                ...(storageClass !== undefined && { storageClassName: storageClass }),
              },
            },
          },
        ],
        template: {
          metadata,
          // The nodes of the cluster may decide about its architecture.
          spec: Lazy.any({ produce: () => guestSpec({ ...this.props, architecture: this.architecture }, volume) }),
        },
      },
    });
  }
}
