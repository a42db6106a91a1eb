import { Size } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AccessMode } from './access-mode';
import { largeOf } from '../../manifest/amounts';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { StorageClassDescription } from '../../planner/reading/description';
import { checked } from '../../props/checked';

/** What the volumes of a storage class can. */
export interface StorageClassProps {
  /** How many may have a volume of it at a time: disks ReadWriteOnce and ReadWriteOncePod, file systems over the network all of them. */
  readonly accessModes: AccessMode[];
  /**
   * Whether claims that name no class get volumes of it.
   * @default false
   */
  readonly isDefault?: boolean;
  /**
   * Whether volumes can grow (`allowVolumeExpansion`).
   * @default false
   */
  readonly expandable?: boolean;
  /**
   * Whether its volumes are encrypted where they are stored.
   * @default false
   */
  readonly encrypted?: boolean;
  /**
   * Most files that one volume holds before listings, backups and the metadata server suffer.
   * @default - not known
   */
  readonly maxFiles?: number;
  /**
   * What all its volumes may take together.
   * @default - not known
   */
  readonly capacity?: Size;
}

/** A storage class of a cluster that somebody else sets up, and what it can. Made by `cluster.addStorageClass`. */
@checked
export class StorageClass {
  /** @internal */
  public static _in(
    cluster: IConstruct,
    name: string,
    props: StorageClassProps,
    others: readonly StorageClass[],
  ): StorageClass {
    const { accessModes, isDefault, maxFiles, capacity } = props;
    const problems = new Problems(`${cluster.node.path} storage class ${name}`);
    problems.check(isDnsSubdomain(name), 'name', name, 'must be the name of a storage class');
    problems.check(!others.some(({ storageClassName }) => storageClassName === name), 'name', name, 'is there already');
    problems.check(accessModes.length > 0, 'accessModes', '[]', 'must name at least one');
    const other = others.find((one) => one.isDefault);
    problems.check(!isDefault || !other, 'isDefault', true, `is ${other?.storageClassName} already`);
    const whole = maxFiles === undefined || (Number.isSafeInteger(maxFiles) && maxFiles > 0);
    problems.check(whole, 'maxFiles', maxFiles, 'must be a whole number above 0');
    const some = !capacity || largeOf(capacity) > 0;
    problems.check(some, 'capacity', capacity && `${largeOf(capacity)} bytes`, 'must be above 0 and below 8 EiB');
    problems.raise();
    return new StorageClass(name, props);
  }

  /** How many may have a volume of it at a time. */
  public readonly accessModes: AccessMode[];
  /** Whether claims that name no class get volumes of it. */
  public readonly isDefault: boolean;
  /** Whether its volumes can grow. */
  public readonly expandable: boolean;
  /** Whether its volumes are encrypted where they are stored. */
  public readonly encrypted: boolean;
  /** Most files that one volume holds well; undefined where nobody said. */
  public readonly maxFiles?: number;
  /** What all its volumes may take together; undefined where nobody said. */
  public readonly capacity?: Size;

  private constructor(
    /** Name of the StorageClass. */
    public readonly storageClassName: string,
    { accessModes, isDefault = false, expandable = false, encrypted = false, maxFiles, capacity }: StorageClassProps,
  ) {
    this.accessModes = [...accessModes];
    this.isDefault = isDefault;
    this.expandable = expandable;
    this.encrypted = encrypted;
    this.maxFiles = maxFiles;
    this.capacity = capacity;
  }

  /** @internal */
  public _describe(): StorageClassDescription {
    return { name: this.storageClassName, accessModes: this.accessModes, isDefault: this.isDefault };
  }
}
