import { IConstruct } from 'constructs';
import { IstioSettings } from './istio/settings';

/** Something that a stack can route requests to: a service with a port. */
export interface IRouteTarget extends IConstruct {
  /** Full DNS name of the service. */
  readonly dnsName: string;
  /** Port of the service that takes requests. */
  readonly routePort: number;
  /** Names of the subsets that traffic can be split over. */
  readonly subsetNames: string[];
  /** Whether requests of HTTP or gRPC arrive at that port. */
  readonly takesHttp: boolean;
  /**
   * Lets an ingress gateway call a port, by default the one for routes.
   * @internal
   */
  _allowIngress(istio: IstioSettings, port?: number): void;
}
