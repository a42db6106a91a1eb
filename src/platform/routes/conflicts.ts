import { Chart } from 'cdk8s';
import { checkAddresses } from './address-conflicts';
import { Found } from './claims';
import { checkAttached, checkListeners } from './gateway-conflicts';
import { checkIngresses } from './ingress-conflicts';
import { checkServers, checkTakings } from './istio-conflicts';
import { checkEntries, checkPeerAuthentications, checkRules } from './mesh-conflicts';
import { manifestsIn } from '../../manifest/objects';

const ISTIO = 'networking.istio.io';
const GATEWAY_API = 'gateway.networking.k8s.io';

/** What each kind is asked for, by group and kind. */
const CHECKS: readonly (readonly [readonly string[], (found: readonly Found[]) => string[]])[] = [
  [[`${ISTIO}/Gateway`], checkServers],
  [[`${ISTIO}/VirtualService`], checkTakings],
  [[`${ISTIO}/ServiceEntry`], checkEntries],
  [[`${ISTIO}/DestinationRule`], checkRules],
  [['security.istio.io/PeerAuthentication'], checkPeerAuthentications],
  [['networking.k8s.io/Ingress'], checkIngresses],
  [[`${GATEWAY_API}/Gateway`], checkListeners],
  [['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'].map((kind) => `${GATEWAY_API}/${kind}`), checkAttached],
  [['/Service'], checkAddresses],
];

/**
 * Hosts, paths, ports and policies that two objects of a cluster ask for, whoever made them: of two the controllers take one, most of them without a word
 * to anybody.
 */
export function checkConflicts(charts: readonly Chart[]): string[] {
  const objects = manifestsIn(charts);
  return CHECKS.flatMap(([kinds, check]) =>
    check(
      objects
        .filter(({ group, kind }) => kinds.includes(`${group}/${kind}`))
        .map(({ path, json }) => ({ path, json: json() })),
    ),
  );
}
