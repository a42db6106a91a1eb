import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { DeviceProtocol } from './device-protocol';
import { endpointRules } from './endpoint';
import { mapperScope } from './mapper-stack';
import { Architecture } from '../../cluster/architecture';
import { Taint } from '../../cluster/taint';
import { Image } from '../../platform/image';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';
import { Health } from '../../workload/pod/health';
import { Mount } from '../../workload/pod/mount';
import { HostPath, PodProfile } from '../../workload/pod/pod-profile';
import { Port } from '../../workload/pod/port';
import { Use } from '../../workload/pod/use/use';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { Replicas } from '../../workload/sizing/replicas';
import { EdgePlatform } from '../platform/edge-platform';
import { EdgeService } from '../service/edge-service';
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
   * Devices of the node that it opens, such as serial lines. Its container is privileged then: a container runtime opens devices to no other.
   * @default - none
   */
  readonly hostDevices?: HostPath[];
  /**
   * User of the process. EdgeCore's socket, and the folder in which the mapper makes one of its own, belong to root and nobody else may write to them,
   * unless somebody changed that on the nodes.
   * @default 0
   */
  readonly user?: number;
  /**
   * How kubelet asks for its health.
   * @default - `/api/v1/ping` on port 7777, which every mapper of KubeEdge's framework answers
   */
  readonly health?: Health;
  /**
   * Groups of the process, such as those of its devices.
   * @default - none
   */
  readonly supplementalGroups?: number[];
  /**
   * Whether it uses the network of the node, for discovery by multicast and Bluetooth.
   * @default false
   */
  readonly hostNetwork?: boolean;
  /**
   * What of the platform it uses, such as the broker of its site.
   * @default - nothing
   */
  readonly uses?: Use[];
  /**
   * Secrets and volumes, such as a certificate that it shows to its devices.
   * @default - none
   */
  readonly mounts?: Mount[];
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

/** What the mapper framework of KubeEdge 1.21 and newer serves on all addresses once EdgeCore has taken the mapper (pkg/httpserver). */
const PING = Health._answers('/api/v1/ping', Port.http(7777, { name: 'ping' }));

/**
 * A mapper: it reads and sets the devices of one protocol that are connected to its node, and runs once at each site that it is deployed to.
 * It reaches the addresses of its devices and what their values are pushed to, and what it is told to call.
 *
 * It mounts the folder with EdgeCore's socket, as root: it goes to a stack and a namespace of its own, `<stack>-mappers`, unless its stack admits
 * privileged pods.
 *
 * @example
 * const mapper = new DeviceMapper(stack, 'opcua-mapper', {
 *   protocol: DeviceProtocol.OPC_UA,
 *   image: registry.image('edge/opcua', { tag: '1.6.0', digest }),
 * });
 * site.deploy(mapper);
 */
@checked
export class DeviceMapper extends EdgeService {
  /**
   * @param scope Platform that it is on.
   * @param id Name of the mapper and its objects.
   * @param props Its protocol, image, resources and sites.
   */
  public constructor(scope: Construct, id: string, props: DeviceMapperProps) {
    const { protocol, hostDevices = [], supplementalGroups, hostNetwork, user = 0, health = PING, ...rest } = props;
    super(mapperScope(scope), id, {
      ...rest,
      resources: props.resources ?? { cpu: Cpu.millis(100), memory: Size.mebibytes(128) },
      replicas: Replicas.fixed(1),
      health,
      // Two mappers of one protocol would register twice with the same EdgeCore.
      maxSurge: 0,
      profile: PodProfile.edgeDevice({
        reason: `reads ${protocol.name} devices and talks to EdgeCore through its socket in ${SOCKET_FOLDER}`,
        hostNetwork,
        supplementalGroups,
        user,
        hostPaths: [{ path: SOCKET_FOLDER, writable: true }, ...hostDevices],
      }),
    });
    const { _devices: devices } = EdgePlatform._ofCluster(this.stack.cluster, this.node.path);
    this._reaches(() => {
      const sites = new Set(this.sites.map(({ siteName }) => siteName));
      return endpointRules(devices.endpointsOf(protocol.name, sites));
    });
    devices.addMapper({
      path: this.node.path,
      protocol: protocol.name,
      nodesAt: (name) => {
        const site = this.sites.find(({ siteName }) => siteName === name);
        return site && nodesAt(site, this._props).map(({ nodeName }) => nodeName);
      },
    });
  }
}
