import { Claim, Found, list, Meeting, meetings } from './claims';
import { sortedRecord } from '../../capacity/order';

/** Protocols of which a proxy sees neither host nor anything else that tells two servers apart. */
const BLIND = ['TCP', 'MONGO', 'MYSQL', 'REDIS'];

interface Outside {
  readonly host: string;
  /** Namespace that alone sees it; undefined where all do. */
  readonly seenIn?: string;
}

/**
 * Hosts outside that are called without TLS or HTTP on one port: without addresses a proxy has one listener for all of them, and the older host
 * gets the connections of both (TCPOverTCP in buildSidecarOutboundListener of pilot, 2026).
 */
export function checkEntries(entries: readonly Found[]): string[] {
  const claims = entries
    .filter(({ json }) => list(json.spec?.addresses).length === 0 && json.spec?.resolution !== 'NONE')
    .flatMap(({ path, json: { spec = {}, metadata = {} } }) => {
      const seenIn = list(spec.exportTo).join() === '.' ? (metadata.namespace ?? 'default') : undefined;
      return list(spec.ports)
        .filter(({ protocol }) => BLIND.includes(String(protocol).toUpperCase()))
        .flatMap(({ number }) =>
          list(spec.hosts).map((host): Claim<Outside> => ({
            path,
            bucket: String(number),
            what: `port ${number} of ${host}`,
            detail: { host, seenIn },
          })),
        );
    });
  return meetings(claims, (a, b) => {
    const seen = a.detail.seenIn === undefined || b.detail.seenIn === undefined || a.detail.seenIn === b.detail.seenIn;
    const cure = 'addresses in both, since a proxy tells TCP by address and port alone';
    return seen && a.detail.host !== b.detail.host ? { code: 'PORT_TAKEN', taken: 'asked for', cure } : undefined;
  });
}

const OLDER: Omit<Meeting, 'cure'> = { code: 'POLICY_TAKEN', taken: 'said' };

/** Two that say how calls of one host are balanced: Istio adds up the subsets, and takes the policy of the older one (mergeDestinationRule). */
export function checkRules(rules: readonly Found[]): string[] {
  const claims = rules
    .filter(({ json }) => json.spec?.trafficPolicy !== undefined)
    .map(({ path, json: { spec = {}, metadata = {} } }): Claim => {
      const { namespace = 'default' } = metadata;
      const host = String(spec.host).includes('.') ? spec.host : `${spec.host}.${namespace}.svc.cluster.local`;
      const bucket = JSON.stringify([namespace, host, sortedRecord(spec.workloadSelector?.matchLabels ?? {})]);
      return { path, bucket, what: `trafficPolicy of ${host}`, detail: undefined };
    });
  return meetings(claims, () => ({
    ...OLDER,
    cure: 'one DestinationRule: the object of the workload is a public field',
  }));
}

/** Two that say for the same pods whether mutual TLS is asked for: Istio takes the older one (initAuthenticationPolicies). */
export function checkPeerAuthentications(policies: readonly Found[]): string[] {
  const claims = policies.map(({ path, json: { spec = {}, metadata = {} } }): Claim => {
    const { namespace = 'default' } = metadata;
    const labels = sortedRecord(spec.selector?.matchLabels ?? {});
    const whose = Object.keys(labels).length === 0 ? 'all pods' : `pods with ${JSON.stringify(labels)}`;
    return {
      path,
      bucket: JSON.stringify([namespace, labels]),
      what: `mutual TLS of ${whose} of namespace ${namespace}`,
      detail: undefined,
    };
  });
  return meetings(claims, () => ({
    ...OLDER,
    cure: 'one PeerAuthentication, or one with a selector for some of the pods',
  }));
}
