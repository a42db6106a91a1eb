import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';

/** The fields of security.istio.io/v1 AuthorizationPolicy that are used here. */
interface AuthorizationPolicySpec {
  readonly selector?: { readonly matchLabels: Record<string, string> };
  readonly targetRefs?: object[];
  readonly action?: 'ALLOW';
  readonly rules?: AuthorizationRule[];
}

/** Who may reach which ports. */
export interface AuthorizationRule {
  readonly from: {
    readonly source: {
      readonly principals?: string[];
      readonly requestPrincipals?: string[];
      readonly namespaces?: string[];
    };
  }[];
  readonly to: { readonly operation: { readonly ports: string[] } }[];
  readonly when?: { readonly key: string; readonly values: string[] }[];
}

/** Only mutual TLS reaches the workloads of the namespace. */
export function strictPeerAuthentication(scope: Construct, id: string, owner: Owner): ApiObject {
  return customResource(scope, id, {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: namespaced('PeerAuthentication', 'default', owner),
    spec: { mtls: { mode: 'STRICT' } },
  });
}

/** Nobody may call anything in the namespace: an ALLOW policy without rules. */
export function denyAll(scope: Construct, id: string, owner: Owner): ApiObject {
  return customResource<AuthorizationPolicySpec>(scope, id, {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: namespaced('AuthorizationPolicy', 'deny-all', owner),
    spec: {},
  });
}

/** The callers of one workload, by its labels or behind a waypoint by its Service: one rule for each edge of the call graph. */
export function allowCallers(
  scope: Construct,
  id: string,
  owner: Owner,
  name: string,
  end: object,
  rules: any,
): ApiObject {
  return customResource<AuthorizationPolicySpec>(scope, id, {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: namespaced('AuthorizationPolicy', name, owner),
    spec: { ...end, action: 'ALLOW', rules },
  });
}

/** Checks tokens of requests to some pods. Requests without a token pass it: who needs one is said by the AuthorizationPolicy. */
export function requestAuthentication(scope: Construct, id: string, owner: Owner, name: string, spec: any): ApiObject {
  return customResource<object>(scope, id, {
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: namespaced('RequestAuthentication', name, owner),
    spec,
  });
}
