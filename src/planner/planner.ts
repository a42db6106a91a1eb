import { createHash } from 'crypto';
import { ApiObject, Chart, Lazy } from 'cdk8s';
import { IConstruct } from 'constructs';
import { withOrphansAccepted } from './acceptances';
import { earlierPlan } from './earlier-plan';
import { excessFindings } from './excess-findings';
import { Homes } from './homes';
import { checkIdentities } from './identities';
import { ImagePins, Mirror, Pinned } from './image-pins';
import { Judge, judged, withoutJudged } from './judges';
import { ofAnotherCopy } from './other-copy';
import { writtenQuotas } from './reading/admission/namespace/quotas';
import { ClusterDescription, ReadObject, WorkloadHint } from './reading/description';
import { isCounted } from './reading/kinds/makes-pods';
import { readCluster } from './reading/read-cluster';
import { ClusterModel, Finding } from '../capacity/model';
import { sortedBy } from '../capacity/order';
import { ClusterPlan } from '../capacity/plan';
import { planCluster } from '../capacity/planning/plan-cluster';
import { manifestsIn, objectsIn } from '../manifest/objects';
import { groupOf } from '../manifest/scope';
import { ClusterEntry, PlanDocument } from '../report/document';
import { JudgedPlan, planDocument } from '../report/plan-document';
import { findingLines } from '../report/plan-table';
import { verifyDocument } from '../verifier/verify';

/** A cluster as the planner sees it. */
export interface PlannedCluster extends IConstruct {
  /** What it is made of. */
  _describe(): ClusterDescription;
  /** Charts whose objects run in it. */
  _charts(): Chart[];
}

/** Frequent kinds that neither run pods nor change how pods are read, as `<group>/<kind>`; the core group is empty. */
const NOT_READ: ReadonlySet<string> = new Set([
  '/Service',
  '/ConfigMap',
  '/Secret',
  'networking.k8s.io/NetworkPolicy',
  'security.istio.io/AuthorizationPolicy',
  'networking.istio.io/DestinationRule',
  'networking.istio.io/VirtualService',
  'apps.kubeedge.io/NodeGroup',
  'apps.openyurt.io/NodePool',
  'karpenter.sh/NodePool',
  'site.superedge.io/NodeUnit',
  'devices.kubeedge.io/DeviceModel',
  'devices.kubeedge.io/Device',
  'rules.kubeedge.io/Rule',
  'rules.kubeedge.io/RuleEndpoint',
  'operations.kubeedge.io/ImagePrePullJob',
  'operations.kubeedge.io/NodeUpgradeJob',
  'operations.kubeedge.io/ConfigUpdateJob',
  'apps.kruise.io/ImagePullJob',
  'monitoring.coreos.com/PodMonitor',
]);

const PLANNER = Symbol.for('cdk8s-autonomous.planner');

/** Name and version that plans carry. */
export const TOOL: { readonly name: string; readonly version: string } = (({ name, version }) => ({ name, version }))(
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require('../../package.json'),
);

/**
 * The one planner of an app. It reads the manifests of every cluster, plans each, and hands planned values to the
 * constructs that emit them. The plan is made once for what was read and made again only when that changes.
 */
export class Planner {
  /** The planner of the tree that the construct is in. */
  public static of(construct: IConstruct): Planner {
    const root = construct.node.root as IConstruct & { [PLANNER]?: Planner };
    if (!root[PLANNER]) {
      Object.defineProperty(root, PLANNER, { value: new Planner(root), enumerable: false });
    }
    if (!(root[PLANNER] instanceof Planner)) {
      throw ofAnotherCopy(construct.node.path || 'the app', 'what is planned here already');
    }
    return root[PLANNER];
  }

  private readonly clusters: PlannedCluster[] = [];
  private readonly hints = new Map<ApiObject, () => WorkloadHint>();
  private readonly homes = new Homes();
  private readonly imagePins = new ImagePins();
  private memo?: { readonly fingerprint: string; readonly version: number; readonly plans: readonly JudgedPlan[] };
  private previous?: PlanDocument;
  private isReading = false;
  private isFrozen = false;
  private readonly realisers: { readonly cluster: PlannedCluster; readonly action: (plan: ClusterPlan) => void }[] = [];
  private readonly judgesOf = new Map<string, ReadonlyMap<string, Judge>>();
  private realised?: readonly ClusterPlan[];
  private readonly parts = new WeakSet<ApiObject>();
  private readonly written = new WeakSet<Chart>();
  private solved = 0;
  private readonly beside = new Map<string, () => string>();
  /** Grows with every cluster and workload of the library, so that a value asked for outside a synth is not older than they are. */
  private version = 0;

  private constructor(private readonly root: IConstruct) {
    root.node.addValidation({ validate: () => this.realise() });
  }

  /**
   * Runs something that does not change the tree, such as a synth: what was read and planned before it holds throughout. cdk8s
   * validates the whole app once for every chart; reading all manifests each time would cost more than the plan.
   */
  public unchanged(action: () => void): void {
    this.plans();
    this.isFrozen = true;
    try {
      action();
    } finally {
      this.isFrozen = false;
    }
  }

  /** True while nothing changes the tree: what is read of it once holds. */
  public get isUnchanged(): boolean {
    return this.isFrozen;
  }

  /** Adds a file that is written beside the plan, such as what the API server is started with. A name counts once. */
  public writeBeside(name: string, text: () => string): void {
    this.beside.set(name, text);
  }

  /** Names and texts of the files beside the plan. */
  public get filesBeside(): readonly (readonly [string, () => string])[] {
    return sortedBy(this.beside, ([name]) => name);
  }

  /** All clusters of the plan. */
  public get plannedClusters(): readonly PlannedCluster[] {
    return [...this.clusters];
  }

  /** Notes that a chart runs in a cluster; refuses it when it, or a chart around or inside it, runs in another. */
  public claim(chart: Chart, cluster: PlannedCluster): void {
    for (const other of this.clusters.filter((known) => known !== cluster)) {
      const taken = other
        ._charts()
        .find((known) => known.node.scopes.includes(chart) || chart.node.scopes.includes(known));
      if (taken) {
        throw new Error(
          `[${chart.node.path}] runs in cluster ${cluster.node.path}, but ${taken.node.path} runs in cluster ${other.node.path}: nothing runs twice; put it into a chart of its own`,
        );
      }
    }
  }

  /** Plans from what an earlier plan ran: its pods stay where they are unless moving them saves money. */
  public startFrom(previous: PlanDocument): void {
    this.previous = previous;
    this.version += 1;
  }

  /** What an earlier plan says of a cluster; undefined where there is none. */
  public earlier(clusterName: string): ClusterEntry | undefined {
    return this.previous?.clusters.find(({ name }) => name === clusterName);
  }

  /** How often the clusters were planned since the tree was made. */
  public get solves(): number {
    return this.solved;
  }

  /** Whether there is anything to plan. */
  public get hasClusters(): boolean {
    return this.clusters.length > 0;
  }

  /** Adds a cluster to the plan. */
  public register(cluster: PlannedCluster): void {
    const { name: given, path } = cluster._describe();
    const other = this.clusters.map((known) => known._describe()).find((known) => known.name === given);
    if (other) {
      throw new Error(`[${path}] name '${given}': is the name of ${other.path} already; give the cluster another one`);
    }
    this.clusters.push(cluster);
    cluster.node.addValidation({ validate: () => this.validate(cluster) });
    this.version += 1;
  }

  /** Tells the planner what the manifest of a workload does not say. */
  public describe(object: ApiObject, hint: () => WorkloadHint): void {
    this.hints.set(object, hint);
    this.version += 1;
  }

  /** Objects in the chart that name no namespace are of this one, in the plan and in the manifest. */
  public livesIn(chart: Chart, namespace: string): void {
    this.homes.add(chart, namespace);
  }

  /** Images of objects in the chart are those that this gives, in the plan and in the manifest. */
  public pinsImages(chart: Chart, pinned: Pinned): void {
    this.imagePins.add(chart, pinned);
  }

  /** Images of objects in the chart come from a mirror, in the plan and in the manifest. */
  public mirrorsImages(chart: Chart, mirror: Mirror): void {
    this.imagePins.addMirror(chart, mirror);
  }

  /** Adds to what a construct says of its workload. */
  public amend(object: ApiObject, more: Partial<WorkloadHint>): void {
    const hint = this.hints.get(object)!;
    this.describe(object, () => {
      const said = hint();
      return { ...said, ...more, findings: [...(said.findings ?? []), ...(more.findings ?? [])] };
    });
  }

  /** Adds findings to what a construct says of its workload. */
  public remark(object: ApiObject, findings: readonly Finding[]): void {
    const hint = this.hints.get(object)!;
    this.describe(object, () => {
      const said = hint();
      return { ...said, findings: [...(said.findings ?? []), ...findings] };
    });
  }

  /**
   * Makes objects of which only the plan says how many there are, such as those for roles of nodes: when the app is validated, which cdk8s does before it looks for
   * what there is to write, and again when the plan has changed. They are none that pods or quotas depend on.
   */
  public realises(cluster: PlannedCluster, action: (plan: ClusterPlan) => void): void {
    this.realisers.push({ cluster, action });
  }

  /** Makes what follows from the plan before a chart is written by itself, as in tests: cdk8s validates nothing then. */
  public realisesBefore(chart: Chart): void {
    if (!this.written.has(chart)) {
      this.written.add(chart);
      const render = chart.toJson.bind(chart);
      chart.toJson = () => {
        this.realise();
        return render();
      };
    }
  }

  /** The plan of a cluster, for manifests of which it decides more than a value; undefined while they are read for it. */
  public planOf(cluster: PlannedCluster): ClusterPlan | undefined {
    if (this.isReading) {
      return undefined;
    }
    const plans = this.memo?.version === this.version ? this.memo.plans : this.plans();
    return plans.find((plan) => plan.model.path === cluster.node.path);
  }

  /** Adds what a plan of a cluster means once it is made, one for each name. */
  public judges(cluster: PlannedCluster, name: string, judge: Judge): void {
    const { path } = cluster.node;
    this.judgesOf.set(path, new Map([...(this.judgesOf.get(path) ?? []), [name, judge]]));
    this.version += 1;
    this.memo = undefined;
  }

  /** Notes that an object only says what another one, which is read, says where there is no plan yet. */
  public partOf(object: ApiObject): void {
    this.parts.add(object);
  }

  /** A value of the manifest that the plan decides. While the planner reads manifests it is absent. */
  public planned<T>(cluster: PlannedCluster, pick: (plan: ClusterPlan) => T): any {
    return Lazy.any({
      produce: () => {
        const plan = this.planOf(cluster);
        return plan && pick(plan);
      },
    });
  }

  /** The plan of every cluster, by path, for the tree as it is now. Throws when two objects have one identity. */
  public plans(): readonly JudgedPlan[] {
    if (this.isReading) {
      throw new Error(
        'the plan was asked for while the manifests that it is made of are read: no manifest of a workload may depend on it',
      );
    }
    if (this.isFrozen && this.memo) {
      return this.memo.plans;
    }
    const clashes = this.clashes();
    if (clashes.length > 0) {
      throw new Error(clashes.join('\n'));
    }
    const inputs = this.read();
    const fingerprint = fingerprintOf(inputs, this.previous);
    if (this.memo?.fingerprint !== fingerprint) {
      const plans = inputs.map(({ cluster, objects, findings, others }) =>
        this.judged({
          ...readCluster(cluster, objects, findings, others),
          ...earlierPlan(this.previous, cluster.name),
        }),
      );
      this.solved += 1;
      const faults = verifyDocument(planDocument(plans, TOOL));
      if (faults.length > 0) {
        throw new Error(
          `internal error: the plan does not hold, please report it with the program that made it:\n${faults.slice(0, 20).join('\n')}`,
        );
      }
      this.memo = { fingerprint, version: this.version, plans };
      return plans;
    }
    this.memo = { ...this.memo, version: this.version };
    return this.memo.plans;
  }

  private judged(given: ClusterModel): JudgedPlan {
    const { model, late } = withoutJudged(given);
    const judges = [...(this.judgesOf.get(given.path)?.values() ?? [])];
    return judged(planCluster(model), judges, late);
  }

  /** Makes the objects that follow from the plan, where somebody reads all manifests; false where there is no plan. */
  public settle(): boolean {
    return this.realise().length === 0;
  }

  /** Makes the objects that follow from the plan, once for each plan; returns why there is none. */
  private realise(): string[] {
    const clashes = this.clashes();
    if (clashes.length > 0 || this.realisers.length === 0) {
      return clashes;
    }
    const plans = this.plans();
    if (this.realised !== plans) {
      for (const { cluster, action } of this.realisers) {
        action(plans.find(({ model }) => model.path === cluster.node.path)!);
      }
      this.realised = plans;
      this.reading(() => {
        this.homes.settle();
        this.imagePins.settle();
      });
    }
    return [];
  }

  /** Two objects of one identity would be planned as two workloads of one name: nothing true can be said of them. */
  public clashes(): string[] {
    if (this.isFrozen) {
      return [];
    }
    return this.reading(() => {
      this.homes.settle();
      this.imagePins.settle();
      return checkIdentities(
        this.root,
        this.clusters.map((cluster) => manifestsIn(cluster._charts())),
      );
    });
  }

  private validate(cluster: PlannedCluster): string[] {
    if (this.clashes().length > 0) {
      return [];
    }
    const plan = this.plans().find(({ model }) => model.path === cluster.node.path)!;
    const errors = plan.findings.filter((finding) => finding.severity === 'error');
    return errors.map((finding) => findingLines(finding).slice(0, 2).join('\n  '));
  }

  /** Does something that reads manifests: planned values are absent meanwhile. */
  private reading<T>(read: () => T): T {
    const before = this.isReading;
    this.isReading = true;
    try {
      return read();
    } finally {
      this.isReading = before;
    }
  }

  private read() {
    return this.reading(() => {
      const charts = new Map(this.clusters.map((cluster) => [cluster.node.path, cluster._charts()]));
      const described = sortedBy(
        this.clusters.map((cluster) => cluster._describe()),
        ({ path }) => path,
      );
      return withOrphansAccepted(described).map((cluster, i) => {
        const all = objectsIn(charts.get(cluster.path)!).filter((object) => !this.parts.has(object));
        const isRead = (object: ApiObject) => !NOT_READ.has(`${groupOf(object)}/${object.kind}`);
        const objects = this.readAll(all.filter(isRead));
        const counted = writtenQuotas(objects).length > 0;
        return {
          cluster,
          objects,
          others: counted ? this.readAll(all.filter((object) => !isRead(object))) : [],
          findings: i === 0 ? [...this.orphans(), ...excessFindings(this.root)] : [],
        };
      });
    });
  }

  private readAll(objects: readonly ApiObject[]): ReadObject[] {
    const read = objects.map((object): ReadObject => ({
      path: object.node.path,
      json: object.toJson(),
      hint: this.hints.get(object)?.(),
    }));
    return sortedBy(read, ({ path }) => path);
  }

  /** Workloads in charts that belong to no cluster. */
  private orphans(): Finding[] {
    const planned = new Set(this.clusters.flatMap((cluster) => objectsIn(cluster._charts())));
    return sortedBy(manifestsIn([this.root]), ({ path }) => path)
      .filter((manifest) => !planned.has(manifest.object) && isCounted(manifest.json()))
      .map(({ path, kind, name: own }) => ({
        code: 'IN_NO_CLUSTER',
        severity: 'warning',
        uncovered: true,
        path,
        message: `${kind} ${own} is in no cluster: nobody plans it`,
        cure: ['cluster.include(chart) with the chart that it is in'],
      }));
  }
}

/** The same for inputs that are planned alike. Piece by piece: the text of a whole fleet would take more memory than the fleet. */
function fingerprintOf(
  inputs: readonly { readonly cluster: ClusterDescription; readonly objects: readonly ReadObject[] }[],
  previous: PlanDocument | undefined,
): string {
  const hash = createHash('sha256').update(JSON.stringify(previous) ?? '');
  for (const { cluster, objects, ...others } of inputs) {
    const { edge, ...description } = cluster;
    const { sites = [], ...platform } = edge ?? {};
    const bySite = sites.map(({ pools: _, ...site }) => site);
    for (const piece of [description, platform, others, ...bySite, ...objects]) {
      hash.update(`${JSON.stringify(piece)}\n`);
    }
  }
  return hash.digest('hex');
}
