import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { DeviceProtocol } from './device-protocol';
import { Architecture } from '../../cluster/architecture';
import { Taint } from '../../cluster/taint';
import { Image } from '../../platform/image';
import { HostPath, PodProfile } from '../../workload/pod/pod-profile';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { Replicas } from '../../workload/sizing/replicas';
import { EdgePlatform } from '../edge-platform';
import { EdgeService } from '../edge-service';
import { nodesAt } from '../site/site-hosts';

/** What reads and sets devices of one protocol at a site. */
export interface DeviceMapperProps {
  /** What its devices speak. */
  readonly protocol: DeviceProtocol;
  /** Image of the mapper. */
  readonly image: Image;
  /**
   * What each pod asks for and may use.
   * @default - 100 millicores and 128 MiB
   */
  readonly resources?: WorkloadResources;
  /**
   * Architectures of the nodes that it runs on. A mapper has to run on the node of its devices.
   * @default - all
   */
  readonly architectures?: Architecture[];
  /**
   * Labels of the nodes that it runs on.
   * @default - none
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints of nodes that it tolerates.
   * @default - none
   */
  readonly tolerates?: Taint[];
  /**
   * Devices of the node that it opens, such as serial lines.
   * @default - none
   */
  readonly hostDevices?: HostPath[];
  /**
   * Groups of the process, of which one has to be able to write to `/etc/kubeedge`, where it makes a socket of its own beside EdgeCore's, and others
   * own its devices.
   * @default - none
   */
  readonly supplementalGroups?: number[];
  /**
   * Whether it uses the network of the node, for discovery by multicast and Bluetooth.
   * @default false
   */
  readonly hostNetwork?: boolean;
  /**
   * Files at /etc/config. Mappers of KubeEdge's framework read them with `args: ['--config-file', '/etc/config/...']`.
   * @default - none
   */
  readonly config?: Record<string, string>;
  /**
   * Arguments of the mapper.
   * @default - those of the image
   */
  readonly args?: string[];
}

/** Folder with the socket through which EdgeCore and mappers talk. */
const SOCKET_FOLDER = '/etc/kubeedge';

/**
 * A mapper: it reads and sets the devices of one protocol that are connected to its node, and runs once at each site that it is deployed to.
 * It mounts the folder with EdgeCore's socket: its stack has to admit privileged pods.
 */
export class DeviceMapper extends EdgeService {
  public constructor(scope: Construct, id: string, props: DeviceMapperProps) {
    const { protocol, hostDevices = [], supplementalGroups, hostNetwork, ...rest } = props;
    super(scope, id, {
      ...rest,
      resources: props.resources ?? { cpu: Cpu.millis(100), memory: Size.mebibytes(128) },
      replicas: Replicas.fixed(1),
      // Two mappers of one protocol would register twice with the same EdgeCore.
      maxSurge: 0,
      profile: PodProfile.edgeDevice({
        reason: `reads ${protocol.name} devices and talks to EdgeCore through its socket in ${SOCKET_FOLDER}`,
        hostNetwork,
        supplementalGroups,
        hostPaths: [{ path: SOCKET_FOLDER, writable: true }, ...hostDevices],
      }),
    });
    EdgePlatform._ofCluster(this.stack.cluster, this.node.path)._devices.addMapper({
      path: this.node.path,
      protocol: protocol.name,
      nodesAt: (name) => {
        const site = this.sites.find(({ siteName }) => siteName === name);
        return site && nodesAt(site, this._props).map(({ nodeName }) => nodeName);
      },
    });
  }
}
