import { Duration } from 'cdk8s';
import { Residency } from './residency';
import { Problems } from '../manifest/problems';
import { checkTime } from '../manifest/times';
import { checked } from '../props/checked';

/** What is collected, for what, and for how long. Nothing else is. */
export interface CollectedData {
  /** What it is collected for, for example 'warning of a fire in the battery'. */
  readonly purpose: string;
  /** How long it is kept at most. What keeps it longer is refused. */
  readonly retention: Duration;
  /**
   * Names of all fields that are collected, for example ['vin', 'position'].
   * @default - none are listed: for things that are one field themselves, such as the property of a device
   */
  readonly fields?: string[];
  /**
   * Under which law it stays.
   * @default - that of the place where it is collected
   */
  readonly residency?: Residency;
  /**
   * Whether what sends it signs every message, and those who read check it.
   * @default false
   */
  readonly isSigned?: boolean;
}

/** @internal */
export type DataKind = 'personal' | 'map' | 'technical' | 'removed';

/**
 * What data are, and what for. Personal data and map data stay under the law of the place where they are collected: a flow of them to a place under another one is
 * refused, with its path.
 *
 * @example
 * const positions = DataClass.personal({
 *   purpose: 'roadside help',
 *   retention: Duration.days(7),
 *   fields: ['vin', 'position', 'time'],
 *   isSigned: true,
 * });
 */
@checked
export class DataClass {
  /**
   * Data about people: who drives, where and how, what a camera sees of faces and plates. A VIN is of this class.
   * @param data Purpose, retention and fields.
   */
  public static personal(data: CollectedData): DataClass {
    return DataClass.collected('personal', data);
  }

  /**
   * Data that maps are made of: positions, point clouds and pictures with places.
   * @param data Purpose, retention and fields.
   */
  public static map(data: CollectedData): DataClass {
    return DataClass.collected('map', data);
  }

  /**
   * Data about things alone, which may go anywhere.
   * @param data Purpose, retention and fields.
   */
  public static technical(data: CollectedData): DataClass {
    return DataClass.collected('technical', data);
  }

  /**
   * Says of a service that it passes on nothing of the personal and map data that reach it.
   * @param reason What it does to them, for example 'counts vehicles for each hour and district'.
   */
  public static removed(reason: string): DataClass {
    const problems = new Problems('DataClass.removed');
    problems.check(reason.trim() !== '', 'reason', reason, 'must say what becomes of the data');
    problems.raise();
    return new DataClass('removed', { purpose: reason, retention: Duration.seconds(0) });
  }

  private static collected(kind: DataKind, data: CollectedData): DataClass {
    const { purpose, retention, fields = [] } = data;
    const problems = new Problems(`DataClass.${kind}`);
    problems.check(purpose.trim() !== '', 'purpose', purpose, 'must say what the data are collected for');
    checkTime(problems, 'retention', retention);
    fields.forEach((field, i) => {
      problems.check(field.trim() !== '', 'fields', field, 'must be the name of a field');
      problems.check(fields.indexOf(field) === i, 'fields', field, 'is there twice');
    });
    problems.raise();
    return new DataClass(kind, data);
  }

  private constructor(
    /** @internal */
    public readonly _kind: DataKind,
    private readonly data: CollectedData,
  ) {}

  /** What it is collected for, or what becomes of it. */
  public get purpose(): string {
    return this.data.purpose;
  }

  /** How long it is kept at most. */
  public get retention(): Duration {
    return this.data.retention;
  }

  /** Names of the fields that are collected. */
  public get fields(): string[] {
    return [...(this.data.fields ?? [])];
  }

  /** Whether every message is signed. */
  public get isSigned(): boolean {
    return this.data.isSigned ?? false;
  }

  /** Whether it stays under the law of a place. */
  public get isBound(): boolean {
    return this._kind === 'personal' || this._kind === 'map';
  }

  /** Under which law it stays; undefined for that of the place where it is collected. */
  public get residency(): Residency | undefined {
    return this.data.residency;
  }
}
