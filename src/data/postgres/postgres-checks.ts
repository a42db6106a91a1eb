import { bucketKeys } from './postgres-backup';
import { PostgresBackup, PostgresRestore } from './postgres-backup-props';
import { leastMemoryFor, refusedParameter } from './postgres-parameters';
import { PostgresClusterProps, PostgresDatabase, PostgresDurability, PostgresPooler } from './postgres-props';
import { gapsOf, isScheduleWithSeconds } from './postgres-schedule';
import { secondsText } from '../../capacity/forecast/texts';
import { EnvironmentRule } from '../../cluster/environment/environment-rule';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { isDnsLabel, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { checkTime, inSeconds } from '../../manifest/times';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { checkImage, checkResources } from '../../workload/pod/container-checks';
import { checkPriority } from '../../workload/workload-checks';
import { checkMembers } from '../members';
import { checkKeys, checkNear } from '../secret-checks';

const GIB = 2 ** 30;

/** A name that needs no quotes in SQL. */
const NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/** Users of the operator, and names that are PostgreSQL's (pkg/postgres/roles.go). */
const RESERVED = /^(postgres|streaming_replica|cnpg_.*|pg_.*)$/;

/** Databases that every cluster has. */
const SYSTEM = /^(postgres|template0|template1)$/;

/** Checks everything that is refused by the operator's webhook or would not run. */
export function checkPostgres(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  props: PostgresClusterProps,
): void {
  const { image, resources, instances = 3, placement, operatorNamespace = 'cnpg-system' } = props;
  const named = /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(id) && id.length <= 50;
  problems.check(named, 'name', id, 'must be a DNS label that begins with a letter, 50 characters at most');
  checkPinned(problems, stack, 'image', image);
  const major = Number(/^\d+/.exec(image.shortVersion)?.[0]);
  problems.check(
    major >= 13 && major < 100,
    'image',
    image.reference,
    'must have a tag that begins with the version: the operator reads it there',
    "for example tag: '17.5-standard-bookworm'",
  );
  checkResources(problems, { resources });
  checkMembers(problems, { stack, prop: 'instances', count: instances, resources, placement, quorum: false });
  checkPriority(problems, stack.cluster, placement?.priority);
  problems.check(
    isDnsLabel(operatorNamespace),
    'operatorNamespace',
    operatorNamespace,
    'must be the name of a namespace',
  );
  checkVolumes(problems, props);
  checkDatabases(problems, stack, props.databases);
  checkDurability(problems, props, instances);
  checkConnections(problems, props);
  for (const name of Object.keys(props.parameters ?? {})) {
    const why = refusedParameter(name);
    problems.check(why === undefined, 'parameters', name, why ?? '');
  }
  checkPooler(problems, stack, props.pooler);
  checkKeys(problems, 'certificates.server', props.certificates?.server, ['tls.crt', 'tls.key']);
  checkKeys(problems, 'certificates.authority', props.certificates?.authority, ['ca.crt']);
  checkNear(problems, 'certificates.server', props.certificates?.server, stack.namespaceName);
  checkNear(problems, 'certificates.authority', props.certificates?.authority, stack.namespaceName);
  problems.check(
    props.backup !== undefined || !stack.environment?.isProduction,
    'backup',
    undefined,
    `environment ${stack.environment?.name} is production: standbys take over what is deleted by mistake too`,
    'backup: { bucket }',
  );
  checkBackup(problems, stack, props.backup);
  checkRestore(problems, stack, id, props);
}

/** The planner sees no image in the resources of an operator: what an environment asks of images is asked here. */
function checkPinned(problems: Problems, stack: AutonomousStack, prop: string, image: Image): void {
  checkImage(problems, stack, image, prop);
  const { environment } = stack;
  problems.check(
    !environment?.rules.includes(EnvironmentRule.IMAGES_BY_DIGEST) ||
      image._pinnedBy(environment.images).reference.includes('@'),
    prop,
    image.reference,
    `environment ${environment?.name} asks for a digest`,
    'digest: ..., or its digest in the lock of the environment',
  );
}

function checkVolumes(
  problems: Problems,
  { storage, walStorage, storageClass, parameters = {} }: PostgresClusterProps,
): void {
  problems.check(bytesOf(storage) > 0, 'storage', quantityOf(storage), 'must be above 0');
  problems.check(
    walStorage === undefined || bytesOf(walStorage) >= 2 * GIB,
    'walStorage',
    walStorage && quantityOf(walStorage),
    'must be at least 2Gi: PostgreSQL lets the log grow to 1 GB between checkpoints, and keeps half of one for standbys',
  );
  const named = storageClass === undefined || isDnsSubdomain(storageClass);
  problems.check(named, 'storageClass', storageClass, 'must be the name of a storage class');
  const most = /^(\d+)(MB|GB)$/.exec(parameters.max_wal_size ?? '');
  const bytes = most ? Number(most[1]) * (most[2] === 'GB' ? GIB : 2 ** 20) : 0;
  problems.check(
    walStorage === undefined || !(bytes >= bytesOf(walStorage)),
    'parameters.max_wal_size',
    parameters.max_wal_size,
    `must be below walStorage, ${walStorage && quantityOf(walStorage)}`,
  );
}

function checkDatabases(
  problems: Problems,
  { namespaceName }: AutonomousStack,
  databases: readonly PostgresDatabase[],
): void {
  problems.check(databases.length > 0, 'databases', '[]', 'must have at least one');
  databases.forEach(({ name, owner = name, credentials, extensions = [] }, i) => {
    problems.check(NAME.test(name), 'databases.name', name, 'must be a-z, 0-9 and _, not a digit first');
    const ends = /[a-z0-9]$/.test(name);
    problems.check(!NAME.test(name) || ends, 'databases.name', name, 'ends with _, as no name of a Database may');
    problems.check(!SYSTEM.test(name), 'databases.name', name, 'is a database of PostgreSQL itself');
    const first = databases.findIndex((other) => other.name === name) === i;
    problems.check(first, 'databases.name', name, 'is there already');
    problems.check(NAME.test(owner), 'databases.owner', owner, 'must be a-z, 0-9 and _, not a digit first');
    problems.check(!RESERVED.test(owner), 'databases.owner', owner, 'is a user of PostgreSQL or of the operator');
    const one = databases.find((other) => (other.owner ?? other.name) === owner)!;
    problems.check(
      one.credentials?.secretName === credentials?.secretName,
      'databases.owner',
      owner,
      'has two Secrets with its password',
      'one Secret for one user',
    );
    checkKeys(problems, 'databases.credentials', credentials, ['username', 'password']);
    checkNear(problems, 'databases.credentials', credentials, namespaceName);
    for (const extension of extensions) {
      problems.check(/^[a-z][a-z0-9_-]*$/.test(extension), 'databases.extensions', extension, 'must be its name');
    }
  });
}

function checkDurability(problems: Problems, props: PostgresClusterProps, instances: number): void {
  const { synchronousStandbys: standbys = 1, durability } = props;
  const whole = Number.isInteger(standbys) && standbys > 0;
  problems.check(whole, 'synchronousStandbys', standbys, 'must be a whole number of at least 1');
  problems.check(
    props.synchronousStandbys === undefined || durability !== PostgresDurability.ASYNCHRONOUS,
    'synchronousStandbys',
    standbys,
    'is for transactions that wait for standbys',
    'leave it out',
  );
  const required = durability === PostgresDurability.REQUIRED || (durability === undefined && instances > 2);
  problems.check(
    !whole || !required || standbys <= instances - 2,
    'synchronousStandbys',
    standbys,
    `with ${instances} instances writes would stop as soon as one is lost`,
    `${standbys + 2} instances, or durability: PostgresDurability.PREFERRED`,
  );
  problems.check(
    !whole || required || durability === PostgresDurability.ASYNCHRONOUS || !(instances > 1) || standbys < instances,
    'synchronousStandbys',
    standbys,
    `must be below the ${instances} instances`,
  );
}

function checkConnections(problems: Problems, { maxConnections = 100, resources }: PostgresClusterProps): void {
  const whole = Number.isInteger(maxConnections) && maxConnections >= 20 && maxConnections <= 262_143;
  problems.check(whole, 'maxConnections', maxConnections, 'must be a whole number from 20 to 262143');
  const least = leastMemoryFor(maxConnections);
  problems.check(
    !whole || bytesOf(resources.memory) >= least,
    'maxConnections',
    maxConnections,
    `take at least ${Math.ceil(least / 2 ** 20)} MiB with their buffers, and an instance has ${quantityOf(resources.memory)}`,
    'fewer with a pooler before them, or more memory',
  );
}

function checkPooler(problems: Problems, stack: AutonomousStack, pooler: PostgresPooler | undefined): void {
  if (!pooler) {
    return;
  }
  const { image, resources, instances = 2, poolSize = 20, maxClients = 1000 } = pooler;
  checkPinned(problems, stack, 'pooler.image', image);
  checkResources(problems, { resources }, 'pooler.');
  for (const [prop, value] of Object.entries({ instances, poolSize, maxClients })) {
    problems.check(Number.isInteger(value) && value > 0, `pooler.${prop}`, value, 'must be a whole number above 0');
  }
  checkMembers(problems, { stack, prop: 'pooler.instances', count: instances, resources, quorum: false });
}

function checkBackup(problems: Problems, stack: AutonomousStack, backup: PostgresBackup | undefined): void {
  if (!backup) {
    return;
  }
  const { schedule = '0 0 2 * * *', keep, folder, bandwidth, window } = backup;
  problems.check(
    isScheduleWithSeconds(schedule),
    'backup.schedule',
    schedule,
    schedule.trim().split(/\s+/).length === 6
      ? 'is no schedule of cron'
      : 'must have six fields: the operator reads seconds first',
    "for example '0 0 2 * * *'",
  );
  const gaps = gapsOf(schedule);
  problems.check(
    !isScheduleWithSeconds(schedule) || gaps !== undefined,
    'backup.schedule',
    schedule,
    'never starts twice',
  );
  const days = keep?.toDays({ integral: false }) ?? 1;
  const whole = days >= 1 && Number.isInteger(days);
  problems.check(whole, 'backup.keep', timeText(keep), 'must be whole days');
  checkBucket(problems, stack, 'backup', backup, folder);
  const inTime = !window || !gaps || !(inSeconds(window) > gaps.shortest);
  const between = `is longer than the time between two backups, ${secondsText(gaps?.shortest ?? 0)}`;
  checkTime(problems, 'backup.window', window);
  problems.check(inTime, 'backup.window', timeText(window), between);
  problems.check(!window || bandwidth !== undefined, 'backup.window', timeText(window), 'needs a bandwidth');
}

function checkRestore(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  { restore, backup }: PostgresClusterProps,
): void {
  if (!restore) {
    return;
  }
  const { namespaceName } = stack;
  checkBucket(problems, stack, 'restore', restore, restore.folder);
  const place = ({ bucket, folder = namespaceName }: PostgresBackup | PostgresRestore) =>
    `${bucket.endpoint ?? ''}/${bucket.bucket}/${folder}`;
  problems.check(
    !backup || restore.server !== id || place(backup) !== place(restore),
    'restore.server',
    restore.server,
    'would be restored from the archive that it writes to: the operator refuses one that is not empty',
    'another id for the cluster, or another folder for its backup',
  );
  const until = restore.until === undefined || /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(restore.until);
  problems.check(until, 'restore.until', restore.until, "must be a moment, for example '2026-11-30 14:05:00+00'");
}

function checkBucket(
  problems: Problems,
  { namespaceName }: AutonomousStack,
  prop: string,
  { bucket }: PostgresBackup | PostgresRestore,
  folder: string | undefined,
): void {
  const s3 = problems.check(bucket.provider === 's3', `${prop}.bucket`, bucket.provider, 'must be a bucket of S3');
  const path = folder === undefined || /^[A-Za-z0-9][-A-Za-z0-9._/]*[A-Za-z0-9]$/.test(folder);
  problems.check(path, `${prop}.folder`, folder, 'must be letters, digits, -, ., _ and /');
  if (s3) {
    bucketKeys(problems, prop, bucket);
    bucket._checkNear(problems, `${prop}.bucket`, namespaceName);
  }
}
