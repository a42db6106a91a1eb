import { NodeStates } from './node-states';
import { Missing, SampledPlacements } from './placements';
import { ARRIVALS, arrivalOrder, schedule } from './queue';
import { Scheduler } from './scheduler';
import { SchedulerModel } from './scheduler-model';
import { seeded } from './seeded';
import { endsAnywhere, lackingAt } from '../scenario/rollout';
import { groundOn } from '../scenario/rollout-ground';

/** What has to fit on top of steady, on the nodes as the scheduler filled them. */
export interface Promises {
  /** Extra pods that each rollout alone has to start, by position of the workload; 0: it has to run to its end. */
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
    const missing =
      surge > 0 ? missingSurge(scheduler, workload, surge) : missingToEnd(model, scheduler.nodes, workload);
    return missing > 0 ? report(`rollout:${model.workloads[workload].model.id}`, new Map([[workload, missing]])) : [];
  });
  const losses = promises.placements?.look(model, scheduler.nodes) ?? [];
  return [...peaks, ...rollouts, ...losses.map((short) => ({ ...short, order }))];
}

/** Places that somebody else's rollout lacks to run to its end, as the pods lie. */
function missingToEnd(scheduler: SchedulerModel, nodes: NodeStates, workload: number): number {
  const { model, admitted, rivals, zones, hosts } = scheduler.workloads[workload];
  if (!model.rollout || model.rollout.ours || model.replicas.planned === 0 || endsAnywhere(model)) {
    return 0;
  }
  const isFree = (node: number) => rivals.every((other) => nodes.countsOf(other).onNode[node] === 0);
  const all = [...scheduler.poolOf.keys()].filter((node) => admitted[scheduler.poolOf[node]] === 1);
  const also = hosts.filter((node) => admitted[scheduler.poolOf[node]] === 0);
  const ground = groundOn(
    model,
    all.map((node) => ({
      zone: scheduler.zoneOf[node],
      count: 1,
      places: isFree(node) ? nodes.countsOf(workload).onNode[node] + nodes.roomFor(workload, node) : 0,
    })),
    { zones: zones.length, hosts: also.length },
  );
  return ground.loose ? 0 : lackingAt(model, model.replicas.planned, ground);
}

/** Extra pods of a rollout that find no place; the nodes are left as they were. */
export function missingSurge(scheduler: Scheduler, workload: number, surge: number): number {
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
