import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';

/** Kinds of routes of Gateway API. */
export type GatewayRouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute';

const GROUP = 'gateway.networking.k8s.io';

/** The fields of a listener of gateway.networking.k8s.io/v1 Gateway that are used here. */
export interface Listener {
  readonly name: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TLS' | 'TCP';
  readonly hostname?: string;
  readonly tls?: { readonly mode: 'Terminate' | 'Passthrough'; readonly certificateRefs?: { readonly name: string }[] };
}

/** Where the Gateway is, and by whom its listeners may be used. */
export interface GatewayPlace {
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Namespace of the routes. */
  readonly routesIn: string;
}

/** The Gateway, with listeners that are known when everything is. */
export function emitGateway(
  scope: Construct,
  owner: Owner,
  { name, namespace, routesIn }: GatewayPlace,
  spec: { readonly className: string; readonly annotations?: Record<string, string>; listeners(): Listener[] },
): ApiObject {
  const namespaces =
    namespace === routesIn
      ? { from: 'Same' }
      : { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': routesIn } } };
  const listeners = () =>
    spec.listeners().map((listener) => ({ ...listener, allowedRoutes: { namespaces: { ...namespaces } } }));
  return customResource<any>(scope, 'Gateway', {
    apiVersion: `${GROUP}/v1`,
    kind: 'Gateway',
    metadata: namespaced('Gateway', name, { ...owner, namespace }, {}, spec.annotations),
    spec: { gatewayClassName: spec.className, listeners: Lazy.any({ produce: listeners }) },
  });
}

/** A route of one listener. */
export function emitRoute(
  scope: Construct,
  owner: Owner,
  { name: gateway, namespace, routesIn }: GatewayPlace,
  route: {
    readonly kind: GatewayRouteKind;
    readonly version: string;
    readonly name: string;
    readonly listener: string;
    readonly host?: string;
    readonly rules: any;
  },
): ApiObject {
  const { kind, version, name, listener, host, rules } = route;
  return customResource<any>(scope, `${kind}-${name}`, {
    apiVersion: `${GROUP}/${version}`,
    kind,
    metadata: namespaced(kind, name, owner),
    spec: {
      parentRefs: [{ name: gateway, ...(namespace !== routesIn && { namespace }), sectionName: listener }],
      ...(host !== undefined && { hostnames: [host] }),
      rules,
    },
  });
}
