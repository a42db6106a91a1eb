import { Construct } from 'constructs';
import { Prometheus } from './prometheus';
import { sortedBy } from '../capacity/order';
import { customResource } from '../manifest/custom-resource';
import { namespaced } from '../manifest/metadata';
import { AutonomousStack } from '../platform/autonomous-stack';
import { ObservedWorkload } from '../workload/observed/observed-workload';

/** Label of the pods of a workload with its name, and what Prometheus calls it. */
const NAME = 'app.kubernetes.io/name';
const NAME_META = '__meta_kubernetes_pod_label_app_kubernetes_io_name';

/** Port of the sidecar that Kubernetes knows, and the one that serves its metrics and those of the application together, outside mutual TLS. */
const ENVOY_PORT = 'http-envoy-prom';
const MERGED_PORT = 15020;

/** Metrics of one kind of pods. */
interface Endpoint {
  readonly names: readonly string[];
  readonly port: string;
  readonly path: string;
  readonly isMerged: boolean;
}

/**
 * The PodMonitor of a stack: an endpoint for each kind of metrics port, for the workloads that have it. With a sidecar the metrics are those of port 15020,
 * where Istio serves both the sidecar's and the application's; the ports themselves take mutual TLS alone. Each series says of which workload it is. There is
 * none where nothing has metrics that a Prometheus outside the sites reaches.
 */
export function podMonitor(
  scope: Construct,
  stack: AutonomousStack,
  prometheus: Prometheus,
  observed: readonly ObservedWorkload[],
): void {
  const endpoints = endpointsOf(observed);
  if (endpoints.length === 0) {
    return;
  }
  customResource<object>(scope, 'PodMonitor', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: namespaced('PodMonitor', 'workloads', stack._owner, { ...prometheus._labels }),
    spec: {
      jobLabel: NAME,
      selector: {
        matchExpressions: [
          {
            key: NAME,
            operator: 'In',
            values: sortedBy(new Set(endpoints.flatMap(({ names }) => names)), (one) => one),
          },
        ],
      },
      podMetricsEndpoints: endpoints.map((one) => endpointObject(one, prometheus)),
    },
  });
}

/** Equal endpoints once, with the names of all that have them. */
function endpointsOf(all: readonly ObservedWorkload[]): Endpoint[] {
  const known = new Map<string, Endpoint>();
  for (const { name, hasSidecar, metrics } of sortedBy(all, (one) => one.name)) {
    if (hasSidecar || metrics) {
      const { port, path } = hasSidecar ? { port: ENVOY_PORT, path: '/stats/prometheus' } : metrics!;
      const key = JSON.stringify([port, path]);
      known.set(key, { names: [...(known.get(key)?.names ?? []), name], port, path, isMerged: hasSidecar });
    }
  }
  return sortedBy(known, ([key]) => key).map(([, endpoint]) => endpoint);
}

function endpointObject({ names, port, path, isMerged }: Endpoint, { _seconds }: Prometheus): object {
  return {
    port,
    path,
    interval: `${_seconds}s`,
    relabelings: [
      { action: 'keep', sourceLabels: [NAME_META], regex: names.join('|') },
      { action: 'replace', sourceLabels: [NAME_META], targetLabel: 'workload' },
      ...(isMerged
        ? [
            {
              action: 'replace',
              sourceLabels: ['__meta_kubernetes_pod_ip'],
              regex: '(.*:.*)',
              targetLabel: '__address__',
              replacement: `[$1]:${MERGED_PORT}`,
            },
            {
              action: 'replace',
              sourceLabels: ['__meta_kubernetes_pod_ip'],
              regex: '([^:]+)',
              targetLabel: '__address__',
              replacement: `$1:${MERGED_PORT}`,
            },
          ]
        : []),
    ],
  };
}
