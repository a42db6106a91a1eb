import { Cluster } from '../../cluster/cluster';
import { Owner } from '../../manifest/metadata';
import { EgressGateway } from '../../platform/istio/egress-gateway';

/** A workload that calls another. */
export interface Caller {
  readonly path: string;
  readonly cluster: Cluster;
  readonly owner: Owner;
  readonly selector: Record<string, string>;
  /** Identity in the mesh; undefined outside it. */
  readonly principal?: string;
  /** Whether nodes carry its calls in place of a sidecar. */
  readonly inAmbient?: boolean;
  /** By which hosts outside are called with TLS; absent where the caller calls them itself. */
  readonly egress?: EgressGateway;
  /** How many replicas it has, and over how many zones; absent where it has no fixed number. */
  readonly replicas?: { readonly planned: number; readonly zones: number };
  /** Declares a host outside the mesh to the caller's namespace. */
  declareHost(host: string, port: number, protocol: string): void;
  /** Declares a network outside, where the caller's sidecars let nothing go to what is not declared. */
  declareNetwork?(cidr: string, port: number): void;
}
