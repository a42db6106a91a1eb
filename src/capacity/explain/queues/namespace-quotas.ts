import { ClusterModel, Finding, NamespaceQuota, WorkloadModel } from '../../model';
import { RolloutPlan } from '../../plan';
import { formatQuantity } from '../../quantity';
import { copiesIn, copiesOf } from '../../sites';

/** What the plan runs, as far as quotas count it. */
export interface Ran {
  readonly model: ClusterModel;
  /** Nodes by pool id. */
  readonly nodes: Readonly<Record<string, number>>;
  readonly rollouts: Readonly<Record<string, RolloutPlan>>;
}

/** Quotas of namespaces that do not admit what the plan runs: at steady, at HPA maximum, while workloads are rolled out. */
export function explainNamespaceQuotas(ran: Ran): Finding[] {
  return (ran.model.namespaceQuotas ?? []).flatMap((quota) =>
    Object.keys(quota.hard).flatMap((name) => verdict(ran, quota, name) ?? []),
  );
}

/** A workload with what its pods in the namespace take of one resource. */
interface Taker {
  readonly workload: WorkloadModel;
  /** How many workloads it stands for: those of equal sites are planned once. */
  readonly copies: number;
  /** Of one pod. */
  readonly one: number;
}

function takersOf({ model }: Ran, quota: NamespaceQuota, resource: string): Taker[] {
  return model.workloads.flatMap((workload) => {
    const one = quota.perPod[workload.id]?.[resource] ?? 0;
    const copies = one > 0 ? copiesIn(model, workload, quota.namespace) : 0;
    return copies > 0 ? [{ workload, copies, one }] : [];
  });
}

function takenByDaemons({ model, nodes }: Ran, quota: NamespaceQuota, resource: string): number {
  return model.pools.reduce((sum, pool) => {
    const onNode = Object.keys(pool.daemonsets).reduce((all, id) => all + (quota.perPod[id]?.[resource] ?? 0), 0);
    return sum + onNode * nodes[pool.id] * copiesOf(pool);
  }, 0);
}

function verdict(ran: Ran, quota: NamespaceQuota, resource: string): Finding | undefined {
  const { model } = ran;
  const hard = quota.hard[resource];
  const takers = takersOf(ran, quota, resource);
  const others = (quota.fixed[resource] ?? 0) + takenByDaemons(ran, quota, resource);
  const used = (pods: (workload: WorkloadModel) => number) =>
    takers.reduce((sum, { workload, copies, one }) => sum + one * copies * pods(workload), others);
  const atSteady = used(({ replicas }) => replicas.planned);
  const atMost = used(({ replicas }) => replicas.max ?? replicas.planned);
  if (atMost > hard) {
    return exceeded(
      quota,
      resource,
      atSteady > hard ? 'at steady' : 'at HPA maximum',
      atSteady > hard ? atSteady : atMost,
      atMost,
    );
  }
  const surges = surgesOf(ran, takers);
  const needed = atSteady + surges.slice(0, model.concurrentRollouts ?? 1).reduce((sum, { extra }) => sum + extra, 0);
  const stuck = surges.find(({ first }) => first !== undefined && atSteady + first.one > hard);
  return stuck
    ? {
        ...exceeded(quota, resource, `while ${stuck.first!.id} is rolled out`, atSteady + stuck.first!.one, needed),
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

/** What a rollout takes on top of what runs. */
interface Surge {
  readonly extra: number;
  /** What its first new pod takes, where it may stop no old one before. */
  readonly first?: { readonly id: string; readonly one: number };
}

/** The largest first; copies of one workload are rolled out together. */
function surgesOf({ rollouts }: Ran, takers: readonly Taker[]): Surge[] {
  const groups = new Map<string, Surge>();
  for (const { workload, copies, one } of takers) {
    const { id, rolloutGroup = id } = workload;
    const { surge = 0, maxUnavailable = 0 } = rollouts[id] ?? {};
    if (surge > 0) {
      const { extra = 0, first } = groups.get(rolloutGroup) ?? {};
      const own = maxUnavailable === 0 ? { id, one } : undefined;
      const larger = own && (!first || own.one > first.one) ? own : first;
      groups.set(rolloutGroup, { extra: extra + one * surge * copies, ...(larger && { first: larger }) });
    }
  }
  return [...groups.values()].sort((a, b) => b.extra - a.extra);
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
  const [resource] = /[^/]*$/.exec(name)!;
  return formatQuantity(resource.replace(/^(requests|limits)\./, ''), amount);
}
