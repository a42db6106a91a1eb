import { Size } from 'cdk8s';
import { Waypoint } from './istio/ambient/waypoint';
import { partsOf } from './istio/checked-parts';
import { IstioParts } from './istio/control-plane';
import { EgressGateway } from './istio/egress-gateway';
import { IstioSettings } from './istio/settings';
import { formatQuantity } from '../capacity/quantity';
import { bytesOf, millisOf, quantityOf } from '../manifest/amounts';
import { Problems } from '../manifest/problems';
import { checked } from '../props/checked';
import { Cpu } from '../units/cpu';

/** How Istio is installed in the cluster, and what its sidecars ask for. */
export interface IstioProps extends IstioParts {
  /**
   * Processors that each sidecar requests at least: more where the replicas of a workload are sized for a rate of HTTP or gRPC requests.
   * @default Cpu.millis(100)
   */
  readonly sidecarCpu?: Cpu;
  /**
   * Processors that a sidecar needs for 1000 requests per second: 0.35 by Istio's load tests of releases 1.12 to 1.16, 0.20 by those from 1.22 on
   * (istio.io, Performance and Scalability).
   * @default Cpu.millis(350)
   */
  readonly sidecarCpuPerThousand?: Cpu;
  /**
   * Memory that each sidecar requests.
   * @default Size.mebibytes(128)
   */
  readonly sidecarMemory?: Size;
  /**
   * Most memory that each sidecar may use.
   * @default Size.gibibytes(1)
   */
  readonly sidecarMemoryLimit?: Size;
  /**
   * Whether sidecars know only services of their own namespace and of those that their stack calls, and let nothing go to anything else (a Sidecar with
   * REGISTRY_ONLY). They then need less memory and fewer changes, the more services the mesh has; Istio says no figure, so `sidecarMemory` stays yours to set.
   * @default false
   */
  readonly scoped?: boolean;
  /**
   * Whether sidecars stop at one and a fifth of the calls that a service holds at its demand (Little's law, at the percentile of its objective): calls
   * beyond fail at once in place of waiting. For services with a latency objective.
   * @default false
   */
  readonly bounded?: boolean;
  /**
   * The gateway by which hosts outside are called with TLS.
   * @default - each sidecar calls them itself
   */
  readonly egress?: EgressGateway;
}

/** How Istio is installed in the cluster, where nodes carry the traffic of pods. */
export interface AmbientProps extends IstioParts {
  /**
   * Where requests are looked into.
   * @default Waypoint.none()
   */
  readonly waypoint?: Waypoint;
  /**
   * Processors that ztunnel requests on every node.
   * @default Cpu.millis(200)
   */
  readonly ztunnelCpu?: Cpu;
  /**
   * Memory that ztunnel requests on every node.
   * @default Size.mebibytes(512), which its chart says is for 200,000 pods or 100,000 connections
   */
  readonly ztunnelMemory?: Size;
}

/** The service mesh of a stack. */
@checked
export class Mesh {
  /** No mesh: calls are plain, network policies alone say who may call whom. */
  public static none(): Mesh {
    return new Mesh();
  }

  /**
   * Istio with sidecars: mutual TLS is strict, nobody may call anything that is not declared with `calls` or `route`, and the
   * planner counts the sidecars. The cluster needs istio-cni: without it the sidecar's init container breaks Pod Security
   * "restricted".
   * @param props What sidecars take, and where Istio's own parts are.
   */
  public static istio(props: IstioProps = {}): Mesh {
    const problems = new Problems('Mesh.istio');
    const parts = partsOf(problems, props);
    const cpu = millisOf(props.sidecarCpu ?? Cpu.millis(100));
    const memory = bytesOf(props.sidecarMemory ?? Size.mebibytes(128));
    const memoryLimit = bytesOf(props.sidecarMemoryLimit ?? Size.gibibytes(1));
    const perThousand = millisOf(props.sidecarCpuPerThousand ?? Cpu.millis(350));
    problems.check(
      perThousand >= 0,
      'sidecarCpuPerThousand',
      props.sidecarCpuPerThousand?.amount,
      'must be at least 0',
    );
    problems.check(cpu > 0, 'sidecarCpu', props.sidecarCpu?.amount, 'must be above 0');
    problems.check(
      memory > 0,
      'sidecarMemory',
      props.sidecarMemory && quantityOf(props.sidecarMemory),
      'must be above 0',
    );
    problems.check(
      memoryLimit >= memory,
      'sidecarMemoryLimit',
      (props.sidecarMemoryLimit && quantityOf(props.sidecarMemoryLimit)) ?? '1Gi (default)',
      'must be at least sidecarMemory',
      'give both',
    );
    problems.raise();
    return new Mesh({
      ...parts,
      namespaceLabels:
        parts.revision === undefined ? { 'istio-injection': 'enabled' } : { 'istio.io/rev': parts.revision },
      outsideLabels: { 'sidecar.istio.io/inject': 'false' },
      ...(props.scoped && { scoped: true }),
      ...(props.bounded && { bounded: true }),
      ...(props.egress && { egress: props.egress }),
      sidecarAnnotations: (rate) => ({
        'sidecar.istio.io/proxyCPU': formatQuantity('cpu', Math.max(cpu, Math.ceil((rate * perThousand) / 1000))),
        'sidecar.istio.io/proxyMemory': formatQuantity('memory', memory),
        'sidecar.istio.io/proxyMemoryLimit': formatQuantity('memory', memoryLimit),
      }),
    });
  }

  /**
   * Istio without sidecars (ambient mode): ztunnel on every node carries the traffic with strict mutual TLS, and nobody may call anything that is not declared.
   * The planner counts ztunnel and istio-cni on every node that is not of KubeEdge, and the waypoints. What looks into requests needs a waypoint; what only a
   * sidecar does (canaries, subsets, locality) is refused, and so are calls between both kinds of mesh.
   * @param props Waypoints, and where Istio's own parts are.
   */
  public static ambient(props: AmbientProps = {}): Mesh {
    const problems = new Problems('Mesh.ambient');
    const parts = partsOf(problems, props);
    const { waypoint = Waypoint.none(), ztunnelCpu = Cpu.millis(200), ztunnelMemory = Size.mebibytes(512) } = props;
    problems.check(millisOf(ztunnelCpu) > 0, 'ztunnelCpu', ztunnelCpu.amount, 'must be above 0');
    problems.check(bytesOf(ztunnelMemory) > 0, 'ztunnelMemory', quantityOf(ztunnelMemory), 'must be above 0');
    problems.raise();
    return new Mesh({
      ...parts,
      namespaceLabels: {
        'istio.io/dataplane-mode': 'ambient',
        ...(parts.revision !== undefined && { 'istio.io/rev': parts.revision }),
        // The ingress gateway would go past the waypoint without a word.
        ...(waypoint._kind === 'namespace' && {
          'istio.io/use-waypoint': 'waypoint',
          'istio.io/ingress-use-waypoint': 'true',
        }),
      },
      outsideLabels: { 'istio.io/dataplane-mode': 'none' },
      sidecarAnnotations: () => ({}),
      ambient: { waypoint: waypoint._kind, ztunnelCpu, ztunnelMemory },
    });
  }

  /** Whether it has an ingress gateway that routes can lead from. */
  public get hasIngress(): boolean {
    return this._istio !== undefined;
  }

  private constructor(
    /** @internal */
    public readonly _istio?: IstioSettings,
  ) {}

  /**
   * Whether its pods have sidecars.
   * @internal
   */
  public get _hasSidecars(): boolean {
    return this._istio !== undefined && this._istio.ambient === undefined;
  }
}
