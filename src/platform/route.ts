import { HttpRoute } from './istio/traffic';
import { CallRouteOptions, RouteOptions, RouteShare } from './route-options';
import { fixed } from '../capacity/quantity';
import { checkCors, corsPolicy } from './routes/options/cors-policy';
import { RouteCondition } from './routes/options/route-condition';
import { RouteMatch } from './routes/options/route-match';
import { Environment } from '../cluster/environment/environment';
import { isDnsSubdomain } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { timeText } from '../manifest/time-text';

/** Checks host, options and shares of a route. */
export function checkRouteProps(
  problems: Problems,
  host: string,
  shares: readonly RouteShare[],
  options: RouteOptions,
  environment?: Environment,
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
    options.match === undefined || options.pathPrefix === undefined,
    'pathPrefix',
    options.pathPrefix,
    'is beside a match',
    'RouteMatch.pathPrefix(...) in the match',
  );
  options.match?._check(problems);
  options.rewrite?._check(problems, conditionsOf(options));
  if (options.cors) {
    checkCors(problems, options.cors);
  }
  checkCallOptions(problems, options, environment);
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

/** Checks times, tries, copies and faults. */
export function checkCallOptions(problems: Problems, options: CallRouteOptions, environment?: Environment): void {
  const { retries = 0, timeout, perTryTimeout, mirror, fault } = options;
  problems.check(
    Number.isInteger(retries) && retries >= 0 && retries <= 10,
    'retries',
    options.retries,
    'must be a whole number from 0 to 10',
  );
  problems.check(
    timeout === undefined || timeout.toMilliseconds() > 0,
    'timeout',
    timeText(timeout),
    'must be above 0',
  );
  const each = perTryTimeout?.toMilliseconds() ?? 0;
  problems.check(perTryTimeout === undefined || each > 0, 'perTryTimeout', timeText(perTryTimeout), 'must be above 0');
  const whole = timeout?.toMilliseconds() ?? Infinity;
  problems.check(
    (retries + 1) * each <= whole,
    'perTryTimeout',
    timeText(perTryTimeout),
    `of ${retries + 1} tries is ${(retries + 1) * each} ms, above the timeout of ${whole} ms, which ends the last of them`,
    `at most ${Math.floor(whole / (retries + 1))} ms`,
  );
  if (mirror) {
    const { target, percent } = mirror;
    const there = typeof target?._allowIngress === 'function';
    problems.check(there, 'mirror', target, 'must be a Microservice or StatefulService');
    problems.check(!there || target.takesHttp, 'mirror', target?.node.path, 'takes no HTTP on its first port');
    problems.check(percent > 0 && percent <= 100, 'mirror', percent, 'must be above 0 and at most 100 percent');
  }
  fault?._check(problems, environment);
}

/** The prefix without a slash at the end. */
export function normalised(pathPrefix: string = '/'): string {
  return pathPrefix.replace(/\/+$/, '') || '/';
}

/** What a route looks at: its alternatives. */
export function conditionsOf({ match, pathPrefix }: RouteOptions): readonly RouteCondition[] {
  return (match ?? RouteMatch.pathPrefix(normalised(pathPrefix)))._conditions;
}

/** One alternative of a route, in the form that Istio takes. */
export interface RankedRoute {
  readonly condition: RouteCondition;
  readonly routes: readonly HttpRoute[];
}

/** The entries of a VirtualService for a route, by what they look at. */
export function httpRoutes(shares: readonly RouteShare[], options: RouteOptions): RankedRoute[] {
  const { rewrite, cors } = options;
  const what: HttpRoute = {
    ...(cors && { corsPolicy: corsPolicy(cors) }),
    ...callRoute(
      shares.map(({ target, weight, subset }) => ({
        destination: {
          host: target.dnsName,
          port: { number: target.routePort },
          ...(subset !== undefined && { subset }),
        },
        ...(shares.length > 1 && { weight }),
      })),
      options,
    ),
  };
  return conditionsOf(options).map((condition) => {
    const matches = matchesOf(condition);
    if (!rewrite) {
      return {
        condition,
        routes: [{ ...(matches.length > 0 && { match: matches.map(({ match }) => match) }), ...what }],
      };
    }
    // What is below a prefix has a slash more than the prefix itself: another rewrite.
    const each = matches.length > 0 ? matches : [{ match: undefined, below: true }];
    return {
      condition,
      routes: each.map(({ match, below }) => ({
        ...(match && { match: [match] }),
        rewrite: rewrite._istio(below),
        ...what,
      })),
    };
  });
}

/** Where requests go, how long they may take and what is done to them: as the mesh and its gateways know it alike. */
export function callRoute(route: HttpRoute['route'], options: CallRouteOptions): HttpRoute {
  const { retries = 0, timeout, perTryTimeout, mirror, fault } = options;
  const seconds = timeout && fixed(timeout.toMilliseconds() / 1000, 3);
  const each = perTryTimeout && fixed(perTryTimeout.toMilliseconds() / 1000, 3);
  return {
    ...(fault && { fault: fault._istio() }),
    ...(mirror && {
      mirrors: [
        {
          destination: { host: mirror.target.dnsName, port: { number: mirror.target.routePort } },
          percentage: { value: mirror.percent },
        },
      ],
    }),
    route,
    ...(seconds !== undefined && { timeout: `${seconds}s` }),
    // Attempts are written out even when there are none: Istio's own default is two.
    retries:
      retries === 0
        ? { attempts: 0 }
        : {
            attempts: retries,
            ...(each !== undefined && { perTryTimeout: `${each}s` }),
            retryOn: 'connect-failure,refused-stream,unavailable,503',
          },
  };
}

/** Istio's prefix /v1 also takes /v10: the path itself, or below it. */
function matchesOf({ path, method, headers, query }: RouteCondition): { match: object; below: boolean }[] {
  const texts = (all: RouteCondition['headers'], form: '_istio' | '_istioQuery') =>
    Object.fromEntries(Object.entries(all).map(([name, text]) => [name, text[form]()]));
  const more = {
    ...(method !== undefined && { method: { exact: method } }),
    ...(Object.keys(headers).length > 0 && { headers: texts(headers, '_istio') }),
    ...(Object.keys(query).length > 0 && { queryParams: texts(query, '_istioQuery') }),
  };
  if (path.kind !== 'prefix') {
    return [{ match: { uri: { [path.kind]: path.value }, ...more }, below: false }];
  }
  if (path.value === '/') {
    return Object.keys(more).length > 0 ? [{ match: more, below: true }] : [];
  }
  return [
    { match: { uri: { exact: path.value }, ...more }, below: false },
    { match: { uri: { prefix: `${path.value}/` }, ...more }, below: true },
  ];
}

/** What was matched before is not asked again: the exact path of a prefix may have a route of its own. */
export function withoutRepeats(routes: readonly HttpRoute[]): HttpRoute[] {
  const seen = new Set<string>();
  return routes.flatMap((route) => {
    const left = route.match?.filter((one) => !seen.has(JSON.stringify(one)));
    left?.forEach((one) => seen.add(JSON.stringify(one)));
    return left?.length === 0 ? [] : [{ ...route, ...(left && { match: left }) }];
  });
}
