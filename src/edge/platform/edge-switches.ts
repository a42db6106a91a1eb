import { Chart } from 'cdk8s';
import { Manifest, manifestsIn } from '../../manifest/objects';

/** Kinds and features that need something switched on in KubeEdge. */
export type EdgeFeature = 'NodeGroup' | 'Job' | 'Rule' | 'ServiceBus' | 'EventBus' | 'Device' | 'EdgeMesh' | 'Stream';

/** What is switched on at the cloud, by the values of the cloudcore chart, and in the configuration of EdgeCore. */
const NEEDS: Readonly<Record<EdgeFeature, { readonly cloud: readonly string[]; readonly edge: readonly string[] }>> = {
  NodeGroup: { cloud: ['controllerManager'], edge: [] },
  // Phases and timeouts of jobs are the business of the controller manager.
  Job: { cloud: ['taskManager', 'controllerManager'], edge: ['modules.taskManager.enable'] },
  Rule: { cloud: ['router'], edge: ['modules.eventBus.enable'] },
  ServiceBus: { cloud: [], edge: ['modules.serviceBus.enable'] },
  EventBus: { cloud: [], edge: ['modules.eventBus.enable'] },
  Device: { cloud: [], edge: ['modules.deviceTwin.enable', 'modules.eventBus.enable'] },
  // Logs and commands of pods at sites.
  Stream: { cloud: ['cloudStream'], edge: ['modules.edgeStream.enable'] },
  EdgeMesh: { cloud: ['dynamicController'], edge: ['modules.metaManager.metaServer.enable'] },
};

/** Kinds that need something, as `<group>/<kind>`, whoever made them. */
const FEATURES: Readonly<Record<string, EdgeFeature | undefined>> = {
  'apps.kubeedge.io/NodeGroup': 'NodeGroup',
  'apps.kubeedge.io/EdgeApplication': 'NodeGroup',
  'devices.kubeedge.io/Device': 'Device',
  'devices.kubeedge.io/DeviceModel': 'Device',
  'operations.kubeedge.io/ConfigUpdateJob': 'Job',
  'operations.kubeedge.io/ImagePrePullJob': 'Job',
  'operations.kubeedge.io/NodeUpgradeJob': 'Job',
  'rules.kubeedge.io/Rule': 'Rule',
};

/** Parts of KubeEdge that are off unless somebody switches them on; which of them a platform needs follows from what it emits. */
export class EdgeSwitches {
  private readonly noted = new Set<EdgeFeature>();

  /** @param charts charts of the cluster, of which the kinds are looked at */
  public constructor(private readonly charts: () => readonly Chart[]) {}

  /** Notes that something is used that no kind tells. */
  public use(...features: EdgeFeature[]): void {
    features.forEach((feature) => this.noted.add(feature));
  }

  /** Whether something is used. */
  public uses(feature: EdgeFeature): boolean {
    return this.used().has(feature);
  }

  /** Parts that the cloud side needs. */
  public get cloud(): string[] {
    return this.needed('cloud');
  }

  /** Settings that every edge node needs. */
  public get edge(): string[] {
    return this.needed('edge');
  }

  /** Objects of the kinds that need something, whoever made them. */
  public objectsOf(feature: EdgeFeature): Manifest[] {
    return manifestsIn(this.charts()).filter((object) => featureOf(object) === feature);
  }

  private needed(side: 'cloud' | 'edge'): string[] {
    return [...new Set([...this.used()].flatMap((feature) => NEEDS[feature][side]))].sort();
  }

  private used(): ReadonlySet<EdgeFeature> {
    return new Set([...this.noted, ...manifestsIn(this.charts()).flatMap((object) => featureOf(object) ?? [])]);
  }
}

function featureOf({ group, kind }: Manifest): EdgeFeature | undefined {
  return FEATURES[`${group}/${kind}`];
}
