import { checkReplicationCron } from './cron';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';

/** When a replication starts. */
@checked
export class HarborReplicationTrigger {
  /** With every push; only from a Harbor, not to it. */
  public static onPush(): HarborReplicationTrigger {
    return new HarborReplicationTrigger('event_based');
  }

  /**
   * At times.
   * @param schedule six fields, seconds first, for example '0 0 1 * * *': each night at one o'clock, in the time zone of Harbor (UTC)
   */
  public static cron(schedule: string): HarborReplicationTrigger {
    return new HarborReplicationTrigger('scheduled', schedule);
  }

  /** When somebody starts it. */
  public static manual(): HarborReplicationTrigger {
    return new HarborReplicationTrigger('manual');
  }

  private constructor(
    private readonly type: 'event_based' | 'scheduled' | 'manual',
    private readonly schedule?: string,
  ) {}

  /** @internal */
  public _check(problems: Problems, direction: 'push' | 'pull'): void {
    if (this.schedule !== undefined) {
      checkReplicationCron(problems, 'trigger', this.schedule);
    }
    problems.check(
      direction === 'push' || this.type !== 'event_based',
      'trigger',
      'HarborReplicationTrigger.onPush()',
      'hears of pushes to this Harbor alone, and this one pulls from another',
      "HarborReplicationTrigger.cron('0 */15 * * * *'), or replicateTo(...) on the configuration of the other",
    );
  }

  /** @internal */
  public get _state(): { readonly type: 'event_based' | 'scheduled' | 'manual'; readonly cron?: string } {
    return { type: this.type, ...(this.schedule !== undefined && { cron: this.schedule }) };
  }
}
