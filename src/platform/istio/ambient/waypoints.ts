import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { HBONE, WaypointRef } from './waypoint-ref';
import { byCodeUnit } from '../../../capacity/order';
import { customResource } from '../../../manifest/custom-resource';
import { kubeObject } from '../../../manifest/k8s/kube-object';
import * as k8s from '../../../manifest/k8s/types';
import { namespaced, Owner } from '../../../manifest/metadata';
import { podsIn, port } from '../../network-policies';
import { IstioSettings } from '../settings';

/** Port on which a proxy serves its own metrics. */
const METRICS = 15020;

/** The waypoints of a stack: a Gateway for each, of which istiod makes the pods, and a NetworkPolicy that lets callers in. */
export class Waypoints extends Construct {
  private readonly peers = new Map<string, Map<string, k8s.NetworkPolicyPeer>>();

  public constructor(
    scope: Construct,
    id: string,
    private readonly owner: Owner,
    private readonly istio: IstioSettings,
    private readonly monitoringNamespace: string,
  ) {
    super(scope, id);
  }

  /** Adds a waypoint, which leads to these pods. */
  public add({ name, labels }: WaypointRef, selector?: Record<string, string>): void {
    const { owner, istio } = this;
    const peers = new Map<string, k8s.NetworkPolicyPeer>();
    this.peers.set(name, peers);
    customResource<object>(this, name, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: namespaced('Gateway', name, owner, {
        'istio.io/waypoint-for': 'service',
        ...(istio.revision !== undefined && { 'istio.io/rev': istio.revision }),
      }),
      spec: {
        gatewayClassName: 'istio-waypoint',
        listeners: [{ name: 'mesh', port: HBONE, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'Same' } } }],
      },
    });
    const ingress = () => [
      ...[...peers].sort(([a], [b]) => byCodeUnit(a, b)).map(([, peer]) => ({ from: [peer], ports: [port(HBONE)] })),
      { from: [podsIn(this.monitoringNamespace)], ports: [port(METRICS)] },
    ];
    kubeObject(this, `${name}-policy`, 'NetworkPolicy', {
      metadata: namespaced('NetworkPolicy', name, owner),
      spec: {
        podSelector: { matchLabels: labels },
        policyTypes: ['Egress', 'Ingress'],
        ingress: Lazy.any({ produce: ingress }) as unknown as k8s.NetworkPolicyIngressRule[],
        egress: [
          { to: [podsIn(owner.namespace!, selector)], ports: [port(HBONE)] },
          { to: [podsIn(istio.controlPlaneNamespace, { app: 'istiod' })], ports: [port(15012)] },
        ],
      },
    });
  }

  /** Lets somebody in who calls a service behind a waypoint. */
  public admit({ name }: WaypointRef, peer: k8s.NetworkPolicyPeer): void {
    this.peers.get(name)?.set(JSON.stringify(peer), peer);
  }
}
