import { alerting, escaped, figure, Rule } from './rule';
import { AlertSeverity } from '../alert-severity';

/** Sites that have to work as long without the cloud. */
export interface ObservedSites {
  /** 0 where they need not. */
  readonly offlineSeconds: number;
  /** Names of their nodes; absent: all nodes of the cluster with the role `edge`. */
  readonly nodes?: readonly string[];
  readonly count: number;
}

/** Sites without a time that they bridge: told after so many seconds. */
const AWAY = 900;

/**
 * Alerts on nodes of sites that the cloud does not reach. A node that is not ready says nothing of its pods, which go on; how long it has been so is asked of what
 * was recorded, so that a restart of Prometheus does not start the time again.
 */
export function siteRules(namespace: string, sites: readonly ObservedSites[]): Rule[] {
  return sites.flatMap(({ offlineSeconds, nodes, count }) => {
    const which = nodes === undefined ? '' : `,node=~"${nodes.map(regexOf).join('|')}"`;
    const role = nodes === undefined ? ' and on (node) kube_node_role{role="edge"}' : '';
    const awayFor = (seconds: number) =>
      `(max by (node) (max_over_time(kube_node_status_condition{condition="Ready",status="true"${which}}[${seconds}s])) == 0 and on (node) min_over_time(kube_node_status_condition{condition="Ready",status="true"${which}}[5m] offset ${Math.max(0, seconds - 300)}s) == 0)${role}`;
    const alert = (name: string, severity: AlertSeverity, seconds: number, text: string) =>
      alerting({
        name,
        expr: awayFor(seconds),
        forSeconds: 60,
        severity,
        promise: 'sites',
        labels: { namespace, autonomy: `${figure(offlineSeconds)}s` },
        summary: `The cloud has not reached node {{ $labels.node }} for ${hoursText(seconds)}: ${text}`,
        runbook: `It is one of the nodes of ${count} sites that ${offlineSeconds === 0 ? 'are of no use without the cloud' : `are planned to work ${hoursText(offlineSeconds)} without the cloud: what they keep until then (messages, telemetry) has room for that long`}. Look at the uplink of the site first, then at the edge core of the node.`,
      });
    return offlineSeconds === 0
      ? [alert('SiteUnreachable', AlertSeverity.PAGE, AWAY, 'its site is of no use without it')]
      : [
          alert(
            'SiteUnreachable',
            AlertSeverity.TICKET,
            Math.ceil(offlineSeconds / 2),
            'half of what its site bridges',
          ),
          alert('SiteBeyondAutonomy', AlertSeverity.PAGE, Math.ceil(offlineSeconds), 'longer than its site bridges'),
        ];
  });
}

/** Alerts on what KubeEdge brings to sites, and on their devices, by metrics of kube-state-metrics (`edge-state-metrics`). */
export function kubeEdgeRules(
  namespace: string,
  silentSeconds: number,
  has: { readonly applications: boolean; readonly devices: boolean },
): Rule[] {
  const labels = { namespace };
  const application = {
    name: 'EdgeApplicationNotDelivered',
    expr: `max by (name, kind, workload) (kubeedge_edgeapplication_condition{namespace="${namespace}",condition="Available"}) == 0`,
    forSeconds: 3600,
    severity: AlertSeverity.TICKET,
    promise: 'delivery',
    labels,
    summary:
      '{{ $labels.kind }} {{ $labels.workload }} of EdgeApplication {{ $labels.name }} has not been as it should be at all its sites for an hour',
    runbook: `\`kubectl -n ${namespace} get edgeapplication {{ $labels.name }} -o yaml\`: status.workloadStatus says what of it is still in work. Sites that are away get it when they are back; of others look at the pods of the site.`,
  };
  const device = {
    name: 'DeviceSilent',
    expr: `time() - max by (name) (kubeedge_device_last_online_timestamp_seconds{namespace="${namespace}"}) > ${silentSeconds}`,
    forSeconds: 300,
    severity: AlertSeverity.TICKET,
    promise: 'devices',
    labels,
    summary: 'Device {{ $labels.name }} was last online {{ $value | humanizeDuration }} ago',
    runbook:
      'Its mapper reports it as online through the edge core. Where SiteUnreachable is told of its node, wait for that; else look at the mapper of its protocol and at the connection of the device.',
  };
  return [...(has.applications ? [alerting(application)] : []), ...(has.devices ? [alerting(device)] : [])];
}

/** What kube-state-metrics has to read of KubeEdge (its option --custom-resource-state-config-file; 2.15). */
export const EDGE_STATE_METRICS = {
  kind: 'CustomResourceStateMetrics',
  spec: {
    resources: [
      {
        groupVersionKind: { group: 'apps.kubeedge.io', version: 'v1alpha1', kind: 'EdgeApplication' },
        metricNamePrefix: 'kubeedge',
        labelsFromPath: { name: ['metadata', 'name'], namespace: ['metadata', 'namespace'] },
        metrics: [
          {
            name: 'edgeapplication_condition',
            help: 'Whether an object of an EdgeApplication is as it should be at its sites.',
            each: {
              type: 'StateSet',
              stateSet: {
                path: ['status', 'workloadStatus'],
                labelsFromPath: { kind: ['identifier', 'kind'], workload: ['identifier', 'name'] },
                labelName: 'condition',
                valueFrom: ['conditions'],
                list: ['Available', 'Processing'],
              },
            },
          },
        ],
      },
      {
        groupVersionKind: { group: 'devices.kubeedge.io', version: 'v1beta1', kind: 'DeviceStatus' },
        metricNamePrefix: 'kubeedge',
        labelsFromPath: { name: ['metadata', 'name'], namespace: ['metadata', 'namespace'] },
        metrics: [
          {
            name: 'device_last_online_timestamp_seconds',
            help: 'When a device was last online.',
            each: { type: 'Gauge', gauge: { path: ['status', 'lastOnlineTime'], nilIsZero: false } },
          },
        ],
      },
    ],
  },
};

function regexOf(name: string): string {
  return escaped(name.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&'));
}

function hoursText(seconds: number): string {
  return seconds >= 3600
    ? `${figure(Math.round(seconds / 360) / 10)} hours`
    : `${figure(Math.round(seconds / 60))} minutes`;
}
