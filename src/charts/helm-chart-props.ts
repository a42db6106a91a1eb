import { Footprint } from '../cluster/footprint/footprint';

/** A field that a chart writes anew whenever it is rendered, or that a controller keeps: Argo CD writes it once, and leaves it alone from then on. */
export interface KeptField {
  /**
   * API group of the objects.
   * @default - the core group
   */
  readonly group?: string;
  /** Kind of the objects. */
  readonly kind: string;
  /**
   * Name of the object.
   * @default - all of the kind in the release
   */
  readonly name?: string;
  /** The field, as a path of jq, for example '.webhooks[]?.clientConfig.caBundle' or '.data'. */
  readonly path: string;
}

/** A Helm chart: where it is, exactly which version, what it is given and what it runs. */
export interface HelmChartProps {
  /**
   * Where it is: a Helm repository (`https://charts.example.com`), the repository of the chart in an OCI registry
   * (`oci://registry.example.com/charts/broker`), or a Git repository (`https://git.example.com/broker.git`).
   */
  readonly repository: string;
  /** Name of the chart; in a Git repository the folder that it is in. */
  readonly name: string;
  /** Exact version such as '1.2.3': no range, no 'latest'. In a Git repository the tag of a version, or a commit. */
  readonly version: string;
  /**
   * Digest of the chart in an OCI registry, `sha256:` and 64 hexadecimal digits: it is then taken by that, and no other chart can be in its place. Helm
   * repositories give none that Argo CD checks.
   * @default - none: the version is trusted
   */
  readonly digest?: string;
  /** Namespace that it goes to. */
  readonly namespace: string;
  /**
   * What it is given. No secrets.
   * @default - the values of the chart
   */
  readonly values?: Record<string, any>;
  /** Kinds with a namespace that it renders with these values, for example ['apps/Deployment', 'Service']: Argo CD admits no others. */
  readonly namespacedKinds: string[];
  /**
   * The same of kinds without a namespace, for example ['rbac.authorization.k8s.io/ClusterRole'].
   * @default - none
   */
  readonly clusterKinds?: string[];
  /**
   * Other namespaces that it puts objects into.
   * @default - none
   */
  readonly otherNamespaces?: string[];
  /** What it runs with these values: the plan counts it. `Footprint.none()` where it brings kinds alone. */
  readonly footprint: Footprint;
  /**
   * Fields that Argo CD leaves as they are once they are there.
   * @default - none
   */
  readonly kept?: KeptField[];
}
