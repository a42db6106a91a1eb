import { atMost, atSteady, largest, withPools, withWorkload } from './variants';
import { ClusterModel, Finding, PoolModel, WorkloadModel } from '../model';
import { byCodeUnit } from '../order';
import { attempt, holds } from '../planning';

/** At most this many workloads are tried for a cure, those with most pods first. */
const MOST_TRIED = 40;

/**
 * Explains why the pods do not fit on as many nodes as the pools may have: which limit, at which scenario, because of
 * which workloads; with the smallest changes that cure it. Every cure was verified by planning again with it.
 */
export function explainLimits(model: ClusterModel): Finding[] {
  const when = firstFailure(model);
  const raised = familiesThatHelp(model);
  const reduced = reductionsThatHelp(model, when.stage);
  if (raised.length === 0) {
    return [noLimitHelps(model, when.text, reduced)];
  }
  return raised.map(({ family, needed, limit }) => ({
    code: 'POOL_TOO_SMALL',
    severity: 'error',
    path: family[0].path,
    message: `pool ${family[0].pool}: ${limitName(family)} ${limit} < ${needed} needed ${when.text}${when.stage === 'steady' ? '' : describe(when.stage, reduced)}`,
    expected: `${limitName(family)} >= ${needed}`,
    actual: `${limitName(family)} ${limit}`,
    cure: [
      `${needed} nodes${family[0].zone === undefined ? '' : ' per zone'}: ${limitName(family)} ${needed} on pool ${family[0].pool}`,
      ...reduced.map(({ cure }) => cure),
    ],
  }));
}

type Stage = 'steady' | 'maximum' | 'loss';

interface Failure {
  readonly stage: Stage;
  readonly text: string;
}

function firstFailure(model: ClusterModel): Failure {
  if (!fits(atSteady(model))) {
    return { stage: 'steady', text: 'at steady' };
  }
  const whole = attempt({ ...model, survive: 'none' });
  if (whole.unplacedAtMaximum.length > 0) {
    return { stage: 'maximum', text: 'at HPA maximum' };
  }
  const name = attempt(model).losses.find((loss) => loss.short.length > 0)?.scenario.name ?? '';
  const [kind, ...rest] = name.split(':');
  return {
    stage: 'loss',
    text:
      kind === 'zone-lost'
        ? `after the loss of zone ${rest.join(':')}`
        : `after the loss of one node (${rest.join(':')})`,
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

interface Raised {
  readonly family: readonly PoolModel[];
  readonly needed: number;
  readonly limit: number;
}

/** Pools whose limit, raised alone, makes everything fit; all limited pools together when no single one does. */
function familiesThatHelp(model: ClusterModel): Raised[] {
  const names = [...new Set(model.pools.filter((pool) => pool.maxNodes !== undefined).map((pool) => pool.pool))].sort(
    byCodeUnit,
  );
  const single = names.flatMap((name) => raise(model, [name]));
  return single.length > 0 ? single : raise(model, names);
}

function raise(model: ClusterModel, names: readonly string[]): Raised[] {
  const among = (pool: PoolModel) => names.includes(pool.pool);
  const unlimited = attempt(withPools(model, (pool) => (among(pool) ? { ...pool, maxNodes: undefined } : pool)));
  if (!everythingFits(unlimited)) {
    return [];
  }
  const needed = (name: string) =>
    Math.max(...model.pools.filter((pool) => pool.pool === name).map((pool) => unlimited.nodes[pool.id]));
  if (
    !fits(
      withPools(model, (pool) =>
        among(pool) ? { ...pool, maxNodes: Math.max(pool.maxNodes ?? 0, needed(pool.pool)) } : pool,
      ),
    )
  ) {
    return [];
  }
  return names.flatMap((name) => {
    const family = model.pools.filter((pool) => pool.pool === name);
    const limit = Math.min(...family.map((pool) => pool.maxNodes ?? Infinity));
    return needed(name) > limit ? [{ family, needed: needed(name), limit }] : [];
  });
}

interface Reduction {
  readonly workload: WorkloadModel;
  readonly cure: string;
}

/** Workloads of which fewer replicas, alone, make everything fit. */
function reductionsThatHelp(model: ClusterModel, stage: Stage): Reduction[] {
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

function noLimitHelps(model: ClusterModel, text: string, reduced: readonly Reduction[]): Finding {
  const tried = attempt(model);
  const shed = [...tried.unplaced, ...tried.unplacedAtMaximum].map(({ workload, count }) => `${count} of ${workload}`);
  const short = tried.losses.flatMap((loss) =>
    loss.short.map(({ workload, left, needed }) => `${workload.id}: ${left} left of ${needed}`),
  );
  return {
    code: 'DOES_NOT_FIT',
    severity: 'error',
    path: model.path,
    message: `the pods do not fit ${text}, however many nodes the pools may have: ${[...new Set([...shed, ...short])].join('; ')}`,
    cure: [
      ...reduced.map(({ cure }) => cure),
      ...tried.losses
        .flatMap((loss) => loss.short.map(({ workload, left }) => `a degraded count of ${left} for ${workload.path}`))
        .filter((cure, i, all) => all.indexOf(cure) === i),
      ...(model.survive !== 'none' && fits({ ...model, survive: 'none' })
        ? [`survive none instead of ${model.survive}`]
        : []),
    ],
  };
}

function fits(model: ClusterModel): boolean {
  return everythingFits(attempt(model));
}

function everythingFits(tried: ReturnType<typeof attempt>): boolean {
  return holds({ ...tried, rollouts: {} });
}

function limitName(family: readonly PoolModel[]): string {
  return family[0].zone === undefined ? 'maxNodes' : 'maxNodesPerZone';
}
