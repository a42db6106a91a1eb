import { Size } from 'cdk8s';
import { AccessMode } from '../../cluster/storage/access-mode';
import { BucketConnection } from '../../data/connection/bucket-connection';
import { checked } from '../../props/checked';

/** Images on a volume. */
export interface HarborVolumeProps {
  /** Size of the volume. */
  readonly size: Size;
  /** StorageClass of the volume. */
  readonly storageClass: string;
  /** Who may write it at the same time: with more than one replica many nodes. */
  readonly accessMode: AccessMode;
}

/** Where Harbor keeps images. */
@checked
export class HarborStorage {
  /**
   * In a bucket: as large as it gets, and reached by every replica.
   * @param bucket Where layers are kept.
   */
  public static bucket(bucket: BucketConnection): HarborStorage {
    return new HarborStorage(bucket);
  }

  /**
   * On a volume: for tests, and where there is no object store.
   * @param props Size and class of the volume.
   */
  public static volume(props: HarborVolumeProps): HarborStorage {
    return new HarborStorage(undefined, props);
  }

  private constructor(
    /** @internal */
    public readonly _bucket?: BucketConnection,
    /** @internal */
    public readonly _volume?: HarborVolumeProps,
  ) {}
}
