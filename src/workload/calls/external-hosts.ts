import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { sortedBy } from '../../capacity/order';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { serviceEntry } from '../../platform/istio/traffic';

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

  private readonly hosts = new Map<string, Map<number, DeclaredPort>>();

  private constructor(private readonly stack: AutonomousStack) {
    super(stack, 'Hosts');
  }

  /** A workload calls a host. Throws where the same port is called with another protocol: a proxy listens with one only. */
  public declare(by: string, host: string, port: number, protocol: string): void {
    const ports = this.hosts.get(host) ?? this.emit(host);
    const known = ports.get(port) ?? { protocol, by };
    const problems = new Problems(by);
    problems.check(
      known.protocol === protocol,
      'calls',
      `${host}:${port} with ${protocol}`,
      `is called with ${known.protocol} by ${known.by} already, and a proxy speaks one protocol on a port`,
      `${known.protocol} in both`,
    );
    problems.raise();
    ports.set(port, known);
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
    serviceEntry(this, host, this.stack._owner, host, Lazy.any({ produce }));
    return ports;
  }
}
