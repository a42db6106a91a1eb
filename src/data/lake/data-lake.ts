import { Construct } from 'constructs';
import { noteFiles, noteObjects } from './class-room';
import { checkData, checkExpiry, classProblems, Flow, flowOf, forecastOf } from './lake-flow';
import { DataLakeProps, LakeBucketProps, LakeDataProps, LakeFilesProps } from './lake-props';
import { Forecasts } from '../../capacity/forecast/forecast';
import { bytesOf } from '../../manifest/amounts';
import { pathOf, Problems } from '../../manifest/problems';
import { checkTime } from '../../manifest/times';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { SharedVolume } from '../../workload/pod/volumes/shared-volume';
import { Bucket } from '../bucket/bucket';
import { DataMove } from '../move/data-move';
import { DataMoveProps } from '../move/data-move-props';

const HOUR = 3600;

/**
 * Buckets and file systems that keep the data of a product, and what comes into them: the plan shows what they take after a day, a month and a year, when
 * they are full, whether they hold so many files, and whether the way in takes the load.
 *
 * @example
 * const lake = new DataLake(stack, 'drives', { store, uplink: Bandwidth.gigabitsPerSecond(10) });
 * const raw = lake.addBucket('raw', {
 *   ingest: { rate: Rate.perSecond(150_000), recordSize: Size.kibibytes(1), recordsPerObject: 10_000 },
 *   retention: Duration.days(30),
 * });
 */
@checked
export class DataLake extends Construct {
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  private readonly flows: Flow[] = [];
  private readonly props: DataLakeProps;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the lake.
   * @param props Where data are kept.
   */
  public constructor(scope: Construct, id: string, props: DataLakeProps) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    this.props = props;
    const { busiestHour = 1, keepAtLeast } = props;
    const problems = new Problems(pathOf(scope, id));
    const more = busiestHour >= 1 && busiestHour <= 24;
    problems.check(more, 'busiestHour', busiestHour, 'must be from 1 to 24: so many times the average');
    checkTime(problems, 'keepAtLeast', keepAtLeast);
    problems.raiseFor(this);
    this.stack.cluster._forecasts.add(() => this.upload());
  }

  /**
   * A bucket for some of its data, which the store makes. What is older than the retention the store removes.
   * @param id name of the claim, a DNS label
   * @param props Which data, how much of them, and for how long.
   */
  public addBucket(id: string, props: LakeBucketProps): Bucket {
    const { store = this.props.store, retention, expires = true, bucketName, maxSize, maxObjects, owner } = props;
    this.check(id, props);
    const expireAfter = expires ? retention : undefined;
    const bucket = Bucket.claim(this, id, {
      store,
      bucketName,
      maxSize,
      maxObjects,
      owner,
      keepAtLeast: props.keepAtLeast ?? this.props.keepAtLeast,
      ...(expireAfter && { lifecycle: [{ expireAfter }] }),
    });
    const flow = this.note(bucket, `bucket ${bucket.bucketName ?? id}`, props);
    noteObjects(this.stack.cluster, store, flow);
    this.stack.cluster._forecasts.add(() => ({
      storage: [forecastOf(flow, maxSize && bytesOf(maxSize), bucket._maxObjects)],
    }));
    return bucket;
  }

  /**
   * A bucket that is there, for some of its data. It emits nothing: what is older than the retention, whoever made the bucket has to remove. Of one that was claimed its
   * size, its store's and the rules by which it removes objects are held against what comes.
   * @param bucket The bucket.
   * @param props Which data, how much of them, and for how long.
   */
  public keepIn(bucket: Bucket, props: LakeDataProps): void {
    const { _claim: claim, node, bucketName = node.id } = bucket;
    const { retention, keepAtLeast = this.props.keepAtLeast } = props;
    const problems = new Problems(pathOf(this, node.id));
    checkData(problems, props, this.props);
    checkExpiry(problems, claim?.lifecycle ?? [], retention, keepAtLeast);
    problems.raise();
    const flow = this.note(bucket, `bucket ${bucketName}`, props);
    if (claim) {
      noteObjects(this.stack.cluster, claim.store, flow);
    }
    const room = claim?.maxSize && bytesOf(claim.maxSize);
    this.stack.cluster._forecasts.add(() => ({ storage: [forecastOf(flow, room, bucket._maxObjects)] }));
  }

  /**
   * A file system for some of its data, which pods mount (`Mount.shared`).
   * @param id name of the claim, a DNS label
   * @param props Which data, how much of them, and for how long.
   */
  public addFiles(id: string, props: LakeFilesProps): SharedVolume {
    const { size, storageClass, accessMode } = props;
    this.check(id, props);
    const volume = new SharedVolume(this, id, { size, storageClass, accessMode });
    const flow = this.note(volume, `files ${id}`, props);
    const { cluster } = this.stack;
    volume.node.addValidation({
      validate: () => classProblems(volume.node.path, flow, props, cluster._storageClass(storageClass)),
    });
    // What is asked of a class is its whole volumes, however full they are.
    noteFiles(cluster, storageClass, { ...flow, bytes: { perDay: 0, already: bytesOf(size) } });
    cluster._forecasts.add(() => ({
      storage: [forecastOf(flow, bytesOf(size), cluster._storageClass(storageClass)?.maxFiles)],
    }));
    return volume;
  }

  /**
   * Lets data go from a bucket to files or back, once or again and again.
   * @param id name of the Job or CronJob, a DNS label
   * @param props From where, to where, when, and how much.
   */
  public move(id: string, props: DataMoveProps): DataMove {
    return new DataMove(this, id, props);
  }

  private check(id: string, props: LakeDataProps): void {
    const problems = new Problems(pathOf(this, id));
    checkData(problems, props, this.props);
    problems.raise();
  }

  private note({ node }: Construct, name: string, props: LakeDataProps): Flow {
    const flow = flowOf(node.path, name, props);
    this.flows.push(flow);
    return flow;
  }

  /** What comes in the busiest hour has to be there when it is over. */
  private upload(): Forecasts {
    const { uplink, busiestHour = 1 } = this.props;
    const bytes = Math.ceil((this.flows.reduce((sum, flow) => sum + flow.bytes.perDay, 0) / 24) * busiestHour);
    if (!uplink || bytes === 0) {
      return {};
    }
    const { path } = this.node;
    const name = busiestHour === 1 ? 'ingest of an hour' : 'ingest of the busiest hour';
    return { transfers: [{ path, name, bytes, bitsPerSecond: uplink.toBitsPerSecond(), window: HOUR }] };
  }
}
