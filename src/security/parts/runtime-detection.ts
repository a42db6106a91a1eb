import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { Footprint } from '../../cluster/footprint/footprint';
import { bytesOf, millisOf } from '../../manifest/amounts';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { clusterScoped, namespaced, Owner } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { podSecurityLabels } from '../../manifest/pod-security';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';

/** What the agent takes on each node. */
export interface RuntimeAgentProps {
  /**
   * Namespace of its own.
   * @default - the name of the agent
   */
  readonly namespace?: string;
  /**
   * Processors that it requests on each node.
   * @default Cpu.millis(100)
   */
  readonly cpu?: Cpu;
  /**
   * Memory that it requests on each node.
   * @default - 512 MiB for Falco, as its chart has it; 256 MiB for Tetragon, assumed
   */
  readonly memory?: Size;
  /**
   * Most memory that it may use.
   * @default - twice what it requests
   */
  readonly memoryLimit?: Size;
}

/**
 * An agent on each node that sees what processes do, and tells of what they should not. The plan counts it on every node; it alone may do more than
 * Pod Security "restricted" lets it, in a namespace that nothing else is in and that nothing calls. Somebody installs it, for example with `ChartRelease`.
 */
@checked
export class RuntimeDetection {
  /**
   * Falco, which tells of it.
   * @param props What it takes.
   */
  public static falco(props: RuntimeAgentProps = {}): RuntimeDetection {
    return new RuntimeDetection('falco', Size.mebibytes(512), props);
  }

  /**
   * Tetragon of Cilium, which also stops it.
   * @param props What it takes.
   */
  public static tetragon(props: RuntimeAgentProps = {}): RuntimeDetection {
    return new RuntimeDetection('tetragon', Size.mebibytes(256), props);
  }

  /** Namespace of its own. */
  public readonly namespaceName: string;
  private readonly footprint: Footprint;

  private constructor(
    /** Name of the agent. */
    public readonly agentName: string,
    usual: Size,
    props: RuntimeAgentProps,
  ) {
    const { namespace = agentName, cpu = Cpu.millis(100), memory = usual } = props;
    const { memoryLimit = Size.mebibytes(2 * memory.toMebibytes({ rounding: 2 })) } = props;
    const problems = new Problems(`RuntimeDetection.${agentName}`);
    checkDnsLabel(problems, 'namespace', namespace);
    problems.check(millisOf(cpu) > 0, 'cpu', cpu.amount, 'must be above 0');
    problems.check(bytesOf(memory) > 0, 'memory', '0', 'must be above 0');
    problems.raise();
    this.namespaceName = namespace;
    this.footprint = Footprint.of({
      namespace,
      daemons: [
        { name: 'agent', cpu, memory, memoryLimit, toleratesEverything: true, priorityClass: 'system-node-critical' },
      ],
    });
  }

  /** @internal */
  public _emit(scope: Construct, owner: Owner, cluster: Cluster): void {
    const { namespaceName: namespace, agentName } = this;
    kubeObject(scope, 'AgentNamespace', 'Namespace', {
      metadata: clusterScoped(
        'Namespace',
        namespace,
        owner,
        podSecurityLabels('privileged', cluster.kubernetesVersion.version),
      ),
    });
    kubeObject(scope, 'AgentDeny', 'NetworkPolicy', {
      metadata: namespaced('NetworkPolicy', 'nobody-calls', { ...owner, namespace }),
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    });
    cluster.addFootprint(agentName, this.footprint);
  }
}
