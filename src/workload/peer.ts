import { k8s } from 'cdk8s-plus-27';
import { Caller, ICallTarget } from './call-target';
import { isDnsSubdomain } from '../manifest/names';
import { port as policyPort } from '../platform/network-policies';

/** Addresses that are not on the public internet: a host name outside never resolves to them. */
const PRIVATE_RANGES = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/** Something outside the stacks that a workload calls: `rules.calls(Peer.host('maps.example.com', 443))`. */
export class Peer implements ICallTarget {
  /**
   * A host on the internet. Network policies know no host names, so all public addresses are opened on that port; in a mesh the
   * host also becomes a ServiceEntry.
   */
  public static host(host: string, port: number): Peer {
    if (!isDnsSubdomain(host) || !host.includes('.')) {
      throw new Error(`Peer.host('${host}'): must be a full host name, for example 'maps.example.com'`);
    }
    checkPort('Peer.host', port);
    return new Peer({ ipBlock: { cidr: '0.0.0.0/0', except: PRIVATE_RANGES } }, port, host);
  }

  /** A range of IPv4 addresses, for example '10.20.0.0/16'. */
  public static cidr(cidr: string, port: number): Peer {
    if (!isNetwork(cidr)) {
      throw new Error(
        `Peer.cidr('${cidr}'): must be an IPv4 network such as '10.20.0.0/16', without bits behind the prefix`,
      );
    }
    checkPort('Peer.cidr', port);
    return new Peer({ ipBlock: { cidr } }, port);
  }

  private constructor(
    private readonly peer: k8s.NetworkPolicyPeer,
    private readonly port: number,
    private readonly host?: string,
  ) {}

  /** @internal */
  public _calledBy(caller: Caller): k8s.NetworkPolicyEgressRule {
    if (this.host !== undefined && caller.principal !== undefined) {
      caller.declareHost(this.host, this.port);
    }
    return { to: [this.peer], ports: [policyPort(this.port)] };
  }
}

function checkPort(where: string, port: number): void {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${where}: port ${port} must be a whole number from 1 to 65535`);
  }
}

function isNetwork(cidr: string): boolean {
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
