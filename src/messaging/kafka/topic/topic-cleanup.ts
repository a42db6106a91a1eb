import { Duration } from 'cdk8s';
import { Problems } from '../../../manifest/problems';
import { timeText } from '../../../manifest/time-text';
import { checked } from '../../../props/checked';

/** What is kept of a topic, and for how long. */
@checked
export class TopicCleanup {
  /**
   * Every message for a time, however often it is read.
   * @param time How long messages stay.
   */
  public static retention(time: Duration): TopicCleanup {
    return new TopicCleanup(time);
  }

  /**
   * The last message of each key, for ever: the state of something, such as of each car.
   * @param keys how many keys there are
   */
  public static compaction(keys: number): TopicCleanup {
    return new TopicCleanup(undefined, keys);
  }

  /**
   * The last message of each key, until it is too old.
   * @param keys how many keys there are
   * @param time How long messages stay.
   */
  public static compactionAndRetention(keys: number, time: Duration): TopicCleanup {
    return new TopicCleanup(time, keys);
  }

  private constructor(
    private readonly time?: Duration,
    private readonly keys?: number,
  ) {}

  /** @internal */
  public get _policy(): string {
    return this.keys === undefined ? 'delete' : this.time ? 'compact,delete' : 'compact';
  }

  /** @internal */
  public get _millis(): number | undefined {
    return this.time && Math.round(this.time.toMilliseconds({ integral: false }));
  }

  /** @internal */
  public _check(problems: Problems): void {
    const { time, keys } = this;
    const lasting = time === undefined || (this._millis! >= LEAST_MILLIS && Number.isSafeInteger(this._millis));
    const allowed = 'must keep messages for a minute at least, and not for ever';
    problems.check(lasting, 'cleanup', timeText(time), allowed);
    const whole = keys === undefined || (Number.isInteger(keys) && keys > 0);
    problems.check(whole, 'cleanup', keys, 'must be a whole number of keys above 0');
  }

  /**
   * Bytes of one copy of the topic. The cleaner lets a log grow to twice what it keeps (min.cleanable.dirty.ratio of 0.5).
   * @internal
   */
  public _bytes(perSecond: number, messageBytes: number): number {
    return Math.min(this.byTime(perSecond * messageBytes), this.byKeys(messageBytes));
  }

  /**
   * Whether what it keeps follows from its keys, not from what comes.
   * @internal
   */
  public _isBounded(perSecond: number, messageBytes: number): boolean {
    return this.byKeys(messageBytes) < this.byTime(perSecond * messageBytes);
  }

  private byTime(bytesPerSecond: number): number {
    return this.time ? (bytesPerSecond * this._millis!) / 1000 : Infinity;
  }

  private byKeys(messageBytes: number): number {
    return this.keys === undefined ? Infinity : DIRTY * this.keys * messageBytes;
  }
}

const LEAST_MILLIS = 60_000;
const DIRTY = 2;
