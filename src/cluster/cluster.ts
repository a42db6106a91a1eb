import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { AcceptedFinding } from './accepted-finding';
import { checkCluster } from './cluster-checks';
import { ClusterDns } from './cluster-dns';
import { ClusterProps } from './cluster-props';
import { Environment } from './environment/environment';
import { EnvironmentRule } from './environment/environment-rule';
import { Environments } from './environment/environments';
import { ClusterForecasts } from './footprint/cluster-forecasts';
import { Footprint } from './footprint/footprint';
import { Footprints } from './footprint/footprints';
import { KubernetesVersion } from './kubernetes-version';
import { ClusterNodes } from './node/cluster-nodes';
import { NodePool, NodePoolProps } from './node-pool';
import { PackingEffort } from './packing-effort';
import { PeakGroups } from './peak-groups';
import { Placement } from './placement';
import { Priority, PriorityProps } from './priority';
import { Provisioner } from './provisioner';
import { ReportedNodes, ReportedNodesProps } from './reported/reported-nodes';
import { SchedulerScoring } from './scheduler-scoring';
import { sizedPriorities } from './sized-priorities';
import { StorageClass, StorageClassProps } from './storage/storage-class';
import { Survive } from './survive';
import { Utilisation } from './utilisation';
import { Acceptance } from '../capacity/model';
import { UtilisationCaps } from '../capacity/sizing/demand';
import { TimetableModel } from '../capacity/timetable/timetable';
import { ArgoDelivery } from '../delivery/argo-delivery';
import { DeliveryStage, isDelivered } from '../delivery/delivered-chart';
import { pathOf, Problems } from '../manifest/problems';
import { acceptanceOf, isFindingCode } from '../planner/acceptances';
import { Planner } from '../planner/planner';
import { ClusterDescription, FootprintDescription, ReadObject } from '../planner/reading/description';
import { checked } from '../props/checked';
import { Residency } from '../protection/residency';

/**
 * A Kubernetes cluster: zones, node pools, and what the whole cluster shares. It is a chart of its own, which emits
 * `PriorityClass` objects and, with Karpenter, `NodePool` objects. The planner plans everything in its stacks and in the
 * charts that are included.
 *
 * @example
 * const cluster = new Cluster(app, 'east', {
 *   zones: ['east-1a', 'east-1b', 'east-1c'],
 *   kubernetesVersion: KubernetesVersion.V1_32,
 *   survive: Survive.zone(),
 * });
 * cluster.addNodePool('general', {
 *   nodeType: NodeType.aws('m7i.4xlarge', { price: Price.perHour(0.8064) }),
 *   maxNodesPerZone: 6,
 * });
 */
@checked
export class Cluster extends Chart {
  /** Name of the cluster. */
  public readonly clusterName: string;
  /** Zones of the cluster. */
  public readonly zones: string[];
  /** Kubernetes version of the control plane. */
  public readonly kubernetesVersion: KubernetesVersion;
  /** Region of the cluster, where its user said it. */
  public readonly region?: string;
  /** The environment that it is of; undefined where nothing is demanded. */
  public readonly environment?: Environment;
  /** Under which law data are that are in it; undefined where nobody said. */
  public readonly residency?: Residency;
  /** Which loss the workloads outlive, unless they say otherwise. */
  public readonly survive: Survive;
  /** @internal */
  public readonly _caps: UtilisationCaps;
  private readonly provisioner: Provisioner;
  private readonly effort: PackingEffort;
  private readonly scoring: SchedulerScoring;
  private readonly placement: Placement;
  private readonly concurrentRollouts?: number;
  /** Values of its priorities; 0 is that of workloads without one. */
  private readonly bands: number[] = [0];
  private readonly peakGroups = new PeakGroups(this);
  /** @internal */
  public readonly _nodes: ClusterNodes;
  private readonly included: Chart[] = [];
  private readonly checks = new Set<string>();
  /** @internal */
  public readonly _delivery?: ArgoDelivery;
  private readonly nameServers: ClusterDns[];
  private delivered = false;
  private readonly timetables: TimetableModel[] = [];
  private readonly footprints = new Footprints(this);
  /** @internal */
  public readonly _forecasts = new ClusterForecasts();
  private readonly accepted: Acceptance[] = [];
  private readonly environments = new Environments(this);
  private readonly storageClasses: StorageClass[] = [];

  /**
   * @param scope App that it is in.
   * @param id Name of the cluster.
   * @param props Zones, version, which losses it survives, and how pods are placed.
   */
  public constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id, { disableResourceNameHashes: true });
    this.clusterName = id;
    this.zones = [...props.zones];
    this.kubernetesVersion = props.kubernetesVersion;
    this.region = props.region;
    this.residency = props.residency;
    this.environment = props.environment;
    const survives = this.environment?.rules.includes(EnvironmentRule.SURVIVES_NODE);
    this.survive = props.survive ?? (survives ? Survive.node() : Survive.none());
    this.effort = props.packingEffort ?? PackingEffort.STANDARD;
    this.scoring = props.schedulerScoring ?? SchedulerScoring.LEAST_ALLOCATED;
    this.placement = props.placement ?? Placement.AUTOMATIC;
    this.concurrentRollouts = props.concurrentRollouts;
    this.provisioner = props.provisioner ?? Provisioner.external();
    this._nodes = new ClusterNodes(this, this.region, this.provisioner);
    this.nameServers = [props.dns ?? ClusterDns.standard()];
    this._caps = {
      steady: (props.steadyUtilisation ?? Utilisation.percent(70)).toRatio(),
      degraded: (props.degradedUtilisation ?? Utilisation.percent(90)).toRatio(),
    };
    const problems = new Problems(pathOf(scope, id));
    checkCluster(problems, this, props);
    problems.raiseFor(this);
    this._isOf(this.environment, this);
    Planner.of(this).register(this);
    this._delivery = props.delivery;
    if (this.isSteered) {
      this._deliverOwn();
      sizedPriorities(this, this, this.clusterName, { value: 0, preempts: false });
    }
  }

  private get isSteered(): boolean {
    return this.placement === Placement.STEERED;
  }

  /** Node pools of the cluster. */
  public get nodePools(): NodePool[] {
    return [...this._nodes.pools];
  }

  /**
   * Adds nodes of one type. The name is a DNS label, unique in the cluster.
   * @param name Name of the pool, in labels of its nodes and in the plan.
   * @param props Type and number of its nodes.
   */
  public addNodePool(name: string, props: NodePoolProps): NodePool {
    this._nodes.checkName(name);
    const pool = NodePool._in(this, name, props, {
      cluster: this,
      clusterName: this.clusterName,
      zones: this.zones,
      region: this.region,
      provisioner: this.provisioner,
    });
    this._nodes.pools.push(pool);
    this._nodes.addType(props.nodeType);
    if (pool.provisioner.nodeClass) {
      this._deliverOwn();
    }
    return pool;
  }

  /**
   * Adds the nodes that a cluster reports, from a file that `kubectl get nodes -o json` wrote: what is left for pods on each is exact.
   * Throws with everything that is wrong with the file.
   * @param name first part of the names of their pools, a DNS label of at most 20 characters
   * @param props The file, and who may run on the nodes.
   */
  public addReportedNodes(name: string, props: ReportedNodesProps): ReportedNodes {
    return ReportedNodes._in(this, name, props, {
      zones: this.zones,
      hasPool: (pool) => this._nodes.hasPool(pool),
      attach: (pool, describe) => this._nodes.attachPool(pool, describe),
    });
  }

  /**
   * Adds a priority class. The name becomes the name of the object.
   * @param name Name of the PriorityClass.
   * @param props How important it is, and whether it evicts others.
   */
  public addPriority(name: string, props: PriorityProps): Priority {
    this._deliverOwn();
    const priority = Priority._in(this, name, props, this.clusterName, this.isSteered ? this.bands : []);
    this.bands.push(props.value);
    if (this.isSteered) {
      const { value, preempts = false } = props;
      sizedPriorities(this, this, this.clusterName, { name, value, preempts: preempts && value !== 0 });
    }
    return priority;
  }

  /**
   * Says which autoscalers reach their maximum at the same time, for example the services of the morning rush. Without groups all
   * do; with them each group has to fit on top of what the others run at steady. Workloads in no group may peak with any of them.
   * @param name name of the group, a DNS label
   * @param workloads workloads of this cluster, or the objects of others' charts
   */
  public peaksTogether(name: string, workloads: IConstruct[]): void {
    this.peakGroups.add(name, workloads);
  }

  /**
   * Plans a chart that was not made with this library: its workloads run in this cluster too, its daemonsets on its nodes.
   * @param chart A chart of the same app.
   */
  public include(chart: Chart): void {
    if (chart.node.root !== this.node.root) {
      throw new Error(
        `[${this.node.path}] include: chart '${chart.node.path}' is in another app; include charts of the same app`,
      );
    }
    Planner.of(this).claim(chart, this);
    if (!this.included.includes(chart)) {
      this.included.push(chart);
      this.environments.include(chart);
    }
  }

  /**
   * Takes findings of the plan as they are: they stay in it as infos with the reason, and stop neither synth nor gates. Warnings, infos and
   * errors about what is promised can be accepted; that something does not fit or would be refused cannot. An acceptance that
   * matches no finding is an error. Throws where there is no such code, or path or reason is empty.
   * @param finding Code and path of what is accepted, and why.
   */
  public accept(finding: AcceptedFinding): void {
    const { code, path, reason } = finding;
    const problems = new Problems(this.node.path);
    problems.check(isFindingCode(code), 'accept', code, 'is no code of a finding', 'a code of docs/findings.md');
    problems.check(path.trim() !== '', 'accept', path, 'must be the path of a construct');
    problems.check(reason.trim() !== '', 'accept', reason, 'must say why');
    problems.raise();
    this.accepted.push(acceptanceOf(finding));
  }

  /**
   * Counts pods that run in the cluster and that no manifest shows, such as those of a Helm chart. They are planned as any other workload,
   * as `<namespace>/Footprint/<name>`.
   * @param name name of what runs them, a DNS label: an Argo CD Application of that name is counted by it
   * @param footprint what it runs
   * @returns what stands for it in `peaksTogether`
   */
  public addFootprint(name: string, footprint: Footprint): Construct {
    return this.footprints.add(name, footprint);
  }

  /**
   * Says that nobody makes pods of the objects of a kind, which the planner does not know: it is then no finding that it counts none.
   * @param group API group, for example 'acme.example.com'; empty for the core
   * @param kind for example 'Widget'
   * @throws where the planner reads pods of that kind
   */
  public makesNoPods(group: string, kind: string): void {
    this.footprints.addPodless(group, kind);
  }

  /**
   * Declares a storage class that the cluster has, with what its volumes can: the plan then refuses claims that it cannot serve. Emits nothing.
   * @param name name of the StorageClass, a DNS name
   * @param props Who provisions its volumes, and what they can.
   */
  public addStorageClass(name: string, props: StorageClassProps): StorageClass {
    const storageClass = StorageClass._in(this, name, props, this.storageClasses);
    this.storageClasses.push(storageClass);
    return storageClass;
  }

  /**
   * Notes that the cluster or a stack is of an environment.
   * @internal
   */
  public _isOf(environment: Environment | undefined, chart: Chart): void {
    if (environment) {
      this.environments.add(environment, chart);
    }
  }

  /**
   * Counts what constructs of the library know to run in the cluster, unless its user says by a footprint of that name what it runs.
   * @internal
   */
  public _countPresumed(describe: () => FootprintDescription | undefined): void {
    this.footprints.presume(describe);
  }

  /**
   * Adds a validation of the cluster, once for each name.
   * @internal
   */
  public _checkOnce(name: string, validate: () => string[]): void {
    if (!this.checks.has(name)) {
      this.checks.add(name);
      this.node.addValidation({ validate });
    }
  }

  /**
   * The declared storage class of claims that name this one, or none.
   * @internal
   */
  public _storageClass(name: string | undefined): StorageClass | undefined {
    return this.storageClasses.find(({ storageClassName, isDefault }) =>
      name === undefined ? isDefault : storageClassName === name,
    );
  }

  /**
   * Adds work whose order on machines is planned.
   * @internal
   */
  public _attachTimetable(timetable: TimetableModel): void {
    this.timetables.push(timetable);
  }

  /**
   * Adds name servers that some of its nodes have besides.
   * @internal
   */
  public _addDns(dns: ClusterDns): void {
    this.nameServers.push(dns);
  }

  /**
   * All that answers for names on some of its nodes.
   * @internal
   */
  public _dns(): ClusterDns {
    return ClusterDns._all(this.nameServers);
  }

  /**
   * What runs in it and is in none of its charts, as manifests.
   * @internal
   */
  public _counted(): ReadObject[] {
    return (this.footprints.describe().footprints ?? []).flatMap(({ objects }) => objects);
  }

  /** @internal */
  public _charts(): Chart[] {
    return [this, ...this.included];
  }

  /** @internal */
  public _describe(): ClusterDescription {
    const { edge } = this._nodes;
    return {
      name: this.clusterName,
      path: this.node.path,
      kubernetesVersion: this.kubernetesVersion.version,
      survive: this.survive._level,
      effort: this.effort,
      scoring: this.scoring,
      placement: this.placement._kind,
      concurrentRollouts: this.concurrentRollouts,
      applications: this._charts()
        .filter(isDelivered)
        .map(({ node }) => node.path),
      peakGroups: this.peakGroups.all,
      pools: this._nodes.describe(),
      timetables: this.timetables,
      storageClasses: this.storageClasses.map((storageClass) => storageClass._describe()),
      ...(edge && { edge }),
      ...this.footprints.describe(),
      ...this._forecasts.describe(),
      ...this.environments.describe(),
      accepted: this.accepted,
    };
  }

  /**
   * Delivers the cluster with its first object: Git keeps no empty folder, and Argo CD fails on a path that is not there.
   * @internal
   */
  public _deliverOwn(): void {
    if (!this.delivered) {
      this.delivered = true;
      this._delivery?._deliver(this, { cluster: this.clusterName, stage: DeliveryStage.CLUSTER });
    }
  }
}
