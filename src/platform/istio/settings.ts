import { Size } from 'cdk8s';
import { EgressGateway } from './egress-gateway';
import { Cpu } from '../../units/cpu';

/** Istio as one stack sees it. */
export interface IstioSettings {
  readonly namespaceLabels: Record<string, string>;
  /** Labels of pods that are to stay outside. */
  readonly outsideLabels: Record<string, string>;
  readonly revision?: string;
  readonly controlPlaneNamespace: string;
  readonly ingressNamespace: string;
  readonly ingressLabels: Record<string, string>;
  readonly ingressPrincipal: string;
  /** Ports that the Service of the gateway lists. */
  readonly ingressPorts: readonly number[];
  readonly trustDomain: string;
  /** Annotations that size the sidecar of a pod which gets so many requests per second; none where there are no sidecars. */
  readonly sidecarAnnotations: (rate: number) => Record<string, string>;
  /** Whether sidecars know nothing but what their stack calls. */
  readonly scoped?: boolean;
  /** Whether proxies stop at the calls that a service is sized for. */
  readonly bounded?: boolean;
  /** By which hosts outside are called. */
  readonly egress?: EgressGateway;
  /** Set where nodes carry the traffic in place of sidecars. */
  readonly ambient?: AmbientSettings;
}

/** A mesh without sidecars. */
export interface AmbientSettings {
  readonly waypoint: 'none' | 'namespace' | 'service';
  readonly ztunnelCpu: Cpu;
  readonly ztunnelMemory: Size;
}
