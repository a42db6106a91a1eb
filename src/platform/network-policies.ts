import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { namespaced, Owner } from '../manifest/metadata';

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Pods of a namespace; all of them where no labels are given. */
export function podsIn(namespace: string, labels?: Record<string, string>): k8s.NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } },
    ...(labels && { podSelector: { matchLabels: labels } }),
  };
}

/** A port of a network policy. */
export function port(number: number, protocol: 'TCP' | 'UDP' = 'TCP'): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(number), protocol };
}

/** Nothing may come in or go out that no other policy allows. */
export function defaultDeny(scope: Construct, owner: Owner): void {
  new k8s.KubeNetworkPolicy(scope, 'DefaultDeny', {
    metadata: namespaced('NetworkPolicy', 'default-deny', owner),
    spec: { podSelector: {}, policyTypes: ['Egress', 'Ingress'] },
  });
}

/** Every pod may resolve names. */
export function allowDns(scope: Construct, owner: Owner): void {
  new k8s.KubeNetworkPolicy(scope, 'AllowDns', {
    metadata: namespaced('NetworkPolicy', 'allow-dns', owner),
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [podsIn('kube-system', { 'k8s-app': 'kube-dns' })], ports: [port(53, 'TCP'), port(53, 'UDP')] }],
    },
  });
}

/** Every sidecar may reach istiod: configuration and certificates. */
export function allowControlPlane(scope: Construct, owner: Owner, namespace: string): void {
  new k8s.KubeNetworkPolicy(scope, 'AllowControlPlane', {
    metadata: namespaced('NetworkPolicy', 'allow-mesh-control-plane', owner),
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [podsIn(namespace, { app: 'istiod' })], ports: [port(15012)] }],
    },
  });
}
