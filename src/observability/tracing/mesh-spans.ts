import { Construct } from 'constructs';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { namespaced } from '../../manifest/metadata';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { podsIn, port } from '../../platform/network-policies';
import { OTLP_GRPC } from '../collector/collector-config';

/** Spans that sidecars make of a request: that of the caller one, that of the called one another. */
export const MESH_SPANS = 2;

/** Lets the sidecars of a namespace make spans, and reach the collectors. */
export function emitMeshSpans(
  scope: Construct,
  parts: {
    readonly stack: AutonomousStack;
    readonly provider: string;
    readonly percent: number;
    readonly collectors: { readonly namespace: string; readonly labels: Record<string, string> };
  },
): void {
  const { stack, provider, percent, collectors } = parts;
  const owner = stack._owner;
  const mesh = new Construct(stack, `Spans-${scope.node.id}`);
  customResource(mesh, 'Telemetry', {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: namespaced('Telemetry', provider, owner),
    spec: { tracing: [{ providers: [{ name: provider }], randomSamplingPercentage: percent }] },
  });
  kubeObject(mesh, 'Policy', 'NetworkPolicy', {
    metadata: namespaced('NetworkPolicy', `${provider}-spans`, owner),
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [podsIn(collectors.namespace, collectors.labels)], ports: [port(OTLP_GRPC)] }],
    },
  });
}

/** How Istio finds collectors (mesh/v1alpha1 ExtensionProvider of Istio 1.22 and newer). */
export function meshProvider(name: string, host: string): Record<string, any> {
  return { name, opentelemetry: { service: host, port: OTLP_GRPC } };
}
