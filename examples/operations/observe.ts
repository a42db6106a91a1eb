import { AutonomousStack, Cluster, Dashboards, Observability, Prometheus, PublishedPlan } from 'cdk8s-autonomous';

/** Alerts of each objective and of the plan itself, dashboards, and the plan in the cluster. */
export function observe(cluster: Cluster, stacks: readonly AutonomousStack[]): Observability {
  const observability = new Observability(cluster, 'observability', {
    prometheus: Prometheus.operator({ namespace: 'monitoring' }),
  });
  stacks.forEach((stack) => observability.observe(stack));
  new Dashboards(cluster, 'dashboards', { namespace: 'monitoring' });
  new PublishedPlan(cluster);
  return observability;
}
