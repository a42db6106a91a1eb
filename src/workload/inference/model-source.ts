import { Image } from '../../platform/image';
import { Variable } from '../../platform/variable';
import { checked } from '../../props/checked';
import { ICallTarget } from '../calls/call-target';
import { Mount } from '../pod/mount';

/** Files of a model that a server fetches when it starts. */
export interface ModelBucketProps {
  /** What it fetches them from: `Peer.host('s3.eu-central-1.amazonaws.com', 443)`, `Peer.cidr(...)`, or a workload such as an object store. */
  readonly store: ICallTarget;
  /**
   * How it says who it is, as its software reads it, for example `{ AWS_SECRET_ACCESS_KEY: secret.key('secret') }`.
   * @default - it need not say
   */
  readonly credentials?: Record<string, Variable>;
}

/** Where a model server has its model from. */
@checked
export class ModelSource {
  /** The image of the server holds it. */
  public static serverImage(): ModelSource {
    return new ModelSource({});
  }

  /**
   * A volume that somebody has filled, for example `Mount.shared(models, '/models', { readOnly: true })`.
   * @param mount Where the server finds it.
   */
  public static volume(mount: Mount): ModelSource {
    return new ModelSource({ mount });
  }

  /**
   * An image that holds the files and nothing else (OCI). From Kubernetes 1.35 on.
   * @param image the image, with a digest
   * @param path where the container finds it
   */
  public static image(image: Image, path: string): ModelSource {
    if (!/^\/[^:]+$/.test(path)) {
      throw new Error(`ModelSource.image: path '${path}' must be an absolute path`);
    }
    return new ModelSource({ mount: Mount._image(image, path, 'model') });
  }

  /**
   * The server copies it into its scratch volume at /tmp, which is as much larger.
   * @param props Where the model is, and how large.
   */
  public static bucket(props: ModelBucketProps): ModelSource {
    const { store, credentials } = props;
    if (typeof store?._calledBy !== 'function') {
      throw new Error(`ModelSource.bucket: store '${String(store)}' must be a workload or a Peer`);
    }
    return new ModelSource({ store, credentials });
  }

  private constructor(
    /** @internal */
    public readonly _parts: {
      readonly mount?: Mount;
      readonly store?: ICallTarget;
      readonly credentials?: Record<string, Variable>;
    },
  ) {}
}
