import { Size } from 'cdk8s';
import { Cluster } from '../../../cluster/cluster';
import { AccessMode } from '../../../cluster/storage/access-mode';
import { bytesOf, quantityOf } from '../../../manifest/amounts';
import { isDnsSubdomain } from '../../../manifest/names';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';

/** Disks of each node of a Kafka cluster. */
export interface KafkaDisks {
  /** Size of each disk. It can only grow. */
  readonly size: Size;
  /** Storage class: of disks that one node has, not of a file system over the network. */
  readonly storageClass: string;
  /**
   * Disks of each node (JBOD). More can be added later.
   * @default 1
   */
  readonly count?: number;
}

/** Where nodes of a Kafka cluster keep what they have: `KafkaStorage.disks({ size: Size.tebibytes(4), storageClass: 'fast' })`. */
@checked
export class KafkaStorage {
  /**
   * Disks of their own, which stay where the node or the whole cluster is removed (`deleteClaim: false`).
   * @param disks Size, number and class of the volumes of each broker.
   */
  public static disks(disks: KafkaDisks): KafkaStorage {
    return new KafkaStorage(disks.size, disks.count ?? 1, disks.storageClass);
  }

  /**
   * A folder that goes with the pod, and with it all that it has: for tests alone, refused in production and wherever a loss is to be survived.
   * @param size Most that is written.
   */
  public static ephemeral(size: Size): KafkaStorage {
    return new KafkaStorage(size, 1);
  }

  private constructor(
    private readonly size: Size,
    private readonly count: number,
    private readonly storageClass?: string,
  ) {}

  /** @internal */
  public get _class(): string | undefined {
    return this.storageClass;
  }

  /**
   * Bytes of each node.
   * @internal
   */
  public get _bytes(): number {
    return bytesOf(this.size) * this.count;
  }

  /** @internal */
  public _check(problems: Problems, prop: string, cluster: Cluster, lasting: boolean): void {
    const { size, count, storageClass } = this;
    problems.check(bytesOf(size) > 0, `${prop}.size`, quantityOf(size), 'must be above 0');
    const several = Number.isInteger(count) && count >= 1 && count <= 16;
    problems.check(several, `${prop}.count`, count, 'must be a whole number from 1 to 16');
    if (storageClass === undefined) {
      const cure = "KafkaStorage.disks({ size, storageClass: '...' })";
      const allowed = 'loses all that it has when its pod is replaced, which nobody promises to survive in production';
      problems.check(!lasting, prop, 'ephemeral', allowed, cure);
      return;
    }
    problems.check(isDnsSubdomain(storageClass), `${prop}.storageClass`, storageClass, 'must be the name of a class');
    const known = cluster._storageClass(storageClass);
    const isOfFiles = known ? known.accessModes.includes(AccessMode.READ_WRITE_MANY) : FILES.test(storageClass);
    problems.check(
      !isOfFiles,
      `${prop}.storageClass`,
      storageClass,
      'is a file system that many nodes share, and Kafka needs a disk of its own',
      'a class of block volumes (ReadWriteOnce)',
    );
  }

  /**
   * The storage of a KafkaNodePool (kafka.strimzi.io/v1).
   * @internal
   */
  public _spec(): object {
    const { size, count, storageClass } = this;
    const volume = (id: number) => ({
      id,
      ...(storageClass === undefined
        ? { type: 'ephemeral', sizeLimit: quantityOf(size) }
        : { type: 'persistent-claim', size: quantityOf(size), class: storageClass, deleteClaim: false }),
      // The log of the metadata is on one disk of each node, whatever its role.
      ...(id === 0 && { kraftMetadata: 'shared' }),
    });
    return { type: 'jbod', volumes: Array.from({ length: count }, (_, id) => volume(id)) };
  }
}

/** Usual names of classes whose volumes are ReadWriteMany: of NFS, CephFS, EFS, Azure Files, Filestore and others. */
const FILES = /(^|[-.])(nfs|cephfs|efs|azurefile|filestore|glusterfs|smb|cifs|juicefs|nas|sfs|rwx)([-.]|$)/;
