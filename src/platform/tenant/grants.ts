import { Manifest } from '../../manifest/objects';

/** A namespace that an object opens its own to, or that it reaches into; 'all' where it names none. */
export interface Grant {
  readonly to: string;
  readonly direction: 'in' | 'out';
  /** True where it is about a gateway of the namespace: whom that passes on is said at the workloads behind it. */
  readonly through?: boolean;
}

type Json = Readonly<Record<string, any>>;

/** Label of the pods of a gateway, such as a waypoint (gateway.networking.k8s.io). */
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Namespaces beside its own that an object lets in or reaches: what policies, routes and bindings say. */
export function grantsOf({ group, kind, namespace, json }: Manifest): Grant[] {
  const read = READERS[`${group}/${kind}`];
  if (!read) {
    return [];
  }
  return read(json() as Json).filter(({ to }) => to !== namespace);
}

const READERS: Readonly<Record<string, (json: Json) => Grant[]>> = {
  'networking.k8s.io/NetworkPolicy': networkPolicy,
  'security.istio.io/AuthorizationPolicy': authorizationPolicy,
  'networking.istio.io/VirtualService': byHosts,
  'gateway.networking.k8s.io/HTTPRoute': backends,
  'gateway.networking.k8s.io/GRPCRoute': backends,
  'gateway.networking.k8s.io/TCPRoute': backends,
  'gateway.networking.k8s.io/TLSRoute': backends,
  'rbac.authorization.k8s.io/RoleBinding': ({ subjects }) =>
    list(subjects).flatMap(({ namespace }) => (namespace === undefined ? [] : [{ to: namespace, direction: 'in' }])),
};

function networkPolicy({ spec = {} }: Json): Grant[] {
  const types = spec.policyTypes ?? ['Ingress'];
  const ingress = types.includes('Ingress') ? list(spec.ingress) : [];
  const through = spec.podSelector?.matchLabels?.[GATEWAY_NAME] !== undefined;
  return [
    ...ingress.flatMap(({ from }) =>
      list(from).length === 0 ? [everybody] : list(from).flatMap((peer) => letIn(peer, through)),
    ),
    // What goes out is let in elsewhere, or not: only whom it names counts.
    ...list(spec.egress)
      .flatMap(({ to }) => list(to))
      .flatMap((peer) => namespacesOf(peer))
      .filter((to) => to !== 'all')
      .map((to): Grant => ({ to, direction: 'out' })),
  ];
}

const everybody: Grant = { to: 'all', direction: 'in' };

function letIn(peer: Json, through: boolean): Grant[] {
  return namespacesOf(peer).map((to) => ({ to, direction: 'in', ...(through && { through }) }));
}

/** Namespaces that a peer selects by name; 'all' where it selects them by anything else. Addresses and pods of its own namespace are none. */
function namespacesOf({ namespaceSelector }: Json): string[] {
  if (!namespaceSelector) {
    return [];
  }
  const { matchLabels = {}, matchExpressions } = namespaceSelector;
  const name = matchLabels[NAMESPACE_NAME];
  const named = list(matchExpressions).find(({ key, operator }) => key === NAMESPACE_NAME && operator === 'In');
  return name !== undefined ? [name] : (named?.values ?? ['all']);
}

function authorizationPolicy({ spec = {} }: Json): Grant[] {
  if ((spec.action ?? 'ALLOW') !== 'ALLOW') {
    return [];
  }
  // Who comes to a port of pods is said by their network policies, which are read too; behind a waypoint these say nothing of workloads.
  const isOfPods = spec.selector !== undefined && spec.targetRefs === undefined;
  return list(spec.rules).flatMap(({ from, to }) => {
    const sources = list(from).map(({ source = {} }) => source);
    const isPort = list(to).length > 0 && list(to).every(({ operation }) => list(operation?.ports).length > 0);
    return sources.length > 0 ? sources.flatMap(sourceGrants) : isOfPods && isPort ? [] : [everybody];
  });
}

/** All that a source says has to hold: whoever is named by principal or by namespace is known, others may be anybody. */
function sourceGrants({ principals, namespaces, requestPrincipals, ipBlocks, remoteIpBlocks }: Json): Grant[] {
  const named = [
    ...list(principals).map((principal) => /(^|\/)ns\/([^/*]+)\/sa\//.exec(String(principal))?.[2] ?? 'all'),
    ...list(namespaces).map((namespace) => (String(namespace).includes('*') ? 'all' : String(namespace))),
  ];
  const outside = [requestPrincipals, ipBlocks, remoteIpBlocks].some((some) => list(some).length > 0);
  return named.length === 0 && !outside ? [everybody] : named.map((to) => ({ to, direction: 'in' }));
}

/** Hosts of Services in other namespaces that a route leads to or mirrors to. */
function byHosts({ spec = {} }: Json): Grant[] {
  const rules = [...list(spec.http), ...list(spec.tcp), ...list(spec.tls)];
  const hosts = rules.flatMap(({ route, mirror, mirrors }) => [
    ...list(route).map(({ destination }) => destination?.host),
    mirror?.host,
    ...list(mirrors).map(({ destination }) => destination?.host),
  ]);
  return hosts.flatMap((host): Grant[] => {
    const to = /^[^.]+\.([^.]+)\.svc(\.|$)/.exec(String(host))?.[1];
    return to === undefined ? [] : [{ to, direction: 'out' }];
  });
}

function backends({ spec = {} }: Json): Grant[] {
  const rules = list(spec.rules);
  const filters = rules
    .flatMap((rule) => list(rule.filters))
    .map(({ requestMirror }) => requestMirror?.backendRef ?? {});
  return [...rules.flatMap(({ backendRefs }) => list(backendRefs)), ...filters].flatMap(({ namespace }) =>
    namespace === undefined ? [] : [{ to: String(namespace), direction: 'out' as const }],
  );
}

function list(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}
