import { HttpRoute } from './istio/traffic';
import { RouteOptions, RouteShare } from './route-options';
import { fixed } from '../capacity/quantity';
import { isDnsSubdomain } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { timeText } from '../manifest/time-text';

/** Checks host, options and shares of a route. */
export function checkRouteProps(
  problems: Problems,
  host: string,
  shares: readonly RouteShare[],
  options: RouteOptions,
): void {
  problems.check(
    isDnsSubdomain(host) && host.includes('.'),
    'host',
    host,
    'must be a full host name; * is not allowed',
    "for example 'api.cars.example.com'",
  );
  problems.check(
    options.pathPrefix === undefined || /^\/[^\s?#]*$/.test(options.pathPrefix),
    'pathPrefix',
    options.pathPrefix,
    'must start with /',
  );
  problems.check(
    Number.isInteger(options.retries ?? 0) && (options.retries ?? 0) >= 0 && (options.retries ?? 0) <= 10,
    'retries',
    options.retries,
    'must be a whole number from 0 to 10',
  );
  problems.check(
    options.timeout === undefined || options.timeout.toMilliseconds() > 0,
    'timeout',
    timeText(options.timeout),
    'must be above 0',
  );
  problems.check(
    options.certificate === undefined || isDnsSubdomain(options.certificate),
    'certificate',
    options.certificate,
    'must be the name of a secret',
  );
  for (const { target } of shares) {
    problems.check(
      target.takesHttp,
      'target',
      target.node.path,
      'takes no HTTP on its first port',
      'Port.http(...) or Port.grpc(...) first',
    );
  }
  problems.check(shares.length > 0, 'shares', '[]', 'must name at least one service');
  for (const { target, weight, subset } of shares) {
    problems.check(
      Number.isInteger(weight) && weight >= 0 && weight <= 100,
      `weight of ${target.node.path}`,
      weight,
      'must be a whole number from 0 to 100',
    );
    problems.check(
      subset === undefined || target.subsetNames.includes(subset),
      `subset of ${target.node.path}`,
      subset,
      `is not declared; declared are: ${target.subsetNames.join(', ') || 'none'}`,
      'addSubset(name, labels) on the service',
    );
  }
  const sum = shares.reduce((total, { weight }) => total + weight, 0);
  problems.check(
    shares.length === 0 || sum === 100,
    'weights',
    shares.map(({ weight }) => weight),
    `sum to ${sum}, must sum to 100`,
  );
}

/** The prefix without a slash at the end. */
export function normalised(pathPrefix: string = '/'): string {
  return pathPrefix.replace(/\/+$/, '') || '/';
}

/** The entry of a VirtualService for a route. */
export function httpRoute(shares: readonly RouteShare[], options: RouteOptions): HttpRoute {
  const prefix = normalised(options.pathPrefix);
  const seconds = options.timeout && fixed(options.timeout.toMilliseconds() / 1000, 3);
  const retries = options.retries ?? 0;
  return {
    // Istio's prefix /v1 also takes /v10: the path itself, or below it.
    ...(prefix !== '/' && { match: [{ uri: { exact: prefix } }, { uri: { prefix: `${prefix}/` } }] }),
    route: shares.map(({ target, weight, subset }) => ({
      destination: {
        host: target.dnsName,
        port: { number: target.routePort },
        ...(subset !== undefined && { subset }),
      },
      ...(shares.length > 1 && { weight }),
    })),
    ...(seconds !== undefined && { timeout: `${seconds}s` }),
    // Attempts are written out even when there are none: Istio's own default is two.
    retries:
      retries === 0
        ? { attempts: 0 }
        : { attempts: retries, retryOn: 'connect-failure,refused-stream,unavailable,503' },
  };
}
