import { configurationSource, secretSource } from './content/content-volumes';
import { SharedVolume } from './shared-volume';
import { VolumeSource } from './volumes/volume-source';
import { Configuration } from '../../platform/configuration/configuration';
import { ContentSource } from '../../platform/content-source';
import { SecretRef } from '../../platform/secrets/secret-ref';

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

/** A volume of a pod and where its container finds it. */
export class Mount {
  /** A volume that the pods of several workloads use at once. */
  public static shared(volume: SharedVolume, path: string, options: MountOptions = {}): Mount {
    const { claimName } = volume;
    const source = { name: `claim-${claimName}`, source: { persistentVolumeClaim: { claimName } } };
    return new Mount(path, source, { readOnly: options.readOnly, shared: volume });
  }

  /**
   * A secret as a folder with a file for each key. New values arrive in it within minutes.
   * @param path path of the folder
   * @throws where the secret has no such key
   */
  public static secret(secret: SecretRef, path: string, options: ContentMountOptions = {}): Mount {
    const { keys, mode } = options;
    return new Mount(path, secretSource(secret, keys, mode), { readOnly: true, mode, content: secret._content });
  }

  /**
   * One key of a secret as a file, in a folder that may hold others.
   * @param path path of the file
   * @throws where the secret has no such key
   */
  public static secretFile(secret: SecretRef, key: string, path: string): Mount {
    return new Mount(path, secretSource(secret, [key]), { readOnly: true, subPath: key, content: secret._content });
  }

  /**
   * The files of a configuration as a folder.
   * @param path path of the folder
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
   * @throws where the configuration has no such file
   */
  public static configurationFile(configuration: Configuration, file: string, path: string): Mount {
    const content = configuration._fileContent([file]);
    return new Mount(path, configurationSource(configuration, [file]), { readOnly: true, subPath: file, content });
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
      readonly mode?: number;
      readonly content?: ContentSource;
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
}
