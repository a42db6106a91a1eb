import { ScheduledStep, Timetable, TimetableModel } from './timetable';
import { byCodeUnit, comparing } from '../order';

/** So many partial timetables are looked at before the best that was found is taken; ten steps on a few machines need far fewer. */
const MOST_LOOKED_AT = 20_000;

/** A step that stands next in its task. */
interface Next {
  readonly task: number;
  readonly step: number;
  readonly machine: number;
  readonly duration: number;
  /** When its task and its machine are both free. */
  readonly start: number;
}

/**
 * The timetable with the earliest end (job shop): tries active timetables by branch and bound after Giffler and Thompson. Of those that have begun
 * alike the one that can end earliest is looked into first, and what cannot end before the best that is known is left out.
 */
export function timetableOf(model: TimetableModel): Timetable {
  const search = new Search(model);
  search.run();
  return {
    model,
    makespan: search.best.end,
    bound: search.exhausted ? search.lowest : search.best.end,
    steps: search.best.steps.sort(
      comparing<ScheduledStep>(
        (a, b) => byCodeUnit(a.machine, b.machine),
        (a, b) => a.start - b.start,
      ),
    ),
  };
}

class Search {
  public best: { readonly end: number; readonly steps: ScheduledStep[] } = { end: Infinity, steps: [] };
  /** True where it gave up before all was tried. */
  public exhausted = false;
  /** No timetable ends earlier: the longest task, or the busiest machine. */
  public readonly lowest: number;
  private looked = 0;
  private readonly machines: readonly string[];
  private readonly tasks: readonly (readonly { readonly machine: number; readonly duration: number }[])[];
  /** Time from the start of each step to the end of its task. */
  private readonly tails: readonly (readonly number[])[];

  public constructor(private readonly model: TimetableModel) {
    const used = model.tasks.flatMap(({ steps }) => steps.map(({ machine }) => machine));
    this.machines = [...new Set(used)].sort(byCodeUnit);
    this.tasks = model.tasks.map(({ steps }) =>
      steps.map(({ machine, duration }) => ({ machine: this.machines.indexOf(machine), duration })),
    );
    this.tails = this.tasks.map((steps) =>
      steps.map((_, i) => steps.slice(i).reduce((sum, { duration }) => sum + duration, 0)),
    );
    this.lowest = this.boundFrom(
      this.tasks.map(() => 0),
      this.tasks.map(() => 0),
      this.machines.map(() => 0),
    );
  }

  public run(): void {
    this.look(
      this.tasks.map(() => 0),
      this.tasks.map(() => 0),
      this.machines.map(() => 0),
      [],
    );
  }

  /**
   * @param at the next step of each task
   * @param free when each task is free
   * @param open when each machine is free
   */
  private look(at: number[], free: number[], open: number[], done: readonly ScheduledStep[]): void {
    this.looked += 1;
    if (this.looked > MOST_LOOKED_AT) {
      this.exhausted = true;
      return;
    }
    const next = this.nextOf(at, free, open);
    if (next.length === 0) {
      const end = Math.max(0, ...free);
      if (end < this.best.end) {
        this.best = { end, steps: [...done] };
      }
      return;
    }
    for (const { bound, one, taken } of this.branches(next, at, free, open)) {
      if (bound < this.best.end && this.best.end > this.lowest) {
        this.look(taken.at, taken.free, taken.open, [...done, this.scheduled(one)]);
      }
    }
  }

  private nextOf(at: readonly number[], free: readonly number[], open: readonly number[]): Next[] {
    return this.tasks.flatMap((steps, task): Next[] => {
      const step = steps[at[task]];
      return step === undefined
        ? []
        : [{ task, step: at[task], ...step, start: Math.max(free[task], open[step.machine]) }];
    });
  }

  /** On the machine that can be done first: every step that could begin before that, by how early all can end with it. */
  private branches(next: readonly Next[], at: readonly number[], free: readonly number[], open: readonly number[]) {
    const first = next.reduce((best, one) => (one.start + one.duration < best.start + best.duration ? one : best));
    const until = first.start + first.duration;
    return next
      .filter(({ machine, start }) => machine === first.machine && (start < until || start === first.start))
      .map((one) => {
        const taken = { at: [...at], free: [...free], open: [...open] };
        taken.at[one.task] += 1;
        taken.free[one.task] = one.start + one.duration;
        taken.open[one.machine] = one.start + one.duration;
        return { one, taken, bound: this.boundFrom(taken.at, taken.free, taken.open) };
      })
      .sort(
        comparing(
          (a, b) => a.bound - b.bound,
          (a, b) => a.one.task - b.one.task,
        ),
      );
  }

  /** Tasks need what is left of them; machines all that is left on them, from when they are free, and what its last step leaves to its task. */
  private boundFrom(at: readonly number[], free: readonly number[], open: readonly number[]): number {
    const tasks = this.tasks.map((_, task) => free[task] + (this.tails[task][at[task]] ?? 0));
    const machines = this.machines.map((_, machine) => {
      const left = this.tasks.flatMap((steps, task) =>
        steps.flatMap((step, i) =>
          i >= at[task] && step.machine === machine
            ? [{ duration: step.duration, after: this.tails[task][i] - step.duration }]
            : [],
        ),
      );
      const load = left.reduce((sum, { duration }) => sum + duration, 0);
      return left.length === 0 ? 0 : open[machine] + load + Math.min(...left.map(({ after }) => after));
    });
    return Math.max(0, ...tasks, ...machines);
  }

  private scheduled({ task, step, machine, start, duration }: Next): ScheduledStep {
    return {
      task: this.model.tasks[task].name,
      step,
      machine: this.machines[machine],
      start,
      end: start + duration,
    };
  }
}
