import { Duration } from 'cdk8s';
import { IRouteTarget } from './route-target';
import { GatewayTls } from './routes/gateway-tls';
import { CorsOptions } from './routes/options/cors';
import { Jwt } from './routes/options/jwt';
import { RouteFault } from './routes/options/route-fault';
import { RouteMatch } from './routes/options/route-match';
import { RouteRewrite } from './routes/options/route-rewrite';

/** How long calls may take, how often they are tried, and what is done to them on the way. */
export interface CallRouteOptions {
  /**
   * How long a request may take, retries included. Has to be below that of routes and calls that lead to its callers.
   * @default - no limit
   */
  readonly timeout?: Duration;
  /**
   * How often a failed request is tried again. Only safe for requests that may be repeated. The service may then get so many times its load more, which the
   * plan says.
   * @default 0
   */
  readonly retries?: number;
  /**
   * How long each try may take; all of them together at most `timeout`.
   * @default - the whole timeout
   */
  readonly perTryTimeout?: Duration;
  /**
   * A service that gets a copy of the requests, whose answers nobody sees. Its demand has to count them.
   * @default - none
   */
  readonly mirror?: RouteMirror;
  /**
   * A fault, to see what callers do then. Not in production.
   * @default - none
   */
  readonly fault?: RouteFault;
}

/** How requests for one host reach a service. */
export interface RouteOptions extends CallRouteOptions {
  /**
   * Only requests whose path starts so.
   * @default '/'
   */
  readonly pathPrefix?: string;
  /**
   * Only these requests, in place of `pathPrefix`.
   * @default - all below `pathPrefix`
   */
  readonly match?: RouteMatch;
  /**
   * What the service sees in place of path and host.
   * @default - what the client asked for
   */
  readonly rewrite?: RouteRewrite;
  /**
   * Which pages of other hosts may call it from a browser.
   * @default - none
   */
  readonly cors?: CorsOptions;
  /**
   * The token that a request has to carry. All routes to one port of a service ask for the same.
   * @default - none
   */
  readonly jwt?: Jwt;
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

/** Who gets a copy of requests. */
export interface RouteMirror {
  /** The service that gets it. */
  readonly target: IRouteTarget;
  /** Percent of the requests that are copied, above 0 and at most 100. */
  readonly percent: number;
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
