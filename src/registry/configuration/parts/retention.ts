import { checkCron } from './cron';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';
import { RetentionState } from '../../job/state';

/** Which images a rule is about. */
export interface HarborTagSelection {
  /**
   * Pattern of tags: `**` is all, `v*`, `{v1,v2}`.
   * @default '**'
   */
  readonly tags?: string;
  /**
   * Pattern of repositories, without the project.
   * @default '**'
   */
  readonly repositories?: string;
}

/** What of a project is kept. */
@checked
export class HarborRetentionRule {
  /**
   * The artifacts of each repository that were pushed last.
   * @param count How many of them.
   * @param selection Which repositories and tags it is for: by default all.
   */
  public static latestPushed(count: number, selection: HarborTagSelection = {}): HarborRetentionRule {
    return new HarborRetentionRule('latestPushedK', selection, count);
  }

  /**
   * The artifacts of each repository that were pulled last.
   * @param count How many of them.
   * @param selection Which repositories and tags it is for: by default all.
   */
  public static latestPulled(count: number, selection: HarborTagSelection = {}): HarborRetentionRule {
    return new HarborRetentionRule('latestPulledN', selection, count);
  }

  /**
   * Those that were pushed within so many days.
   * @param days Whole days.
   * @param selection Which repositories and tags it is for: by default all.
   */
  public static pushedWithin(days: number, selection: HarborTagSelection = {}): HarborRetentionRule {
    return new HarborRetentionRule('nDaysSinceLastPush', selection, days);
  }

  /**
   * Those that were pulled within so many days.
   * @param days Whole days.
   * @param selection Which repositories and tags it is for: by default all.
   */
  public static pulledWithin(days: number, selection: HarborTagSelection = {}): HarborRetentionRule {
    return new HarborRetentionRule('nDaysSinceLastPull', selection, days);
  }

  /**
   * All of them.
   * @param selection Which repositories and tags it is for: by default all.
   */
  public static always(selection: HarborTagSelection = {}): HarborRetentionRule {
    return new HarborRetentionRule('always', selection);
  }

  private constructor(
    private readonly template: string,
    private readonly selection: HarborTagSelection,
    private readonly count?: number,
  ) {
    if (count !== undefined && !(Number.isInteger(count) && count > 0)) {
      throw new Error(`HarborRetentionRule: ${count} must be a whole number above 0`);
    }
  }

  /**
   * Artifacts of a repository that it keeps at most; undefined where that is not said by a number.
   * @internal
   */
  public get _kept(): number | undefined {
    return this.template.startsWith('latest') ? this.count : undefined;
  }

  /** @internal */
  public get _state(): object {
    const { tags = '**', repositories = '**' } = this.selection;
    const { template, count } = this;
    return { template, ...(count !== undefined && { count }), tags, repositories };
  }
}

/** Harbor takes no more. */
const MOST_RULES = 15;

/** What of a project is kept, and when the rest goes. An artifact stays where any rule keeps it. */
@checked
export class HarborRetention {
  /**
   * The artifacts of each repository that were pushed last.
   * @param count so many of each repository
   */
  public static latestPushed(count: number): HarborRetention {
    return new HarborRetention([HarborRetentionRule.latestPushed(count)], DAILY);
  }

  /**
   * @param rules 1 to 15, each once
   * @param schedule when the rest goes, six fields, seconds first: by default '0 0 0 * * *', at midnight
   */
  public static of(rules: HarborRetentionRule[], schedule: string = DAILY): HarborRetention {
    return new HarborRetention(rules, schedule);
  }

  private constructor(
    private readonly rules: readonly HarborRetentionRule[],
    private readonly schedule: string,
  ) {}

  /** @internal */
  public _check(problems: Problems): void {
    const { rules, schedule } = this;
    problems.check(rules.length > 0, 'retention', '[]', 'must have at least one rule: without one nothing would stay');
    problems.check(
      rules.length <= MOST_RULES,
      'retention',
      `${rules.length} rules`,
      `Harbor takes ${MOST_RULES} in a project`,
      'patterns that take several together: {v1,v2}*',
    );
    const texts = rules.map(({ _state }) => JSON.stringify(_state));
    problems.check(new Set(texts).size === texts.length, 'retention', `${rules.length} rules`, 'has one rule twice');
    checkCron(problems, 'retention.schedule', schedule);
  }

  /**
   * Artifacts of each repository that stay at most; undefined where a rule goes by days, or keeps all.
   * @internal
   */
  public get _kept(): number | undefined {
    const counts = this.rules.map(({ _kept }) => _kept);
    return counts.reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
  }

  /** @internal */
  public get _state(): object {
    const state = { cron: this.schedule, rules: this.rules.map(({ _state }) => _state) };
    return state as RetentionState;
  }
}

const DAILY = '0 0 0 * * *';
