import { Size } from 'cdk8s';
import { checked } from '../../props/checked';

/** The disk that a virtual machine starts from; CDI fills it once. */
@checked
export class VirtualDisk {
  /**
   * Copied from a container image with the disk in it, for example 'harbor.example.com/images/linux:24.04'.
   * @param url Repository and tag.
   * @param size Size of the disk, at least that of the image.
   */
  public static registry(url: string, size: Size): VirtualDisk {
    const reference = url.replace(/^docker:\/\//, '');
    if (!/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+(:[A-Za-z0-9._-]+)?(@[a-z0-9]+:[a-f0-9]+)?$/.test(reference)) {
      throw new Error(
        `VirtualDisk.registry('${url}'): must be the reference of an image, for example 'harbor.example.com/images/linux:24.04'`,
      );
    }
    const port = /^[^/]*:(\d+)\//.exec(reference)?.[1];
    return new VirtualDisk({ registry: { url: `docker://${reference}` } }, size, Number(port ?? 443));
  }

  /**
   * Copied from a web server.
   * @param url Address of the image of the disk.
   * @param size Size of the disk, at least that of the image.
   */
  public static http(url: string, size: Size): VirtualDisk {
    if (!/^https?:\/\/[^\s]+$/.test(url) || !URL.canParse(url)) {
      throw new Error(`VirtualDisk.http('${url}'): must be a URL`);
    }
    const { port, protocol } = new URL(url);
    return new VirtualDisk({ http: { url } }, size, Number(port || (protocol === 'https:' ? 443 : 80)));
  }

  /**
   * Empty, to be installed by hand.
   * @param size Size of the disk.
   */
  public static blank(size: Size): VirtualDisk {
    return new VirtualDisk({ blank: {} }, size);
  }

  private constructor(
    /** @internal */
    public readonly _source: object,
    /** Size of the disk. */
    public readonly size: Size,
    /**
     * Port of the server that it is copied from; undefined where there is none.
     * @internal
     */
    public readonly _port?: number,
  ) {}
}
