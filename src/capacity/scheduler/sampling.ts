import { NodeStates } from './node-states';
import { Missing, SampledPlacements } from './placements';
import { ARRIVALS, arrivalOrder, schedule } from './queue';
import { Scheduler } from './scheduler';
import { SchedulerModel } from './scheduler-model';
import { seeded } from './seeded';

/** What has to fit on top of steady, on the nodes as the scheduler filled them. */
export interface Promises {
  /** Extra pods of each rollout alone, by position of the workload. */
  readonly surges: readonly number[];
  /** Extra pods by position of the workload, for each group of autoscalers that reach their maximum together. */
  readonly peaks: readonly { readonly name: string; readonly extra: readonly number[] }[];
  /** What happens to what was placed; absent: nothing. */
  readonly placements?: SampledPlacements;
}

/** Pods without a place in one order. */
export interface Stranded extends Missing {
  readonly order: number;
}

/** Lets the scheduler place everything in one order drawn by chance, and tries the promises on what comes out. */
export function tryOrder(model: SchedulerModel, promises: Promises, order: number): Stranded[] {
  const random = seeded(order);
  const arrival = ARRIVALS[order % ARRIVALS.length];
  const scheduler = new Scheduler(model, new NodeStates(model), random);
  const report = (when: string, pending: ReadonlyMap<number, number>) =>
    [...pending].map(([workload, count]): Stranded => ({ order, when, workload, count }));
  const wanted = model.workloads.map(({ model: { replicas } }) => replicas.planned);
  const steady = schedule(model, scheduler, arrivalOrder(wanted, arrival, random), arrival === 'all at once');
  if (steady.size > 0) {
    return report('steady', steady);
  }
  const peaks = promises.peaks.flatMap(({ name, extra }) => {
    const grown = new Scheduler(model, scheduler.nodes.copy(), random);
    return report(name, schedule(model, grown, arrivalOrder(extra, 'one by one', random), false));
  });
  const rollouts = promises.surges.flatMap((surge, workload) => {
    const missing = surge > 0 ? missingSurge(scheduler, workload, surge) : 0;
    return missing > 0 ? report(`rollout:${model.workloads[workload].model.id}`, new Map([[workload, missing]])) : [];
  });
  const losses = promises.placements?.look(model, scheduler.nodes) ?? [];
  return [...peaks, ...rollouts, ...losses.map((short) => ({ ...short, order }))];
}

/** Extra pods of a rollout that find no place; the nodes are left as they were. */
function missingSurge(scheduler: Scheduler, workload: number, surge: number): number {
  const { nodes } = scheduler;
  const revision = nodes.noCounts();
  const placed: number[] = [];
  for (let node = scheduler.place(workload, revision); node >= 0; node = scheduler.place(workload, revision)) {
    placed.push(node);
    if (placed.length === surge) {
      break;
    }
  }
  placed.forEach((node) => nodes.put(workload, node, -1));
  return surge - placed.length;
}
