import { alerting, figure, Rule } from './rule';
import { AlertSeverity } from '../alert-severity';

/** A Certificate of cert-manager, and how long before its end it is renewed. */
export interface ObservedCertificate {
  readonly name: string;
  readonly namespace: string;
  readonly renewSeconds: number;
}

/** Alerts on all pods of a namespace: the plan has a place for each. */
export function podRules(namespace: string, cluster: string): Rule[] {
  const labels = { namespace };
  const unscheduled = `kube_pod_status_unschedulable{namespace="${namespace}"} == 1`;
  return [
    alerting({
      name: 'PodsUnschedulable',
      expr: `count(${unscheduled}) > 0`,
      forSeconds: 600,
      severity: AlertSeverity.PAGE,
      promise: 'places',
      labels,
      summary: `{{ $value }} pods of ${namespace} have no node, and the plan of cluster ${cluster} has a place for each`,
      runbook: `\`kubectl -n ${namespace} get pods --field-selector=status.phase=Pending\`, then \`npx cdk8s-autonomous explain <workload>\`: it says on which nodes the plan has it. Most often nodes are fewer than planned (NodesAbovePlan is silent, the autoscaler of nodes is at its limit), something runs in the cluster that the plan does not know, or requests were changed by hand.`,
    }),
    alerting({
      name: 'PodsPending',
      expr: `sum(kube_pod_status_phase{namespace="${namespace}",phase="Pending"}) > 0`,
      forSeconds: 1200,
      severity: AlertSeverity.TICKET,
      promise: 'places',
      labels,
      summary: `{{ $value }} pods of ${namespace} have not started for 20 minutes`,
      runbook: `They have a node (else PodsUnschedulable pages): \`kubectl -n ${namespace} describe pod\` says which image is not pulled, which volume is not attached, or which Secret is missing. Until they run the plan counts replicas that are not there.`,
    }),
  ];
}

/** Alerts on certificates that were not renewed in time: half of the time for it is over, and nine tenths. */
export function certificateRules(namespace: string, certificates: readonly ObservedCertificate[]): Rule[] {
  return certificates.flatMap(({ name, namespace: own, renewSeconds }) => {
    // Prometheus renames the labels of a metric that its target has too, unless the monitor of cert-manager says honorLabels.
    const series = 'certmanager_certificate_expiration_timestamp_seconds';
    const end = `(${series}{name="${name}",exported_namespace="${own}"} or ${series}{name="${name}",namespace="${own}",exported_namespace=""})`;
    const labels = { namespace, certificate: name };
    const alert = (severity: AlertSeverity, share: number) =>
      alerting({
        name: severity === AlertSeverity.PAGE ? 'CertificateEnds' : 'CertificateNotRenewed',
        expr: `max(${end} - time()) < ${figure(Math.ceil(renewSeconds * share))}`,
        forSeconds: 900,
        severity,
        promise: 'certificates',
        labels,
        summary: `Certificate ${own}/${name} ends in {{ $value | humanizeDuration }} and is not renewed`,
        runbook: `cert-manager should have renewed it ${daysOf(renewSeconds)} before its end. \`kubectl -n ${own} describe certificate ${name}\`, then its CertificateRequest and Order say what the issuer answers.`,
      });
    return [alert(AlertSeverity.TICKET, 0.5), alert(AlertSeverity.PAGE, 0.1)];
  });
}

function daysOf(seconds: number): string {
  return seconds >= 86_400
    ? `${figure(Math.round(seconds / 8640) / 10)} days`
    : `${figure(Math.round(seconds / 360) / 10)} hours`;
}
