import { ApiObject, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel, isDnsSubdomain } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';

/** A volume that many pods use at once. */
export interface SharedVolumeProps {
  /** Its size. */
  readonly size: Size;
  /**
   * Storage class, of a file system that many nodes can mount for writing.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
}

/**
 * A volume that the pods of several workloads use at once, such as a dataset or checkpoints: a PersistentVolumeClaim with ReadWriteMany. Argo CD
 * neither prunes nor deletes it unless somebody confirms.
 */
export class SharedVolume extends Construct {
  /** Name of the claim. */
  public readonly claimName: string;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** The PersistentVolumeClaim. */
  public readonly apiObject: ApiObject;

  public constructor(scope: Construct, id: string, { size, storageClass }: SharedVolumeProps) {
    super(scope, id);
    this.claimName = id;
    this.stack = AutonomousStack.containing(this);
    const problems = new Problems(pathOf(scope, id));
    // Pods have it under a longer name, which no other volume of theirs has.
    checkDnsLabel(problems, 'name', id, 57);
    problems.check(bytesOf(size) > 0, 'size', quantityOf(size), 'must be above 0');
    const named = storageClass === undefined || isDnsSubdomain(storageClass);
    problems.check(named, 'storageClass', storageClass, 'must be the name of a storage class');
    problems.raiseFor(this);
    this.apiObject = new k8s.KubePersistentVolumeClaim(this, 'Resource', {
      metadata: namespaced('PersistentVolumeClaim', id, this.stack._owner),
      spec: {
        accessModes: ['ReadWriteMany'],
        ...(storageClass !== undefined && { storageClassName: storageClass }),
        resources: { requests: { storage: k8s.Quantity.fromString(quantityOf(size)) } },
      },
    });
  }
}
