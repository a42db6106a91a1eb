import { posix } from 'path';
import { IConstruct } from 'constructs';
import { checked } from '../../props/checked';
import { SharedVolume } from '../../workload/pod/volumes/shared-volume';
import { Bucket } from '../bucket/bucket';

/** Where data are: objects of a bucket, or files of a volume. */
@checked
export class DataPlace {
  /**
   * Objects of a bucket.
   * @param path first part of their keys; all where nothing is said
   * @param bucket The bucket.
   */
  public static bucket(bucket: Bucket, path: string = ''): DataPlace {
    return new DataPlace(path, bucket, undefined);
  }

  /**
   * Files of a volume.
   * @param path a folder of it; the whole where nothing is said
   * @param volume The volume.
   */
  public static files(volume: SharedVolume, path: string = ''): DataPlace {
    return new DataPlace(path, undefined, volume);
  }

  /** Path in the bucket or volume, without slashes at its ends. */
  public readonly path: string;

  private constructor(
    path: string,
    /** @internal */
    public readonly _bucket: Bucket | undefined,
    /** @internal */
    public readonly _volume: SharedVolume | undefined,
  ) {
    const normal = posix.normalize(`/${path}`).slice(1).replace(/\/$/, '');
    if (path.split('/').includes('..') || /[\s\\:]/.test(path)) {
      throw new Error(`DataPlace: path '${path}': must be folders with / between them, without .., blanks and :`);
    }
    this.path = normal;
  }

  /**
   * The bucket or the volume.
   * @internal
   */
  public get _at(): IConstruct {
    return (this._bucket ?? this._volume)!;
  }

  /**
   * Whether one of two places is in the other.
   * @internal
   */
  public _meets(other: DataPlace): boolean {
    const [one, two] = [this.path, other.path].map((path) => (path === '' ? '/' : `/${path}/`));
    const within = one.startsWith(two) || two.startsWith(one);
    return this._bucket === other._bucket && this._volume === other._volume && within;
  }
}
