/** What a client asks a Gateway for. */
export interface Asked {
  readonly port: number;
  /** Host that it names, in TLS or in the request. */
  readonly host?: string;
  /** Path of a request; undefined for bytes that are none. */
  readonly path?: string;
}

const ROUTES: Readonly<Record<string, readonly string[]>> = {
  HTTP: ['HTTPRoute', 'GRPCRoute'],
  HTTPS: ['HTTPRoute', 'GRPCRoute'],
  TLS: ['TLSRoute'],
  TCP: ['TCPRoute'],
};

/** How much of a path a match takes; -1 where it takes another one. */
function taken(kind: string, match: any, path: string): number {
  if (kind === 'GRPCRoute') {
    const { service, method } = match.method ?? {};
    const whole = service ? `/${service}/${method ?? ''}` : '/';
    return path.startsWith(whole) ? whole.length : -1;
  }
  const value = match.path.value.replace(/\/$/, '');
  return path === value || path.startsWith(`${value}/`) ? value.length : -1;
}

/**
 * Where a Gateway leads to, as Gateway API 1.6 has it: the listener by port and host, the routes that name it and that its protocol and namespaces let
 * attach, the longest match of these. `redirect`, `<service>:<port>`, or nothing.
 */
export function ledTo(objects: any[], { port, host, path = '' }: Asked): string | undefined {
  const gateway = objects.find(({ kind, apiVersion }) => kind === 'Gateway' && apiVersion.startsWith('gateway.'));
  const listeners = gateway.spec.listeners.filter((one: any) => one.port === port);
  const listener = listeners.find((one: any) => one.hostname === host) ?? listeners.find((one: any) => !one.hostname);
  const routes = objects.filter(
    ({ kind, metadata, spec }) =>
      ROUTES[listener?.protocol]?.includes(kind) &&
      spec.parentRefs.some(
        (ref: any) =>
          ref.name === gateway.metadata.name &&
          (ref.namespace ?? metadata.namespace) === gateway.metadata.namespace &&
          ref.sectionName === listener.name,
      ) &&
      (spec.hostnames === undefined || spec.hostnames.includes(host)) &&
      mayAttach(listener, gateway, metadata.namespace),
  );
  const rules = routes.flatMap(({ kind, spec }) =>
    spec.rules.flatMap((rule: any) =>
      (rule.matches ?? [{ path: { value: '/' } }]).map((match: any) => ({
        rule,
        length: ['HTTP', 'HTTPS'].includes(listener.protocol) ? taken(kind, match, path) : 0,
      })),
    ),
  );
  const best = rules.filter(({ length }) => length >= 0).sort((a, b) => b.length - a.length)[0]?.rule;
  if (best?.filters) {
    return `redirect to ${best.filters[0].requestRedirect.scheme}`;
  }
  return best && `${best.backendRefs[0].name}:${best.backendRefs[0].port}`;
}

function mayAttach({ allowedRoutes }: any, { metadata }: any, namespace: string): boolean {
  const { from, selector } = allowedRoutes.namespaces;
  return from === 'Same'
    ? namespace === metadata.namespace
    : selector.matchLabels['kubernetes.io/metadata.name'] === namespace;
}

/** What of the validation rules (CEL) in the CRD of Gateways a Gateway breaks. */
export function refusedListeners({ spec }: any): string[] {
  const all: any[] = spec.listeners;
  const key = ({ port, protocol, hostname }: any) => `${port} ${protocol} ${hostname}`;
  return [
    ...all.filter((one) => ['HTTP', 'TCP'].includes(one.protocol) && one.tls).map(() => 'tls must not be specified'),
    ...all.filter((one) => one.protocol === 'TLS' && !one.tls?.mode).map(() => 'tls mode must be set'),
    ...all.filter((one) => one.protocol === 'TCP' && one.hostname).map(() => 'hostname must not be specified'),
    ...all
      .filter((one) => one.tls?.mode === 'Terminate' && !one.tls.certificateRefs?.length)
      .map(() => 'no certificate'),
    ...(new Set(all.map(({ name }) => name)).size < all.length ? ['name must be unique'] : []),
    ...(new Set(all.map(key)).size < all.length ? ['combination must be unique'] : []),
    ...(all.length > 64 || all.length < 1 ? ['1 to 64 listeners'] : []),
  ];
}
