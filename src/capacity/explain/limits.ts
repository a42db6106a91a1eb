import { conflictOf } from './cures/conflict';
import { promiseLess } from './cures/promise-less';
import { Check, Raise, Raised, raises } from './cures/raise';
import { Reduction, reductions, Stage } from './cures/reduce';
import { fits, holds, quickly } from './cures/trial';
import { atSteady, withPools } from './cures/variants';
import { aggregateVerdict } from './why-not';
import { ClusterModel, Finding } from '../model';
import { rolloutFaults } from '../outcome/rollout-faults';
import { objectiveOf } from '../planning/objective';
import { attempt, Attempt } from '../planning/planning';
import { limitOf } from '../pool-limit';
import { lostZone, SPOT_LOST } from '../scenario/loss';

/**
 * Explains why the pods do not fit on as many nodes as the pools may have: which limit, at which scenario, because of
 * which workloads; with the smallest changes that cure it. Every cure was verified by planning again with it.
 */
export function explainLimits(model: ClusterModel): Finding[] {
  const quick = quickly(model);
  const tried = attempt(quick);
  const when = firstFailure(tried);
  const raised = raises(model, model.workloads, CHECK);
  const conflict = conflictOf(quick);
  const verdict = aggregateOf(tried);
  const reduced = reductions(model, when.stage, CHECK);
  const finding =
    raised.length === 0
      ? noLimitHelps(tried, when.text, reduced, verdict)
      : tooSmall(tried, raised, when, reduced, verdict);
  return [{ ...finding, ...(conflict && { conflict }) }];
}

/** A cure makes everything fit, and leaves no error. */
const CHECK: Check = { fits, holds };

function tooSmall(
  { model }: Attempt,
  raised: readonly Raise[],
  { stage, text }: Failure,
  reduced: readonly Reduction[],
  verdict: string,
): Finding {
  const each = (say: (one: Raised) => string) =>
    raised.map(({ families }) => families.map(say).join(' and ')).join(', or ');
  const paths = [...new Set(raised.flatMap(({ families }) => families.map(({ family }) => family[0].path)))];
  const because = stage === 'steady' ? '' : describe(stage, reduced);
  const best = raised.every(isProven) ? '' : ' by the best placement that was found';
  const more = raised.length > 1 ? '' : moreThanPlaces(raised[0]);
  return {
    code: 'POOL_TOO_SMALL',
    severity: 'error',
    path: paths.length === 1 ? paths[0] : model.path,
    message: `${each((one) => `pool ${one.family[0].pool}: ${limitOf(one.family).text(one.limit)} < ${placesOf(one)} needed`)} ${text}${because}${best}${more}${verdict}`,
    expected: `at least ${each(({ family, needed }) => limitOf(family).text(needed))}`,
    actual: each(({ family, limit }) => limitOf(family).text(limit)),
    cure: [...raised.map((one) => `${one.cure}${surgesOf(one)}`), ...reduced.map(({ cure }) => cure)],
  };
}

/** The limit with which the pods have places, where that is more than there is. */
function placesOf({ limit, fitting, needed }: Raised): number {
  return fitting > limit ? fitting : needed;
}

/** `, 4 for all that is promised`: where places alone are not everything. */
function moreThanPlaces({ families }: Raise): string {
  const [one] = families;
  return families.length === 1 && one.needed > placesOf(one) ? `, ${one.needed} for all that is promised` : '';
}

/** True where no plan does with less, as far as the bound of the plan without limits goes. */
function isProven({ families, changed }: Raise): boolean {
  if (families.length > 1) {
    return false;
  }
  const [one] = families;
  const { family } = one;
  const names = new Set(family.map(({ pool }) => pool));
  const free = attempt(
    quickly(withPools(changed, (pool) => (names.has(pool.pool) ? { ...pool, maxNodes: undefined } : pool))),
  );
  const all = family.reduce((sum, { id }) => sum + free.nodes[id], 0);
  const fewest = family[0].counted ? all : Math.ceil(all / family.length);
  return placesOf(one) <= fewest && objectiveOf(free).gap === 0;
}

/** ` with maxSurge 3 on shop/cart`: surges that still do not fit once the rest does. */
function surgesOf({ changed, holds: isEnough }: Raise): string {
  if (isEnough) {
    return '';
  }
  return rolloutFaults(attempt(quickly(changed)))
    .filter(({ kind }) => kind === 'refused')
    .map(({ rollout, workload }) => ` with maxSurge ${rollout.surge} on ${workload.path}`)
    .join('');
}

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
    text: `after the loss of ${name === SPOT_LOST ? 'all spot nodes' : zone !== undefined ? `zone ${zone}` : `one node (${group})`}`,
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
    message: `no places were found for all pods ${text}, however many nodes the pools may have: ${[...new Set([...shed, ...short])].join('; ')}${verdict}`,
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
