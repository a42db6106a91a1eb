import { ApiObject, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { AccessMode } from '../../../cluster/storage/access-mode';
import { bytesOf, quantityOf } from '../../../manifest/amounts';
import { kubeObject } from '../../../manifest/k8s/kube-object';
import { namespaced } from '../../../manifest/metadata';
import { checkDnsLabel, isDnsSubdomain } from '../../../manifest/names';
import { pathOf, Problems } from '../../../manifest/problems';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { checked } from '../../../props/checked';
import { DataClass } from '../../../protection/data-class';
import { DataFlows } from '../../../protection/data-flows';

/** A volume that outlives the pods which use it. */
export interface SharedVolumeProps {
  /** Its size. */
  readonly size: Size;
  /**
   * Storage class. For many nodes at once it has to be of a file system that many can mount.
   * @default - the default class of the cluster; with `volumeName` none
   */
  readonly storageClass?: string;
  /**
   * How many may have it at a time. The plan refuses more pods than that.
   * @default AccessMode.READ_WRITE_MANY
   */
  readonly accessMode?: AccessMode;
  /**
   * PersistentVolume that somebody has made and filled.
   * @default - a new one, which is empty
   */
  readonly volumeName?: string;
  /**
   * What is in it.
   * @default - nobody says: whatever comes to it
   */
  readonly dataClasses?: DataClass[];
}

/**
 * A volume that pods of one or several workloads use, such as a dataset or checkpoints: a PersistentVolumeClaim. Argo CD neither prunes nor deletes it
 * unless somebody confirms.
 *
 * @example
 * const maps = new SharedVolume(stack, 'maps', {
 *   size: Size.gibibytes(200),
 *   accessMode: AccessMode.READ_ONLY_MANY,
 *   volumeName: 'maps-2026-11',
 * });
 * new Microservice(stack, 'matching', { image, resources, replicas, mounts: [Mount.shared(maps, '/maps')] });
 */
@checked
export class SharedVolume extends Construct {
  /** Name of the claim. */
  public readonly claimName: string;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** How many may have it at a time. */
  public readonly accessMode: AccessMode;
  /** The PersistentVolumeClaim. */
  public readonly apiObject: ApiObject;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the claim.
   * @param props Class, size, and who may mount it at once.
   */
  public constructor(scope: Construct, id: string, props: SharedVolumeProps) {
    super(scope, id);
    const { size, volumeName, accessMode = AccessMode.READ_WRITE_MANY } = props;
    // Without the empty name the API server would fill in the default class, and the claim would wait for one of that.
    const storageClass = props.storageClass ?? (volumeName === undefined ? undefined : '');
    this.claimName = id;
    this.accessMode = accessMode;
    this.stack = AutonomousStack.containing(this);
    const problems = new Problems(pathOf(scope, id));
    // Pods have it under a longer name, which no other volume of theirs has.
    checkDnsLabel(problems, 'name', id, 57);
    problems.check(bytesOf(size) > 0, 'size', quantityOf(size), 'must be above 0');
    const named = props.storageClass === undefined || isDnsSubdomain(props.storageClass);
    problems.check(named, 'storageClass', props.storageClass, 'must be the name of a storage class');
    const isVolume = volumeName === undefined || isDnsSubdomain(volumeName);
    problems.check(isVolume, 'volumeName', volumeName, 'must be the name of a PersistentVolume');
    problems.check(
      accessMode !== AccessMode.READ_ONLY_MANY || volumeName !== undefined,
      'accessMode',
      accessMode,
      'of a new volume, which is empty and which nobody may fill',
      'volumeName: one that somebody has filled',
    );
    problems.raiseFor(this);
    DataFlows.of(this).place({
      path: this.node.path,
      residency: () => this.stack.residency,
      data: props.dataClasses,
      isStore: true,
    });
    this.apiObject = kubeObject(this, 'Resource', 'PersistentVolumeClaim', {
      metadata: namespaced('PersistentVolumeClaim', id, this.stack._owner),
      spec: {
        accessModes: [accessMode],
        ...(storageClass !== undefined && { storageClassName: storageClass }),
        ...(volumeName !== undefined && { volumeName }),
        resources: { requests: { storage: quantityOf(size) } },
      },
    });
  }

  /** @internal */
  public get _isReadOnly(): boolean {
    return this.accessMode === AccessMode.READ_ONLY_MANY;
  }
}
