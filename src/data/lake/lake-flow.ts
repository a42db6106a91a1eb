import { Duration } from 'cdk8s';
import { DataLakeProps, LakeDataProps, LakeFilesProps } from './lake-props';
import { amountAfter, fullOn, Growing, StorageForecast, YEAR } from '../../capacity/forecast/forecast';
import { enoughBytes } from '../../capacity/forecast/texts';
import { StorageClass } from '../../cluster/storage/storage-class';
import { bytesOf, largeOf, quantityOf } from '../../manifest/amounts';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { checkTime, DAY_SECONDS, inSeconds } from '../../manifest/times';
import { checkKept } from '../bucket/bucket-checks';
import { BucketRule } from '../bucket/bucket-props';

/** What comes into a store in a day, and how long it stays. */
export interface Flow {
  readonly path: string;
  readonly name: string;
  readonly bytes: Growing;
  readonly objects: Growing;
}

/** What comes into a store, by its props: bytes and objects of a day. */
export function flowOf(path: string, name: string, props: LakeDataProps): Flow {
  const { ingest, retention, already } = props;
  const { rate, recordSize, recordsPerObject = 1, growthPerYear = 0 } = ingest ?? {};
  const perDay = (rate?.toPerSecond() ?? 0) * DAY_SECONDS;
  const shared = {
    ...(growthPerYear > 0 && { growth: growthPerYear }),
    ...(retention && { keptDays: retention.toDays({ integral: false }) }),
  };
  return {
    path,
    name,
    bytes: {
      perDay: Math.ceil(perDay * (recordSize ? bytesOf(recordSize) : 0)),
      ...shared,
      ...(already && { already: largeOf(already) }),
    },
    objects: { perDay: Math.ceil(perDay / recordsPerObject), ...shared },
  };
}

/** The row of a store in the plan. */
export function forecastOf(flow: Flow, room: number | undefined, objectRoom: number | undefined): StorageForecast {
  const { path, name, bytes, objects } = flow;
  return {
    path,
    name,
    ...bytes,
    ...(room !== undefined && { room }),
    ...(objects.perDay > 0 && { objects: { ...objects, ...(objectRoom !== undefined && { room: objectRoom }) } }),
  };
}

/** What a file system is asked for that volumes of its class, as the cluster declares it, cannot. */
export function classProblems(
  path: string,
  { name, bytes }: Flow,
  { size, storageClass, encrypted = false }: LakeFilesProps,
  declared: StorageClass | undefined,
): string[] {
  const what = declared?.storageClassName ?? storageClass ?? 'the default class';
  const room = bytesOf(size);
  const full = fullOn({ ...bytes, room }, YEAR);
  return [
    ...(encrypted && !declared?.encrypted
      ? [`[${path}] encrypted: nobody says that volumes of ${what} are; encrypted of cluster.addStorageClass(...)`]
      : []),
    ...(declared && !declared.expandable && full !== undefined && full > 1
      ? [
          `[${path}] size '${quantityOf(size)}': ${name} is full on day ${full}, and volumes of ${what} cannot grow; a size for a year, ${enoughBytes(amountAfter(bytes, YEAR))}, or a class with expandable`,
        ]
      : []),
  ];
}

/** Checks what comes into a store and how long it stays. */
export function checkData(problems: Problems, props: LakeDataProps, lake: DataLakeProps): void {
  const { ingest, retention, already, keepAtLeast = lake.keepAtLeast } = props;
  if (ingest) {
    const { recordSize, recordsPerObject = 1, growthPerYear = 0 } = ingest;
    problems.check(bytesOf(recordSize) > 0, 'ingest.recordSize', quantityOf(recordSize), 'must be above 0');
    const whole = Number.isSafeInteger(recordsPerObject) && recordsPerObject > 0;
    problems.check(whole, 'ingest.recordsPerObject', recordsPerObject, 'must be a whole number above 0');
    const isShare = growthPerYear >= 0 && growthPerYear <= 100;
    problems.check(isShare, 'ingest.growthPerYear', growthPerYear, 'must be a share from 0 to 100, such as 0.3');
  }
  checkTime(problems, 'retention', retention);
  const some = !already || largeOf(already) > 0;
  problems.check(some, 'already', already && `${largeOf(already)} bytes`, 'must be above 0 and below 8 EiB');
  checkKept(problems, 'retention', retention, keepAtLeast);
}

/** Checks that a bucket does not remove by a rule of its own what has to stay longer. */
export function checkExpiry(
  problems: Problems,
  rules: readonly BucketRule[],
  retention: Duration | undefined,
  keepAtLeast: Duration | undefined,
): void {
  for (const { prefix = '', expireAfter } of rules) {
    problems.check(
      prefix !== '' || !expireAfter || (retention !== undefined && inSeconds(retention) <= inSeconds(expireAfter)),
      'retention',
      retention ? timeText(retention) : 'none',
      `is longer than the bucket keeps anything: a rule of its own removes it after ${timeText(expireAfter)}`,
      'expireAfter of its lifecycle, or a bucket of its own',
    );
    checkKept(problems, 'lifecycle.expireAfter', prefix === '' ? expireAfter : undefined, keepAtLeast);
  }
}
