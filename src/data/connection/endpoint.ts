import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { isNetwork, Peer, PeerProtocol } from '../../workload/calls/peer';

/** A host and port that somebody connects to, and the pods behind it. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Labels of the pods, where the host is a Service of the cluster. */
  readonly pods?: Readonly<Record<string, string>>;
  /** Port that the pods listen on, where it is another one. */
  readonly podPort?: number;
  /** Network that a host outside the cluster is in, where it is not on the internet. */
  readonly network?: string;
}

/** `[<pod>.]<service>.<namespace>.svc[.<cluster domain>]`. */
const SERVICE = /^[^.]+(?:\.[^.]+)*\.([^.]+)\.svc(\..+)?$/;

/** Checks a host, its port, and that policies can be told who is behind it. */
export function checkEndpoint(problems: Problems, prop: string, end: Endpoint): void {
  const { host, port, pods, network } = end;
  const plain = typeof host === 'string' && !host.includes('://');
  problems.check(plain, prop, host, 'must be a host without scheme', "for example 'db.data.svc' or 'db.example.com'");
  const known = SERVICE.test(host) || isDnsSubdomain(host);
  problems.check(!plain || known, prop, host, 'must be a host name or an IPv4 address');
  const isPort = Number.isInteger(port) && port > 0 && port < 65_536;
  problems.check(isPort, 'port', port, 'must be a port from 1 to 65535');
  problems.check(
    !SERVICE.test(host) || Object.keys(pods ?? {}).length > 0,
    'pods',
    pods && '{}',
    `must have the labels of the pods behind ${host}: network policies see pods, not Services`,
  );
  problems.check(
    network === undefined || isNetwork(network),
    'network',
    network,
    "must be an IPv4 network such as '10.20.0.0/16', without bits behind the prefix",
  );
}

/** Whom network policies let through on the way there. */
export function peerOf({ host, port, pods, podPort = port, network }: Endpoint, protocol: PeerProtocol): Peer {
  const namespace = SERVICE.exec(host)?.[1];
  if (namespace !== undefined) {
    return Peer.pods(namespace, { ...pods }, podPort, protocol);
  }
  if (network !== undefined) {
    return Peer.cidr(network, port, protocol);
  }
  return isNetwork(`${host}/32`) ? Peer.cidr(`${host}/32`, port, protocol) : Peer.host(host, port, protocol);
}
