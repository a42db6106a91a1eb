import { Duration, Size } from 'cdk8s';
import { Taint } from '../../cluster/taint';
import { checked } from '../../props/checked';
import { Bandwidth } from '../../units/bandwidth';
import { Cpu } from '../../units/cpu';

/** What Velero's agent requests on each node, with what copies beside it. */
export interface BackupAgentOptions {
  /**
   * Processors.
   * @default Cpu.millis(500)
   */
  readonly cpu?: Cpu;
  /**
   * Memory.
   * @default Size.mebibytes(512)
   */
  readonly memory?: Size;
  /**
   * Labels of the nodes that it runs on.
   * @default - all nodes
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints that it tolerates. It has to run wherever volumes are mounted.
   * @default - none
   */
  readonly tolerates?: Taint[];
}

/** How files of volumes get into the object store. */
export interface BackupCopyOptions {
  /** What the way to the object store takes, for all nodes together. */
  readonly bandwidth: Bandwidth;
  /**
   * Time in which a backup has to be over: what changed since the last one, not the first.
   * @default - until the next one starts
   */
  readonly window?: Duration;
  /**
   * Share of the data that changes in a day: 0.1 is a tenth.
   * @default 0.1
   */
  readonly changePerDay?: number;
  /**
   * Files that are uploaded at once from each volume.
   * @default - as many as the node has processors
   */
  readonly parallelFiles?: number;
  /**
   * What the agent on each node requests; the plan counts it. A footprint that counts it already, as that of Velero's chart does, stands in its place.
   * @default - 500m and 512Mi on every node
   */
  readonly agent?: BackupAgentOptions;
}

/** What a backup does with volumes. */
@checked
export class BackupVolumes {
  /** Nothing: objects are kept, and what is in volumes is not. */
  public static none(): BackupVolumes {
    return new BackupVolumes('none');
  }

  /**
   * Snapshots where the volumes are (CSI): quick, and gone with the storage. The class of snapshots has to keep them when their namespace goes
   * (`deletionPolicy: Retain`).
   */
  public static snapshot(): BackupVolumes {
    return new BackupVolumes('snapshot');
  }

  /**
   * Snapshots, of which the files are copied into the object store (Velero's data mover): they outlive the storage.
   * @param options How the copying pods run.
   */
  public static copy(options: BackupCopyOptions): BackupVolumes {
    return new BackupVolumes('copy', options);
  }

  /**
   * Files as pods have them mounted, without a snapshot: for storage that makes none. What is written meanwhile may be torn: databases need hooks.
   * @param options How the copying pods run.
   */
  public static files(options: BackupCopyOptions): BackupVolumes {
    return new BackupVolumes('files', options);
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'none' | 'snapshot' | 'copy' | 'files',
    /** @internal */
    public readonly _copy?: BackupCopyOptions,
  ) {}
}
