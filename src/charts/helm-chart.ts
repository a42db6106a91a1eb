import {
  CatalogueChartProps,
  NacosControllerChartProps,
  StrimziChartProps,
  VeleroChartProps,
} from './catalogue/catalogue-props';
import { certManager } from './catalogue/cert-manager';
import { barmanCloud, cloudNativePg } from './catalogue/cloud-native-pg';
import { emqxOperator } from './catalogue/emqx-operator';
import { externalSecrets } from './catalogue/external-secrets';
import { nacosController } from './catalogue/nacos-controller';
import { strimzi } from './catalogue/strimzi';
import { velero } from './catalogue/velero';
import { checkChart, isGit, isOci } from './chart-checks';
import { HelmChartProps } from './helm-chart-props';
import { sortedBy } from '../capacity/order';
import { GroupKind, HelmRelease, IgnoredDifference } from '../delivery/delivered-chart';
import { FootprintDescription } from '../planner/reading/description';
import { checked } from '../props/checked';

/**
 * A Helm chart with an exact version, its values, the kinds that it renders, and what it runs. Operators and other foundations of a platform are in the
 * catalogue below; `HelmChart.of` takes any other. Nothing is delivered but by `ChartRelease`.
 */
@checked
export class HelmChart {
  /**
   * Any chart.
   * @param props Repository, name and version, and what its pods take.
   * @throws with everything that is wrong with it
   */
  public static of(props: HelmChartProps): HelmChart {
    checkChart(props);
    return new HelmChart(props);
  }

  /**
   * The operator of Strimzi, for Apache Kafka: chart strimzi-kafka-operator 1.2.0.
   * @param props What its pods take, and what is different from the values of the chart.
   */
  public static strimzi(props: StrimziChartProps = {}): HelmChart {
    return HelmChart.of(strimzi(props));
  }

  /**
   * The operator of CloudNativePG: chart cloudnative-pg 0.29.0 (operator 1.30.0).
   * @param props What its pods take, and what is different from the values of the chart.
   */
  public static cloudNativePg(props: CatalogueChartProps = {}): HelmChart {
    return HelmChart.of(cloudNativePg(props));
  }

  /**
   * The plugin by which CloudNativePG writes backups to object stores: chart plugin-barman-cloud 0.7.0. It needs cert-manager.
   * @param props What its pods take, and what is different from the values of the chart.
   */
  public static barmanCloud(props: CatalogueChartProps = {}): HelmChart {
    return HelmChart.of(barmanCloud(props));
  }

  /**
   * The operator of EMQX: chart emqx-operator 2.2.29. It needs cert-manager.
   * @param props What its pods take, and what is different from the values of the chart.
   */
  public static emqxOperator(props: CatalogueChartProps = {}): HelmChart {
    return HelmChart.of(emqxOperator(props));
  }

  /**
   * Velero: chart velero 12.1.0 (Velero 1.18.1).
   * @param props What its pods take, and what is different from the values of the chart.
   */
  public static velero(props: VeleroChartProps): HelmChart {
    return HelmChart.of(velero(props));
  }

  /**
   * The controller that writes configuration of Git into Nacos: nacos-controller 2.0.1, from its Git repository.
   * @param props What its pods take, and what is different from the values of the chart.
   */
  public static nacosController(props: NacosControllerChartProps = {}): HelmChart {
    return HelmChart.of(nacosController(props));
  }

  /**
   * External Secrets Operator: chart external-secrets 2.9.0.
   * @param props What its pods take, and what is different from the values of the chart.
   */
  public static externalSecrets(props: CatalogueChartProps = {}): HelmChart {
    return HelmChart.of(externalSecrets(props));
  }

  /**
   * cert-manager: chart cert-manager 1.21.1.
   * @param props What its pods take, and what is different from the values of the chart.
   */
  public static certManager(props: CatalogueChartProps = {}): HelmChart {
    return HelmChart.of(certManager(props));
  }

  /** Namespace that it goes to. */
  public readonly namespaceName: string;
  /** Name of the chart. */
  public readonly chartName: string;
  /** Exact version. */
  public readonly version: string;

  private constructor(private readonly props: HelmChartProps) {
    this.namespaceName = props.namespace;
    this.chartName = props.name;
    this.version = props.version;
  }

  /**
   * Where Argo CD finds it, and what it renders.
   * @internal
   */
  public get _release(): Omit<HelmRelease, 'cluster'> {
    const { repository, name, version, digest, namespace, values = {}, otherNamespaces, kept = [] } = this.props;
    const place = isOci(repository) ? { path: '.' } : isGit(repository) ? { path: name } : { chart: name };
    return {
      ...place,
      repository,
      revision: digest ?? version,
      namespace,
      values,
      otherNamespaces,
      kinds: {
        cluster: kindsOf(['Namespace', ...(this.props.clusterKinds ?? [])]),
        namespaced: kindsOf(this.props.namespacedKinds),
      },
      ignored: kept.map(({ group = '', kind, name: object, path }): IgnoredDifference => {
        return { group, kind, ...(object !== undefined && { name: object }), jqPathExpressions: [path] };
      }),
    };
  }

  /**
   * What it runs, under the name of its Application.
   * @internal
   */
  public _pods(name: string, path: string): FootprintDescription {
    return this.props.footprint._describe(name, path, this.namespaceName);
  }
}

/** Kinds in order, each once. */
function kindsOf(given: readonly string[]): GroupKind[] {
  const split = [...new Set(given)].map((one) => one.split('/'));
  const kinds = split.map((parts) => ({ group: parts.length > 1 ? parts[0] : '', kind: parts.at(-1)! }));
  return sortedBy(kinds, ({ group, kind }) => `${group}/${kind}`);
}
