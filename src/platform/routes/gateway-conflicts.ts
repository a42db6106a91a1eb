import { Claim, Found, list, meetings } from './claims';
import { byCodeUnit } from '../../capacity/order';

/** Where on its Gateway a route is, and what it takes there. */
interface Attached {
  readonly kind: string;
  readonly section?: string;
  readonly port?: number;
  readonly match: string;
}

/**
 * Routes that take the same of one Gateway: of two that match alike the older one answers, and of an HTTPRoute and a GRPCRoute of one host the
 * younger is refused (Gateway API 1.6, HTTPRouteRule and GRPCRouteSpec). A port without a host has one TCPRoute.
 */
export function checkAttached(routes: readonly Found[]): string[] {
  const claims = routes.flatMap(({ path, json: { kind = '', spec = {}, metadata = {} } }) =>
    list(spec.parentRefs).flatMap(({ kind: parentKind = 'Gateway', namespace, name, sectionName: section, port }) => {
      const parent = `${parentKind} ${namespace ?? metadata.namespace ?? 'default'}/${name}`;
      const hosts = list(spec.hostnames);
      return (kind === 'TCPRoute' || hosts.length === 0 ? ['*'] : hosts).flatMap((host) =>
        matchesOf(kind, spec).map(({ match, says }): Claim<Attached> => {
          const at = kind === 'TCPRoute' ? `port ${port ?? section ?? '*'}` : `${says}host ${host}`;
          const bucket = JSON.stringify([kind === 'TCPRoute' || kind === 'TLSRoute' ? kind : '', parent, host]);
          return { path, bucket, what: `${at} on ${parent}`, detail: { kind, section, port, match } };
        }),
      );
    }),
  );
  return meetings(claims, (a, b) => {
    const both = (x: unknown, y: unknown) => x === undefined || y === undefined || x === y;
    const there = both(a.detail.section, b.detail.section) && both(a.detail.port, b.detail.port);
    const alike = a.detail.kind !== b.detail.kind || a.detail.match === b.detail.match;
    return a.path !== b.path && there && alike
      ? { code: 'ROUTE_TAKEN', taken: 'routed', cure: 'another host or path, since of two the older one answers' }
      : undefined;
  });
}

/** What the rules of a route look at, in one form for the same. */
function matchesOf(kind: string, spec: any): { match: string; says: string }[] {
  const named = (entries: unknown) =>
    list(entries)
      .map(({ name, type = 'Exact', value }) => [String(name).toLowerCase(), type, value].join())
      .sort(byCodeUnit);
  const orAll = (entries: any[]) => (entries.length > 0 ? entries : [{}]);
  const rules = kind === 'HTTPRoute' || kind === 'GRPCRoute' ? list(spec.rules) : [];
  return orAll(rules).flatMap((rule) =>
    orAll(list(rule.matches)).map(({ path, method, headers, queryParams }) => {
      if (kind !== 'HTTPRoute') {
        const { service, method: name } = method ?? {};
        return { match: JSON.stringify([service, name, named(headers)]), says: service ? `method ${service} of ` : '' };
      }
      const { type = 'PathPrefix', value = '/' } = path ?? {};
      const whole = type === 'PathPrefix' ? String(value).replace(/(.)\/+$/, '$1') : value;
      const match = JSON.stringify([type, whole, method, named(headers), named(queryParams)]);
      return { match, says: `path ${whole} of ` };
    }),
  );
}

/**
 * Listeners of one Gateway that its controller cannot tell apart, of which none is served: TCP beside anything else on a port, HTTP beside TLS, and one
 * host with HTTPS and with TLS (Listener of Gateway API 1.6).
 */
export function checkListeners(gateways: readonly Found[]): string[] {
  const claims = gateways.flatMap(({ path, json }) =>
    list(json.spec?.listeners).map(({ name, port, protocol, hostname = '*' }): Claim<Listening> => ({
      path,
      bucket: JSON.stringify([path, port, protocol === 'UDP']),
      what: `port ${port} of listener ${name}`,
      detail: { speaks: protocol === 'HTTPS' ? 'TLS' : protocol, hostname },
    })),
  );
  return meetings(claims, (a, b) => {
    if (a.detail.speaks !== b.detail.speaks) {
      return { code: 'PORT_TAKEN', taken: `served as ${a.detail.speaks}`, cure: 'a port for each protocol' };
    }
    return a.detail.hostname === b.detail.hostname
      ? { code: 'HOST_TAKEN', taken: `served for ${a.detail.hostname}`, cure: 'one listener for one host' }
      : undefined;
  });
}

interface Listening {
  readonly speaks: string;
  readonly hostname: string;
}
