import { SecurityOptions } from './identity/security-options';
import { Port } from './port';
import * as k8s from '../../manifest/k8s/types';
import { POD_USER, restrictedContainer, restrictedPod } from '../../manifest/pod-security';
import { Problems } from '../../manifest/problems';
import { WRITABLE_ROOT } from '../../planner/reading/pods/exceptions';
import { checked } from '../../props/checked';

/** A path of the node that a pod mounts. */
export interface HostPath {
  /** Path on the node, for example '/dev/ttyS0'. */
  readonly path: string;
  /**
   * Path in the container.
   * @default - the path on the node
   */
  readonly mountPath?: string;
  /**
   * Whether the container may write to it.
   * @default false
   */
  readonly writable?: boolean;
}

/** What a pod that works with the hardware of its node is allowed beyond Pod Security "restricted". */
export interface EdgeDeviceProps {
  /** Why it needs that. It is written to the pods, for everyone who reviews them. */
  readonly reason: string;
  /**
   * Whether it uses the network of the node: for discovery by multicast, or where the node has no pod network.
   * @default false
   */
  readonly hostNetwork?: boolean;
  /**
   * Ports of the pod that its node has too, by which what is at the site reaches it: vehicles, and roadside units that send datagrams. A node has each once.
   * @default - none
   */
  readonly hostPorts?: Port[];
  /**
   * Paths of the node, such as devices and sockets.
   * @default - none
   */
  readonly hostPaths?: HostPath[];
  /**
   * Groups of the process on the node, such as that of serial lines.
   * @default - none
   */
  readonly supplementalGroups?: number[];
  /**
   * User of the process on the node. 0, root, only for what nobody else may open, such as sockets that root made; it has no capabilities even then.
   * @default 10001
   */
  readonly user?: number;
}

/** Annotation that says why a pod is allowed more than others. */
const REASON = 'cdk8s-autonomous.dev/edge-device-reason';

/** What pods are allowed to do on their node. */
@checked
export class PodProfile {
  /** Pod Security "restricted": nothing of the node. */
  public static restricted(): PodProfile {
    return new PodProfile();
  }

  /**
   * Devices, paths or the network of the node; everything else stays as in "restricted". The namespace has to admit privileged pods. Where a path is a
   * device (below /dev) the container is privileged: a container runtime opens devices to no other.
   * @param props What of the node the pod may have.
   */
  public static edgeDevice(props: EdgeDeviceProps): PodProfile {
    const problems = new Problems('PodProfile.edgeDevice');
    const { reason, hostNetwork = false, hostPorts = [], hostPaths = [], supplementalGroups = [] } = props;
    problems.check(reason.trim().length > 0, 'reason', reason, 'must say why the pods need it');
    const needed = hostNetwork || hostPorts.length + hostPaths.length + supplementalGroups.length > 0;
    problems.check(needed, 'hostNetwork, hostPaths', 'none', 'nothing is asked for', 'PodProfile.restricted()');
    const twofold = hostNetwork && hostPorts.length > 0;
    problems.check(!twofold, 'hostPorts', hostPorts[0]?.number, 'are ports of the node already, whose network it uses');
    for (const { path, mountPath = path } of hostPaths) {
      problems.check(
        /^\/[^:]+$/.test(path) && !path.includes('..'),
        'hostPaths.path',
        path,
        'must be an absolute path',
      );
      problems.check(/^\/[^:]+$/.test(mountPath), 'hostPaths.mountPath', mountPath, 'must be an absolute path');
    }
    for (const group of supplementalGroups) {
      const allowed = Number.isInteger(group) && group > 0;
      problems.check(allowed, 'supplementalGroups', group, 'must be a whole number above 0');
    }
    const { user = POD_USER } = props;
    const isUser = Number.isInteger(user) && user >= 0 && user < 2 ** 31;
    problems.check(isUser, 'user', user, 'must be a whole number of at least 0');
    problems.raise();
    return new PodProfile(props);
  }

  /**
   * Memory that adapters of an RDMA network read and write stays where it is. The namespace has to admit privileged pods.
   * @internal
   */
  public static _rdma(): PodProfile {
    return new PodProfile(undefined, ['IPC_LOCK']);
  }

  private constructor(
    private readonly device?: EdgeDeviceProps,
    private readonly capabilities: readonly string[] = [],
    private readonly security: SecurityOptions = {},
  ) {}

  /**
   * The same for processes of which somebody says what they may do; a user of its own stays.
   * @internal
   */
  public _with(security: SecurityOptions = {}): PodProfile {
    return new PodProfile(this.device, [...this.capabilities, ...(security.capabilities ?? [])], security);
  }

  /**
   * What containers beside that of the workload may do: nothing of the node.
   * @internal
   */
  public get _ofHelpers(): PodProfile {
    const { group } = this.security;
    return new PodProfile(undefined, [], { user: this.user, group });
  }

  private get user(): number | undefined {
    return this.device?.user ?? this.security.user;
  }

  /** Whether its pods pass Pod Security "restricted". */
  public get isRestricted(): boolean {
    return this.device === undefined && this.capabilities.length === 0;
  }

  /** @internal */
  public get _hostPorts(): readonly Port[] {
    return this.device?.hostPorts ?? [];
  }

  /** @internal */
  public get _annotations(): Record<string, string> {
    const { writableRoot } = this.security;
    return {
      ...(this.device && { [REASON]: this.device.reason }),
      ...(writableRoot !== undefined && { [WRITABLE_ROOT]: writableRoot }),
    };
  }

  /** @internal */
  public get _pod(): Pick<k8s.PodSpec, 'hostNetwork' | 'dnsPolicy' | 'securityContext'> {
    const { hostNetwork, supplementalGroups = [] } = this.device ?? {};
    return {
      ...(hostNetwork && { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }),
      securityContext: {
        ...restrictedPod(),
        ...runAs(this.user, this.security.group),
        ...(this.security.fileGroup !== undefined && { fsGroup: this.security.fileGroup }),
        ...(supplementalGroups.length > 0 && { supplementalGroups }),
      },
    };
  }

  /** @internal */
  public get _container(): k8s.SecurityContext {
    const { hostPaths = [] } = this.device ?? {};
    const opensDevices = hostPaths.some(({ path }) => isDevice(path));
    const container = {
      ...restrictedContainer(),
      ...runAs(this.user, this.security.group),
      ...(this.security.writableRoot !== undefined && { readOnlyRootFilesystem: false }),
      ...(opensDevices && { privileged: true, allowPrivilegeEscalation: true }),
    };
    return this.capabilities.length === 0
      ? container
      : { ...container, capabilities: { ...container.capabilities, add: [...this.capabilities] } };
  }

  /** @internal */
  public get _volumes(): { readonly volume: k8s.Volume; readonly mount: k8s.VolumeMount }[] {
    return (this.device?.hostPaths ?? []).map(({ path, mountPath = path, writable = false }, i) => ({
      volume: { name: `host-${i}`, hostPath: { path } },
      mount: { name: `host-${i}`, mountPath, readOnly: !writable },
    }));
  }
}

/** User and group of pod and container, where they are not those of all others. */
function runAs(
  user: number | undefined,
  group: number | undefined,
): { runAsUser?: number; runAsGroup?: number; runAsNonRoot?: boolean } {
  return {
    ...(user !== undefined && { runAsUser: user, runAsGroup: user, runAsNonRoot: user !== 0 }),
    ...(group !== undefined && { runAsGroup: group }),
  };
}

/** Whether a path of a node is a device, which needs more than a mount: memory and huge pages below /dev are files. */
function isDevice(path: string): boolean {
  return /^\/dev\/(?!shm(\/|$)|hugepages)/.test(path);
}
