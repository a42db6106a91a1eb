import { DashboardParts, PanelParts, Query } from './panel';

const CHOSEN = 'namespace=~"$namespace", workload=~"$workload"';
const WINDOWS = ['1h', '6h', '3d'];

const WORKLOADS = [
  { name: 'namespace', label: 'Namespace', of: 'plan:replicas:count' },
  { name: 'workload', label: 'Workload', of: 'plan:replicas:count{namespace=~"$namespace"}' },
];

/** Each service: what it gets against what it is planned for, how much of its budget burns, and its replicas between plan and maximum. */
export function servicesBoard(cluster: string): DashboardParts {
  const line = (series: string, what: string): Query => ({
    expr: `${series}{${CHOSEN}}`,
    legend: `{{namespace}}/{{workload}} ${what}`,
  });
  const burning = (what: 'slow' | 'failed', description: string): PanelParts => ({
    title: `Requests that are ${what}`,
    description,
    unit: 'percentunit',
    queries: WINDOWS.map((window) => line(`workload:requests_${what}:ratio_rate${window}`, window)),
  });
  return {
    uid: uidOf(cluster, 'services'),
    title: `${cluster}: services`,
    tags: ['cdk8s-autonomous', cluster],
    variables: WORKLOADS,
    rows: [
      {
        title: 'Demand',
        panels: [
          {
            title: 'Requests against the plan',
            description: 'Above what is planned the latency objective is no longer proven.',
            unit: 'reqps',
            queries: [line('workload:requests:rate5m', 'now'), line('plan:requests:rate', 'planned')],
          },
          {
            title: 'Share of the planned requests',
            description: '1 is the demand that the replicas were sized for.',
            unit: 'percentunit',
            red: 1.1,
            isTable: true,
            queries: [
              {
                expr: `workload:requests:rate5m{${CHOSEN}} / on (namespace, workload) plan:requests:rate{${CHOSEN}}`,
                legend: '{{namespace}}/{{workload}}',
              },
            ],
          },
        ],
      },
      {
        title: 'Objectives',
        panels: [
          burning('slow', 'Share of requests slower than the objective of the plan, by how far one looks back.'),
          burning('failed', 'Share of requests that were answered with an error, by how far one looks back.'),
        ],
      },
      {
        title: 'Replicas',
        panels: [
          {
            title: 'Replicas against the plan',
            description: 'At the maximum an autoscaler has nothing left to add.',
            queries: [
              {
                expr: `sum by (namespace, workload) (label_replace(kube_deployment_status_replicas_ready{namespace=~"$namespace", deployment=~"$workload"}, "workload", "$1", "deployment", "(.+)"))`,
                legend: '{{namespace}}/{{workload}} ready',
              },
              line('plan:replicas:count', 'planned'),
              line('plan:replicas_max:count', 'maximum'),
            ],
          },
          {
            title: 'Objective',
            description: 'Time in which a request is to be answered, by the plan.',
            unit: 's',
            isTable: true,
            queries: [line('plan:objective:seconds', '')],
          },
        ],
      },
    ],
  };
}

/** Nodes and what is requested of them against the plan. */
export function capacityBoard(cluster: string): DashboardParts {
  const requested = (resource: string) =>
    `sum by (node) (kube_pod_container_resource_requests{resource="${resource}"}) / on (node) kube_node_status_allocatable{resource="${resource}"}`;
  const fullest = (resource: string, title: string): PanelParts => ({
    title,
    description: 'Share of what a node has for pods that pods request, on the ten fullest nodes.',
    unit: 'percentunit',
    red: 0.95,
    isTable: true,
    queries: [{ expr: `topk(10, ${requested(resource)})`, legend: '{{node}}' }],
  });
  return {
    uid: uidOf(cluster, 'capacity'),
    title: `${cluster}: capacity`,
    tags: ['cdk8s-autonomous', cluster],
    variables: WORKLOADS,
    rows: [
      {
        title: 'Pools',
        panels: [
          {
            title: 'Nodes against the plan',
            description: 'More nodes than planned cost more than planned; fewer leave no place after a loss.',
            queries: [
              { expr: 'pool:nodes:count', legend: '{{pool}} now' },
              { expr: `plan:nodes:count{cluster_name="${cluster}"}`, legend: '{{pool}} planned' },
            ],
          },
          {
            title: 'Pods without a place',
            description: 'Pods that no node has room for.',
            red: 1,
            queries: [
              { expr: 'sum by (namespace) (kube_pod_status_unschedulable)', legend: '{{namespace}} unschedulable' },
              {
                expr: 'sum by (namespace) (kube_pod_status_phase{phase="Pending"} == 1)',
                legend: '{{namespace}} pending',
              },
            ],
          },
        ],
      },
      { title: 'Nodes', panels: [fullest('cpu', 'Processors requested'), fullest('memory', 'Memory requested')] },
      {
        title: 'Workloads',
        panels: [
          {
            title: 'Processors used against requested',
            description: 'What is requested and not used is paid for; what is used above it is not promised.',
            unit: 'percentunit',
            inRow: 1,
            queries: [
              {
                expr: 'sum by (namespace) (rate(container_cpu_usage_seconds_total{namespace=~"$namespace", container!=""}[5m])) / on (namespace) sum by (namespace) (kube_pod_container_resource_requests{resource="cpu", namespace=~"$namespace"})',
                legend: '{{namespace}}',
              },
            ],
          },
        ],
      },
    ],
  };
}

/** Sites, their devices, and what waits for their uplinks. */
export function fleetBoard(cluster: string): DashboardParts {
  const ready =
    '(kube_node_status_condition{condition="Ready", status="true"} and on (node) kube_node_role{role="edge"})';
  return {
    uid: uidOf(cluster, 'fleet'),
    title: `${cluster}: fleet`,
    tags: ['cdk8s-autonomous', cluster],
    variables: [],
    rows: [
      {
        title: 'Sites',
        panels: [
          {
            title: 'Nodes of sites',
            description: 'A node that the cloud does not reach goes on with its pods for as long as its site bridges.',
            queries: [
              { expr: 'count(kube_node_role{role="edge"})', legend: 'all' },
              { expr: `sum(${ready})`, legend: 'reached' },
            ],
          },
          {
            title: 'Nodes that are not reached',
            description: 'The share of the last day in which the cloud did not reach a node: the twenty worst.',
            unit: 'percentunit',
            isTable: true,
            queries: [
              {
                expr: `topk(20, 1 - avg_over_time(kube_node_status_condition{condition="Ready", status="true"}[1d]) and on (node) kube_node_role{role="edge"})`,
                legend: '{{node}}',
              },
            ],
          },
        ],
      },
      {
        title: 'Devices and deliveries',
        panels: [
          {
            title: 'Devices that are silent longest',
            description: 'Time since a device was last online, by KubeEdge.',
            unit: 's',
            isTable: true,
            queries: [
              {
                expr: 'topk(20, time() - max by (namespace, name) (kubeedge_device_last_online_timestamp_seconds))',
                legend: '{{namespace}}/{{name}}',
              },
            ],
          },
          {
            title: 'What is not delivered everywhere',
            description: 'Copies of an EdgeApplication that are not at all of their sites.',
            isTable: true,
            queries: [
              {
                expr: 'max by (namespace, name, workload) (kubeedge_edgeapplication_condition{condition="Available"}) == 0',
                legend: '{{namespace}}/{{name}} {{workload}}',
              },
            ],
          },
        ],
      },
      {
        title: 'Uplinks',
        panels: [
          {
            title: 'Telemetry that waits',
            description: 'Share of the room for what cannot be sent that is full, by collector.',
            unit: 'percentunit',
            red: 0.8,
            queries: [
              {
                expr: 'max by (namespace, pod) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)',
                legend: '{{namespace}}/{{pod}}',
              },
            ],
          },
          {
            title: 'Telemetry that is lost',
            description: 'Spans, points and records that had no room.',
            red: 1,
            queries: ['spans', 'metric_points', 'log_records'].map((what) => ({
              expr: `sum by (namespace) (rate({__name__=~"otelcol_exporter_enqueue_failed_${what}(_total)?"}[5m]))`,
              legend: `{{namespace}} ${what.replace('_', ' ')}`,
            })),
          },
        ],
      },
    ],
  };
}

/** The same for the same cluster, whatever else changes: links to a dashboard hold. At most 40 characters, which Grafana takes. */
function uidOf(cluster: string, board: string): string {
  return `${board}-${cluster}`.slice(0, 40);
}
