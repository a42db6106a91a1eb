import { k8s } from 'cdk8s-plus-27';
import { Port } from './port';
import { Cluster } from '../cluster/cluster';
import { Owner } from '../manifest/metadata';

/** Something that a workload may call: another workload, or a peer outside the cluster's stacks. */
export interface ICallTarget {
  /**
   * Notes that the caller calls it, and says what the caller's network policy has to allow.
   * @internal
   */
  _calledBy(caller: Caller, ports?: readonly Port[]): k8s.NetworkPolicyEgressRule;
}

/** A workload that calls another. */
export interface Caller {
  readonly path: string;
  readonly name: string;
  readonly cluster: Cluster;
  readonly owner: Owner;
  readonly selector: Record<string, string>;
  /** Identity in the mesh; undefined outside it. */
  readonly principal?: string;
  /** Declares a host outside the mesh to the caller's namespace. */
  declareHost(host: string, port: number, protocol: string): void;
}
