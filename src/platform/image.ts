import { ImageLogin } from './image-login';
import type { SecretRef } from './secrets/secret-ref';
import { DIGEST } from '../images/digest';
import { ImageLock } from '../images/image-lock';
import { checked } from '../props/checked';

const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const HOST = /^(localhost|[a-z0-9][-a-z0-9.]*[.:][-a-z0-9.:]*[a-z0-9])$/;

/** Tags that name another image tomorrow. */
const FLOATING: ReadonlySet<string> = new Set([
  'latest',
  'main',
  'master',
  'edge',
  'nightly',
  'dev',
  'develop',
  'stable',
  'canary',
]);

/** Whether a tag names another image tomorrow. */
export function isFloating(tag: string): boolean {
  return FLOATING.has(tag);
}

/** Which version of an image runs. A digest names exactly one image; a tag alone has to be a fixed one. */
export interface ImageVersion {
  /**
   * Tag, not `latest`.
   * @default - none, then a digest is needed
   */
  readonly tag?: string;
  /**
   * Digest, `sha256:` and 64 hexadecimal digits.
   * @default - none, then a tag is needed
   */
  readonly digest?: string;
}

/** A container image that is pinned to one version: by its digest, or by a fixed tag, for which the lock of an `Environment` may have the digest. */
@checked
export class Image {
  /**
   * An image of any registry that needs no pull secret; `registry.image(...)` is for registries of the platform.
   * @param repository `<host>/<path>`
   * @param version Tag or digest.
   */
  public static of(repository: string, version: ImageVersion): Image {
    return Image._in(repository, version);
  }

  /** @internal */
  public static _in(repository: string, version: ImageVersion, pullSecret?: string, login?: ImageLogin): Image {
    const [host, ...rest] = repository.split('/');
    const wrong: string[] = [];
    if (rest.length === 0 || !HOST.test(host) || !REPOSITORY.test(rest.join('/'))) {
      wrong.push(`repository '${repository}' must be <host>/<path> in lower case`);
    }
    if (version.tag === undefined && version.digest === undefined) {
      wrong.push('a tag or a digest is needed: without one the image is latest, and another one tomorrow');
    }
    if (version.tag !== undefined && !TAG.test(version.tag)) {
      wrong.push(`tag '${version.tag}' must be 1 to 128 letters, digits, _, . and -`);
    }
    if (version.tag !== undefined && isFloating(version.tag)) {
      wrong.push(`tag '${version.tag}' names another image tomorrow: use a fixed tag or a digest`);
    }
    if (version.digest !== undefined && !DIGEST.test(version.digest)) {
      wrong.push(`digest '${version.digest}' must be sha256: and 64 hexadecimal digits`);
    }
    if (wrong.length > 0) {
      throw new Error(`image ${repository}: ${wrong.join('; ')}`);
    }
    return new Image(repository, version, pullSecret, login);
  }

  private constructor(
    /** `<host>/<path>`. */
    public readonly repository: string,
    private readonly version: ImageVersion,
    /** Secret of type kubernetes.io/dockerconfigjson with which it is pulled; undefined where none is needed. */
    public readonly pullSecret?: string,
    /**
     * What makes that secret, where it is known.
     * @internal
     */
    public readonly _login?: ImageLogin,
  ) {}

  /**
   * The same with the digest of a lock, where it has none of its own.
   * @internal
   */
  public _pinnedBy(lock: ImageLock | undefined): Image {
    const digest = this.version.digest ?? lock?.digestOf(this.reference);
    return digest === this.version.digest
      ? this
      : new Image(this.repository, { ...this.version, digest }, this.pullSecret, this._login);
  }

  /**
   * The same image of another registry.
   * @internal
   */
  public _from(registry: { image(name: string, version: ImageVersion): Image }): Image {
    return registry.image(this.repository.slice(this.repository.indexOf('/') + 1), this.version);
  }

  /**
   * The same image, pulled with a secret: `SecretRef.registryLogin(...)`, or one that exists and has the key '.dockerconfigjson'.
   * @param secret Login of the registry.
   * @throws where it has no such key
   */
  public pulledWith(secret: SecretRef): Image {
    secret.key('.dockerconfigjson');
    const { secretName, keys } = secret;
    return new Image(this.repository, this.version, secretName, { secret, keys });
  }

  /** `<repository>[:<tag>][@<digest>]`, as container runtimes take it. */
  public get reference(): string {
    const { tag, digest } = this.version;
    return `${this.repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  }

  /** The tag, or the first twelve digits of the digest: short enough for a label. */
  public get shortVersion(): string {
    return this.version.tag ?? this.version.digest!.slice('sha256:'.length, 'sha256:'.length + 12);
  }
}
