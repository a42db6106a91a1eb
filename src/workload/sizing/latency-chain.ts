import { Duration } from 'cdk8s';
import { Latency } from './latency';
import { ServiceTime } from './service-time';
import { fixed } from '../../capacity/quantity';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

/** How the time of a whole chain is shared out. */
export interface LatencyChainProps {
  /** What each stage may take, by its name, in the order of the call. */
  readonly stages: Record<string, Duration>;
  /**
   * What the network between the stages takes.
   * @default - nothing
   */
  readonly network?: Duration;
}

/** Stages of a chain that share its time by their service times. */
export interface ProportionalChainProps {
  /** Mean service time of each stage, by its name, in the order of the call. */
  readonly stages: Record<string, ServiceTime>;
  /**
   * What the network between the stages takes.
   * @default - nothing
   */
  readonly network?: Duration;
}

/**
 * One latency objective for a request that passes several stages one after the other. A request is late when it is late in some
 * stage: with k stages each may miss its budget a k-th as often as the whole chain may (union bound), so of p99 over five stages
 * every stage gets p99.8. That is on the careful side, and needs no independence. A mean is the sum of the means.
 */
@checked
export class LatencyChain {
  /**
   * The budget of each stage is given. Throws where budgets and network together are more than the objective.
   * @param objective What the whole chain may take.
   * @param props The stages with their budgets, and what the network takes.
   */
  public static of(objective: Latency, props: LatencyChainProps): LatencyChain {
    const budgets = Object.entries(props.stages).map(([name, budget]): [string, number] => [name, millis(budget)]);
    return new LatencyChain(objective, new Map(budgets), props.network);
  }

  /**
   * What the network leaves is shared in proportion to the service times: every stage may take the same multiple of its own.
   * @param objective What the whole chain may take.
   * @param props The stages with their service times, and what the network takes.
   */
  public static proportional(objective: Latency, props: ProportionalChainProps): LatencyChain {
    const times = Object.entries(props.stages).map(([name, time]): [string, number] => [name, time.toSeconds()]);
    const all = times.reduce((sum, [, time]) => sum + time, 0);
    const left = millis(objective.objective) - millis(props.network ?? Duration.millis(0));
    const budgets = times.map(([name, time]): [string, number] => [name, Number(((left * time) / all).toFixed(3))]);
    return new LatencyChain(objective, new Map(budgets), props.network);
  }

  private readonly percent?: number;

  private constructor(
    /** The objective of the whole chain. */
    public readonly objective: Latency,
    private readonly budgets: ReadonlyMap<string, number>,
    network: Duration = Duration.millis(0),
  ) {
    const problems = new Problems(`LatencyChain of ${objective._name} ${millis(objective.objective)} ms`);
    problems.check(budgets.size > 0, 'stages', '{}', 'must name at least one stage');
    for (const [name, budget] of budgets) {
      problems.check(budget > 0, `stages.${name}`, `${budget} ms`, 'must be above 0');
    }
    const all = Number([...budgets.values()].reduce((sum, budget) => sum + budget, millis(network)).toFixed(2));
    problems.check(
      all <= millis(objective.objective),
      'stages',
      `${fixed(all, 2)} ms with the network`,
      `must not be above the objective of ${fixed(millis(objective.objective), 2)} ms`,
      'smaller budgets, or a larger objective',
    );
    problems.raise();
    const { percent } = objective;
    this.percent = percent === undefined ? undefined : Number((100 - (100 - percent) / budgets.size).toPrecision(12));
  }

  /** Names of its stages. */
  public get stageNames(): string[] {
    return [...this.budgets.keys()];
  }

  /**
   * The objective of one stage. Throws where the chain has no such stage.
   * @param name Name of the stage.
   */
  public stage(name: string): Latency {
    const budget = this.budgets.get(name);
    if (budget === undefined) {
      throw new Error(
        `LatencyChain.stage('${name}'): must be one of its stages: ${[...this.budgets.keys()].join(', ')}`,
      );
    }
    const { _name, objective } = this.objective;
    return Latency._stage(Duration.millis(budget), this.percent, `stage ${name} of ${_name} ${millis(objective)} ms`);
  }
}

function millis(duration: Duration): number {
  return duration.toMilliseconds({ integral: false });
}
