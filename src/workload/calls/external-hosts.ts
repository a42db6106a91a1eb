import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { sortedBy } from '../../capacity/order';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { networkEntry, serviceEntry } from '../../platform/istio/traffic';

/** What is spoken on a port, and who said so first. */
interface DeclaredPort {
  readonly protocol: string;
  readonly by: string;
}

/**
 * Hosts outside the mesh that workloads of a stack call: one ServiceEntry each with all ports, since of two entries for one host in a namespace
 * Istio takes one.
 */
export class ExternalHosts extends Construct {
  /** Those of a stack. */
  public static of(stack: AutonomousStack): ExternalHosts {
    return (stack.node.tryFindChild('Hosts') as ExternalHosts | undefined) ?? new ExternalHosts(stack);
  }

  private readonly networks = new Map<string, Set<number>>();
  private readonly hosts = new Map<string, Map<number, DeclaredPort>>();

  private constructor(private readonly stack: AutonomousStack) {
    super(stack, 'Hosts');
  }

  /** A workload calls a host. Throws where the same port is called with another protocol: a proxy listens with one only. */
  public declare(by: string, host: string, port: number, protocol: string): void {
    const known = this.hosts.get(host)?.get(port) ?? { protocol, by };
    const problems = new Problems(by);
    problems.check(
      known.protocol === protocol,
      'calls',
      `${host}:${port} with ${protocol}`,
      `is called with ${known.protocol} by ${known.by} already, and a proxy speaks one protocol on a port`,
      `${known.protocol} in both`,
    );
    const other = protocol === 'TCP' ? this.blindOn(port, host) : undefined;
    problems.check(
      other === undefined,
      'calls',
      `${host}:${port}`,
      `is a second host with TCP on that port, beside ${other?.[0]} of ${other?.[1]}: a proxy tells them by nothing, and one would get the connections of both`,
      'PeerProtocol.TLS or HTTP where that is spoken, another port, or Peer.cidr',
    );
    const egress = protocol === 'TLS' ? this.stack.mesh._istio?.egress : undefined;
    const ports = [...(this.hosts.get(host) ?? [])]
      .filter(([, one]) => one.protocol === 'TLS')
      .map(([number]) => number);
    problems.check(
      !egress || ports.length === 0 || ports.includes(port),
      'calls',
      `${host}:${port}`,
      `goes through the egress gateway, which tells connections by their host, and leads ${host} to port ${ports.join()}`,
      'one port of a host',
    );
    problems.raise();
    const isNew = !this.hosts.get(host)?.has(port);
    (this.hosts.get(host) ?? this.emit(host)).set(port, known);
    if (isNew && egress) {
      egress._lead(this, this.stack._owner, host, port);
    }
  }

  /** A workload calls a network. */
  public declareNetwork(cidr: string, port: number): void {
    const name = `${cidr.replace(/[./]/g, '-')}.networks`;
    const known = this.networks.get(name) ?? new Set<number>();
    if (known.size === 0) {
      this.networks.set(name, known);
      const produce = () =>
        [...known].sort((a, b) => a - b).map((number) => ({ number, name: `tcp-${number}`, protocol: 'TCP' }));
      networkEntry(this, name, this.stack._owner, cidr, Lazy.any({ produce }));
    }
    known.add(port);
  }

  /** Another host that is called on a port without TLS or HTTP, and by whom. */
  private blindOn(port: number, host: string): readonly [string, string] | undefined {
    return [...this.hosts]
      .map(([name, ports]) => [name, ports.get(port)] as const)
      .flatMap(([name, declared]) =>
        name !== host && declared?.protocol === 'TCP' ? [[name, declared.by] as const] : [],
      )[0];
  }

  private emit(host: string): Map<number, DeclaredPort> {
    const ports = new Map<number, DeclaredPort>();
    this.hosts.set(host, ports);
    const produce = () =>
      sortedBy(ports, ([port]) => String(port).padStart(5, '0')).map(([number, { protocol }]) => ({
        number,
        name: `${protocol.toLowerCase()}-${number}`,
        protocol,
      }));
    const { egress } = this.stack.mesh._istio ?? {};
    serviceEntry(this, host, this.stack._owner, host, Lazy.any({ produce }), egress && [egress._namespace]);
    return ports;
  }
}
