import { LogSink, SinkParts } from './log-sink';
import { collectorConfig, CollectorConfig, fileStorage } from '../collector/collector-config';

/** Where a node keeps what is read and not yet sent, and how far files are read. */
export const STATE = '/var/lib/otelcol';

/** Folder of the logs of all containers of a node, by the runtimes that speak CRI. */
export const POD_LOGS = '/var/log/pods';

/** Reads the logs of all containers of its node, and goes on where it was after a restart. */
export function nodeConfig(parts: {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly sink: LogSink;
  readonly queueBytes: number;
}): { readonly config: CollectorConfig; readonly sink: SinkParts } {
  const { cluster, namespace, name, queueBytes } = parts;
  const sink = parts.sink._exporter({ bytes: queueBytes, storage: 'file_storage', waits: true });
  const config = collectorConfig({
    receivers: {
      file_log: {
        include: [`${POD_LOGS}/*/*/*.log`],
        // Its own would come back to it.
        exclude: [`${POD_LOGS}/${namespace}_${name}-collector-*/*/*.log`],
        start_at: 'beginning',
        include_file_path: true,
        include_file_name: false,
        storage: 'file_storage',
        retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
        // Namespace, pod and container stand in the path: nobody has to ask the API server.
        operators: [{ id: 'container', type: 'container' }],
      },
    },
    processors: {
      resource: {
        attributes: [
          { key: 'k8s.cluster.name', value: cluster, action: 'upsert' },
          { key: 'k8s.node.name', value: '${env:NODE_NAME}', action: 'upsert' },
        ],
      },
    },
    exporters: { [sink.name]: sink.config },
    extensions: { file_storage: fileStorage(STATE), ...sink.extensions },
    signals: ['logs'],
  });
  return { config, sink };
}

/** Watches the events of all namespaces; what cannot be sent waits in memory. */
export function eventConfig(
  cluster: string,
  target: LogSink,
  queueBytes: number,
): { readonly config: CollectorConfig; readonly sink: SinkParts } {
  const sink = target._exporter({ bytes: queueBytes });
  const config = collectorConfig({
    receivers: { k8s_events: { auth_type: 'serviceAccount' } },
    processors: {
      resource: { attributes: [{ key: 'k8s.cluster.name', value: cluster, action: 'upsert' }] },
    },
    exporters: { [sink.name]: sink.config },
    extensions: sink.extensions,
    signals: ['logs'],
  });
  return { config, sink };
}
