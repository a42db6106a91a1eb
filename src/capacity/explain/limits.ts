import { conflictOf } from './conflict';
import { promiseLess } from './promise-less';
import { atMost, atSteady, largest, withPools, withWorkload } from './variants';
import { aggregateVerdict } from './why-not';
import { ClusterModel, Finding, PoolModel, WorkloadModel } from '../model';
import { objectiveOf } from '../objective';
import { byCodeUnit } from '../order';
import { attempt, Attempt, everythingFits, tooMuchSurge } from '../planning';
import { limitOf } from '../pool-limit';
import { lostZone } from '../scenario/loss';

/** At most this many workloads are tried for a cure, those with most pods first. */
const MOST_TRIED = 40;

/**
 * Explains why the pods do not fit on as many nodes as the pools may have: which limit, at which scenario, because of
 * which workloads; with the smallest changes that cure it. Every cure was verified by planning again with it.
 */
export function explainLimits(model: ClusterModel): Finding[] {
  const tried = attempt(model);
  const when = firstFailure(tried);
  const raised = familiesThatHelp(model);
  const conflict = conflictOf(model);
  const verdict = aggregateOf(tried);
  const reduced = reductionsThatHelp(model, when.stage);
  if (raised.length === 0) {
    return [{ ...noLimitHelps(tried, when.text, reduced, verdict), ...(conflict && { conflict }) }];
  }
  return raised.map(({ families, surges, proven }) => {
    const [{ family }] = families;
    const list = (text: (one: Raised) => string) => families.map(text).join(' and ');
    const because = when.stage === 'steady' ? '' : describe(when.stage, reduced);
    const best = proven ? '' : ' by the best placement that was found';
    return {
      code: 'POOL_TOO_SMALL',
      severity: 'error',
      path: families.length === 1 ? family[0].path : model.path,
      message: `${list(({ family: pools, needed, limit }) => `pool ${pools[0].pool}: ${limitOf(pools).text(limit)} < ${needed} needed`)} ${when.text}${because}${best}${verdict}`,
      expected: `at least ${list(({ family: pools, needed }) => limitOf(pools).text(needed))}`,
      actual: list(({ family: pools, limit }) => limitOf(pools).text(limit)),
      cure: [
        `${list(({ family: pools, needed }) => limitOf(pools).cure(needed))}${surges}`,
        ...reduced.map(({ cure }) => cure),
      ],
      ...(conflict && { conflict }),
    };
  });
}

export type Stage = 'steady' | 'maximum' | 'loss';

export interface Failure {
  readonly stage: Stage;
  readonly text: string;
}

export function firstFailure({ model, losses }: Attempt): Failure {
  if (!fits(atSteady(model))) {
    return { stage: 'steady', text: 'at steady' };
  }
  const whole = attempt(withoutLosses(model));
  if (whole.unplacedAtMaximum.length > 0) {
    return { stage: 'maximum', text: 'at HPA maximum' };
  }
  const name = losses.find((loss) => loss.short.length > 0)?.scenario.name ?? '';
  const zone = lostZone(name);
  const group = name.slice(name.indexOf(':') + 1);
  return {
    stage: 'loss',
    text: zone !== undefined ? `after the loss of zone ${zone}` : `after the loss of one node (${group})`,
  };
}

/** ` 42 of rules`: the counts that the reductions are about. */
function describe(stage: Stage, reduced: readonly Reduction[]): string {
  if (reduced.length === 0) {
    return '';
  }
  const names = reduced.map(({ workload }) =>
    stage === 'maximum' ? `${workload.replicas.max} of ${workload.path}` : workload.path,
  );
  return stage === 'maximum' ? ` ${names.join(', ')}` : ` by ${names.join(', ')}`;
}

export interface Raised {
  readonly family: readonly PoolModel[];
  readonly needed: number;
  readonly limit: number;
}

/** Limits that, raised together, make everything fit. */
export interface Raise {
  readonly families: readonly Raised[];
  /** What else the cure takes, where a surge that the user wrote is too much for it. */
  readonly surges: string;
  /** True where no cheaper set of nodes exists. */
  readonly proven: boolean;
}

/** Pools whose limit, raised alone, makes everything fit; all limited pools together when no single one does. */
function familiesThatHelp(model: ClusterModel): Raise[] {
  const limited = model.pools.filter((pool) => pool.maxNodes !== undefined);
  const names = [...new Set(limited.map((pool) => pool.pool))].sort(byCodeUnit);
  const single = names.flatMap((name) => raise(model, [name]));
  return single.length > 0 || names.length < 2 ? single : raise(model, names);
}

export function raise(model: ClusterModel, names: readonly string[]): Raise[] {
  const among = (pool: PoolModel) => names.includes(pool.pool);
  const unlimited = attempt(withPools(model, (pool) => (among(pool) ? { ...pool, maxNodes: undefined } : pool)));
  if (!everythingFits(unlimited)) {
    return [];
  }
  const most = (name: string) =>
    Math.max(...model.pools.filter((pool) => pool.pool === name).map((pool) => unlimited.nodes[pool.id]));
  const cured = attempt(
    withPools(model, (pool) =>
      among(pool) ? { ...pool, maxNodes: Math.max(pool.maxNodes ?? 0, most(pool.pool)) } : pool,
    ),
  );
  const families = names.flatMap((name) => {
    const family = model.pools.filter((pool) => pool.pool === name);
    const { count } = limitOf(family);
    const limit = family[0].counted
      ? count(({ maxNodes = Infinity }) => maxNodes)
      : Math.min(...family.map((pool) => pool.maxNodes ?? Infinity));
    const needed = count((pool) => unlimited.nodes[pool.id]);
    return needed > limit ? [{ family, needed, limit }] : [];
  });
  if (!everythingFits(cured) || families.length === 0) {
    return [];
  }
  return [{ families, surges: surgesOf(cured), proven: objectiveOf(unlimited).gap === 0 }];
}

/** ` with maxSurge 3 on shop/cart`: surges that still do not fit once the rest does. */
function surgesOf({ model, rollouts }: Attempt): string {
  const tooMany = model.workloads.filter((workload) => tooMuchSurge(workload, rollouts[workload.id]));
  return tooMany.map(({ id, path }) => ` with maxSurge ${rollouts[id].surge} on ${path}`).join('');
}

export interface Reduction {
  readonly workload: WorkloadModel;
  readonly cure: string;
}

/** Workloads of which fewer replicas, alone, make everything fit. */
export function reductionsThatHelp(model: ClusterModel, stage: Stage): Reduction[] {
  const extra = (workload: WorkloadModel) =>
    stage === 'maximum' ? (workload.replicas.max ?? 0) - workload.replicas.planned : workload.replicas.planned;
  const candidates = model.workloads
    .filter((workload) =>
      stage === 'maximum' ? extra(workload) > 0 : workload.replicas.max === undefined && workload.replicas.planned > 1,
    )
    .sort((a, b) => extra(b) - extra(a) || byCodeUnit(a.id, b.id))
    .slice(0, MOST_TRIED);
  return candidates.flatMap((workload) => {
    const { planned, max } = workload.replicas;
    const [low, high] = stage === 'maximum' ? [planned, max!] : [1, planned];
    const most = largest(low, high, (n) => fits(withWorkload(model, workload.id, (w) => atMost(w, n))));
    if (most === undefined) {
      return [];
    }
    return [
      {
        workload,
        cure: stage === 'maximum' ? `maximum ${most} of ${workload.path}` : `${most} replicas of ${workload.path}`,
      },
    ];
  });
}

/** `; 24 nvidia.com/gpu are free in total, ...`: for the workload of which most pods have no place. */
export function aggregateOf({ start, unplaced, unplacedAtMaximum }: Attempt): string {
  const missing = [...unplaced, ...unplacedAtMaximum].sort((a, b) => b.count - a.count)[0];
  const verdict = missing && aggregateVerdict(start, start.workloads.get(missing.workload)!);
  return verdict ? `; for ${missing.workload} ${verdict}` : '';
}

function noLimitHelps(tried: Attempt, text: string, reduced: readonly Reduction[], verdict: string): Finding {
  const { model } = tried;
  const shed = [...tried.unplaced, ...tried.unplacedAtMaximum].map(({ workload, count }) => `${count} of ${workload}`);
  const short = tried.losses.flatMap((loss) =>
    loss.short.map(({ workload, left, needed }) => `${workload.id}: ${left} left of ${needed}`),
  );
  return {
    code: 'DOES_NOT_FIT',
    severity: 'error',
    path: model.path,
    message: `the pods do not fit ${text}, however many nodes the pools may have: ${[...new Set([...shed, ...short])].join('; ')}${verdict}`,
    cure: [
      ...reduced.map(({ cure }) => cure),
      ...(reduced.length === 0 ? promiseLess(model) : []),
      ...(model.survive !== 'none' && fits({ ...model, survive: 'none' })
        ? [`survive none instead of ${model.survive}`]
        : []),
    ],
  };
}

/** The cluster with nothing promised after a loss. */
function withoutLosses(model: ClusterModel): ClusterModel {
  const workloads = model.workloads.map((workload) =>
    workload.site === undefined ? workload : { ...workload, replicas: { ...workload.replicas, degraded: 0 } },
  );
  return { ...model, survive: 'none', workloads };
}

function fits(model: ClusterModel): boolean {
  return everythingFits(attempt(model));
}
