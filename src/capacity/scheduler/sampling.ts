import { NodeStates } from './node-states';
import { LossChecks, Missing } from './placements';
import { ARRIVALS, arrivalOrder, schedule } from './queue';
import { AtOnce, stuckAtOnce } from './rollouts-at-once';
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
  /** Rollouts that run at the same time; absent: one after the other. */
  readonly atOnce?: AtOnce;
  /** What happens to what was placed; absent: nothing. */
  readonly placements?: LossChecks;
}

/** Name of the rollouts that run at the same time. */
export const AT_ONCE = 'rollouts:all';

/** Pods without a place in one order. */
export interface Stranded extends Missing {
  readonly order: number;
}

/** Lets the scheduler place everything in orders drawn by chance, and tries the promises on what comes out. */
export class Sampler {
  private readonly nodes: NodeStates;
  private readonly atPeak: NodeStates;
  private readonly wanted: readonly number[];

  public constructor(
    private readonly model: SchedulerModel,
    private readonly promises: Promises,
  ) {
    this.nodes = new NodeStates(model);
    this.atPeak = new NodeStates(model);
    this.wanted = model.workloads.map(({ model: { replicas } }) => replicas.planned);
  }

  /**
   * What one order leaves without a place.
   * @param hurried true where it only has to be known whether there is any
   */
  public tryOrder(order: number, hurried = false): Stranded[] {
    const { model, promises } = this;
    const random = seeded(order);
    const arrival = ARRIVALS[order % ARRIVALS.length];
    const scheduler = new Scheduler(model, this.nodes.clear(), random);
    const arrivals = arrivalOrder(this.wanted, arrival, random);
    const stranded = reported(
      'steady',
      order,
      schedule(model, scheduler, arrivals, arrival === 'all at once', hurried),
    );
    if (stranded.length > 0) {
      return stranded;
    }
    for (const { name, extra } of promises.peaks) {
      const grown = new Scheduler(model, this.atPeak.become(this.nodes), random);
      const pending = schedule(model, grown, arrivalOrder(extra, 'one by one', random), false, hurried);
      stranded.push(...reported(name, order, pending));
    }
    if (hurried && stranded.length > 0) {
      return stranded;
    }
    promises.surges.forEach((surge, workload) => {
      const missing = surge > 0 ? missingSurge(scheduler, workload, surge) : missingToEnd(model, this.nodes, workload);
      if (missing > 0) {
        stranded.push(...reported(`rollout:${model.workloads[workload].model.id}`, order, [[workload, missing]]));
      }
    });
    if (promises.atOnce) {
      const rolling = new Scheduler(model, this.atPeak.become(this.nodes), random);
      stranded.push(...reported(AT_ONCE, order, stuckAtOnce(rolling, promises.atOnce, random)));
    }
    const losses = promises.placements?.look(model, this.nodes) ?? [];
    return [...stranded, ...losses.map((short) => ({ ...short, order }))];
  }
}

function reported(
  when: string,
  order: number,
  pending: Iterable<readonly [workload: number, count: number]>,
): Stranded[] {
  return Array.from(pending, ([workload, count]): Stranded => ({ order, when, workload, count }));
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
