import { ICallTarget } from './call-target';
import { Caller } from './caller';
import * as k8s from '../../manifest/k8s/types';
import { checkDnsLabel, checkLabels, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { podsIn, port as policyPort } from '../../platform/network-policies';
import { checked } from '../../props/checked';
import { FlowPlace } from '../../protection/flow-place';
import { Residency } from '../../protection/residency';

/** What is spoken with a host outside. */
export enum PeerProtocol {
  /** TLS that the caller itself starts: HTTPS, databases with TLS. */
  TLS = 'TLS',
  /** Plain HTTP. */
  HTTP = 'HTTP',
  /** Anything else over TCP. */
  TCP = 'TCP',
  /** Datagrams, which never go through the mesh. */
  UDP = 'UDP',
}

/** Addresses that hand out credentials of the node (cloud metadata services): never opened by a wider network. */
const LINK_LOCAL = '169.254.0.0/16';

/** Addresses that are not on the public internet: a host name outside never resolves to them. */
const PRIVATE_RANGES = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/** Something outside the stacks that a workload calls: `rules.calls(Peer.host('maps.example.com', 443))`. */
@checked
export class Peer implements ICallTarget {
  /**
   * A host on the internet. Network policies know no host names, so all public addresses are opened on that port; in a mesh the
   * host also becomes a ServiceEntry.
   * @param host Name, without a wildcard.
   * @param port Port that is called.
   * @param protocol Protocol of the port.
   */
  public static host(host: string, port: number, protocol: PeerProtocol = PeerProtocol.TLS): Peer {
    if (!isDnsSubdomain(host) || !/\.[a-z]/.test(host)) {
      throw new Error(`Peer.host('${host}'): must be a full host name, for example 'maps.example.com'`);
    }
    checkPort('Peer.host', port);
    return new Peer({ ipBlock: { cidr: '0.0.0.0/0', except: PRIVATE_RANGES } }, port, protocol, host);
  }

  /**
   * A range of IPv4 addresses, for example '10.20.0.0/16'.
   * @param cidr For example '10.20.0.0/16'.
   * @param port Port that is called.
   * @param protocol Protocol of the port.
   */
  public static cidr(cidr: string, port: number, protocol: PeerProtocol = PeerProtocol.TCP): Peer {
    if (!isNetwork(cidr)) {
      throw new Error(
        `Peer.cidr('${cidr}'): must be an IPv4 network such as '10.20.0.0/16', without bits behind the prefix`,
      );
    }
    checkPort('Peer.cidr', port);
    if (overlapsLinkLocal(cidr) && Number(cidr.split('/')[1]) >= 16) {
      throw new Error(
        `Peer.cidr('${cidr}'): is in ${LINK_LOCAL}, where nodes get their credentials; use the address of the service itself`,
      );
    }
    return new Peer({ ipBlock: { cidr, ...(overlapsLinkLocal(cidr) && { except: [LINK_LOCAL] }) } }, port, protocol);
  }

  /**
   * Pods that no stack has made, such as those of somebody else's chart, on the port that they listen on: policies see it after a Service has chosen
   * a pod.
   * @param namespace Namespace of the pods.
   * @param labels Labels that all of them have.
   * @param port Port that they listen on.
   * @param protocol Protocol of the port.
   */
  public static pods(
    namespace: string,
    labels: Record<string, string>,
    port: number,
    protocol: PeerProtocol = PeerProtocol.TCP,
  ): Peer {
    const problems = new Problems('Peer.pods');
    checkDnsLabel(problems, 'namespace', namespace);
    checkLabels(problems, 'labels', labels);
    problems.check(
      Object.keys(labels).length > 0,
      'labels',
      '{}',
      'must select the pods: all of the namespace are too many',
    );
    problems.raise();
    checkPort('Peer.pods', port);
    return new Peer(podsIn(namespace, labels), port, protocol);
  }

  private constructor(
    private readonly peer: k8s.NetworkPolicyPeer,
    private readonly port: number,
    private readonly protocol: PeerProtocol,
    private readonly host?: string,
    private readonly residency?: Residency,
  ) {}

  /**
   * The same under a law: personal and map data may go to it where they are to stay under that law.
   * @param residency Under which law data are that are sent to it.
   */
  public within(residency: Residency): Peer {
    return new Peer(this.peer, this.port, this.protocol, this.host, residency);
  }

  /** @internal */
  public get _place(): FlowPlace {
    const { host, residency, port } = this;
    const { ipBlock, namespaceSelector, podSelector } = this.peer;
    if (namespaceSelector && !residency) {
      const labels = Object.entries(podSelector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
      return { path: `${Object.values(namespaceSelector.matchLabels!)[0]}/${labels.sort().join(',')}:${port}` };
    }
    return { path: `${host ?? ipBlock?.cidr}:${port}`, residency: () => residency };
  }

  /** @internal */
  public get _transport(): 'TCP' | 'UDP' {
    return this.protocol === PeerProtocol.UDP ? 'UDP' : 'TCP';
  }

  /** @internal */
  public _calledBy(caller: Caller): k8s.NetworkPolicyEgressRule {
    if (this.host !== undefined && caller.principal !== undefined && this._transport === 'TCP') {
      caller.declareHost(this.host, this.port, this.protocol);
    }
    const { egress } = caller;
    if (this.host !== undefined && caller.principal !== undefined && egress && this.protocol === PeerProtocol.TLS) {
      return { to: [podsIn(egress._namespace, egress._labels)], ports: [policyPort(443)] };
    }
    const cidr = this.host === undefined ? this.peer.ipBlock?.cidr : undefined;
    if (cidr !== undefined && this._transport === 'TCP') {
      caller.declareNetwork?.(cidr, this.port);
    }
    return { to: [this.peer], ports: [policyPort(this.port, this._transport)] };
  }
}

function checkPort(where: string, port: number): void {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${where}: port ${port} must be a whole number from 1 to 65535`);
  }
}

/** Whether a text is an IPv4 network. */
export function isNetwork(cidr: string): boolean {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (!match) {
    return false;
  }
  const [a, b, c, d, bits] = match.slice(1).map(Number);
  if ([a, b, c, d].some((byte) => byte > 255) || bits > 32) {
    return false;
  }
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return address % 2 ** (32 - bits) === 0;
}

/** True where the network holds link-local addresses. */
function overlapsLinkLocal(cidr: string): boolean {
  const [address, bits] = cidr.split('/');
  const [a, b] = address.split('.').map(Number);
  const first = a * 256 + b;
  const width = 2 ** Math.max(0, 16 - Number(bits));
  const linkLocal = 169 * 256 + 254;
  return first <= linkLocal && linkLocal < first + width;
}
