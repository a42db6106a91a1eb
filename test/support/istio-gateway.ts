/** A client of the ingress gateway, and what it connects with. */
export interface Client {
  /** Port of the gateway. */
  readonly port: number;
  /** The host that it names in TLS; undefined where it speaks no TLS. */
  readonly host?: string;
}

/** Where its bytes arrive, and whether they are still those of its TLS. */
export interface Arrival {
  readonly host: string;
  readonly port: number;
  readonly encrypted: boolean;
}

/**
 * Where connections end that are no HTTP, as pilot makes its listeners (mergeGateways, createGatewayTCPFilterChainOpts, l4SingleMatch; August 2026):
 * the server by port and SNI, then the first VirtualService of its hosts and gateway: `tls` where TLS passes through, `tcp` else.
 */
export function arrivalOf(objects: any[], { port, host }: Client): Arrival | undefined {
  for (const gateway of ofKind(objects, 'Gateway')) {
    const name = `${gateway.metadata.namespace}/${gateway.metadata.name}`;
    for (const server of gateway.spec.servers) {
      const speaks = server.tls === undefined ? host === undefined : host !== undefined && server.hosts.includes(host);
      if (server.port.number !== port || !speaks || !['TCP', 'TLS'].includes(server.port.protocol)) {
        continue;
      }
      const passes = server.tls?.mode === 'PASSTHROUGH';
      for (const { spec } of ofKind(objects, 'VirtualService')) {
        const bound = spec.gateways?.includes(name) && spec.hosts.some((one: string) => server.hosts.includes(one));
        const rule = (bound ? ((passes ? spec.tls : spec.tcp) ?? []) : []).find(({ match }: any) =>
          match.some((one: any) => one.port === port && (!passes || one.sniHosts.includes(host))),
        );
        if (rule) {
          const [{ destination }] = rule.route;
          return { host: destination.host, port: destination.port.number, encrypted: passes };
        }
      }
    }
  }
  return undefined;
}

/** Whether an identity may call a workload on a port: one ALLOW policy that selects it says so (AuthorizationPolicy of security.istio.io/v1). */
export function mayConnect(objects: any[], labels: Record<string, string>, principal: string, port: number): boolean {
  return ofKind(objects, 'AuthorizationPolicy').some(
    ({ spec }) =>
      Object.entries(spec.selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
      (spec.rules ?? []).some(
        ({ from, to }: any) =>
          from.some(({ source }: any) => source.principals.includes(principal)) &&
          to.some(({ operation }: any) => operation.ports.includes(String(port))),
      ),
  );
}

const ofKind = (objects: any[], kind: string): any[] =>
  objects.filter((object) => object.kind === kind && object.apiVersion.includes('istio.io'));
