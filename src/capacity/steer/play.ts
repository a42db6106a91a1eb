import { deployment } from './arrivals';
import { Ground } from './ground';
import { shortAfterLosses } from './losses';
import { SurviveLevel } from '../model';
import { NodeStates } from '../scheduler/node-states';
import { arrivalOrder, schedule } from '../scheduler/queue';
import { AtOnce, stuckAtOnce } from '../scheduler/rollouts-at-once';
import { AT_ONCE, missingSurge, Promises, Stranded } from '../scheduler/sampling';
import { Scheduler } from '../scheduler/scheduler';
import { SchedulerModel } from '../scheduler/scheduler-model';
import { seeded } from '../scheduler/seeded';

/** What has to hold in every order: rollouts and peaks, and the losses that are promised. */
export interface SteeredPromises extends Promises {
  readonly survive: SurviveLevel;
}

/** One order of arrival to be played. */
export interface Order {
  /** Position of the order in its sample. */
  readonly order: number;
  readonly seed: number;
}

/**
 * One order of arrival from the first deployment on, with everything that is promised then. Returns what finds no place.
 * @param hurried true where the first pod without a place ends it
 */
export function play(
  { model, nodes, scratch }: Ground,
  promises: SteeredPromises,
  { order, seed }: Order,
  hurried = false,
): Stranded[] {
  const random = seeded(seed);
  const report = (when: string, pending: ReadonlyMap<number, number>) =>
    [...pending].map(([workload, count]): Stranded => ({ order, when, workload, count }));
  const steady = deploy(model, nodes.clear(), order, random, hurried);
  if (steady.size > 0) {
    return report('steady', steady);
  }
  const stranded: Stranded[] = [];
  const scheduler = new Scheduler(model, nodes, random);
  for (let workload = 0; workload < promises.surges.length; workload++) {
    const surge = promises.surges[workload];
    const missing = surge > 0 ? missingSurge(scheduler, workload, surge) : 0;
    if (missing > 0) {
      stranded.push(...report(`rollout:${model.workloads[workload].model.id}`, new Map([[workload, missing]])));
    }
  }
  for (const { name, extra } of promises.peaks) {
    if (hurried && stranded.length > 0) {
      return stranded;
    }
    const grown = new Scheduler(model, scratch.become(nodes), random);
    stranded.push(...report(name, schedule(model, grown, arrivalOrder(extra, 'one by one', random), false, hurried)));
  }
  if (hurried && stranded.length > 0) {
    return stranded;
  }
  // The search looks at less: pods that are replaced one for one by others of their size find their places where those of a loss do.
  const together = hurried
    ? new Map<number, number>()
    : stuckInWaves(model, scratch.become(nodes), promises.atOnce, random);
  stranded.push(...report(AT_ONCE, together));
  const lost = shortAfterLosses({ model, nodes, scratch }, promises.survive, random, hurried);
  return [...stranded, ...lost.map((short) => ({ order, ...short }))];
}

/** Rolls everything out, wave after wave, which wait for each other; what nobody steers comes first. */
function stuckInWaves(
  model: SchedulerModel,
  nodes: NodeStates,
  atOnce: AtOnce | undefined,
  random: () => number,
): Map<number, number> {
  const sizes = model.workloads.map(({ model: { size = -1 } }) => size);
  const waves = atOnce ? [...new Set(sizes)].sort((a, b) => a - b) : [];
  const scheduler = new Scheduler(model, nodes, random);
  return new Map(
    waves.flatMap((wave) => {
      const replacing = atOnce!.replacing.map((one, workload) => (sizes[workload] === wave ? one : undefined));
      return [...stuckAtOnce(scheduler, { ...atOnce!, replacing }, random)];
    }),
  );
}

/** Starts everything, wave after wave; returns the pods that stay pending. */
export function deploy(
  model: SchedulerModel,
  nodes: NodeStates,
  order: number,
  random: () => number,
  hurried: boolean,
): Map<number, number> {
  const scheduler = new Scheduler(model, nodes, random);
  const left: number[] = [];
  for (const { pods, together } of deployment(model, order, random)) {
    const pending = schedule(model, scheduler, pods, together, hurried);
    if (hurried && pending.size > 0) {
      return pending;
    }
    pending.forEach((count, workload) => left.push(...new Array<number>(count).fill(workload)));
  }
  return left.length > 0 ? schedule(model, scheduler, left, true) : new Map<number, number>();
}
