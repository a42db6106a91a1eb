import { sortedBy } from '../../../capacity/order';

/** Pods of one workload that read a topic. */
export interface Reader {
  readonly path: string;
  readonly group: string;
  readonly workersPerReplica: number;
  /** Most replicas that there may be. */
  readonly replicas: number;
}

/** Who reads a topic. */
export class TopicConsumers {
  private readonly readers = new Map<string, Reader>();

  public add(reader: Reader): void {
    this.readers.set(`${reader.group} ${reader.path}`, reader);
  }

  /** Groups, and the workers that all their members have at their maximum. */
  public get groups(): { readonly group: string; readonly workers: number; readonly readers: readonly Reader[] }[] {
    const all = sortedBy(this.readers.values(), ({ group, path }) => `${group} ${path}`);
    return [...new Set(all.map(({ group }) => group))].map((group) => {
      const readers = all.filter((reader) => reader.group === group);
      const workers = readers.reduce((sum, { replicas, workersPerReplica }) => sum + replicas * workersPerReplica, 0);
      return { group, workers, readers };
    });
  }

  /** Workers of the group that has most. */
  public get most(): number {
    return Math.max(0, ...this.groups.map(({ workers }) => workers));
  }
}
