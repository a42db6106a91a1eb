import { SharedVolume } from './shared-volume';
import { VolumeSource } from './volumes/volume-source';

/** How a volume is mounted. */
export interface MountOptions {
  /**
   * Whether it may only be read.
   * @default false
   */
  readonly readOnly?: boolean;
}

/** A volume of a pod and where its container finds it. */
export class Mount {
  /** A volume that the pods of several workloads use at once. */
  public static shared(volume: SharedVolume, path: string, options: MountOptions = {}): Mount {
    const { claimName } = volume;
    const source = { name: `claim-${claimName}`, source: { persistentVolumeClaim: { claimName } } };
    return new Mount(path, source, { readOnly: options.readOnly, shared: volume });
  }

  private constructor(
    /** Where the container finds it. */
    public readonly path: string,
    /** @internal */
    public readonly _source: VolumeSource,
    private readonly how: {
      readonly readOnly?: boolean;
      readonly subPath?: string;
      readonly shared?: SharedVolume;
    },
  ) {}

  /** @internal */
  public get _readOnly(): boolean {
    return this.how.readOnly ?? false;
  }

  /**
   * The one file or folder of the volume that it is, where it is not the whole.
   * @internal
   */
  public get _subPath(): string | undefined {
    return this.how.subPath;
  }

  /**
   * The shared volume, where it is one.
   * @internal
   */
  public get _shared(): SharedVolume | undefined {
    return this.how.shared;
  }
}
