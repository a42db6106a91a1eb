import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { virtualService } from './traffic';
import { Cluster } from '../../cluster/cluster';
import { Footprint } from '../../cluster/footprint/footprint';
import { PodSpread } from '../../cluster/footprint/pod-spread';
import { customResource } from '../../manifest/custom-resource';
import { KubeObject } from '../../manifest/kube';
import { namespaced, Owner } from '../../manifest/metadata';
import { checkDnsLabel, checkLabels } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';

/** An egress gateway of Istio's gateway chart. */
export interface EgressGatewayProps {
  /**
   * Namespace that it is in.
   * @default 'istio-egress'
   */
  readonly namespace?: string;
  /**
   * Name of its release, and of its Service, which lists port 443.
   * @default 'istio-egress'
   */
  readonly name?: string;
  /**
   * Labels that select its pods.
   * @default - `{ istio: 'egress' }`, as the chart sets them for that name
   */
  readonly labels?: Record<string, string>;
  /**
   * Pods that run of it.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Processors that each requests.
   * @default Cpu.millis(100)
   */
  readonly cpu?: Cpu;
  /**
   * Memory that each requests.
   * @default Size.mebibytes(128)
   */
  readonly memory?: Size;
}

const COUNTED = new WeakMap<Cluster, Set<string>>();

/**
 * The one place by which a mesh with sidecars calls hosts outside with TLS (`Peer.host`): the policies of workloads open the way to it and no longer one to the
 * internet. Its pods are counted; who installs its chart opens the internet to them.
 */
@checked
export class EgressGateway {
  /**
   * One that somebody installed with Istio's gateway chart.
   * @param props Where it is, and what it takes.
   */
  public static of(props: EgressGatewayProps = {}): EgressGateway {
    const problems = new Problems('EgressGateway.of');
    const { namespace = 'istio-egress', name = 'istio-egress', labels = { istio: 'egress' }, replicas = 2 } = props;
    checkDnsLabel(problems, 'namespace', namespace);
    checkDnsLabel(problems, 'name', name);
    checkLabels(problems, 'labels', labels);
    problems.check(Object.keys(labels).length > 0, 'labels', '{}', 'must select the pods of the gateway');
    const whole = Number.isInteger(replicas) && replicas > 0;
    problems.check(whole, 'replicas', replicas, 'must be a whole number of at least 1');
    problems.raise();
    return new EgressGateway(namespace, name, labels, { ...props, replicas });
  }

  private constructor(
    /** @internal */
    public readonly _namespace: string,
    /** @internal */
    public readonly _name: string,
    /** @internal */
    public readonly _labels: Record<string, string>,
    private readonly props: EgressGatewayProps & { readonly replicas: number },
  ) {}

  /**
   * Counts its pods in a cluster, once.
   * @internal
   */
  public _countIn(cluster: Cluster, path: string): void {
    const key = `${this._namespace}/${this._name}`;
    const known = COUNTED.get(cluster) ?? new Set<string>();
    if (known.has(key)) {
      return;
    }
    COUNTED.set(cluster, known.add(key));
    const { replicas, cpu = Cpu.millis(100), memory = Size.mebibytes(128) } = this.props;
    const pods = [{ name: this._name, replicas, cpu, memory, ...(replicas > 1 && { spread: PodSpread.nodes() }) }];
    const footprint = Footprint.of({ namespace: this._namespace, pods });
    cluster._countPresumed(() => {
      const described = footprint._describe(this._name, path);
      return { ...described, objects: [...described.objects, { path, json: this.service() }], unless: key };
    });
  }

  /** The Service of the chart, to which routes lead. */
  private service(): KubeObject {
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: this._name, namespace: this._namespace },
      spec: { selector: this._labels, ports: [{ name: 'https', port: 443 }] },
    };
  }

  /**
   * Leads the TLS connections of a namespace for a host through it.
   * @internal
   */
  public _lead(scope: Construct, owner: Owner, host: string, port: number): void {
    const name = `egress-${host}-${port}`;
    const server = { number: 443, name: `tls-${port}`, protocol: 'TLS' };
    customResource<object>(scope, `${name}-gateway`, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: namespaced('Gateway', name, owner),
      spec: { selector: this._labels, servers: [{ port: server, hosts: [host], tls: { mode: 'PASSTHROUGH' } }] },
    });
    const gateway = `${owner.namespace}/${name}`;
    const to = (target: string, number: number) => [{ destination: { host: target, port: { number } } }];
    virtualService(scope, `${name}-route`, owner, name, {
      hosts: [host],
      gateways: ['mesh', gateway],
      tls: [
        {
          match: [{ gateways: ['mesh'], port, sniHosts: [host] }],
          route: to(`${this._name}.${this._namespace}.svc.cluster.local`, 443),
        },
        { match: [{ gateways: [gateway], port: 443, sniHosts: [host] }], route: to(host, port) },
      ],
    });
  }
}
