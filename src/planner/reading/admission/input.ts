import { KubePod } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';
import { ClusterDescription, ReadObject } from '../description';
import { ReadPool } from '../read-pool';
import { FanOut } from '../sites/fan-out';
import { WorkloadDraft } from '../workloads/workload-draft';

/** Equal pods that the API server has to admit, before anything is added to them. */
export interface AdmittedPods {
  /** Id of their workload or daemonset. */
  readonly id: string;
  readonly path: string;
  readonly namespace: string;
  readonly pod: KubePod;
  /** How many of them run at steady. */
  readonly replicas: number;
  readonly daemon: boolean;
  /** True where they run at one edge site. */
  readonly atSite: boolean;
  /** The manifest that they are from. */
  readonly object: ReadObject;
  /** Names of containers that an operator adds. */
  readonly added: ReadonlySet<string>;
}

/** The manifests of a cluster, as admission and the controllers see them. */
export interface Admission {
  readonly cluster: ClusterDescription;
  readonly objects: readonly ReadObject[];
  /** Objects that neither run pods nor change how pods are read. */
  readonly others: readonly ReadObject[];
  readonly drafts: readonly WorkloadDraft[];
  readonly fanOuts: readonly FanOut[];
  readonly context: ClusterObjects;
  readonly pools: readonly ReadPool[];
  /** ResourceQuotas that somebody wrote. */
  readonly quotas: readonly ReadObject[];
}
