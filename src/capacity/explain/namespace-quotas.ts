import { ClusterModel, Finding, NamespaceQuota } from '../model';
import { RolloutPlan } from '../plan';
import { formatQuantity } from '../quantity';
import { copiesOf } from '../sites';

/** What the plan runs, as far as quotas count it. */
export interface Ran {
  readonly model: ClusterModel;
  /** Nodes by pool id. */
  readonly nodes: Readonly<Record<string, number>>;
  readonly rollouts: Readonly<Record<string, RolloutPlan>>;
}

type Count = (id: string) => number;

/** Quotas of namespaces that do not admit what the plan runs: at steady, at HPA maximum, while workloads are rolled out. */
export function explainNamespaceQuotas(ran: Ran): Finding[] {
  return (ran.model.namespaceQuotas ?? []).flatMap((quota) =>
    Object.keys(quota.hard).flatMap((name) => verdict(ran, quota, name) ?? []),
  );
}

function verdict(ran: Ran, quota: NamespaceQuota, resource: string): Finding | undefined {
  const { model, rollouts } = ran;
  const hard = quota.hard[resource];
  const members = new Map(model.workloads.map((workload) => [workload.id, workload]));
  const used = (count: Count) =>
    Object.entries(quota.perPod).reduce(
      (sum, [id, charge]) => sum + charge[resource] * count(id),
      quota.fixed[resource] ?? 0,
    );
  const daemons: Count = (id) =>
    model.pools.reduce((pods, pool) => pods + (pool.daemonsets[id] ? ran.nodes[pool.id] * copiesOf(pool) : 0), 0);
  const steady: Count = (id) => members.get(id)?.replicas.planned ?? daemons(id);
  const most: Count = (id) => members.get(id)?.replicas.max ?? steady(id);
  const [atSteady, atMost] = [used(steady), used(most)];
  if (atMost > hard) {
    return exceeded(
      quota,
      resource,
      atSteady > hard ? 'at steady' : 'at HPA maximum',
      atSteady > hard ? atSteady : atMost,
      atMost,
    );
  }
  const surges = Object.keys(quota.perPod)
    .filter((id) => (rollouts[id]?.surge ?? 0) > 0)
    .map((id) => ({
      id,
      ...rollouts[id],
      extra: quota.perPod[id][resource] * rollouts[id].surge,
      one: quota.perPod[id][resource],
    }))
    .filter(({ one }) => one > 0)
    .sort((a, b) => b.extra - a.extra);
  const needed = atSteady + surges.slice(0, model.concurrentRollouts ?? 1).reduce((sum, { extra }) => sum + extra, 0);
  const stuck = surges.find(({ maxUnavailable, one }) => maxUnavailable === 0 && atSteady + one > hard);
  return stuck
    ? {
        ...exceeded(quota, resource, `while ${stuck.id} is rolled out`, atSteady + stuck.one, needed),
        code: 'QUOTA_STOPS_ROLLOUT',
      }
    : needed > hard
      ? {
          ...exceeded(quota, resource, 'while workloads are rolled out', needed, needed),
          code: 'QUOTA_SHORTENS_ROLLOUT',
          severity: 'warning',
        }
      : undefined;
}

function exceeded(quota: NamespaceQuota, name: string, when: string, used: number, needed: number): Finding {
  const { name: called, namespace, path, hard } = quota;
  const [admits, takes, cure] = [hard[name], used, needed].map((amount) => shown(name, amount));
  return {
    code: 'QUOTA_EXCEEDED',
    severity: 'error',
    path,
    message: `ResourceQuota ${called} of namespace ${namespace} admits ${name} ${admits}, and ${when} its pods and objects take ${takes}: the API server refuses the rest (exceeded quota: ${called}, limited: ${name}=${admits})`,
    expected: `${name}: ${cure}`,
    actual: admits,
    cure: [`${name}: ${cure} in ResourceQuota ${called}`],
  };
}

function shown(name: string, amount: number): string {
  const resource = name.replace(/^(requests|limits)\./, '');
  return formatQuantity(resource, amount);
}
