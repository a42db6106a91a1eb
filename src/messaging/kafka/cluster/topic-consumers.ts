import { sortedBy } from '../../../capacity/order';

/** Pods of one workload that read a topic. */
export interface Reader {
  readonly path: string;
  readonly group: string;
  readonly workersPerReplica: number;
  /** Most replicas that there may be. */
  readonly replicas: number;
  /** Bytes per second that its pods together may read; absent: no limit. */
  readonly quota?: number;
}

/** Readers that share the partitions of a topic. */
export interface ReaderGroup {
  readonly group: string;
  /** Workers that all its members have at their maximum. */
  readonly workers: number;
  /** Bytes per second that all of them may read; absent: no limit. */
  readonly quota?: number;
  readonly readers: readonly Reader[];
}

/** Who reads a topic. */
export class TopicConsumers {
  private readonly readers = new Map<string, Reader>();

  public add(reader: Reader): void {
    this.readers.set(`${reader.group} ${reader.path}`, reader);
  }

  /** Groups, in the order of their names. */
  public get groups(): ReaderGroup[] {
    const all = sortedBy(this.readers.values(), ({ group, path }) => `${group} ${path}`);
    return [...new Set(all.map(({ group }) => group))].map((group) => {
      const readers = all.filter((reader) => reader.group === group);
      const workers = readers.reduce((sum, { replicas, workersPerReplica }) => sum + replicas * workersPerReplica, 0);
      const quota = readers.reduce((sum, one) => sum + (one.quota ?? Infinity), 0);
      return { group, workers, readers, ...(quota < Infinity && { quota }) };
    });
  }

  /** Workers of the group that has most. */
  public get most(): number {
    return Math.max(0, ...this.groups.map(({ workers }) => workers));
  }
}
