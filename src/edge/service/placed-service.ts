import { DeploymentParts, edgeDeployment } from './edge-deployment';
import { PlaceableService } from './placeable-service';
import { ClusterPlan, RolloutPlan } from '../../capacity/plan';
import { idAtSite } from '../../capacity/sites';
import { KubeObject } from '../../manifest/kube';
import { Planner } from '../../planner/planner';
import { WorkloadHint } from '../../planner/reading/description';
import { Sizing } from '../../workload/sizing/sizing';
import { EdgeSite } from '../platform/edge-platform';
import { Runtime } from '../runtime/runtime';

/** A service together with what all its sites have in common. */
export class PlacedService {
  public readonly runtime: Runtime;
  public readonly planner: Planner;
  private readonly mayBeOffline: boolean;
  private readonly holdUpgrade: boolean;

  public constructor(
    public readonly service: PlaceableService,
    public readonly selector: Record<string, string>,
    { platform, holdUpgrade, _offlineSeconds }: EdgeSite,
  ) {
    this.runtime = platform._runtime;
    this.planner = Planner.of(service);
    this.mayBeOffline = _offlineSeconds > 0;
    this.holdUpgrade = holdUpgrade;
  }

  /** Name of what runs at a site. */
  public nameAt(site: string): string {
    return `${this.service.serviceName}-${site}`;
  }

  /** Id of what stands for it in the plan. */
  public idAt(plan: ClusterPlan, site: string): string {
    const { namespaceName } = this.service.stack;
    const id = idAtSite(plan.model, namespaceName, 'Deployment', (name) => this.nameAt(name), site);
    return id ?? `${namespaceName}/Deployment/${this.nameAt(site)}`;
  }

  /** A Deployment of it for some sites: what the plan decides is read when manifests are written. */
  public deployment(
    parts: Omit<DeploymentParts, 'service' | 'runtime' | 'mayBeOffline' | 'holdUpgrade' | 'planned'>,
    sites: () => readonly string[],
  ): KubeObject {
    const { service, runtime, mayBeOffline, holdUpgrade } = this;
    const planned = (pick: (rollouts: readonly (RolloutPlan | undefined)[]) => number) =>
      this.planner.planned(service.stack.cluster, (plan) =>
        pick([...new Set(sites().map((site) => this.idAt(plan, site)))].map((id) => plan.rollouts[id])),
      );
    return edgeDeployment({ ...parts, service, runtime, mayBeOffline, holdUpgrade, planned });
  }

  /** What the planner has to know that no manifest says. */
  public hintOf({ needed, degraded, reason, hours, findings }: Sizing, hasBudget: boolean): WorkloadHint {
    const { node, stack, serviceName, _props } = this.service;
    return {
      path: node.path,
      rollsWith: `${stack.namespaceName}/Deployment/${serviceName}`,
      surge: _props.maxSurge,
      ownRollout: true,
      needed,
      degraded,
      reason,
      hours,
      findings,
      ...(hasBudget && { budget: true }),
      ...(this.mayBeOffline && !this.runtime.toleratesOutage && { staysBound: true }),
    };
  }
}
