/** Istio as one stack sees it. */
export interface IstioSettings {
  readonly namespaceLabels: Record<string, string>;
  readonly controlPlaneNamespace: string;
  readonly ingressNamespace: string;
  readonly ingressLabels: Record<string, string>;
  readonly ingressPrincipal: string;
  /** Ports that the Service of the gateway lists. */
  readonly ingressPorts: readonly number[];
  readonly trustDomain: string;
  /** Annotations that size the sidecar of a pod which gets so many requests per second. */
  readonly sidecarAnnotations: (rate: number) => Record<string, string>;
}
