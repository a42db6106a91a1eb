import { Duration } from 'cdk8s';
import { BackupHook, BackupScheduleProps } from './backup-props';
import { NamespaceClaim } from './namespace-claims';
import { namespaceOf } from './restore-drill';
import { secondsText } from '../../capacity/forecast/texts';
import { someOf } from '../../capacity/some-of';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { checkDnsLabel, checkLabels, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { refuseSecretArguments } from '../../manifest/secret-literals';
import { timeText } from '../../manifest/time-text';
import { checkTime, inSeconds } from '../../manifest/times';
import { CronSchedule } from '../../planner/reading/pods/cron-schedule';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checkImage } from '../../workload/pod/container-checks';
import { checkKept } from '../bucket/bucket-checks';

/** So many claims are named. */
const MOST_NAMED = 3;

/** Longest name of a schedule: backups carry it with their time, and pods of a drill with a hash. */
const LONGEST_NAME = 40;

/** Times between two starts of a schedule of five fields; undefined where it is none, or never starts, which is noted. */
export function checkSchedule(
  problems: Problems,
  prop: string,
  text: string,
): { readonly shortest: number; readonly longest: number } | undefined {
  const words = text.trim().split(/\s+/);
  const six = words.length === 6 && CronSchedule.of(words.slice(1).join(' ')) !== undefined;
  const read = CronSchedule.of(text);
  problems.check(
    read !== undefined,
    prop,
    text,
    six
      ? 'has a field for seconds, which is not taken here'
      : 'must be a cron schedule of five fields: minute, hour, day, month, day of the week',
    `'${six ? words.slice(1).join(' ') : '0 2 * * *'}'`,
  );
  const gaps = read?.gaps();
  problems.check(read === undefined || gaps !== undefined, prop, text, 'never starts twice');
  return gaps;
}

/** Checks everything about a backup that its own props tell. */
export function checkBackup(problems: Problems, stack: AutonomousStack, id: string, props: BackupScheduleProps): void {
  const { keep, keepAtLeast, data, storageLocation, hooks = [], veleroNamespace, volumes, drill } = props;
  checkDnsLabel(problems, 'name', `${stack.namespaceName}-${id}`, LONGEST_NAME);
  const gaps = checkSchedule(problems, 'schedule', props.schedule);
  const kept = inSeconds(keep);
  const lasts = checkTime(problems, 'keep', keep);
  problems.check(
    !lasts || !gaps || kept >= gaps.longest,
    'keep',
    timeText(keep),
    `is shorter than the time between two backups, up to ${secondsText(gaps?.longest ?? 0)}: there would be times without any`,
  );
  checkKept(problems, 'keep', keep, keepAtLeast);
  problems.check(!data || bytesOf(data) > 0, 'data', data && quantityOf(data), 'must be above 0');
  const named = storageLocation === undefined || isDnsSubdomain(storageLocation);
  problems.check(named, 'storageLocation', storageLocation, 'must be the name of a BackupStorageLocation');
  checkDnsLabel(problems, 'veleroNamespace', veleroNamespace ?? 'velero');
  checkCopy(problems, props, gaps?.shortest);
  hooks.forEach((hook) => checkHook(problems, hook));
  const names = hooks.map(({ name }) => name);
  problems.check(new Set(names).size === names.length, 'hooks', names, 'must have names of their own');
  if (drill) {
    checkDrill(problems, stack, id, props);
  }
  const hasVolumes = !drill || ['snapshot', 'copy'].includes(volumes._kind);
  problems.check(
    hasVolumes,
    'drill',
    `of volumes: ${volumes._kind}`,
    volumes._kind === 'none'
      ? 'has nothing to look into'
      : 'needs volumes that come back without their pods, and Velero restores files into pods',
    'BackupVolumes.copy(...) or .snapshot()',
  );
}

function checkCopy(problems: Problems, { volumes }: BackupScheduleProps, shortest: number | undefined): void {
  const { window, changePerDay = 0.1, parallelFiles } = volumes._copy ?? {};
  const isShare = changePerDay > 0 && changePerDay <= 1;
  problems.check(isShare, 'volumes.changePerDay', changePerDay, 'must be a share above 0 and at most 1');
  const whole = parallelFiles === undefined || (Number.isInteger(parallelFiles) && parallelFiles > 0);
  problems.check(whole, 'volumes.parallelFiles', parallelFiles, 'must be a whole number above 0');
  const isTime = checkTime(problems, 'volumes.window', window);
  problems.check(
    !isTime || window === undefined || shortest === undefined || inSeconds(window) <= shortest,
    'volumes.window',
    timeText(window),
    `is longer than the time between two backups, ${secondsText(shortest ?? 0)}`,
  );
}

function checkHook(problems: Problems, hook: BackupHook): void {
  const { name, selector, before = [], after = [], timeout } = hook;
  checkDnsLabel(problems, 'hooks.name', name);
  problems.check(Object.keys(selector).length > 0, 'hooks.selector', '{}', 'must select the pods that it runs in');
  checkLabels(problems, 'hooks.selector', selector);
  problems.check(before.length + after.length > 0, 'hooks', name, 'does nothing', 'before or after');
  refuseSecretArguments(problems, 'hooks.before', before);
  refuseSecretArguments(problems, 'hooks.after', after);
  checkTime(problems, 'hooks.timeout', timeout);
}

function checkDrill(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  { drill, veleroNamespace }: BackupScheduleProps,
): void {
  const { schedule, image, checkImage: other = image, within = Duration.hours(4), check, apiServer } = drill!;
  const name = namespaceOf(`${stack.namespaceName}-${id}`, drill!);
  checkSchedule(problems, 'drill.schedule', schedule);
  for (const [prop, one] of Object.entries(other === image ? { image } : { image, checkImage: other })) {
    checkImage(problems, stack, one, `drill.${prop}`);
    problems.check(
      one._login?.secret === undefined,
      `drill.${prop}`,
      one.reference,
      `its pull secret ${one.pullSecret} is in namespace ${stack.namespaceName}, and it runs in ${name}`,
      'a registry of the stack with a login, which makes pull secrets there too',
    );
  }
  checkTime(problems, 'drill.within', within);
  problems.check(check?.length !== 0, 'drill.check', '[]', 'must be a command');
  refuseSecretArguments(problems, 'drill.check', check);
  problems.check(
    apiServer.length > 0,
    'drill.apiServer',
    '[]',
    'must say how the drill reaches the API server',
    "Peer.cidr('10.0.0.1/32', 443)",
  );
  checkDnsLabel(problems, 'drill.namespace', name);
  const taken = [stack.namespaceName, stack.monitoringNamespace, veleroNamespace ?? 'velero'];
  problems.check(
    !taken.includes(name),
    'drill.namespace',
    name,
    'is used: what comes back must not meet what is there',
    'a namespace of its own',
  );
}

/** What is wrong with what a backup finds in its namespace. */
export function claimProblems(
  path: string,
  namespace: string,
  claims: readonly NamespaceClaim[],
  { volumes, data, drill }: BackupScheduleProps,
): string[] {
  const kind = volumes._kind;
  const made = [...new Set(claims.flatMap(({ madeOf }) => madeOf ?? []))];
  return [
    ...(kind !== 'none' && claims.length === 0 && !data
      ? [
          `[${path}] volumes '${kind}': namespace ${namespace} has no volume claims in the charts of the cluster; BackupVolumes.none(), or data: how much is in volumes that others make`,
        ]
      : []),
    ...(drill && made.length > 0
      ? [
          `[${path}] drill: operators make the volumes of ${someOf(made, MOST_NAMED)} under names of their own, and nobody could look into them; the backups and restores of the operator, or a stack of its own for what is saved here`,
        ]
      : []),
    ...(drill && claims.length === 0 && data
      ? [`[${path}] drill: no chart has the claims of namespace ${namespace}: nobody knows what to look into`]
      : []),
  ];
}
