import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';

const API = 'networking.istio.io/v1';

/** The fields of networking.istio.io/v1 DestinationRule that are used here. */
export interface DestinationRuleSpec {
  readonly host: string;
  readonly trafficPolicy: {
    readonly loadBalancer: {
      readonly simple: 'LEAST_REQUEST';
      readonly localityLbSetting: { readonly enabled: boolean };
    };
    readonly outlierDetection: {
      readonly consecutive5xxErrors: number;
      readonly interval: string;
      readonly baseEjectionTime: string;
      readonly maxEjectionPercent: number;
    };
  };
  readonly subsets?: { readonly name: string; readonly labels: Record<string, string> }[];
}

/** The fields of networking.istio.io/v1 VirtualService that are used here. */
export interface VirtualServiceSpec {
  readonly hosts: string[];
  readonly gateways: string[];
  readonly http?: HttpRoute[];
  readonly tcp?: StreamRoute<{ readonly port: number }>[];
  readonly tls?: StreamRoute<{ readonly port: number; readonly sniHosts: string[]; readonly gateways?: string[] }>[];
}

/** Where a route leads. */
interface RouteDestination {
  readonly destination: {
    readonly host: string;
    readonly port: { readonly number: number };
    readonly subset?: string;
  };
  readonly weight?: number;
}

export interface StreamRoute<Match> {
  readonly match: Match[];
  readonly route: RouteDestination[];
}

export interface HttpRoute {
  readonly name?: string;
  readonly match?: object[];
  readonly rewrite?: object;
  readonly corsPolicy?: object;
  readonly fault?: object;
  readonly mirrors?: { readonly destination: RouteDestination['destination']; readonly percentage: object }[];
  readonly route: RouteDestination[];
  readonly timeout?: string;
  readonly retries?: { readonly attempts: number; readonly perTryTimeout?: string; readonly retryOn?: string };
}

/** One listener of a networking.istio.io/v1 Gateway. */
export interface GatewayServer {
  readonly port: {
    readonly number: number;
    readonly name: string;
    readonly protocol: 'HTTP' | 'HTTPS' | 'TCP' | 'TLS';
  };
  readonly hosts: string[];
  readonly tls?:
    | {
        readonly mode: 'SIMPLE' | 'MUTUAL';
        readonly credentialName: string;
        readonly minProtocolVersion: 'TLSV1_2' | 'TLSV1_3';
      }
    | { readonly mode: 'PASSTHROUGH' }
    | { readonly httpsRedirect: true };
}

/** Load balancing and outlier detection for one service. */
export function destinationRule(scope: Construct, id: string, owner: Owner, name: string, spec: any): ApiObject {
  return customResource<DestinationRuleSpec>(scope, id, {
    apiVersion: API,
    kind: 'DestinationRule',
    metadata: namespaced('DestinationRule', name, owner),
    spec,
  });
}

/** Routes of one host. */
export function virtualService(
  scope: Construct,
  id: string,
  owner: Owner,
  name: string,
  spec: VirtualServiceSpec,
  annotations: Record<string, string> = {},
): ApiObject {
  return customResource<VirtualServiceSpec>(scope, id, {
    apiVersion: API,
    kind: 'VirtualService',
    metadata: namespaced('VirtualService', name, owner, {}, annotations),
    spec,
  });
}

/** Listeners of the ingress gateway for the hosts of one stack. */
export function gateway(
  scope: Construct,
  id: string,
  owner: Owner,
  name: string,
  selector: Record<string, string>,
  servers: any,
): ApiObject {
  return customResource(scope, id, {
    apiVersion: API,
    kind: 'Gateway',
    metadata: namespaced('Gateway', name, owner),
    spec: { selector, servers },
  });
}

/** A host outside the mesh that workloads of the namespace call. */
export function serviceEntry(
  scope: Construct,
  id: string,
  owner: Owner,
  host: string,
  ports: any,
  seenIn: readonly string[] = [],
): ApiObject {
  return customResource(scope, id, {
    apiVersion: API,
    kind: 'ServiceEntry',
    metadata: namespaced('ServiceEntry', host, owner),
    spec: {
      hosts: [host],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      exportTo: ['.', ...seenIn],
      ports,
    },
  });
}

/** A network outside the mesh that workloads of the namespace call by its addresses. */
export function networkEntry(scope: Construct, name: string, owner: Owner, cidr: string, ports: any): ApiObject {
  return customResource(scope, name, {
    apiVersion: API,
    kind: 'ServiceEntry',
    metadata: namespaced('ServiceEntry', name, owner),
    spec: {
      hosts: [name],
      addresses: [cidr],
      location: 'MESH_EXTERNAL',
      resolution: 'NONE',
      exportTo: ['.'],
      ports,
    },
  });
}
