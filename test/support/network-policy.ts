/** A pod, or an address that belongs to none. */
export interface Endpoint {
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly address?: string;
}

const matches = ({ matchLabels = {} }: any, labels: Record<string, string>): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value);

const bits = (address: string): number => address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);

function inBlock(cidr: string, address: string): boolean {
  const [network, prefix] = cidr.split('/');
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(bits(network) / size) === Math.floor(bits(address) / size);
}

/** A peer of a policy in `namespace`: addresses are matched by ipBlock alone, pods by selectors alone (NetworkPolicyPeer of networking.k8s.io/v1). */
function isPeer(peer: any, namespace: string, end: Endpoint): boolean {
  if (peer.ipBlock) {
    const { cidr, except = [] } = peer.ipBlock;
    return (
      end.address !== undefined &&
      inBlock(cidr, end.address) &&
      !except.some((block: string) => inBlock(block, end.address!))
    );
  }
  if (end.namespace === undefined) {
    return false;
  }
  const inNamespace = peer.namespaceSelector
    ? matches(peer.namespaceSelector, { 'kubernetes.io/metadata.name': end.namespace })
    : end.namespace === namespace;
  return inNamespace && matches(peer.podSelector ?? {}, end.labels ?? {});
}

function admitted(
  objects: any[],
  direction: 'Egress' | 'Ingress',
  own: Endpoint,
  other: Endpoint,
  port: number,
  protocol: string,
) {
  const policies = objects.filter(
    ({ kind, metadata, spec }) =>
      kind === 'NetworkPolicy' &&
      metadata.namespace === own.namespace &&
      spec.policyTypes.includes(direction) &&
      matches(spec.podSelector, own.labels ?? {}),
  );
  const [rules, peers] = direction === 'Egress' ? ['egress', 'to'] : ['ingress', 'from'];
  return (
    policies.length === 0 ||
    policies.some(({ spec }) =>
      (spec[rules] ?? []).some(
        (rule: any) =>
          (rule[peers] === undefined || rule[peers].some((peer: any) => isPeer(peer, own.namespace!, other))) &&
          (rule.ports === undefined ||
            rule.ports.some(
              (one: any) => (one.protocol ?? 'TCP') === protocol && (one.port === undefined || one.port === port),
            )),
      ),
    )
  );
}

/** Whether the policies among objects let a pod send to something on a port: what the packets have after a Service has chosen its pod. */
export const mayCall = (objects: any[], from: Endpoint, to: Endpoint, port: number, protocol = 'TCP'): boolean =>
  admitted(objects, 'Egress', from, to, port, protocol);

/** Whether the policies among objects let a pod receive from something on a port. */
export const mayBeCalled = (objects: any[], to: Endpoint, from: Endpoint, port: number, protocol = 'TCP'): boolean =>
  admitted(objects, 'Ingress', to, from, port, protocol);
