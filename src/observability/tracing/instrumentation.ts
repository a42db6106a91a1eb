import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { TraceAgent } from './trace-agent';
import { sortedBy } from '../../capacity/order';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { AutonomousStack } from '../../platform/autonomous-stack';

/**
 * What the init container that copies an agent asks for. Its limit of local disk is that of the whole pod where it is higher than that of the containers
 * together: the copy lies in an emptyDir, and a pod above its limit is evicted.
 */
const COPYING = {
  requests: { cpu: '10m', memory: '64Mi', 'ephemeral-storage': '256Mi' },
  limits: { memory: '256Mi', 'ephemeral-storage': '1Gi' },
};

/** The Instrumentation (opentelemetry.io/v1alpha1, for the operator 0.158) that pods name in an annotation. */
export function emitInstrumentation(
  scope: Construct,
  parts: {
    readonly name: string;
    readonly stack: AutonomousStack;
    readonly endpoint: string;
    readonly percent: number;
    readonly agents: () => readonly TraceAgent[];
  },
): ApiObject {
  const { name, stack, endpoint, percent, agents } = parts;
  const object = customResource(scope, 'Instrumentation', {
    apiVersion: 'opentelemetry.io/v1alpha1',
    kind: 'Instrumentation',
    metadata: namespaced('Instrumentation', name, stack._owner),
    spec: {
      exporter: { endpoint },
      propagators: ['tracecontext', 'baggage'],
      sampler: { type: 'parentbased_traceidratio', argument: String(Number((percent / 100).toPrecision(12))) },
      env: [
        { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: 'http/protobuf' },
        // Agents would send metrics and logs too, which nobody takes here.
        { name: 'OTEL_METRICS_EXPORTER', value: 'none' },
        { name: 'OTEL_LOGS_EXPORTER', value: 'none' },
      ],
    },
  });
  const render = object.toJson.bind(object);
  object.toJson = () => {
    const json = render();
    const languages = sortedBy(agents(), ({ language }) => language).map((agent) => [
      agent.language,
      agentOf(agent, stack),
    ]);
    return { ...json, spec: { ...json.spec, ...Object.fromEntries(languages) } };
  };
  return object;
}

function agentOf({ image, _resourcesField }: TraceAgent, stack: AutonomousStack): object {
  return { image: image._pinnedBy(stack.environment?.images).reference, [_resourcesField]: COPYING };
}

/** Annotations by which the operator instruments the container of a workload; without an agent it tells the program's own SDK where to send. */
export function injection(
  instrumentation: string,
  container: string,
  agent: TraceAgent | undefined,
): Record<string, string> {
  return {
    [`instrumentation.opentelemetry.io/inject-${agent?.language ?? 'sdk'}`]: instrumentation,
    'instrumentation.opentelemetry.io/container-names': container,
  };
}
