import { alerting, figure, recorded, Rule } from './rule';
import { queueAlerts } from '../../accelerator/gpu-alerts';
import { ClusterPlan } from '../../capacity/plan';
import { AlertSeverity } from '../alert-severity';

/** What the rules of a whole cluster follow from. */
export interface ClusterRules {
  readonly cluster: string;
  /** Namespace of the alerts. */
  readonly namespace: string;
  readonly plan: ClusterPlan;
  /** Seconds that a job may wait in a queue; absent where the cluster has none. */
  readonly queueWait?: number;
  /** Whether zones of workloads are watched. */
  readonly zones: boolean;
  /** Whether objects of KubeEdge are watched. */
  readonly kubeEdge: boolean;
  /** Whether a check compares the cluster with its published plan. */
  readonly drift: boolean;
}

/** Nodes that are no site's: the plan counts these for all its scenarios together. */
const NODES = '(kube_node_info unless on (node) kube_node_role{role="edge"})';

/** Series and alerts of a cluster: its nodes against the plan, its queues, and whether any of it is watched. */
export function clusterRules(rules: ClusterRules): Rule[] {
  const { cluster, namespace, plan } = rules;
  const labels = { namespace };
  const ofSites = new Set(plan.model.pools.filter(({ sites }) => sites !== undefined).map(({ id }) => id));
  const own = Object.entries(plan.nodes).filter(([pool]) => !ofSites.has(pool));
  const nodes = own.reduce((sum, [pool, count]) => sum + count + (plan.spares[pool] ?? 0), 0);
  return [
    ...own.map(([pool, count]) =>
      recorded('plan:nodes:count', `vector(${count + (plan.spares[pool] ?? 0)})`, { cluster_name: cluster, pool }),
    ),
    recorded('cluster:nodes:count', `count(${NODES})`, { cluster_name: cluster }),
    ...(nodes > 0 ? [aboveAlert(nodes, cluster, labels)] : []),
    ...fullestRules(plan, cluster, labels),
    ...(rules.queueWait === undefined ? [] : waitAlerts(rules.queueWait, labels)),
    ...watchedAlerts(rules, labels),
    ...(rules.drift ? driftAlerts(cluster, labels) : []),
  ];
}

function aboveAlert(nodes: number, cluster: string, labels: Readonly<Record<string, string>>): Rule {
  return alerting({
    name: 'NodesAbovePlan',
    expr: `count(${NODES}) > ${nodes}`,
    // A node is replaced by one that comes first.
    forSeconds: 3600,
    severity: AlertSeverity.TICKET,
    promise: 'nodes',
    labels,
    summary: `Cluster ${cluster} has {{ $value }} nodes, and the plan needs ${nodes}`,
    runbook: `The plan runs everything, at the maximum of all autoscalers and after a loss, on ${nodes} nodes. More are paid for what it does not know: pods that no manifest shows, requests changed by hand, or nodes that nothing removes. \`npx cdk8s-autonomous drift --nodes nodes.json --pods pods.json\` names them.`,
  });
}

/** Requests of the fullest node. Nothing can be above a plan that fills nodes to the last. */
function fullestRules({ balance }: ClusterPlan, cluster: string, labels: Readonly<Record<string, string>>): Rule[] {
  const most = Math.ceil((balance?.highest ?? 1) * 100 + 2) / 100;
  const requests =
    'kube_pod_container_resource_requests{resource=~"cpu|memory"} and on (namespace, pod) (kube_pod_status_phase{phase="Running"} == 1)';
  const fullest = recorded(
    'cluster:node_requests:max',
    `max(sum by (node, resource) (${requests}) / on (node, resource) max by (node, resource) (kube_node_status_allocatable))`,
    { cluster_name: cluster },
  );
  return most >= 1
    ? [fullest]
    : [
        fullest,
        alerting({
          name: 'NodeFullerThanPlan',
          expr: `cluster:node_requests:max{cluster_name="${cluster}"} > ${figure(most)}`,
          forSeconds: 1800,
          severity: AlertSeverity.TICKET,
          promise: 'nodes',
          labels,
          summary: `A node of cluster ${cluster} has {{ $value | humanizePercentage }} of its processors or memory requested`,
          runbook: `The fullest node of the plan has ${figure(Math.round((balance?.highest ?? 1) * 1000) / 10)} % requested at the maximum of all autoscalers. A fuller one has pods that the plan has elsewhere or does not know: \`npx cdk8s-autonomous drift\` names them.`,
        }),
      ];
}

/** Alerts on queues, as those of GPUs have them. */
function waitAlerts(seconds: number, labels: Readonly<Record<string, string>>): Rule[] {
  return queueAlerts(seconds).map(({ alert, expr, forSeconds, summary }) =>
    alerting({
      name: alert,
      expr,
      forSeconds,
      severity: AlertSeverity.TICKET,
      promise: 'queues',
      labels,
      summary,
      runbook: `Jobs may wait ${figure(seconds)} s. \`kubectl get workloads -A\` says what waits and why: quotas of the queue and what its cohort lends, or nodes of a kind that are all taken. The plan says which gangs fit at the same time.`,
    }),
  );
}

/** Without these series alerts that compare with the plan never go off. */
function watchedAlerts({ cluster, zones, kubeEdge }: ClusterRules, labels: Readonly<Record<string, string>>): Rule[] {
  const zone = 'label_topology_kubernetes_io_zone';
  const all: readonly [string, string, string][] = [
    ['pods and nodes', 'absent(kube_pod_info) or absent(kube_node_info)', 'kube-state-metrics is not scraped'],
    ...(zones
      ? ([
          [
            'zones of nodes',
            `absent(kube_node_labels{${zone}!=""})`,
            'kube-state-metrics needs --metric-labels-allowlist=nodes=[topology.kubernetes.io/zone]',
          ],
        ] as [string, string, string][])
      : []),
    ...(kubeEdge
      ? ([
          [
            'edge applications',
            'absent(kubeedge_edgeapplication_condition)',
            'kube-state-metrics needs --custom-resource-state-config-file with what ConfigMap edge-state-metrics has, and may list EdgeApplications and DeviceStatuses',
          ],
        ] as [string, string, string][])
      : []),
  ];
  return all.map(([what, expr, cure]) =>
    alerting({
      name: 'PlanNotWatched',
      expr,
      forSeconds: 900,
      severity: AlertSeverity.TICKET,
      promise: 'watched',
      labels: { ...labels, series: what },
      summary: `Nobody compares cluster ${cluster} with its plan: there are no series of ${what}`,
      runbook: `${cure}. Until then alerts that need these series never go off.`,
    }),
  );
}

/** Alerts on what `DriftCheck` measures. */
function driftAlerts(cluster: string, labels: Readonly<Record<string, string>>): Rule[] {
  const checks = `{cluster="${cluster}"}`;
  const alert = (name: string, expr: string, forSeconds: number, summary: string, runbook: string) =>
    alerting({ name, expr, forSeconds, severity: AlertSeverity.TICKET, promise: 'plan', labels, summary, runbook });
  return [
    alert(
      'PlanNoLongerHolds',
      `min(capacity_plan_holds${checks}) == 0`,
      900,
      `Cluster ${cluster} differs from its plan so that the plan no longer holds`,
      'The log of the check and `capacity_plan_differences` name what differs. `npx cdk8s-autonomous drift --nodes nodes.json --pods pods.json` says the same with cures.',
    ),
    alert(
      'PlanNotChecked',
      `time() - max(capacity_plan_checked_timestamp_seconds${checks}) > 3600 or absent(capacity_plan_checked_timestamp_seconds${checks})`,
      300,
      `Nobody has compared cluster ${cluster} with its plan for an hour`,
      'Look at the pod of the check: its log says what it could not read.',
    ),
  ];
}
