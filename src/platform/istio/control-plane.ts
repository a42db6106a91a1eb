/** Where Istio's own parts are in the cluster. */
export interface IstioParts {
  /**
   * Revision of the control plane (`istio.io/rev`).
   * @default - the default revision; with sidecars by the label `istio-injection: enabled`
   */
  readonly revision?: string;
  /**
   * Namespace of istiod.
   * @default 'istio-system'
   */
  readonly controlPlaneNamespace?: string;
  /**
   * Namespace of the ingress gateway. Secrets with its certificates are in it.
   * @default 'istio-ingress'
   */
  readonly ingressNamespace?: string;
  /**
   * Service account of the ingress gateway.
   * @default 'istio-ingress'
   */
  readonly ingressServiceAccount?: string;
  /**
   * Labels that select the pods of the ingress gateway.
   * @default - `{ istio: 'ingress' }`, as Istio's gateway chart sets them
   */
  readonly ingressLabels?: Record<string, string>;
  /**
   * Ports that the Service of the ingress gateway lists: a route on any other would never be reached.
   * @default - [80, 443], as Istio's gateway chart has them
   */
  readonly ingressPorts?: number[];
  /**
   * Trust domain of the mesh.
   * @default 'cluster.local'
   */
  readonly trustDomain?: string;
}
