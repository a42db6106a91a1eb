import { k8s } from 'cdk8s-plus-27';
import { SharedVolume } from './shared-volume';

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
    return new Mount(
      path,
      `claim-${claimName}`,
      { persistentVolumeClaim: { claimName } },
      options.readOnly ?? false,
      volume,
    );
  }

  private constructor(
    /** Where the container finds it. */
    public readonly path: string,
    private readonly volumeName: string,
    private readonly source: Omit<k8s.Volume, 'name'>,
    private readonly readOnly: boolean,
    /**
     * The shared volume, where it is one.
     * @internal
     */
    public readonly _shared?: SharedVolume,
  ) {}

  /** @internal */
  public get _volume(): k8s.Volume {
    return { name: this.volumeName, ...this.source };
  }

  /** @internal */
  public get _mount(): k8s.VolumeMount {
    return { name: this.volumeName, mountPath: this.path, ...(this.readOnly && { readOnly: true }) };
  }
}
