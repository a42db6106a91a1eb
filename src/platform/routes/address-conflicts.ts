import { Claim, Found, list, meetings } from './claims';

/** Where a Service asks for an address by annotation. */
const ADDRESSES = [
  'metallb.io/loadBalancerIPs',
  'metallb.universe.tf/loadBalancerIPs',
  'lbipam.cilium.io/ips',
  'io.cilium/lb-ipam-ips',
  'kube-vip.io/loadbalancerIPs',
];

/** Services that ask for one port of one address, or for one port of all nodes: the second one never gets it. */
export function checkAddresses(services: readonly Found[]): string[] {
  const claims = services.flatMap(({ path, json: { spec = {}, metadata = {} } }) => {
    const annotations: Record<string, string> = metadata.annotations ?? {};
    const asked = ADDRESSES.flatMap((key) => annotations[key]?.split(',') ?? []).map((one) => one.trim());
    const balanced = spec.type === 'LoadBalancer' ? [spec.loadBalancerIP ?? [], asked].flat() : [];
    const addresses = new Set<string>([...balanced, ...list(spec.externalIPs)]);
    return list(spec.ports).flatMap(({ port, nodePort, protocol = 'TCP' }) => [
      ...[...addresses].map((address) => claim(path, `port ${port} of ${address}`, protocol)),
      ...(nodePort ? [claim(path, `port ${nodePort} of the nodes`, protocol)] : []),
    ]);
  });
  return meetings(claims, () => ({ code: 'PORT_TAKEN', taken: 'asked for', cure: 'another address or port' }));
}

function claim(path: string, what: string, protocol: string): Claim {
  return { path, bucket: `${what} ${protocol}`, what: `${what} (${protocol})`, detail: undefined };
}
