import { Size } from 'cdk8s';
import { IstioSettings } from './istio/settings';
import { formatQuantity } from '../capacity/quantity';
import { bytesOf, millisOf, quantityOf } from '../manifest/amounts';
import { checkDnsLabel, checkLabels, isDnsSubdomain } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { checked } from '../props/checked';
import { Cpu } from '../units/cpu';

/** How Istio is installed in the cluster, and what its sidecars ask for. */
export interface IstioProps {
  /**
   * Revision that injects the sidecars (`istio.io/rev`).
   * @default - the default revision, by the label `istio-injection: enabled`
   */
  readonly revision?: string;
  /**
   * Namespace of istiod.
   * @default 'istio-system'
   */
  readonly controlPlaneNamespace?: string;
  /**
   * Namespace of the ingress gateway. Secrets with its certificates are in it.
   * @default 'istio-ingress'
   */
  readonly ingressNamespace?: string;
  /**
   * Service account of the ingress gateway.
   * @default 'istio-ingress'
   */
  readonly ingressServiceAccount?: string;
  /**
   * Labels that select the pods of the ingress gateway.
   * @default - `{ istio: 'ingress' }`, as Istio's gateway chart sets them
   */
  readonly ingressLabels?: Record<string, string>;
  /**
   * Ports that the Service of the ingress gateway lists: a route on any other would never be reached.
   * @default - [80, 443], as Istio's gateway chart has them
   */
  readonly ingressPorts?: number[];
  /**
   * Trust domain of the mesh.
   * @default 'cluster.local'
   */
  readonly trustDomain?: string;
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
    const {
      controlPlaneNamespace = 'istio-system',
      ingressNamespace = 'istio-ingress',
      ingressServiceAccount = 'istio-ingress',
      ingressLabels = { istio: 'ingress' },
      ingressPorts = [80, 443],
      trustDomain = 'cluster.local',
    } = props;
    checkDnsLabel(problems, 'controlPlaneNamespace', controlPlaneNamespace);
    checkDnsLabel(problems, 'ingressNamespace', ingressNamespace);
    checkDnsLabel(problems, 'ingressServiceAccount', ingressServiceAccount);
    checkLabels(problems, 'ingressLabels', ingressLabels);
    if (props.revision !== undefined) {
      checkDnsLabel(problems, 'revision', props.revision);
    }
    problems.check(
      Object.keys(ingressLabels).length > 0,
      'ingressLabels',
      '{}',
      'must select the pods of the ingress gateway',
    );
    for (const port of ingressPorts) {
      const allowed = Number.isInteger(port) && port > 0 && port < 65_536;
      problems.check(allowed, 'ingressPorts', port, 'must be a whole number from 1 to 65535');
    }
    const cpu = millisOf(props.sidecarCpu ?? Cpu.millis(100));
    const memory = bytesOf(props.sidecarMemory ?? Size.mebibytes(128));
    const memoryLimit = bytesOf(props.sidecarMemoryLimit ?? Size.gibibytes(1));
    problems.check(isDnsSubdomain(trustDomain), 'trustDomain', trustDomain, 'must be a DNS name');
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
      namespaceLabels:
        props.revision === undefined ? { 'istio-injection': 'enabled' } : { 'istio.io/rev': props.revision },
      controlPlaneNamespace,
      ingressNamespace,
      ingressLabels,
      ingressPorts,
      ingressPrincipal: `${trustDomain}/ns/${ingressNamespace}/sa/${ingressServiceAccount}`,
      trustDomain,
      sidecarAnnotations: (rate) => ({
        'sidecar.istio.io/proxyCPU': formatQuantity('cpu', Math.max(cpu, Math.ceil((rate * perThousand) / 1000))),
        'sidecar.istio.io/proxyMemory': formatQuantity('memory', memory),
        'sidecar.istio.io/proxyMemoryLimit': formatQuantity('memory', memoryLimit),
      }),
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
}
