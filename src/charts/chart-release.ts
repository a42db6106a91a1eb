import { Construct } from 'constructs';
import { HelmChart } from './helm-chart';
import { Cluster } from '../cluster/cluster';
import { ArgoDelivery } from '../delivery/argo-delivery';
import { DeliveryStage } from '../delivery/delivered-chart';
import { checkDnsLabel } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';
import { checked } from '../props/checked';

/** A chart that runs in a cluster. */
export interface ChartReleaseProps {
  /** The chart. */
  readonly chart: HelmChart;
  /**
   * Delivers it with Argo CD.
   * @default - that of the cluster, which has to have one then
   */
  readonly delivery?: ArgoDelivery;
  /**
   * Wave of the Application among those of the delivery: -9 comes before clusters (-8) and stacks (0), which use the kinds of the chart.
   * @default -9
   */
  readonly wave?: number;
}

/**
 * Delivers a Helm chart to a cluster: an Argo CD Application with an exact version, and an AppProject that admits exactly what the chart renders. Its pods
 * are in every scenario of the plan, as `<namespace>/Footprint/<cluster>-<id>`; a footprint of that name (`cluster.addFootprint`) stands in their place.
 *
 * @example
 *
 * new ChartRelease(cluster, 'strimzi', { chart: HelmChart.strimzi({ watchNamespaces: ['streams'] }) });
 */
@checked
export class ChartRelease extends Construct {
  /** Name of the Application. */
  public readonly applicationName: string;
  /** The chart. */
  public readonly chart: HelmChart;

  /**
   * @param scope Cluster that it is installed in.
   * @param id Name of the release.
   * @param props The chart, its namespace and its values.
   */
  public constructor(scope: Cluster, id: string, props: ChartReleaseProps) {
    super(scope, id);
    const { chart, wave = DeliveryStage.KINDS, delivery = scope._delivery } = props;
    this.chart = chart;
    this.applicationName = `${scope.clusterName}-${id}`;
    const problems = new Problems(pathOf(scope, id));
    // Helm's own limit on the names of releases.
    checkDnsLabel(problems, 'name', id, 53);
    problems.check(
      delivery !== undefined,
      'delivery',
      undefined,
      'is needed: charts are delivered by Argo CD',
      'delivery of the release or of the cluster',
    );
    problems.check(Number.isInteger(wave), 'wave', wave, 'must be a whole number');
    const other = scope.node.children.find(
      (child): child is ChartRelease =>
        child !== this && child instanceof ChartRelease && child.chart.chartName === chart.chartName,
    );
    problems.check(
      other === undefined || other.chart.namespaceName !== chart.namespaceName,
      'chart',
      chart.chartName,
      `is in namespace ${chart.namespaceName} already, by ${other?.node.path}`,
      'one release',
    );
    problems.raiseFor(this);
    const { applicationName } = this;
    delivery!._deliverHelm(applicationName, {
      ...chart._release,
      cluster: scope.clusterName,
      releaseName: id,
      wave,
    });
    scope._countPresumed(() => chart._pods(applicationName, this.node.path));
  }
}
