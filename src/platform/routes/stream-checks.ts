import { TlsEnd, TlsRouteOptions } from './stream-route-options';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { IstioSettings } from '../istio/settings';
import { IRouteTarget } from '../route-target';

/** Checks what a route of connections has whatever they carry: a gateway that listens on the port, and a service behind it. */
export function checkStream(
  problems: Problems,
  istio: IstioSettings | undefined,
  gatewayPort: number,
  target: IRouteTarget,
): void {
  const { ingressPorts = [] } = istio ?? {};
  const cure = 'mesh: Mesh.istio() on the stack';
  problems.check(istio !== undefined, 'gatewayPort', gatewayPort, 'needs a mesh with an ingress gateway', cure);
  problems.check(
    !istio || ingressPorts.includes(gatewayPort),
    'gatewayPort',
    gatewayPort,
    `is not among the ports of the gateway's Service, ${ingressPorts.join(', ')}`,
    `service.ports in the values of its chart, and Mesh.istio({ ingressPorts: [${[...ingressPorts, gatewayPort].join(', ')}] })`,
  );
  const routable = typeof target?._allowIngress === 'function';
  problems.check(routable, 'target', target, 'must be a Microservice or StatefulService');
}

/** Checks host and certificate of a route of TLS connections. */
export function checkTlsRoute(problems: Problems, host: string, options: TlsRouteOptions): void {
  const { end = TlsEnd.SERVICE, certificate, clientCertificates, onlyTls13 } = options;
  const full = isDnsSubdomain(host) && host.includes('.');
  problems.check(full, 'host', host, 'must be a full host name; * is not allowed', "for example 'mqtt.example.com'");
  const named = certificate === undefined || isDnsSubdomain(certificate);
  problems.check(named, 'certificate', certificate, 'must be the name of a secret');
  for (const [prop, given] of Object.entries({ certificate, clientCertificates, onlyTls13 })) {
    const cure = 'end: TlsEnd.GATEWAY, or leave it to the service';
    problems.check(
      given === undefined || end === TlsEnd.GATEWAY,
      prop,
      given,
      'is for TLS that ends in the gateway',
      cure,
    );
  }
}
