/** What all charts of the catalogue may be given. */
export interface CatalogueChartProps {
  /**
   * Another exact version than that of the catalogue, whose values, kinds and pods are those of its own version.
   * @default - that of the catalogue
   */
  readonly version?: string;
  /**
   * Another place that has the chart, such as a registry of your own: `oci://harbor.cars.example.com/charts/<name>`.
   * @default - that of its authors
   */
  readonly repository?: string;
  /**
   * Digest of the chart, where `repository` is in an OCI registry.
   * @default - none
   */
  readonly digest?: string;
  /**
   * Namespace that it goes to.
   * @default - a namespace of its own, named after it
   */
  readonly namespace?: string;
  /**
   * How many of its controllers run: one of them works, the others wait to take over.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Values on top of those that the library sets, key by key. What changes kinds or pods needs `HelmChart.of`.
   * @default - none
   */
  readonly values?: Record<string, any>;
}

/** The operator of Strimzi. */
export interface StrimziChartProps extends CatalogueChartProps {
  /**
   * Namespaces with clusters of Kafka, besides its own: the operator gets its rights there, and nowhere else.
   * @default - none
   */
  readonly watchNamespaces?: string[];
}

/** The controller of Nacos. */
export interface NacosControllerChartProps extends CatalogueChartProps {
  /**
   * Tag of its image: that of the chart, `main`, is another image tomorrow.
   * @default 'v2.0.1'
   */
  readonly imageTag?: string;
}

/** Velero. One server runs: `replicas` has no meaning. */
export interface VeleroChartProps extends CatalogueChartProps {
  /** Secret with the key 'cloud', in the namespace of Velero, by which it reaches the object store. */
  readonly credentialsSecret: string;
  /**
   * Whether an agent runs on every node, which copies files of volumes.
   * @default false
   */
  readonly nodeAgent?: boolean;
}
