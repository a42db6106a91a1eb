import { isDnsLabel, isQualifiedName } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { checked } from '../props/checked';

/** A network by which accelerators of different nodes reach each other's memory (InfiniBand, RoCE). */
export interface RdmaProps {
  /** Extended resource of its adapters, as the RDMA or SR-IOV device plugin advertises it, for example 'rdma/hca_shared_devices_a'. */
  readonly resource: string;
  /** Adapters of each node. */
  readonly devicesPerNode: number;
  /**
   * NetworkAttachmentDefinition that adds an interface to the pod, as `<namespace>/<name>`.
   * @default - none: the adapters need no interface in the pod
   */
  readonly network?: string;
}

/** What a pod that uses RDMA gets. */
@checked
export class Rdma {
  /**
   * A network. Throws where names are none.
   * @param props Its resource, and what pods need for it.
   */
  public static of(props: RdmaProps): Rdma {
    const { resource, devicesPerNode, network } = props;
    const problems = new Problems('Rdma.of');
    const named = resource.includes('/') && isQualifiedName(resource);
    problems.check(named, 'resource', resource, 'must be <domain>/<name>');
    const whole = Number.isInteger(devicesPerNode) && devicesPerNode > 0;
    problems.check(whole, 'devicesPerNode', devicesPerNode, 'must be a whole number above 0');
    const parts = network?.split('/') ?? [];
    const found = network === undefined || (parts.length === 2 && parts.every((part) => isDnsLabel(part)));
    problems.check(found, 'network', network, 'must be <namespace>/<name> of a NetworkAttachmentDefinition');
    problems.raise();
    return new Rdma(resource, devicesPerNode, network);
  }

  private constructor(
    /** Extended resource of its adapters. */
    public readonly resource: string,
    /** Adapters of each node. */
    public readonly devicesPerNode: number,
    /** NetworkAttachmentDefinition of its interface; undefined where pods need none. */
    public readonly network?: string,
  ) {}

  /** @internal */
  public get _capacity(): Record<string, number> {
    return { [this.resource]: this.devicesPerNode };
  }

  /** @internal */
  public get _annotations(): Record<string, string> {
    return this.network === undefined ? {} : { 'k8s.v1.cni.cncf.io/networks': this.network };
  }
}
