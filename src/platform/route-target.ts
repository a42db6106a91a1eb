import { IConstruct } from 'constructs';
import { IstioSettings } from './istio/settings';
import { Jwt } from './routes/options/jwt';

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
   * Requests per second that it is sized for; absent or 0 where nobody said.
   * @internal
   */
  readonly _arrivalsPerSecond?: number;
  /**
   * Lets an ingress gateway call a port, by default the one for routes: all of its requests, or those that carry a token.
   * @internal
   */
  _allowIngress(istio: IstioSettings, port?: number, jwt?: Jwt): void;
  /**
   * Lets those who call a service call this one too, which gets copies of the requests.
   * @internal
   */
  _allowCopiesOf?(called: IRouteTarget): void;
}
