import { HarborRegistry } from '../../platform/harbor-registry';
import { podsIn } from '../../platform/network-policies';
import { ICallTarget } from '../../workload/calls/call-target';
import { Peer } from '../../workload/calls/peer';
import { HarborInstallation } from '../installation/harbor-installation';

/** Where a Harbor is reached: at its public address, and where it is in this cluster at the pods of the gateway, which policies see in place of that. */
export function reachOf(registry: HarborRegistry): ICallTarget[] {
  const gateway = registry instanceof HarborInstallation ? gatewayOf(registry) : undefined;
  return [hostPeer(registry.host), ...(gateway ? [gateway] : [])];
}

/** The public addresses, at the port of a host. */
export function hostPeer(name: string): Peer {
  const [host, port = '443'] = name.split(':');
  return Peer.host(host, Number(port));
}

function gatewayOf({ stack, _exposure: { _gateway: gateway } }: HarborInstallation): ICallTarget | undefined {
  const istio = stack.mesh._istio;
  const peer = gateway ? gateway.controller._peer : istio && podsIn(istio.ingressNamespace, istio.ingressLabels);
  return peer && { _calledBy: () => ({ to: [peer] }) };
}
