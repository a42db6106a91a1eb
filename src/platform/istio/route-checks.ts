import { Chart } from 'cdk8s';
import { KubeObject } from '../../manifest/kube';
import { manifestsIn } from '../../manifest/objects';
import { ReadObject } from '../../planner/reading/description';
import { Found, list } from '../routes/claims';

/** Namespaced names and hosts that routes may name, found in the charts of a cluster. */
interface Targets {
  readonly services: ReadonlySet<string>;
  readonly externalHosts: ReadonlySet<string>;
  /** Subsets by host of their DestinationRule. */
  readonly subsets: ReadonlyMap<string, ReadonlySet<string>>;
  /** Hosts by `<namespace>/<gateway>`. */
  readonly gateways: ReadonlyMap<string, readonly string[]>;
}

const KINDS: ReadonlySet<string> = new Set([
  'DestinationRule',
  'Deployment',
  'Gateway',
  'Rollout',
  'Service',
  'ServiceEntry',
  'StatefulSet',
  'VirtualService',
]);

/** Kinds whose pods a subset may select. */
const RUNS = ['Deployment', 'Rollout', 'StatefulSet'];

/**
 * Checks every Istio route of a cluster, whoever made it: weights sum to 100, hosts, subsets and gateways exist, subsets have
 * pods. None of this is in Istio's schema, so the API server would take it.
 * @param counted what charts of others make, as far as it is known
 */
export function checkRoutes(charts: readonly Chart[], counted: readonly ReadObject[]): string[] {
  const objects = manifestsIn(charts);
  if (!objects.some(({ kind, group }) => group === 'networking.istio.io' && KINDS.has(kind))) {
    return [];
  }
  const found = [
    ...objects.filter(({ kind }) => KINDS.has(kind)).map(({ path, json }): Found => ({ path, json: json() })),
    ...counted,
  ];
  const of = (kind: string) => found.filter(({ json }) => json.kind === kind);
  const targets = findTargets(found.map(({ json }) => json));
  return [
    ...of('VirtualService').flatMap((route) => checkRoute(route, targets)),
    ...of('DestinationRule').flatMap((rule) => checkSubsets(rule, RUNS.flatMap(of))),
  ];
}

function checkRoute({ path, json }: Found, targets: Targets): string[] {
  const { spec = {}, metadata = {} } = json;
  const namespace = metadata.namespace ?? 'default';
  const problems: string[] = [];
  for (const rule of [...list(spec.http), ...list(spec.tcp), ...list(spec.tls)]) {
    const shares = list(rule.route);
    const sum = shares.reduce((total, { weight }) => total + (weight ?? (shares.length === 1 ? 100 : 0)), 0);
    if (shares.length > 0 && sum !== 100) {
      problems.push(`weights ${shares.map(({ weight }) => weight ?? 0).join(' + ')} sum to ${sum}, must sum to 100`);
    }
    const mirrors = [...list(rule.mirrors), ...(rule.mirror ? [{ destination: rule.mirror }] : [])];
    for (const { destination = {} } of [...shares, ...mirrors]) {
      const host = qualified(destination.host ?? '', namespace);
      if (!targets.services.has(host) && !targets.externalHosts.has(destination.host)) {
        problems.push(`host ${destination.host} is no Service or ServiceEntry of the cluster's charts`);
      }
      if (destination.subset !== undefined && !targets.subsets.get(host)?.has(destination.subset)) {
        problems.push(`subset ${destination.subset} is in no DestinationRule of ${destination.host}`);
      }
    }
  }
  for (const gateway of list(spec.gateways).filter((name) => name !== 'mesh')) {
    const hosts = targets.gateways.get(gateway.includes('/') ? gateway : `${namespace}/${gateway}`);
    const unserved = list(spec.hosts).filter((host) => hosts && !hosts.includes(host));
    if (!hosts) {
      problems.push(`gateway ${gateway} is in no chart of the cluster`);
    }
    problems.push(
      ...unserved.map((host) => `host ${host} is not served by gateway ${gateway}, which serves ${hosts!.join(', ')}`),
    );
  }
  return problems.map((problem) => `ROUTE_INVALID ${path}: VirtualService ${metadata.name}: ${problem}`);
}

/** A subset whose labels no pod template carries would answer 503 to everything. */
function checkSubsets({ path, json }: Found, workloads: readonly Found[]): string[] {
  const namespace = json.metadata?.namespace;
  const templates = workloads
    .filter((workload) => workload.json.metadata?.namespace === namespace)
    .map((workload): Record<string, string> => workload.json.spec?.template?.metadata?.labels ?? {});
  return list(json.spec?.subsets)
    .filter(
      ({ labels = {} }) => !templates.some((own) => Object.entries(labels).every(([key, value]) => own[key] === value)),
    )
    .map(
      ({ name, labels }) =>
        `SUBSET_WITHOUT_PODS ${path}: subset ${name} selects ${JSON.stringify(labels)}, which no pod template of namespace ${namespace} carries; cure: podLabels on the workload`,
    );
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
      list(spec.hosts).forEach((host) => externalHosts.add(host));
    }
    if (kind === 'Gateway') {
      gateways.set(
        `${namespace}/${metadata.name}`,
        list(spec.servers).flatMap((server) => list(server.hosts)),
      );
    }
    if (kind === 'DestinationRule') {
      const host = qualified(spec.host ?? '', namespace);
      const known = subsets.get(host) ?? new Set<string>();
      list(spec.subsets).forEach(({ name }) => known.add(name));
      subsets.set(host, known);
    }
  }
  return { services, externalHosts, subsets, gateways };
}

/** The full name that Istio makes of a short one: it takes the namespace of the object that names it. */
function qualified(host: string, namespace: string): string {
  return host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}
