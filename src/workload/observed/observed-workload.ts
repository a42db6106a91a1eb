import { ObservedLatency } from './observed-latency';
import { ServicePart } from '../spot/service-parts';

/** What is watched of a workload: what it was planned for, and where its metrics are. */
export interface ObservedWorkload {
  readonly path: string;
  readonly name: string;
  readonly namespace: string;
  /** Ids of its parts in the plan. */
  readonly ids: readonly string[];
  readonly selector: Readonly<Record<string, string>>;
  /** Kind of what makes its pods. */
  readonly maker: 'ReplicaSet' | 'StatefulSet';
  readonly parts: readonly Pick<ServicePart, 'name' | 'sizing'>[];
  /** Requests per second that it is sized for; 0 where nobody said. */
  readonly arrivals: number;
  readonly latency?: ObservedLatency;
  /** Whether a proxy of the mesh counts its requests. */
  readonly isCounted: boolean;
  readonly hasSidecar: boolean;
  readonly metrics?: { readonly port: string; readonly path: string };
  /** Zones over which its pods are spread evenly; empty where they need not be. */
  readonly zones: readonly string[];
}
