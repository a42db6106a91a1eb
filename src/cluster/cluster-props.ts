import { ClusterDns } from './cluster-dns';
import { Environment } from './environment/environment';
import { KubernetesVersion } from './kubernetes-version';
import { PackingEffort } from './packing-effort';
import { Placement } from './placement';
import { Provisioner } from './provisioner';
import { SchedulerScoring } from './scheduler-scoring';
import { Survive } from './survive';
import { Utilisation } from './utilisation';
import { ArgoDelivery } from '../delivery/argo-delivery';
import { Residency } from '../protection/residency';

/** Where workloads run. */
export interface ClusterProps {
  /** Zones of the cluster, as `topology.kubernetes.io/zone` says them. */
  readonly zones: string[];
  /** Kubernetes version of the control plane. */
  readonly kubernetesVersion: KubernetesVersion;
  /**
   * Region of the cluster, as `topology.kubernetes.io/region` says it.
   * @default - as the names of the zones say it, where the nodes are those of a known cloud
   */
  readonly region?: string;
  /**
   * Under which law data are that are in it. Personal and map data do not leave it.
   * @default - nobody says: data of other places do not come here
   */
  readonly residency?: Residency;
  /**
   * Who answers for names, whom all stacks let their pods ask. Name servers at edge sites come with the runtime of the edge.
   * @default ClusterDns.standard()
   */
  readonly dns?: ClusterDns;
  /**
   * The environment that it is of, and whose demands hold for all that runs in it. Stacks may be of another one.
   * @default - none: nothing is demanded
   */
  readonly environment?: Environment;
  /**
   * Which loss the workloads of the cluster outlive, unless they say otherwise.
   * @default - Survive.node() where the environment asks for it, else Survive.none()
   */
  readonly survive?: Survive;
  /**
   * Highest share of busy workers at the declared demand.
   * @default Utilisation.percent(70)
   */
  readonly steadyUtilisation?: Utilisation;
  /**
   * Highest share of busy workers after a loss.
   * @default Utilisation.percent(90)
   */
  readonly degradedUtilisation?: Utilisation;
  /**
   * How much work the planner puts into a cheaper plan.
   * @default PackingEffort.STANDARD
   */
  readonly packingEffort?: PackingEffort;
  /**
   * What the cluster's kube-scheduler ranks nodes by. The plan is tried with it in sampled orders of arrival.
   * @default SchedulerScoring.LEAST_ALLOCATED
   */
  readonly schedulerScoring?: SchedulerScoring;
  /**
   * What stands behind the promise that every pod finds a place.
   * @default Placement.AUTOMATIC
   */
  readonly placement?: Placement;
  /**
   * Rollouts that may run at the same time: the plan holds for any so many of them.
   * @default - as many as a change to everything starts: with Argo CD those in one wave of every Application, else all
   */
  readonly concurrentRollouts?: number;
  /**
   * Who makes the nodes.
   * @default Provisioner.external()
   */
  readonly provisioner?: Provisioner;
  /**
   * Delivers the cluster's own objects (priority classes, Karpenter pools) with Argo CD.
   * @default - not delivered
   */
  readonly delivery?: ArgoDelivery;
}
