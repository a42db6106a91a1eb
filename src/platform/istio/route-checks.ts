import { ApiObject, Chart } from 'cdk8s';
import { KubeObject } from '../../manifest/kube';

/** Namespaced names and hosts that routes may name, found in the charts of a cluster. */
interface Targets {
  readonly services: ReadonlySet<string>;
  readonly externalHosts: ReadonlySet<string>;
  /** Subsets by host of their DestinationRule. */
  readonly subsets: ReadonlyMap<string, ReadonlySet<string>>;
  /** Hosts by `<namespace>/<gateway>`. */
  readonly gateways: ReadonlyMap<string, readonly string[]>;
}

/**
 * Checks every VirtualService of a chart, whoever made it: weights sum to 100, hosts, subsets and gateways exist. None of
 * this is in Istio's schema, so the API server would take it.
 */
export function checkRoutes(charts: readonly Chart[], chart: Chart): string[] {
  const routes = objectsOf([chart], new Set(['VirtualService']));
  if (routes.length === 0) {
    return [];
  }
  const targets = findTargets(
    objectsOf(charts, new Set(['Service', 'ServiceEntry', 'DestinationRule', 'Gateway'])).map(({ json }) => json),
  );
  return routes.flatMap(({ path, json }) =>
    checkRoute(json, targets).map(
      (problem) => `ROUTE_INVALID ${path}: VirtualService ${json.metadata?.name}: ${problem}`,
    ),
  );
}

function checkRoute({ spec = {}, metadata = {} }: KubeObject, targets: Targets): string[] {
  const namespace = metadata.namespace ?? 'default';
  const problems: string[] = [];
  for (const http of spec.http ?? []) {
    const shares: any[] = http.route ?? [];
    const sum = shares.reduce((total, { weight }) => total + (weight ?? (shares.length === 1 ? 100 : 0)), 0);
    if (shares.length > 0 && sum !== 100) {
      problems.push(`weights ${shares.map(({ weight }) => weight ?? 0).join(' + ')} sum to ${sum}, must sum to 100`);
    }
    for (const { destination = {} } of shares) {
      const host = qualified(destination.host ?? '', namespace);
      if (!targets.services.has(host) && !targets.externalHosts.has(destination.host)) {
        problems.push(`host ${destination.host} is no Service or ServiceEntry of the cluster's charts`);
      }
      if (destination.subset !== undefined && !targets.subsets.get(host)?.has(destination.subset)) {
        problems.push(`subset ${destination.subset} is in no DestinationRule of ${destination.host}`);
      }
    }
  }
  for (const gateway of (spec.gateways ?? []).filter((name: string) => name !== 'mesh')) {
    const hosts = targets.gateways.get(gateway.includes('/') ? gateway : `${namespace}/${gateway}`);
    if (!hosts) {
      problems.push(`gateway ${gateway} is in no chart of the cluster`);
      continue;
    }
    for (const host of spec.hosts ?? []) {
      if (!hosts.includes(host)) {
        problems.push(`host ${host} is not served by gateway ${gateway}: ${hosts.join(', ')}`);
      }
    }
  }
  return problems;
}

function findTargets(objects: readonly KubeObject[]): Targets {
  const services = new Set<string>();
  const externalHosts = new Set<string>();
  const subsets = new Map<string, Set<string>>();
  const gateways = new Map<string, string[]>();
  for (const { kind, metadata = {}, spec = {} } of objects) {
    const namespace = metadata.namespace ?? 'default';
    if (kind === 'Service') {
      services.add(qualified(metadata.name ?? '', namespace));
    }
    if (kind === 'ServiceEntry') {
      for (const host of spec.hosts ?? []) {
        externalHosts.add(host);
      }
    }
    if (kind === 'Gateway') {
      gateways.set(
        `${namespace}/${metadata.name}`,
        (spec.servers ?? []).flatMap((server: any) => server.hosts ?? []),
      );
    }
    if (kind === 'DestinationRule') {
      const host = qualified(spec.host ?? '', namespace);
      const known = subsets.get(host) ?? new Set<string>();
      for (const subset of spec.subsets ?? []) {
        known.add(subset.name);
      }
      subsets.set(host, known);
    }
  }
  return { services, externalHosts, subsets, gateways };
}

/** The full name that Istio makes of a short one: it takes the namespace of the object that names it. */
function qualified(host: string, namespace: string): string {
  return host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}

function objectsOf(
  charts: readonly Chart[],
  kinds: ReadonlySet<string>,
): { readonly path: string; readonly json: KubeObject }[] {
  return charts
    .flatMap((chart) => chart.node.findAll())
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && kinds.has(construct.kind))
    .map((object) => ({ path: object.node.path, json: object.toJson() }));
}
