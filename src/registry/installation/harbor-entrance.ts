import { Construct } from 'constructs';
import { HarborExposure, HarborGatewayProps } from './harbor-exposure';
import { HarborTarget, HarborTraffic } from './harbor-traffic';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { certificateOf, namedAfter } from '../../platform/routes/host-names';
import { emitGateway, emitRoute } from '../../workload/calls/gateway-objects';
import { TO_HTTPS } from '../../workload/calls/gateway-rules';

/** What core answers; all else is the portal's. */
const TO_CORE = ['/api', '/service', '/v2', '/c'];

/** What leads clients to Harbor. */
export interface EntranceParts {
  readonly scope: Construct;
  readonly stack: AutonomousStack;
  readonly traffic: HarborTraffic;
  readonly release: string;
  readonly host: string;
}

/** Leads requests in; gives the listener that the chart's own route hangs on, where it has one. */
export function expose(parts: EntranceParts, exposure: HarborExposure): object | undefined {
  const { _gateway: gateway, _certificate: certificate } = exposure;
  if (gateway) {
    return byGatewayApi(parts, gateway);
  }
  const { stack, traffic, release, host } = parts;
  const target = (part: string) =>
    new HarborTarget(traffic, part, `${release}-${part}.${stack.namespaceName}.svc.cluster.local`);
  const core = target('core');
  // Layers take as long as they take: no time limit.
  TO_CORE.forEach((pathPrefix) => stack.route(host, core, { pathPrefix, certificate }));
  stack.route(host, target('portal'), { certificate });
  return undefined;
}

function byGatewayApi({ scope, stack, traffic, release, host }: EntranceParts, props: HarborGatewayProps): object {
  const { namespaceName: routesIn, _owner: owner, mesh } = stack;
  const { className, controller, gatewayNamespace: namespace = routesIn, certificate = certificateOf(host) } = props;
  const name = namespace === routesIn ? release : `${owner.partOf}-${release}`;
  const sectionName = `https-${namedAfter(host)}`;
  const place = { name, namespace, routesIn };
  emitGateway(scope, owner, place, {
    className,
    listeners: () => [
      { name: 'http', port: 80, protocol: 'HTTP', hostname: host },
      {
        name: sectionName,
        port: 443,
        protocol: 'HTTPS',
        hostname: host,
        tls: { mode: 'Terminate', certificateRefs: [{ name: certificate }] },
      },
    ],
  });
  emitRoute(scope, owner, place, {
    kind: 'HTTPRoute',
    version: 'v1',
    name: `${release}-to-https`,
    listener: 'http',
    host,
    rules: [{ filters: [TO_HTTPS] }],
  });
  const identity = controller._identity;
  const trust = mesh._istio?.trustDomain;
  traffic.admit({
    peer: controller._peer,
    ...(trust !== undefined && identity !== undefined && { principal: `${trust}/${identity}` }),
  });
  return {
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    name,
    ...(namespace !== routesIn && { namespace }),
    sectionName,
  };
}
