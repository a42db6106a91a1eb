import { Architecture } from '../../cluster/architecture';
import { Image } from '../../platform/image';
import { SecretKey } from '../../platform/secrets/secret-ref';
import { Port } from '../../workload/pod/port';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { EdgeService } from '../service/edge-service';

/** One port of a gateway, and the service of the site that it leads to. */
export interface EdgeGatewayRoute {
  /** Port of the node. The gateway serves one route on each. */
  readonly port: number;
  /** A service of the site, in the stack of the gateway. */
  readonly service: EdgeService;
  /**
   * Port of the service.
   * @default - its first one
   */
  readonly servicePort?: Port;
  /**
   * Name that requests are for. Then the route is one of HTTP/1.1.
   * @default - none: connections are passed on as they are
   */
  readonly host?: string;
  /**
   * Secret of the stack with `tls.crt` and `tls.key`, for TLS. With `ca.crt` callers have to show a certificate.
   * @default - none: no TLS
   */
  readonly tlsSecret?: string;
}

/** A gateway by which what is at a site, such as vehicles in a mobile network, reaches its services without the cloud. */
export interface EdgeGatewayProps {
  /** Image of the gateway: `kubeedge/edgemesh-gateway` 1.17. */
  readonly image: Image;
  /** The key that it shares with the agents of EdgeMesh: a Secret in the namespace of the stack. */
  readonly key: SecretKey;
  /** Ports, and where they lead. */
  readonly routes: EdgeGatewayRoute[];
  /**
   * What each pod asks for and may use.
   * @default - 500 millicores and 128 MiB, at most 256 MiB, as its chart does
   */
  readonly resources?: WorkloadResources;
  /**
   * Architectures of the node that it runs on.
   * @default - all
   */
  readonly architectures?: Architecture[];
  /**
   * Labels of the node that it runs on: the one of each site whose address others know.
   * @default - none
   */
  readonly nodeLabels?: Record<string, string>;
}
