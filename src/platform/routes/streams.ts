import { Construct } from 'constructs';
import { certificateOf, namedAfter } from './host-names';
import { TcpRouteOptions, TlsEnd, TlsRouteOptions } from './stream-route-options';
import { byCodeUnit, comparing } from '../../capacity/order';
import { Owner } from '../../manifest/metadata';
import { GatewayServer, virtualService, VirtualServiceSpec } from '../istio/traffic';
import { IRouteTarget } from '../route-target';

/** Connections that the gateway of a stack hands on without looking into them: a server for each, and a VirtualService for each. */
export class Streams extends Construct {
  private readonly served: GatewayServer[] = [];

  public constructor(
    scope: Construct,
    id: string,
    private readonly owner: Owner,
  ) {
    super(scope, id);
  }

  /** Servers of the Gateway, by port and host. */
  public get servers(): GatewayServer[] {
    const byPort = comparing<GatewayServer>(
      (a, b) => a.port.number - b.port.number,
      (a, b) => byCodeUnit(a.hosts[0], b.hosts[0]),
    );
    return [...this.served].sort(byPort);
  }

  /** All connections to a port of the gateway go to a service. */
  public addTcp(number: number, target: IRouteTarget, { port }: TcpRouteOptions): void {
    // The gateway compares no host here: that of the service is in no Gateway of somebody else.
    const { dnsName } = target;
    this.served.push({ port: { number, name: `tcp-${number}`, protocol: 'TCP' }, hosts: [dnsName] });
    this.lead(`tcp-${number}`, dnsName, { tcp: [{ match: [{ port: number }], ...to(target, port) }] });
  }

  /**
   * TLS connections for a host go to a service. Istio looks at `tls` where the gateway leaves TLS alone, and at `tcp` where TLS ends in it
   * (createGatewayTCPFilterChainOpts of pilot, 2026).
   */
  public addTls(host: string, target: IRouteTarget, options: TlsRouteOptions): void {
    const { gatewayPort: number = 443, end, clientCertificates, onlyTls13, port } = options;
    const { certificate = certificateOf(host) } = options;
    const atGateway = end === TlsEnd.GATEWAY;
    this.served.push({
      port: { number, name: `tls-${number}-${namedAfter(host)}`, protocol: 'TLS' },
      hosts: [host],
      tls: atGateway
        ? {
            mode: clientCertificates ? 'MUTUAL' : 'SIMPLE',
            credentialName: certificate,
            minProtocolVersion: onlyTls13 ? 'TLSV1_3' : 'TLSV1_2',
          }
        : { mode: 'PASSTHROUGH' },
    });
    const way = to(target, port);
    this.lead(
      `${host}-${number}`,
      host,
      atGateway
        ? { tcp: [{ match: [{ port: number }], ...way }] }
        : { tls: [{ match: [{ port: number, sniHosts: [host] }], ...way }] },
    );
  }

  private lead(name: string, host: string, rules: Pick<VirtualServiceSpec, 'tcp' | 'tls'>): void {
    const gateways = [`${this.owner.namespace}/${this.owner.partOf}`];
    virtualService(this, name, this.owner, name, { hosts: [host], gateways, ...rules });
  }
}

function to({ dnsName, routePort }: IRouteTarget, port = routePort) {
  return { route: [{ destination: { host: dnsName, port: { number: port } } }] };
}
