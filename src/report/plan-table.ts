import { columns } from './columns';
import { Finding, PoolModel, WorkloadModel } from '../capacity/model';
import { byCodeUnit } from '../capacity/order';
import { ClusterPlan } from '../capacity/plan';
import { fixed } from '../capacity/quantity';

/** Hours of a month as cloud bills count them. */
const HOURS_PER_MONTH = 730;

/** A plan as text for a terminal: pools, workloads, scenarios, bound, findings. */
export function planTable(plan: ClusterPlan): string {
  const { model } = plan;
  const sections = [
    [
      `Cluster ${model.name}: ${plan.feasible ? 'feasible' : 'INFEASIBLE'}, survives ${model.survive === 'none' ? 'no loss' : `the loss of any one ${model.survive}`}, Kubernetes ${model.kubernetesVersion}`,
    ],
    columns(poolRows(plan)),
    model.workloads.length > 0 ? columns(workloadRows(plan)) : [],
    reasonLines(plan),
    boundLines(plan),
    plan.findings.flatMap(findingLines),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** One finding as lines: code, place and message, then the cures. */
export function findingLines(finding: Finding): string[] {
  return [
    `${finding.severity} ${finding.code} ${finding.path}: ${finding.message}`,
    ...(finding.cure && finding.cure.length > 0 ? [`  cure: ${finding.cure.join(', or ')}`] : []),
  ];
}

function poolRows(plan: ClusterPlan): string[][] {
  const { pools, workloads } = plan.model;
  const priced = plan.objective?.kind === 'cost' || pools.every((pool) => pool.price !== undefined);
  const resources = [
    ...new Set(workloads.flatMap(({ requests }) => Object.keys(requests).filter((name) => requests[name] > 0))),
  ].sort(byCodeUnit);
  const header = ['pool', 'node type', 'nodes', 'limit', ...(priced ? ['price/h'] : []), ...resources];
  const rows = pools.map((pool) => [
    pool.id,
    pool.nodeType,
    String(plan.nodes[pool.id]),
    pool.maxNodes === undefined ? '-' : String(pool.maxNodes),
    ...(priced ? [fixed(plan.nodes[pool.id] * (pool.price ?? 0), 4)] : []),
    ...resources.map((resource) => utilisation(plan, pool, resource)),
  ]);
  const nodes = pools.reduce((sum, pool) => sum + plan.nodes[pool.id], 0);
  const cost = pools.reduce((sum, pool) => sum + plan.nodes[pool.id] * (pool.price ?? 0), 0);
  const total = ['total', '', String(nodes), '', ...(priced ? [fixed(cost, 4)] : []), ...resources.map(() => '')];
  return [header, ...rows, ...(pools.length > 1 ? [total] : [])];
}

/** Share of the pool's allocatable that runs at steady, and at HPA maximum where that is more: `83%/92%`. */
function utilisation(plan: ClusterPlan, pool: PoolModel, resource: string): string {
  const available = plan.nodes[pool.id] * (pool.allocatable[resource] ?? 0);
  if (available === 0) {
    return '-';
  }
  const requests = new Map(plan.model.workloads.map((workload) => [workload.id, workload.requests[resource] ?? 0]));
  const sum = (pods: Readonly<Record<string, number>>) =>
    Object.entries(pods).reduce((total, [id, n]) => total + n * (requests.get(id) ?? 0), 0);
  const poolOf = new Map(plan.steady.map((group) => [group.id, group.pool]));
  const steady = plan.steady
    .filter((group) => group.pool === pool.id)
    .reduce((total, group) => total + group.count * sum(group.pods), 0);
  const added = plan.scenarios.find((scenario) => scenario.name === 'hpa-max')?.added ?? [];
  const most =
    steady +
    added
      .filter((entry) => poolOf.get(entry.on) === pool.id)
      .reduce((total, entry) => total + entry.count * sum(entry.pods), 0);
  const percent = (used: number) => `${Math.round((100 * used) / available)}%`;
  return percent(most) === percent(steady) ? percent(steady) : `${percent(steady)}/${percent(most)}`;
}

function workloadRows(plan: ClusterPlan): string[][] {
  const header = ['workload', 'needed', 'replicas', 'after loss', 'max', 'surge', 'rolls up to', 'headroom'];
  return [header, ...plan.model.workloads.map((workload) => workloadRow(plan, workload))];
}

function workloadRow(plan: ClusterPlan, { id, replicas }: WorkloadModel): string[] {
  const rollout = plan.rollouts[id];
  const missing = plan.unplaced.find((entry) => entry.workload === id)?.count ?? 0;
  return [
    id,
    String(replicas.needed),
    missing > 0 ? `${replicas.planned - missing} of ${replicas.planned}` : String(replicas.planned),
    leftAfterWorstLoss(plan, id, replicas),
    replicas.max === undefined ? '-' : String(replicas.max),
    rollout === undefined
      ? '-'
      : rollout.surge === rollout.asked
        ? String(rollout.surge)
        : `${rollout.surge} of ${rollout.asked}`,
    rollout === undefined || rollout.surge === 0 ? '-' : String(rollout.completesUpTo),
    headroom(plan, id, replicas.planned),
  ];
}

/** Pods that still fit at steady, and as a share of those that run; a plus where the search ended at twice the count. */
function headroom(plan: ClusterPlan, id: string, planned: number): string {
  const extra = plan.headroom[id];
  if (extra === undefined || planned === 0) {
    return '-';
  }
  return extra === planned ? `${extra}+` : `${extra} (${Math.round((100 * extra) / planned)}%)`;
}

/** `14 >= 13`: what the worst loss leaves, and what it must leave. */
function leftAfterWorstLoss(plan: ClusterPlan, id: string, replicas: WorkloadModel['replicas']): string {
  const losses = plan.scenarios.filter((scenario) => /^(zone|node)-lost:/.test(scenario.name));
  if (losses.length === 0) {
    return '-';
  }
  const groups = new Map(plan.steady.map((group) => [group.id, group]));
  const left = Math.min(
    ...losses.map((scenario) => {
      const lost = Object.entries(scenario.lost).reduce(
        (sum, [group, n]) => sum + n * (groups.get(group)?.pods[id] ?? 0),
        0,
      );
      const back = scenario.added.reduce((sum, entry) => sum + entry.count * (entry.pods[id] ?? 0), 0);
      return replicas.planned - lost + back;
    }),
  );
  return `${left} >= ${Math.min(replicas.degraded ?? replicas.planned, replicas.planned)}`;
}

/** Why each workload has the replicas that it has, where a demand or a loss decided it. */
function reasonLines(plan: ClusterPlan): string[] {
  return plan.model.workloads.flatMap(({ id, reason }) => (reason === undefined ? [] : [`${id}: ${reason}`]));
}

function boundLines(plan: ClusterPlan): string[] {
  const { objective, scenarios } = plan;
  if (!objective) {
    return [];
  }
  const money = objective.kind === 'cost';
  const unit = (amount: number) => (money ? ' per hour' : amount === 1 ? ' node' : ' nodes');
  const gap = objective.gap === null ? 'unknown' : `${fixed(100 * objective.gap, 2)} %`;
  const month = money ? `, ${fixed(objective.value * HOURS_PER_MONTH, 2)} per month of ${HOURS_PER_MONTH} h` : '';
  const claimed = objective.claimed
    ? `; column generation claims ${fixed(objective.claimed.bound, 4)}, a gap of ${fixed(100 * (objective.value / objective.claimed.bound - 1), 2)} %`
    : '';
  const proven =
    scenarios.length === 0
      ? []
      : [`holds in ${scenarios.length} ${scenarios.length === 1 ? 'scenario' : 'scenarios'}: ${summary(plan)}`];
  return [
    `${money ? 'cost' : 'size'} ${fixed(objective.value, 4)}${unit(objective.value)}${month}; no plan costs less than ${fixed(objective.bound, 4)}${unit(objective.bound)}; gap ${gap} (certified)${claimed}`,
    ...proven,
    ...(plan.balance
      ? [
          `fullest node ${Math.round(100 * plan.balance.highest)} %; evenness (Jain's index) ${fixed(plan.balance.jain, 3)}`,
        ]
      : []),
  ];
}

function summary(plan: ClusterPlan): string {
  const count = (kind: string) => plan.scenarios.filter((scenario) => scenario.name.split(':')[0] === kind).length;
  const parts: [string, number][] = [
    ['HPA maximum', count('hpa-max')],
    ['rollout', count('rollout')],
    ['zone lost', count('zone-lost')],
    ['node lost', count('node-lost')],
  ];
  return parts
    .filter(([, n]) => n > 0)
    .map(([name, n]) => (n === 1 ? name : `${name} x ${n}`))
    .join(', ');
}
