import { Duration } from 'cdk8s';
import { BucketClaimProps, BucketRule, ExistingBucketProps } from './bucket-props';
import { BucketField, checkUrl, ObjectStore } from './object-store';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { checkDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { checkTime } from '../../manifest/times';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checkKeys, checkNear } from '../secret-checks';

/** Region of stores that have none: clients sign requests for some region. */
export const DEFAULT_REGION = 'us-east-1';

/** Longest name of a claim: users' BucketAccesses carry it with their own. */
const LONGEST_CLAIM = 63;

/** Name of the bucket of a claim. */
export function nameOfClaim(stack: AutonomousStack, id: string, { bucketName }: BucketClaimProps): string {
  return bucketName ?? `${stack.namespaceName}-${id}`;
}

/** Checks everything about a claim that its own props tell. */
export function checkClaim(problems: Problems, stack: AutonomousStack, id: string, props: BucketClaimProps): void {
  const { store, maxObjects, maxSize, owner } = props;
  checkDnsLabel(problems, 'name', id, LONGEST_CLAIM);
  if (store._parts.kind === 'cosi') {
    refuseFields(problems, props);
  } else {
    checkBucketName(problems, nameOfClaim(stack, id, props));
    checkAllowed(problems, store, fieldsOf(props));
  }
  const whole = maxObjects === undefined || (Number.isSafeInteger(maxObjects) && maxObjects > 0);
  problems.check(whole, 'maxObjects', maxObjects, 'must be a whole number above 0');
  const most = store._parts.maxObjects ?? Infinity;
  const holds = !whole || maxObjects === undefined || maxObjects <= most;
  problems.check(holds, 'maxObjects', maxObjects, `a bucket of the store holds ${most}`, 'several buckets');
  problems.check(
    !maxSize || bytesOf(maxSize) >= 4096,
    'maxSize',
    maxSize && quantityOf(maxSize),
    'must be at least 4Ki',
  );
  problems.check(owner === undefined || /^\S+$/.test(owner), 'owner', owner, 'must be a user of the store');
  checkRules(problems, props.lifecycle ?? [], props.keepAtLeast);
}

/** Checks everything about a bucket that somebody made. */
export function checkExisting(
  problems: Problems,
  { namespaceName }: AutonomousStack,
  props: ExistingBucketProps,
): void {
  const { bucketName, endpoint, region, readWrite, readOnly, writeOnly, maxObjects, lockedFor, keepAtLeast } = props;
  checkBucketName(problems, bucketName);
  checkUrl(problems, endpoint);
  const host = /^https:\/\/([^:/]+)/.exec(endpoint)?.[1] ?? '';
  problems.check(
    !/\.svc(\.|$)/.test(host) || Object.keys(props.pods ?? {}).length > 0,
    'pods',
    props.pods && '{}',
    `must have the labels of the pods behind ${host}: network policies see pods, not Services`,
  );
  problems.check(/^[a-z0-9][-a-z0-9]*$/.test(region), 'region', region, 'must be the name of a region');
  const all = { readWrite, readOnly, writeOnly };
  problems.check(
    Object.values(all).some((secret) => secret),
    'readWrite, readOnly, writeOnly',
    'none',
    'somebody has to use it: one of them is needed',
    'SecretRef.external(...) with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  );
  for (const [prop, secret] of Object.entries(all)) {
    checkKeys(problems, prop, secret, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
    checkNear(problems, prop, secret, namespaceName);
  }
  const whole = maxObjects === undefined || (Number.isSafeInteger(maxObjects) && maxObjects > 0);
  problems.check(whole, 'maxObjects', maxObjects, 'must be a whole number above 0');
  checkTime(problems, 'lockedFor', lockedFor);
  problems.check(
    !lockedFor || !keepAtLeast || lockedFor.toMilliseconds() >= keepAtLeast.toMilliseconds(),
    'lockedFor',
    timeText(lockedFor),
    `is shorter than objects have to be kept, ${timeText(keepAtLeast)}`,
  );
}

/** Names that every store takes, also as a part of a host. */
export function checkBucketName(problems: Problems, name: string): void {
  problems.check(name.length >= 3, 'bucketName', name, 'must have at least 3 characters');
  checkDnsLabel(problems, 'bucketName', name);
}

/** The fields of a claim that its props ask for. Of buckets with an owner Rook limits the bucket, not the user, whom it has not made. */
export function fieldsOf({ maxObjects, maxSize, lifecycle = [], owner }: BucketClaimProps): BucketField[] {
  const limits = owner
    ? [BucketField.BUCKET_MAX_OBJECTS, BucketField.BUCKET_MAX_SIZE]
    : [BucketField.MAX_OBJECTS, BucketField.MAX_SIZE];
  return [
    ...(maxObjects !== undefined ? [limits[0]] : []),
    ...(maxSize ? [limits[1]] : []),
    ...(lifecycle.length > 0 ? [BucketField.BUCKET_LIFECYCLE] : []),
    ...(owner !== undefined ? [BucketField.BUCKET_OWNER] : []),
  ];
}

function checkAllowed(problems: Problems, store: ObjectStore, fields: readonly BucketField[]): void {
  const { allows } = store._parts;
  const missing = fields.filter((field) => !allows.includes(field));
  problems.check(
    missing.length === 0,
    'store',
    missing.join(', '),
    `is not allowed by the operator of the store, which allows ${allows.join(', ') || 'nothing'}: the claim would never bind`,
    `ROOK_OBC_ALLOW_ADDITIONAL_CONFIG_FIELDS: '${[...allows, ...missing].join(',')}' of the operator, and allows of the store`,
  );
}

function refuseFields(problems: Problems, props: BucketClaimProps): void {
  for (const prop of ['bucketName', 'maxObjects', 'maxSize', 'lifecycle', 'owner'] as const) {
    problems.check(
      props[prop] === undefined,
      prop,
      'given',
      'COSI knows no such field',
      'parameters of the BucketClass, or ObjectStore.rook(...)',
    );
  }
}

function checkRules(problems: Problems, rules: readonly BucketRule[], keepAtLeast: Duration | undefined): void {
  for (const { expireAfter, abortUploadsAfter, prefix } of rules) {
    problems.check(
      expireAfter !== undefined || abortUploadsAfter !== undefined,
      'lifecycle',
      prefix ?? 'a rule',
      'removes nothing',
      'expireAfter or abortUploadsAfter',
    );
    for (const [prop, after] of Object.entries({ expireAfter, abortUploadsAfter })) {
      const days = after?.toDays({ integral: false });
      const whole = days === undefined || (Number.isInteger(days) && days > 0);
      problems.check(whole, `lifecycle.${prop}`, timeText(after), 'must be whole days, at least one');
    }
    checkKept(problems, 'lifecycle.expireAfter', expireAfter, keepAtLeast);
  }
}

/** Refuses what removes objects earlier than law or contract allow. */
export function checkKept(
  problems: Problems,
  prop: string,
  after: Duration | undefined,
  keep: Duration | undefined,
): void {
  const days = (duration: Duration) => duration.toDays({ integral: false });
  problems.check(
    !after || !keep || days(after) >= days(keep),
    prop,
    timeText(after),
    `is shorter than it has to be kept, ${timeText(keep)} (keepAtLeast)`,
  );
}
