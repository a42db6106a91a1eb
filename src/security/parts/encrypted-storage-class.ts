import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { VolumeEncryption } from './volume-encryption';
import { Cluster } from '../../cluster/cluster';
import { AccessMode } from '../../cluster/storage/access-mode';
import { clusterScoped } from '../../manifest/metadata';
import { checked } from '../../props/checked';

/** A storage class whose volumes are encrypted. */
export interface EncryptedStorageClassProps {
  /** Who encrypts, with which key. */
  readonly encryption: VolumeEncryption;
  /**
   * Whether claims that name no class get volumes of it. The class that is the default so far has to be one no longer.
   * @default false
   */
  readonly isDefault?: boolean;
}

/**
 * A StorageClass (storage.k8s.io/v1) of disks that are encrypted where they are stored, can grow, and are made in the zone of their pod. The cluster knows it as
 * `cluster.addStorageClass` would say it.
 *
 * @example
 * new EncryptedStorageClass(cluster, 'encrypted', { encryption: VolumeEncryption.awsEbs(), isDefault: true });
 */
@checked
export class EncryptedStorageClass extends Construct {
  /** The StorageClass. */
  public readonly apiObject: ApiObject;

  /**
   * @param scope Cluster that it is for.
   * @param id Name of the StorageClass.
   * @param props Who encrypts.
   */
  public constructor(scope: Cluster, id: string, props: EncryptedStorageClassProps) {
    super(scope, id);
    const { encryption, isDefault = false } = props;
    scope.addStorageClass(id, {
      accessModes: [AccessMode.READ_WRITE_ONCE, AccessMode.READ_WRITE_ONCE_POD],
      isDefault,
      expandable: true,
      encrypted: true,
    });
    scope._deliverOwn();
    const owner = { partOf: scope.clusterName };
    const annotations: Record<string, string> = isDefault
      ? { 'storageclass.kubernetes.io/is-default-class': 'true' }
      : {};
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: clusterScoped('StorageClass', id, owner, {}, annotations),
      provisioner: encryption.provisioner,
      parameters: { ...encryption._parameters },
      allowVolumeExpansion: true,
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
  }
}
