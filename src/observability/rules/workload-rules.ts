import { burnAlerts } from './burn-rates';
import { RequestQueries, requestSeries } from './requests';
import { alerting, figure, recorded, Rule, selecting } from './rule';
import { ObservedWorkload } from '../../workload/observed/observed-workload';
import { AlertSeverity } from '../alert-severity';

/** Share by which arrivals may be above what was planned. */
const ABOVE_PLAN = 1.1;

/** What the rules of one workload follow from. */
export interface WorkloadRules {
  readonly observed: ObservedWorkload;
  /** Absent where nobody counts its requests. */
  readonly queries?: RequestQueries;
  /** Percent of the requests that are to be answered without an error of the server. */
  readonly availability: number;
  /** Zones that its pods may be apart by; absent where their zones are not watched. */
  readonly zoneSkew?: number;
}

/** Series and alerts of one workload: its objective, and reality against the plan. */
export function workloadRules(rules: WorkloadRules): Rule[] {
  const { observed, queries } = rules;
  const { namespace, name } = observed;
  const labels = { namespace, workload: name };
  const sizes = totals(observed);
  return [
    ...planned(observed, labels),
    ...(queries === undefined ? [] : requestSeries(queries, labels)),
    ...(queries?.slow === undefined ? [] : latencyAlerts(observed, labels)),
    ...(observed.latency && observed.latency.percent === undefined && queries ? [meanAlert(observed, labels)] : []),
    ...(queries?.failed === undefined ? [] : availabilityAlerts(rules, labels)),
    ...(queries !== undefined && observed.arrivals > 0 ? [arrivalsAlert(rules, labels)] : []),
    ...(sizes.max === undefined ? [] : [maximumAlert(observed, sizes.max, labels)]),
    ...(sizes.least === 0 ? [] : [neededAlert(rules, sizes, labels)]),
    ...zoneRules(rules, labels),
    ...(observed.hasSidecar || observed.metrics ? [watchedAlert(observed, labels)] : []),
  ];
}

/** Replicas of all parts together. */
function totals({ parts }: ObservedWorkload) {
  const sum = (pick: (sizing: (typeof parts)[number]['sizing']) => number) =>
    parts.reduce((total, { sizing }) => total + pick(sizing), 0);
  const scales = parts.some(({ sizing }) => sizing.max !== undefined);
  const least = sum(({ degraded, needed }) => (degraded === undefined || degraded === 0 ? needed : degraded));
  return {
    planned: sum((sizing) => sizing.planned),
    least,
    afterLoss: sum(({ degraded = 0 }) => degraded) > 0,
    ...(scales && { max: sum(({ max, planned: own }) => max ?? own) }),
  };
}

/** What was planned, for those who compare it with what is: dashboards, queries. */
function planned(observed: ObservedWorkload, labels: Readonly<Record<string, string>>): Rule[] {
  const { arrivals, latency } = observed;
  const { planned: replicas, max } = totals(observed);
  const plan = (name: string, value: number | undefined) =>
    value === undefined || value === 0 ? [] : [recorded(`plan:${name}`, `vector(${figure(value)})`, labels)];
  return [
    ...plan('requests:rate', arrivals),
    ...plan('objective:seconds', latency?.seconds),
    ...plan('replicas:count', replicas),
    ...plan('replicas_max:count', max),
  ];
}

function countOf(replicas: number): string {
  return `${replicas} replica${replicas === 1 ? '' : 's'}`;
}

function areOf(replicas: number): string {
  return `${replicas} ${replicas === 1 ? 'is' : 'are'}`;
}

function objectiveText({ latency }: ObservedWorkload): string {
  const { percent, seconds } = latency!;
  return percent === undefined
    ? `${figure(seconds * 1000)} ms on average`
    : `${percent} % of the requests within ${figure(seconds * 1000)} ms`;
}

function demandText({ arrivals, parts: [{ sizing }] }: ObservedWorkload): string {
  const why = sizing.reason === undefined ? '' : ` (${sizing.reason})`;
  return arrivals > 0 ? `for ${figure(arrivals)} requests/s${why}` : `as the program says${why}`;
}

function latencyAlerts(observed: ObservedWorkload, labels: Readonly<Record<string, string>>): Rule[] {
  const { name, latency } = observed;
  return burnAlerts({
    series: 'requests_slow',
    name: 'LatencyBudget',
    promise: 'latency',
    budget: Number(((100 - latency!.percent!) / 100).toPrecision(9)),
    labels,
    summary: `{{ $value | humanizePercentage }} of the requests of ${name} take longer than ${figure(latency!.seconds * 1000)} ms`,
    runbook: `The plan has ${countOf(totals(observed).planned)} of ${name} ${demandText(observed)}: ${objectiveText(observed)}. Look at workload:requests:rate5m against plan:requests:rate first: with more arrivals than planned raise \`arrivals\` and apply the new plan. With fewer, its time of service has grown (a new version, what it calls): measure it and say it as \`service\`.`,
  });
}

function meanAlert(observed: ObservedWorkload, labels: Readonly<Record<string, string>>): Rule {
  const { name, latency } = observed;
  return alerting({
    name: 'LatencyMeanAboveObjective',
    expr: `workload:request_seconds:mean5m${selecting(labels)} > ${figure(latency!.seconds)}`,
    forSeconds: 900,
    severity: AlertSeverity.PAGE,
    promise: 'latency',
    labels,
    summary: `Requests of ${name} take {{ $value | humanizeDuration }} on average, and the objective is ${figure(latency!.seconds * 1000)} ms`,
    runbook: `The plan has ${countOf(totals(observed).planned)} of ${name} ${demandText(observed)}: ${objectiveText(observed)}. With more arrivals than planned raise \`arrivals\`; with fewer measure its time of service, and say it as \`service\`.`,
  });
}

function availabilityAlerts({ observed, availability }: WorkloadRules, labels: Readonly<Record<string, string>>) {
  const { name } = observed;
  return burnAlerts({
    series: 'requests_failed',
    name: 'AvailabilityBudget',
    promise: 'availability',
    budget: Number(((100 - availability) / 100).toPrecision(9)),
    labels,
    summary: `{{ $value | humanizePercentage }} of the requests of ${name} fail`,
    runbook: `${availability} % of the requests of ${name} are to be answered without an error of the server; calls for which no pod was found count as failed. Look at ReplicasBelowNeed and at the last rollout of ${name}, then at what it calls.`,
  });
}

function arrivalsAlert({ observed }: WorkloadRules, labels: Readonly<Record<string, string>>): Rule {
  const { name, arrivals } = observed;
  const { planned: replicas, max } = totals(observed);
  return alerting({
    name: 'ArrivalsAbovePlan',
    expr: `workload:requests:rate5m${selecting(labels)} > ${figure(arrivals * ABOVE_PLAN)}`,
    forSeconds: 600,
    severity: AlertSeverity.TICKET,
    promise: 'arrivals',
    labels,
    summary: `${name} gets {{ $value | humanize }} requests/s, and the plan was made for ${figure(arrivals)}`,
    runbook: `The plan promises ${name} ${observed.latency ? `${objectiveText(observed)}, ` : ''}with ${countOf(replicas)}${max === undefined ? '' : ` (${max} at most)`}, for ${figure(arrivals)} requests/s; this is over 10 % more. Raise \`arrivals\` of ${name} to what is measured, synthesise, and read what the plan says of replicas and nodes.`,
  });
}

function maximumAlert(
  { name, namespace, parts }: ObservedWorkload,
  max: number,
  labels: Readonly<Record<string, string>>,
): Rule {
  const names = parts.map((part) => part.name).join('|');
  const which = `{namespace="${namespace}",horizontalpodautoscaler=~"(keda-hpa-)?(${names})"}`;
  return alerting({
    name: 'ReplicasAtMaximum',
    expr: `sum(kube_horizontalpodautoscaler_status_current_replicas${which}) >= ${max}`,
    forSeconds: 900,
    severity: AlertSeverity.TICKET,
    promise: 'maximum',
    labels,
    summary: `${name} has run the ${countOf(max)} that its autoscaler may start for 15 minutes`,
    runbook: `The plan has room for ${countOf(max)} of ${name} at the same time as all else that peaks with it, and for no more: raise \`max\` and let the plan say which nodes that takes, before raising it in the cluster.`,
  });
}

function neededAlert(
  { observed }: WorkloadRules,
  { planned: replicas, least, afterLoss }: ReturnType<typeof totals>,
  labels: Readonly<Record<string, string>>,
): Rule {
  const { name, namespace, maker, parts } = observed;
  const names = parts.map((part) => part.name).join('|');
  const of = (series: string, label: string) => `${series}{namespace="${namespace}",${label}=~"${names}"}`;
  // Argo Rollouts owns its ReplicaSets itself; their names are that of the Rollout and a hash.
  const ready =
    maker === 'StatefulSet'
      ? of('kube_statefulset_status_replicas_ready', 'statefulset')
      : `kube_replicaset_status_ready_replicas{namespace="${namespace}",replicaset=~"(${names})-[a-z0-9]+"}`;
  return alerting({
    name: 'ReplicasBelowNeed',
    // Where kube-state-metrics itself is away, PlanNotWatched tells.
    expr: `(sum(${ready}) or vector(0)) < ${least} and on () count(kube_node_info) > 0`,
    forSeconds: 300,
    severity: AlertSeverity.PAGE,
    promise: 'replicas',
    labels,
    summary: `{{ $value }} replicas of ${name} are ready, and ${afterLoss ? `after the loss that it survives ${areOf(least)} needed` : `${areOf(least)} needed`}`,
    runbook: `The plan runs ${countOf(replicas)} of ${name}, ${afterLoss ? `so that ${areOf(least)} left when a node or zone is lost` : `${least} of which ${least === 1 ? 'serves' : 'serve'} its demand`} ${demandText(observed)}. Look at PodsUnschedulable and PodsPending, at nodes that are not ready, and at a rollout that does not go on.`,
  });
}

/** Pods of each zone, and how far the zones may be apart. */
function zoneRules({ observed, zoneSkew }: WorkloadRules, labels: Readonly<Record<string, string>>): Rule[] {
  if (zoneSkew === undefined) {
    return [];
  }
  const { name, namespace, maker, parts, zones } = observed;
  const names = parts.map((part) => part.name).join('|');
  const made = maker === 'StatefulSet' ? `(${names})` : `(${names})-[a-z0-9]+`;
  const pods = `kube_pod_info{namespace="${namespace}",created_by_kind="${maker}",created_by_name=~"${made}"}`;
  const running = `(kube_pod_status_phase{namespace="${namespace}",phase="Running"} == 1)`;
  const zone = 'label_topology_kubernetes_io_zone';
  const inZone = `workload:pods_in_zone:count${selecting(labels)}`;
  return [
    recorded(
      'workload:pods_in_zone:count',
      `count by (${zone}) ((${pods} and on (namespace, pod) ${running}) * on (node) group_left (${zone}) max by (node, ${zone}) (kube_node_labels{${zone}!=""}))`,
      labels,
    ),
    alerting({
      name: 'ZonesUneven',
      expr: `max(${inZone}) - (min(${inZone}) and (count(${inZone}) >= ${zones.length}) or vector(0)) > ${zoneSkew}`,
      forSeconds: 1800,
      severity: AlertSeverity.TICKET,
      promise: 'zones',
      labels,
      summary: `One zone has {{ $value }} pods of ${name} more than another`,
      runbook: `The plan spreads ${name} over ${zones.join(', ')} with a difference of ${zoneSkew} at most, and counts on it when a zone is lost. kube-scheduler does not move pods that run: \`kubectl rollout restart\` spreads them again, once all zones have nodes.`,
    }),
  ];
}

function watchedAlert({ name, namespace }: ObservedWorkload, labels: Readonly<Record<string, string>>): Rule {
  const up = `up{namespace="${namespace}",workload="${name}"}`;
  return alerting({
    name: 'WorkloadNotWatched',
    expr: `(sum(${up}) == 0) or absent(${up})`,
    forSeconds: 900,
    severity: AlertSeverity.TICKET,
    promise: 'watched',
    labels,
    summary: `Prometheus gets no metrics of ${name}: no other alert on its requests goes off`,
    runbook: `PodMonitor workloads of namespace ${namespace} has the endpoint of ${name}. Look at the targets of Prometheus: whether it picks the PodMonitor by its labels and namespace, and whether it is in the namespace that the network policy lets in (\`monitoringNamespace\`).`,
  });
}
