import { Duration } from 'cdk8s';
import { IRouteTarget } from './route-target';
import { GatewayTls } from './routes/gateway-tls';

/** How requests for one host reach a service. */
export interface RouteOptions {
  /**
   * Only requests whose path starts so.
   * @default '/'
   */
  readonly pathPrefix?: string;
  /**
   * How long a request may take, retries included.
   * @default - no limit
   */
  readonly timeout?: Duration;
  /**
   * How often a failed request is tried again. Only safe for requests that may be repeated.
   * @default 0
   */
  readonly retries?: number;
  /**
   * Secret with the certificate of the host, in the namespace of the ingress gateway.
   * @default - the host with dots as dashes, and `-tls`
   */
  readonly certificate?: string;
  /**
   * Who signs the certificate, and what is asked of clients. All routes of a host say the same, or nothing.
   * @default - TLS 1.2 or newer, and no certificates of clients
   */
  readonly tls?: GatewayTls;
}

/** A share of the requests for one host. */
export interface RouteShare {
  /** The service that takes it. */
  readonly target: IRouteTarget;
  /** Percent of the requests; all shares of a route sum to 100. */
  readonly weight: number;
  /**
   * Subset of the service's pods.
   * @default - all of them
   */
  readonly subset?: string;
}
