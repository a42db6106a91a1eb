import { checked } from '../../props/checked';

/** Who encrypts the volumes of a storage class, and with which key. */
@checked
export class VolumeEncryption {
  /**
   * EBS of AWS (ebs.csi.aws.com), gp3.
   * @param kmsKeyId ARN of the key; that of the account where nothing is said
   */
  public static awsEbs(kmsKeyId?: string): VolumeEncryption {
    return new VolumeEncryption('ebs.csi.aws.com', {
      type: 'gp3',
      encrypted: 'true',
      ...given('kmsKeyId', kmsKeyId, /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/\S+$/, 'the ARN of a key'),
    });
  }

  /**
   * Disks of Azure (disk.csi.azure.com), Premium_LRS.
   * @param diskEncryptionSetId resource id of a disk encryption set
   */
  public static azureDisk(diskEncryptionSetId: string): VolumeEncryption {
    const form =
      /^\/subscriptions\/[^/\s]+\/resourceGroups\/[^/\s]+\/providers\/Microsoft\.Compute\/diskEncryptionSets\/\S+$/;
    return new VolumeEncryption('disk.csi.azure.com', {
      skuName: 'Premium_LRS',
      ...given('diskEncryptionSetID', diskEncryptionSetId, form, 'the resource id of a disk encryption set'),
    });
  }

  /**
   * Persistent disks of Google Cloud (pd.csi.storage.gke.io), pd-balanced.
   * @param kmsKey full name of the key
   */
  public static gcpDisk(kmsKey: string): VolumeEncryption {
    const form = /^projects\/[^/\s]+\/locations\/[^/\s]+\/keyRings\/[^/\s]+\/cryptoKeys\/\S+$/;
    return new VolumeEncryption('pd.csi.storage.gke.io', {
      type: 'pd-balanced',
      ...given('disk-encryption-kms-key', kmsKey, form, 'projects/<p>/locations/<l>/keyRings/<r>/cryptoKeys/<k>'),
    });
  }

  /**
   * Cloud disks of Alibaba Cloud (diskplugin.csi.alibabacloud.com), ESSD.
   * @param kmsKeyId id of the key; that of the service where nothing is said
   */
  public static alibabaDisk(kmsKeyId?: string): VolumeEncryption {
    return new VolumeEncryption('diskplugin.csi.alibabacloud.com', {
      type: 'cloud_essd',
      encrypted: 'true',
      ...given('kmsKeyId', kmsKeyId, /^[A-Za-z0-9-]+$/, 'the id of a key'),
    });
  }

  private constructor(
    /** Who provisions the volumes. */
    public readonly provisioner: string,
    /** @internal */
    public readonly _parameters: Readonly<Record<string, string>>,
  ) {}
}

function given(name: string, value: string | undefined, form: RegExp, what: string): Record<string, string> {
  if (value !== undefined && !form.test(value)) {
    throw new Error(`VolumeEncryption: ${name} '${value}': must be ${what}`);
  }
  return value === undefined ? {} : { [name]: value };
}
