import { CloudInit } from './cloud-init';
import { GuestOptions } from './guest-options';
import { GuestSystem } from './guest-system';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checkContent } from '../pod/content/content-checks';
import { refuseReloader } from '../pod/content/content-refusals';
import { Mount } from '../pod/mount';
import { checkMounts } from '../pod/volumes/mount-checks';

/** What a guest finds beside its disk, and what runs in it. */
export interface GuestContent extends GuestOptions {
  readonly guest?: GuestSystem;
}

/** Longest label of the file system of a disk (ISO 9660). */
const LONGEST_LABEL = 32;

/** Checks what a guest is given: whole folders of secrets and configurations, which are disks of it. */
export function checkGuestContent(problems: Problems, stack: AutonomousStack, content: GuestContent): void {
  const { mounts = [], cloudInit } = content;
  const known = mounts.filter((mount) => mount instanceof Mount);
  checkMounts(problems, { mounts }, { stack, taken: [], volumes: [], prefix: '' });
  checkContent(problems, stack, { mounts: known });
  refuseReloader(problems, { mounts: known }, 'Reloader does not know virtual machines');
  for (const mount of known) {
    const { path, _content, _mode, _subPath, _source } = mount;
    const items = (_source.source?.secret ?? _source.source?.configMap)?.items;
    const whole = _content !== undefined && _subPath === undefined && items === undefined && _mode === undefined;
    problems.check(
      whole,
      'mounts',
      path,
      'a guest gets whole secrets and configurations, as disks',
      "Mount.secret(secret, '/etc/...') without keys and mode",
    );
  }
  const strange = known.find(({ path }) => !/^[-\w./]+$/.test(path));
  problems.check(strange === undefined, 'mounts.path', strange?.path, 'must be letters, digits, -, _, . and /');
  const labels = known.map(labelOf);
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  problems.check(
    twice === undefined,
    'mounts',
    twice,
    'is the label of two disks',
    'names that differ in the first 32',
  );
  const given = cloudInit === undefined || cloudInit instanceof CloudInit;
  problems.check(given, 'cloudInit', cloudInit, 'must be a CloudInit', 'CloudInit.secret(...)');
  const where = given ? cloudInit?._secret?._content.stack?.namespaceName : undefined;
  const own = where === undefined || where === stack.namespaceName;
  problems.check(own, 'cloudInit', cloudInit?._secret?.secretName, `is in namespace ${where}`);
}

/** Disks and volumes of a guest that hold secrets, configurations and what cloud-init reads. */
export function guestDisks(
  content: GuestContent,
  bus: string,
): { readonly disks: object[]; readonly volumes: object[] } {
  const { mounts = [] } = content;
  const sources = mounts.map((mount, i) => ({ name: `content-${i}`, ...sourceOf(mount) }));
  const told = content.cloudInit?._source ?? mounting(content);
  const volumes = [...sources, ...(told ? [{ name: 'cloud-init', cloudInitNoCloud: told }] : [])];
  return { disks: volumes.map(({ name }) => ({ name, disk: { bus } })), volumes };
}

function sourceOf(mount: Mount): object {
  const { kind, name } = mount._content!;
  const volumeLabel = labelOf(mount);
  return kind === 'Secret' ? { secret: { secretName: name, volumeLabel } } : { configMap: { name, volumeLabel } };
}

function labelOf({ _content }: Mount): string {
  return (_content?.name ?? '').slice(0, LONGEST_LABEL);
}

/** Where nobody tells a guest with Linux anything else: mount the disks where they are wanted. */
function mounting({ guest = GuestSystem.LINUX, mounts = [] }: GuestContent): object | undefined {
  if (guest !== GuestSystem.LINUX || mounts.length === 0) {
    return undefined;
  }
  const commands = mounts.flatMap((mount) => {
    const { path } = mount;
    return [
      ['mkdir', '-p', path],
      ['sh', '-c', `mountpoint -q ${path} || mount -o ro /dev/disk/by-label/${labelOf(mount)} ${path}`],
    ];
  });
  return {
    userData: `#cloud-config\nbootcmd:\n${commands.map((command) => `- ${JSON.stringify(command)}\n`).join('')}`,
  };
}
