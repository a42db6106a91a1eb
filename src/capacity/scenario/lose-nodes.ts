import { Aftermath } from './aftermath';
import { Loss } from './loss';
import { SteadyCluster } from './steady-cluster';
import { StepsLeft } from './worst-return';
import { WorkloadModel } from '../model';
import { byCodeUnit, comparing } from '../order';
import { Scenario, Unplaced } from '../plan';

export interface LossOutcome {
  readonly scenario: Scenario;
  /** Workloads that end below what a loss may leave, in some order in which the lost pods come back. */
  readonly short: readonly Shortfall[];
  /** Workloads of which no order was found that leaves too few, and not all were tried. */
  readonly unproven: readonly string[];
  /** Pods of preempting workloads that wait although pods of lower priority run. */
  readonly mayPreempt: readonly string[];
}

export interface Shortfall {
  readonly workload: WorkloadModel;
  readonly left: number;
  readonly needed: number;
}

/** What is known of a loss without letting anything come back. */
export interface Judged {
  readonly short: readonly Shortfall[];
  readonly unproven: readonly string[];
}

/**
 * Whether a loss leaves enough of every workload in every order in which the lost pods come back. Most often the survivors are enough.
 * @param steps what the search for the worst order may take, with others; absent: as much as for one loss
 */
export function judge(start: SteadyCluster, loss: Loss, steps?: StepsLeft): Judged {
  return judged(start, new Aftermath(start, loss), steps);
}

/** Workloads of which a loss leaves too few in some order in which the lost pods come back, one by one as they are asked for. */
export function* shortfalls(start: SteadyCluster, loss: Loss): Generator<Shortfall> {
  const aftermath = new Aftermath(start, loss);
  for (const id of aftermath.gone.keys()) {
    yield* judgedOne(start, aftermath, id).short;
  }
}

/**
 * Fewest pods of each workload that losses leave, of placements that are looked at one after the other.
 */
export class Leftovers {
  /** Workloads of which it is not known in some loss whether enough are left: no order that was tried leaves fewer. */
  public readonly unproven = new Set<string>();
  private readonly least = new Map<string, number>();

  /** Looks at a loss of one placement; returns what is wrong with it. */
  public look(start: SteadyCluster, loss: Loss, steps?: StepsLeft): Judged {
    const aftermath = new Aftermath(start, loss);
    const found = judged(start, aftermath, steps);
    found.unproven.forEach((id) => this.unproven.add(id));
    for (const id of aftermath.gone.keys()) {
      const workload = start.workloads.get(id)!;
      const known = this.least.get(id) ?? start.running.get(id) ?? 0;
      if (aftermath.isGivenUp(workload)) {
        continue;
      }
      if (aftermath.survivorsOf(id) < known) {
        const short = found.short.find((one) => one.workload === workload);
        this.least.set(id, short ? Math.min(known, short.left) : this.survived(aftermath, workload, known));
      }
    }
    return found;
  }

  /** Pods that are left of a workload that is not short, as far as there are fewer than are known already. */
  private survived(aftermath: Aftermath, workload: WorkloadModel, known: number): number {
    const needed = aftermath.neededOf(workload);
    if (known <= needed) {
      return known;
    }
    const survivors = aftermath.survivorsOf(workload.id);
    return Math.max(survivors + aftermath.surelyBack(workload, known - survivors, true), needed);
  }

  /** Pods of a workload that are left after the worst of what was looked at; undefined where no loss takes any. */
  public of(id: string): number | undefined {
    return this.least.get(id);
  }
}

function judged(start: SteadyCluster, aftermath: Aftermath, left?: StepsLeft): Judged {
  const short: Shortfall[] = [];
  const unproven: string[] = [];
  for (const id of aftermath.gone.keys()) {
    const one = judgedOne(start, aftermath, id, left);
    short.push(...one.short);
    unproven.push(...one.unproven);
  }
  return { short, unproven };
}

function judgedOne(start: SteadyCluster, aftermath: Aftermath, id: string, left?: StepsLeft): Judged {
  const workload = start.workloads.get(id)!;
  const [survivors, needed] = [aftermath.survivorsOf(id), aftermath.neededOf(workload)];
  if (survivors >= needed) {
    return { short: [], unproven: [] };
  }
  const { count, proven, steps } = aftermath.worstBack(workload, needed - survivors, left?.ofOne);
  left?.take(steps);
  const isShort = survivors + count < needed;
  return {
    short: isShort ? [{ workload, left: survivors + count, needed }] : [],
    unproven: isShort || proven ? [] : [id],
  };
}

/**
 * Takes nodes away and lets the lost pods come back where there is room: higher priorities first, of equal ones those first that need not come back,
 * and large ones before small ones.
 */
export function loseNodes(start: SteadyCluster, loss: Loss): LossOutcome {
  const aftermath = new Aftermath(start, loss);
  const { short, unproven } = judged(start, aftermath);
  const state = aftermath.state.copy();
  const isShort = new Set(short.map(({ workload }) => workload.id));
  const rank = (workload: WorkloadModel) =>
    isShort.has(workload.id) ? 2 : aftermath.survivorsOf(workload.id) < aftermath.neededOf(workload) ? 1 : 0;
  const order = [...aftermath.gone.keys()].map((id) => start.workloads.get(id)!);
  order.sort(
    comparing<WorkloadModel>(
      (a, b) => b.priority - a.priority,
      (a, b) => rank(a) - rank(b),
      (a, b) => start.demandsOf(b.id).share - start.demandsOf(a.id).share,
      (a, b) => byCodeUnit(a.id, b.id),
    ),
  );
  const unplaced: Unplaced[] = [];
  const waiting: WorkloadModel[] = [];
  for (const workload of order) {
    const gone = aftermath.gone.get(workload.id)!;
    const stays = aftermath.staysAway(workload);
    const pending = gone - (stays ? 0 : state.add(workload.id, gone, aftermath.zonesFor(workload)));
    if (pending > 0) {
      unplaced.push({ workload: workload.id, count: pending, code: stays ?? missingRoom(workload) });
      if (!stays && !workload.zonePinned) {
        waiting.push(workload);
      }
    }
  }
  const running = [...start.workloads.values()].filter(({ id }) => waiting.length > 0 && state.runningOf(id) > 0);
  const lowest = Math.min(...running.map(({ priority }) => priority));
  return {
    scenario: {
      name: loss.name,
      lost: state.losses(),
      added: state.additions(),
      unplaced: unplaced.sort((a, b) => byCodeUnit(a.workload, b.workload)),
    },
    short,
    unproven,
    mayPreempt: waiting.filter(({ preempts, priority }) => preempts && priority > lowest).map(({ id }) => id),
  };
}

function missingRoom({ zonePinned }: WorkloadModel): string {
  return zonePinned ? 'VOLUME_IN_LOST_ZONE' : 'NO_ROOM_AFTER_LOSS';
}
