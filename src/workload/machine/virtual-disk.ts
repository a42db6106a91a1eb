import { Size } from 'cdk8s';

/** The disk that a virtual machine starts from; CDI fills it once. */
export class VirtualDisk {
  /** Copied from a container image with the disk in it. */
  public static registry(url: string, size: Size): VirtualDisk {
    return new VirtualDisk({ registry: { url: url.startsWith('docker://') ? url : `docker://${url}` } }, size);
  }

  /** Copied from a web server. */
  public static http(url: string, size: Size): VirtualDisk {
    if (!/^https?:\/\/[^\s]+$/.test(url)) {
      throw new Error(`VirtualDisk.http('${url}'): must be a URL`);
    }
    return new VirtualDisk({ http: { url } }, size);
  }

  /** Empty, to be installed by hand. */
  public static blank(size: Size): VirtualDisk {
    return new VirtualDisk({ blank: {} }, size);
  }

  private constructor(
    /** @internal */
    public readonly _source: object,
    /** Size of the disk. */
    public readonly size: Size,
  ) {}
}
