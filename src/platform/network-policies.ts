import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { byCodeUnit } from '../capacity/order';
import { Cluster } from '../cluster/cluster';
import { kubeObject } from '../manifest/k8s/kube-object';
import * as k8s from '../manifest/k8s/types';
import { namespaced, Owner } from '../manifest/metadata';

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Pods of a namespace; all of them where no labels are given. */
export function podsIn(namespace: string, labels?: Readonly<Record<string, string>>): k8s.NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } },
    ...(labels && { podSelector: { matchLabels: labels } }),
  };
}

/** A port of a network policy. */
export function port(number: number, protocol: 'TCP' | 'UDP' = 'TCP'): k8s.NetworkPolicyPort {
  return { port: number, protocol };
}

/** A port as policies see it. */
export interface PolicyPort {
  readonly number: number;
  readonly _transport: 'TCP' | 'UDP';
}

/** Ports of a network policy, in order, each once. */
export function ports(some: Iterable<PolicyPort>): k8s.NetworkPolicyPort[] {
  const all = new Map([...some].map((one) => [`${one.number}/${one._transport}`, one]));
  return [...all.values()]
    .sort((a, b) => a.number - b.number || byCodeUnit(a._transport, b._transport))
    .map(({ number, _transport }) => port(number, _transport));
}

/** Nothing may come in or go out that no other policy allows. */
export function defaultDeny(scope: Construct, owner: Owner, name = 'default-deny'): void {
  kubeObject(scope, 'DefaultDeny', 'NetworkPolicy', {
    metadata: namespaced('NetworkPolicy', name, owner),
    spec: { podSelector: {}, policyTypes: ['Egress', 'Ingress'] },
  });
}

/** Every pod may resolve names, whoever answers on its node. */
export function allowDns(scope: Construct, owner: Owner, cluster: Cluster, name = 'allow-dns'): void {
  kubeObject(scope, 'AllowDns', 'NetworkPolicy', {
    metadata: namespaced('NetworkPolicy', name, owner),
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: Lazy.any({ produce: () => dnsRules(cluster) }) as unknown as k8s.NetworkPolicyEgressRule[],
    },
  });
}

function dnsRules(cluster: Cluster): k8s.NetworkPolicyEgressRule[] {
  const { _pods: pods, _addresses: addresses } = cluster._dns();
  const both = (number: number) => [port(number, 'TCP'), port(number, 'UDP')];
  return [
    ...pods.map(({ namespace, labels, port: number }) => ({ to: [podsIn(namespace, labels)], ports: both(number) })),
    ...(addresses.length > 0
      ? [{ to: addresses.map((address) => ({ ipBlock: { cidr: `${address}/32` } })), ports: both(53) }]
      : []),
  ];
}

/** Every sidecar may reach istiod: configuration and certificates. */
export function allowControlPlane(scope: Construct, owner: Owner, namespace: string): void {
  kubeObject(scope, 'AllowControlPlane', 'NetworkPolicy', {
    metadata: namespaced('NetworkPolicy', 'allow-mesh-control-plane', owner),
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [podsIn(namespace, { app: 'istiod' })], ports: [port(15012)] }],
    },
  });
}

/**
 * Probes of the kubelet, which an ambient mesh sends on from this address, since ztunnel would take those of the node for somebody without an identity
 * (istio.io, Ambient and Kubernetes NetworkPolicy).
 */
export function allowProbes(scope: Construct, owner: Owner): void {
  kubeObject(scope, 'AllowProbes', 'NetworkPolicy', {
    metadata: namespaced('NetworkPolicy', 'allow-mesh-probes', owner),
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ ipBlock: { cidr: '169.254.7.127/32' } }] }],
    },
  });
}
