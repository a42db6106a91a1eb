import { IstioSettings } from '../settings';

/** Port of the tunnel in which connections of an ambient mesh arrive, whatever port they are for. */
export const HBONE = 15008;

/** A waypoint, as policies name it. */
export interface WaypointRef {
  readonly name: string;
  /** Its identity. */
  readonly principal: string;
  /** Labels of its pods. */
  readonly labels: Record<string, string>;
}

/** The waypoint of a service; undefined where it has none. */
export function waypointOf(
  { ambient, trustDomain }: IstioSettings,
  namespace: string,
  service: string,
): WaypointRef | undefined {
  if (!ambient || ambient.waypoint === 'none') {
    return undefined;
  }
  // istiod names Deployment and ServiceAccount of a waypoint as its Gateway (files/waypoint.yaml of istio-discovery 1.30).
  const name = ambient.waypoint === 'namespace' ? 'waypoint' : `${service}-waypoint`;
  return {
    name,
    principal: `${trustDomain}/ns/${namespace}/sa/${name}`,
    labels: { 'gateway.networking.k8s.io/gateway-name': name },
  };
}
