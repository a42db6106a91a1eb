import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { emitAlertRoutes } from './alert-routes';
import { ObserveOptions } from './observe-options';
import { ObservedStack } from './observed-stack';
import { Prometheus } from './prometheus';
import { Receiver } from './receiver';
import { clusterRules } from './rules/cluster-rules';
import { EDGE_STATE_METRICS, ObservedSites, siteRules } from './rules/edge-rules';
import { RuleGroup } from './rules/rule';
import { tooManySeries } from './series';
import { byCodeUnit } from '../capacity/order';
import { ClusterPlan } from '../capacity/plan';
import { Cluster } from '../cluster/cluster';
import { EdgeSite } from '../edge/platform/edge-platform';
import { customResource } from '../manifest/custom-resource';
import { kubeObject } from '../manifest/k8s/kube-object';
import { namespaced, Owner } from '../manifest/metadata';
import { manifestsIn } from '../manifest/objects';
import { pathOf, Problems, show } from '../manifest/problems';
import { timeText } from '../manifest/time-text';
import { Planner } from '../planner/planner';
import { AutonomousStack } from '../platform/autonomous-stack';
import { checked } from '../props/checked';

/** By what a cluster is watched. */
export interface ObservabilityProps {
  /** Where metrics are kept and rules are run. */
  readonly prometheus: Prometheus;
  /**
   * Who is told of the alerts of the cluster itself: nodes, sites, queues. Their secrets are in the namespace of Prometheus.
   * @default - whoever Alertmanager's own configuration says
   */
  readonly receivers?: Receiver[];
  /**
   * How long a job may wait in a queue of Kueue before somebody is told.
   * @default Duration.minutes(80)
   */
  readonly queueWait?: Duration;
}

/**
 * Watches a cluster and its stacks, and holds them against their plan: alerts when nodes are more than planned, one is fuller, jobs wait, sites are away longer than
 * they bridge, and for each stack that is observed a PodMonitor for all its metrics, rules for each latency objective and for what was planned, and who is told. Needs
 * the Prometheus operator and kube-state-metrics.
 *
 * @example
 * const observability = new Observability(cluster, 'observability', {
 *   prometheus: Prometheus.operator({ namespace: 'monitoring', labels: { release: 'prometheus' } }),
 * });
 * observability.observe(stack, { availability: 99.95 });
 */
@checked
export class Observability extends Construct {
  /** The PrometheusRule of the cluster. */
  public readonly prometheusRule: ApiObject;
  /** The AlertmanagerConfig of the cluster's own alerts; undefined without receivers. */
  public readonly alertmanagerConfig?: ApiObject;
  /** Where metrics are kept and rules are run. */
  public readonly prometheus: Prometheus;
  private readonly cluster: Cluster;
  private readonly observed: { readonly stack: ObservedStack; readonly options: ObserveOptions }[] = [];

  /**
   * @param cluster Cluster that is watched.
   * @param id Name of the construct.
   * @param props Prometheus, and who is told.
   */
  public constructor(cluster: Cluster, id: string, props: ObservabilityProps) {
    super(cluster, id);
    const { prometheus, receivers, queueWait = Duration.minutes(80) } = props;
    this.cluster = cluster;
    this.prometheus = prometheus;
    const problems = new Problems(pathOf(cluster, id));
    const wait = queueWait.toMilliseconds({ integral: false });
    problems.check(wait >= 60_000, 'queueWait', timeText(queueWait), 'must be at least a minute');
    const others = cluster.node.children.filter((one) => one !== this && one instanceof Observability);
    problems.check(others.length === 0, 'cluster', cluster.node.path, 'is watched by another one already');
    problems.raiseFor(this);
    cluster._deliverOwn();
    const owner: Owner = { partOf: cluster.clusterName, namespace: prometheus.namespace };
    const planner = Planner.of(this);
    this.prometheusRule = customResource<object>(this, 'PrometheusRule', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: namespaced('PrometheusRule', `${cluster.clusterName}-plan`, owner, { ...prometheus._labels }),
      spec: { groups: planner.planned(cluster, (plan) => this.groups(plan, Math.ceil(wait / 1000))) },
    });
    planner.describe(this.prometheusRule, () => ({
      path: this.node.path,
      findings: tooManySeries(this.node.path, prometheus._maxSeries, this.observed),
    }));
    // Whether KubeEdge is used is known when all is.
    planner.realises(cluster, () => this.emitEdgeStateMetrics(owner));
    planner.realisesBefore(cluster);
    if (receivers) {
      this.alertmanagerConfig = emitAlertRoutes(this, 'AlertmanagerConfig', {
        cluster,
        owner,
        name: `${cluster.clusterName}-plan`,
        labels: prometheus._alertmanagerLabels,
        receivers,
      });
    }
  }

  /**
   * Watches a stack of the cluster.
   * @param stack Stack that is watched.
   * @param options What is watched beside what its plan says, and who is told.
   */
  public observe(stack: AutonomousStack, options: ObserveOptions = {}): void {
    const { availability, requests = {}, seriesPerPod } = options;
    const problems = new Problems(`${this.node.path} observe`);
    const { clusterName } = this.cluster;
    problems.check(
      stack.cluster === this.cluster,
      'stack',
      stack.node.path,
      `is in cluster ${stack.cluster.clusterName}, and this watches ${clusterName}`,
      `an Observability of ${stack.cluster.clusterName}`,
    );
    const known = this.observed.some((one) => one.stack.stack === stack);
    problems.check(!known, 'stack', stack.node.path, 'is observed already', 'one call, with all options');
    problems.check(
      stack.monitoringNamespace === this.prometheus.namespace,
      'stack',
      stack.node.path,
      `lets namespace ${stack.monitoringNamespace} read its metrics, and Prometheus is in ${this.prometheus.namespace}`,
      `monitoringNamespace: ${show(this.prometheus.namespace)} on the stack`,
    );
    const share = availability === undefined || (availability > 0 && availability < 100);
    problems.check(share, 'availability', availability, 'must be above 0 and below 100: what may fail is what is left');
    problems.check(!(seriesPerPod! <= 0), 'seriesPerPod', seriesPerPod, 'must be above 0');
    problems.raise();
    this.observed.push({ stack: new ObservedStack(stack, this.prometheus, { ...options, requests }), options });
  }

  private get hasKubeEdge(): boolean {
    return this.observed.some(({ stack }) => stack.hasKubeEdge);
  }

  private emitEdgeStateMetrics(owner: Owner): void {
    if (this.hasKubeEdge && !this.node.tryFindChild('EdgeStateMetrics')) {
      kubeObject(this, 'EdgeStateMetrics', 'ConfigMap', {
        metadata: namespaced('ConfigMap', 'edge-state-metrics', owner),
        data: { 'config.yaml': JSON.stringify(EDGE_STATE_METRICS, undefined, 2) },
      });
    }
  }

  private groups(plan: ClusterPlan, queueWait: number): RuleGroup[] {
    const { cluster } = this;
    const { namespace } = this.prometheus;
    const manifests = manifestsIn(cluster._charts());
    const has = (kind: string) => manifests.some((one) => one.kind === kind);
    const isWatched = has('PrometheusRule') && manifests.some(({ name }) => name === 'gpu-alerts');
    const sites = this.sites;
    return [
      {
        name: `${cluster.clusterName}-plan`,
        rules: clusterRules({
          cluster: cluster.clusterName,
          namespace,
          plan,
          ...(has('ClusterQueue') && !isWatched && { queueWait }),
          zones: this.observed.some(({ stack }) => stack.workloads.some(({ zones }) => zones.length > 1)),
          kubeEdge: this.hasKubeEdge,
          drift: manifests.some(({ kind, name }) => kind === 'ConfigMap' && name === 'capacity-plan'),
        }),
      },
      ...(sites.length > 0 ? [{ name: `${cluster.clusterName}-sites`, rules: siteRules(namespace, sites) }] : []),
    ];
  }

  /** Sites by the time that they bridge. Where all bridge as long, their nodes are those with the role `edge`. */
  private get sites(): ObservedSites[] {
    const all = this.cluster._charts().flatMap((chart) => chart.node.findAll());
    const byTime = new Map<number, { nodes: string[]; count: number }>();
    for (const { _offlineSeconds: time, nodes } of new Set(all.filter((one) => one instanceof EdgeSite))) {
      const { nodes: names, count } = byTime.get(time) ?? { nodes: [], count: 0 };
      byTime.set(time, { nodes: [...names, ...nodes.map(({ nodeName }) => nodeName)], count: count + 1 });
    }
    return [...byTime]
      .sort(([a], [b]) => a - b)
      .map(([offlineSeconds, { nodes, count }]) => ({
        offlineSeconds,
        count,
        ...(byTime.size > 1 && { nodes: nodes.sort(byCodeUnit) }),
      }));
  }
}
