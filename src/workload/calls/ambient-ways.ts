import * as k8s from '../../manifest/k8s/types';
import { HBONE, WaypointRef } from '../../platform/istio/ambient/waypoint-ref';
import { IstioSettings } from '../../platform/istio/settings';
import { podsIn, PolicyPort, ports as policyPorts } from '../../platform/network-policies';

const TUNNEL: PolicyPort = { number: HBONE, _transport: 'TCP' };

/** Ports as a network policy sees them: in ambient mode all streams come in one tunnel, and datagrams beside it. */
export function seenPorts(istio: IstioSettings | undefined, some: Iterable<PolicyPort>): PolicyPort[] {
  const all = [...some];
  if (!istio?.ambient) {
    return all;
  }
  const datagrams = all.filter(({ _transport }) => _transport === 'UDP');
  return [...(datagrams.length < all.length ? [TUNNEL] : []), ...datagrams];
}

/** Who lets calls to some pods in: a waypoint takes the streams, the pods themselves what is left. */
export interface Entrance {
  readonly istio?: IstioSettings;
  readonly waypoint?: WaypointRef;
  readonly namespace: string;
  readonly selector: Record<string, string>;
}

/** What the network policy of a caller has to allow. */
export function wayTo(
  { istio, waypoint, namespace, selector }: Entrance,
  some: readonly PolicyPort[],
): k8s.NetworkPolicyEgressRule {
  const pods = podsIn(namespace, selector);
  const asked = policyPorts(seenPorts(istio, some));
  const direct = !waypoint || some.some(({ _transport }) => _transport === 'UDP');
  return { to: [...(waypoint ? [podsIn(namespace, waypoint.labels)] : []), ...(direct ? [pods] : [])], ports: asked };
}
