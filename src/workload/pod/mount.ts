import { Duration, Size } from 'cdk8s';
import { configurationSource, secretSource } from './content/content-volumes';
import { SharedVolume } from './volumes/shared-volume';
import {
  claimSource,
  ephemeralSource,
  imageSource,
  localSource,
  memorySource,
  ownSource,
  tokenSource,
  VolumeSource,
} from './volumes/volume-source';
import { isShared } from '../../cluster/storage/access-mode';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { Configuration } from '../../platform/configuration/configuration';
import { ContentSource } from '../../platform/content-source';
import { Image } from '../../platform/image';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { checked } from '../../props/checked';

/** How a volume is mounted. */
export interface MountOptions {
  /**
   * Whether it may only be read.
   * @default false
   */
  readonly readOnly?: boolean;
}

/** What of a secret or a configuration is mounted. */
export interface ContentMountOptions {
  /**
   * Keys of the secret, or files of the configuration.
   * @default - all
   */
  readonly keys?: string[];
  /**
   * Who may read them, as an octal number. The group of the pod may always.
   * @default - 0o400 for secrets, 0o644 for configurations
   */
  readonly mode?: number;
}

/** A volume that is made for each pod and goes with it. */
export interface EphemeralVolume {
  /** Its size. */
  readonly size: Size;
  /**
   * Storage class.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
}

/** A token by which pods say who they are. */
export interface TokenOptions {
  /** Who takes it, for example 'vault'. */
  readonly audience: string;
  /**
   * How long it is good for; kubelet renews it in time. At least 10 minutes.
   * @default Duration.hours(1)
   */
  readonly expires?: Duration;
}

/** Shortest life of a token that the API server takes. */
const LEAST_SECONDS = 600;

/** A volume of a pod and where its container finds it. The same mount in two containers of a pod is the same volume. */
@checked
export class Mount {
  /**
   * A volume that somebody made for several pods, or for one that it outlives.
   * @param volume The volume.
   * @param path Absolute path in the container.
   * @param options Whether it is read alone, and which folder of it is mounted.
   */
  public static shared(volume: SharedVolume, path: string, options: MountOptions = {}): Mount {
    const readOnly = options.readOnly ?? volume._isReadOnly;
    return new Mount(path, claimSource(volume.claimName, volume._isReadOnly), { readOnly, shared: volume });
  }

  /**
   * A secret as a folder with a file for each key. New values arrive in it within minutes.
   * @param path path of the folder
   * @param secret A secret of the same namespace.
   * @param options Which keys, and who may read them.
   * @throws where the secret has no such key
   */
  public static secret(secret: SecretRef, path: string, options: ContentMountOptions = {}): Mount {
    const { keys, mode } = options;
    return new Mount(path, secretSource(secret, keys, mode), { readOnly: true, mode, content: secret._content });
  }

  /**
   * One key of a secret as a file, in a folder that may hold others.
   * @param path path of the file
   * @param secret A secret of the same namespace.
   * @param key Name of the key in it.
   * @throws where the secret has no such key
   */
  public static secretFile(secret: SecretRef, key: string, path: string): Mount {
    return new Mount(path, secretSource(secret, [key]), { readOnly: true, subPath: key, content: secret._content });
  }

  /**
   * The files of a configuration as a folder.
   * @param path path of the folder
   * @param configuration A configuration of the same stack.
   * @param options Which files, and who may read them.
   * @throws where the configuration has no such file
   */
  public static configuration(configuration: Configuration, path: string, options: ContentMountOptions = {}): Mount {
    const { keys, mode } = options;
    const content = configuration._fileContent(keys);
    return new Mount(path, configurationSource(configuration, keys, mode), { readOnly: true, mode, content });
  }

  /**
   * One file of a configuration, in a folder that may hold others, such as one of the image.
   * @param path path of the file
   * @param configuration A configuration of the same stack.
   * @param file Name of the file in it.
   * @throws where the configuration has no such file
   */
  public static configurationFile(configuration: Configuration, file: string, path: string): Mount {
    const content = configuration._fileContent([file]);
    return new Mount(path, configurationSource(configuration, [file]), { readOnly: true, subPath: file, content });
  }

  /**
   * A volume that each pod of the service has for itself, in another container than that of the service: an init container that prepares it, a
   * sidecar that saves it.
   * @param name its name among the `volumes` of the StatefulService
   * @param path Absolute path in the container.
   * @param options Whether it is read alone, and which folder of it is mounted.
   */
  public static own(name: string, path: string, options: MountOptions = {}): Mount {
    return new Mount(path, ownSource(name), { ...options, own: name });
  }

  /**
   * A part of the node's local disk that is empty at the start and goes with the pod. A pod that takes more is evicted.
   * @param path Absolute path in the container.
   * @param size Most that is written.
   */
  public static scratch(path: string, size: Size): Mount {
    checkSize('Mount.scratch', path, size);
    return new Mount(path, localSource(path, size));
  }

  /**
   * The same in memory, for example '/dev/shm': what is written there counts against the memory limit, which is as much higher, and in the plan.
   * @param path Absolute path in the container.
   * @param size Most that is written.
   */
  public static memory(path: string, size: Size): Mount {
    checkSize('Mount.memory', path, size);
    return new Mount(path, memorySource(path, size));
  }

  /**
   * A volume of a storage class that is made for the pod and goes with it: scratch that is larger than local disks.
   * @param path Absolute path in the container.
   * @param props Class and size of the volume.
   */
  public static ephemeral(path: string, props: EphemeralVolume): Mount {
    const { size, storageClass } = props;
    checkSize('Mount.ephemeral', path, size);
    if (storageClass !== undefined && !isDnsSubdomain(storageClass)) {
      throw new Error(`Mount.ephemeral('${path}'): storageClass '${storageClass}' must be the name of a storage class`);
    }
    return new Mount(path, ephemeralSource(path, size, storageClass));
  }

  /**
   * An image that holds files and nothing else (OCI), such as a model. It can only be read. From Kubernetes 1.35 on.
   * @param image The image.
   * @param path Absolute path in the container.
   */
  public static image(image: Image, path: string): Mount {
    return Mount._image(image, path, `image-${image.repository.split('/').pop()!}`);
  }

  /**
   * A token of the ServiceAccount for one audience: the file `token` in this folder. No other token is mounted.
   * @param path Absolute path of the folder in the container.
   * @param props Whom the token is for, and how long it holds.
   */
  public static token(path: string, props: TokenOptions): Mount {
    const { audience, expires = Duration.hours(1) } = props;
    const problems = new Problems(`Mount.token('${path}')`);
    const seconds = Math.floor(expires.toSeconds({ integral: false }));
    problems.check(audience.trim().length > 0, 'audience', audience, 'must say who takes it', "for example 'vault'");
    problems.check(seconds >= LEAST_SECONDS, 'expires', timeText(expires), 'must be at least 10 minutes');
    problems.raise();
    return new Mount(path, tokenSource(path, audience, seconds), { readOnly: true });
  }

  /** @internal */
  public static _image(image: Image, path: string, name: string): Mount {
    return new Mount(path, imageSource(image, name), { readOnly: true });
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
      readonly own?: string;
      readonly mode?: number;
      readonly content?: ContentSource;
    } = {},
  ) {}

  /**
   * The same volume elsewhere, such as in another container of the pod.
   * @param path Absolute path in the container.
   * @param options Whether it is read alone, and which folder of it is mounted.
   */
  public at(path: string, options: MountOptions = {}): Mount {
    return new Mount(path, this._source, { ...this.how, readOnly: options.readOnly ?? this.how.readOnly });
  }

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
   * The secret or configuration, where it is one.
   * @internal
   */
  public get _content(): ContentSource | undefined {
    return this.how.content;
  }

  /**
   * Who may read its files, where somebody said so.
   * @internal
   */
  public get _mode(): number | undefined {
    return this.how.mode;
  }

  /**
   * The shared volume, where it is one.
   * @internal
   */
  public get _shared(): SharedVolume | undefined {
    return this.how.shared;
  }

  /**
   * Name of a volume of the service, where it is one.
   * @internal
   */
  public get _own(): string | undefined {
    return this.how.own;
  }

  /**
   * True where only one node, or one pod, can have it.
   * @internal
   */
  public get _isExclusive(): boolean {
    return this._shared !== undefined && !isShared(this._shared.accessMode);
  }
}

function checkSize(where: string, path: string, size: Size): void {
  if (!(bytesOf(size) > 0)) {
    throw new Error(`${where}('${path}'): size ${quantityOf(size)} must be above 0`);
  }
}
