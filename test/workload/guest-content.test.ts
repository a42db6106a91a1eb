import { Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  CloudInit,
  ConfigFile,
  Configuration,
  GuestSystem,
  Mount,
  SecretRef,
  VirtualDisk,
  VirtualMachine,
  VirtualMachineProps,
} from 'cdk8s-autonomous';
import { parse } from 'yaml';
import { find, messageOf, stack } from '../support/apps';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';

const LOGIN = SecretRef.existing('login', ['password']);

function templateOf(props: Partial<VirtualMachineProps>, made: AutonomousStack = stack()): any {
  new VirtualMachine(made, 'vm', {
    cpus: 2,
    memory: Size.gibibytes(4),
    disk: VirtualDisk.blank(Size.gibibytes(20)),
    ...props,
  });
  return find(Testing.synth(made), 'VirtualMachine').spec.template;
}

function settings(made: AutonomousStack): Configuration {
  return new Configuration(made, 'tools', { files: { 'tools.yaml': ConfigFile.yaml({ a: 1 }) } });
}

test('secrets and configurations are disks with their names, which a guest with Linux mounts', () => {
  const made = stack();
  const mounts = [Mount.secret(LOGIN, '/etc/login'), Mount.configuration(settings(made), '/etc/tools')];
  const { metadata, spec } = templateOf({ mounts }, made);
  const [, ...volumes] = spec.volumes;
  expect(volumes.slice(0, 2)).toEqual([
    { name: 'content-0', secret: { secretName: 'login', volumeLabel: 'login' } },
    { name: 'content-1', configMap: { name: 'tools', volumeLabel: 'tools' } },
  ]);
  const { disks } = spec.domain.devices;
  expect(disks.map(({ name }: any) => name)).toEqual(spec.volumes.map(({ name }: any) => name));
  expect(disks[1].disk).toEqual({ bus: 'virtio' });
  expect(parse(volumes[2].cloudInitNoCloud.userData).bootcmd).toEqual([
    ['mkdir', '-p', '/etc/login'],
    ['sh', '-c', 'mountpoint -q /etc/login || mount -o ro /dev/disk/by-label/login /etc/login'],
    ['mkdir', '-p', '/etc/tools'],
    ['sh', '-c', 'mountpoint -q /etc/tools || mount -o ro /dev/disk/by-label/tools /etc/tools'],
  ]);
  expect(metadata.annotations['cdk8s-autonomous.dev/configuration']).toMatch(/^[0-9a-f]{16}$/);
});

test('a guest is told what its user says, from a secret or in the open; others than Linux nothing else', () => {
  const mounts = [Mount.secret(LOGIN, '/etc/login')];
  const toldOf = (props: Partial<VirtualMachineProps>) =>
    templateOf(props).spec.volumes.find(({ name }: any) => name === 'cloud-init')?.cloudInitNoCloud;
  const text = '#cloud-config\npackages: [git]\n';
  expect(toldOf({ mounts, cloudInit: CloudInit.userData(text) })).toEqual({ userData: text });
  expect(toldOf({ cloudInit: CloudInit.secret(SecretRef.existing('start', ['userdata'])) })).toEqual({
    secretRef: { name: 'start' },
  });
  expect(toldOf({ mounts, guest: GuestSystem.ANDROID })).toBeUndefined();
  expect(toldOf({})).toBeUndefined();
});

describe('refused', () => {
  const reloaded = SecretRef.existing('login', ['a'], { reloader: true });
  test.each<[string, () => unknown, string]>([
    [
      'one key',
      () => templateOf({ mounts: [Mount.secret(LOGIN, '/a', { keys: ['password'] })] }),
      "mounts '/a': a guest gets whole secrets and configurations, as disks; Mount.secret(secret, '/etc/...')",
    ],
    ['one file', () => templateOf({ mounts: [Mount.secretFile(LOGIN, 'password', '/a/b')] }), "mounts '/a/b': a guest"],
    ['a mode', () => templateOf({ mounts: [Mount.secret(LOGIN, '/a', { mode: 0o400 })] }), "mounts '/a': a guest"],
    ['another volume', () => templateOf({ mounts: [Mount.scratch('/a', Size.gibibytes(1))] }), "mounts '/a': a guest"],
    [
      'a path with a command in it',
      () => templateOf({ mounts: [Mount.secret(LOGIN, '/a;reboot')] }),
      "mounts.path '/a;reboot': must be letters, digits",
    ],
    [
      'one secret twice',
      () => templateOf({ mounts: [Mount.secret(LOGIN, '/a'), Mount.secret(LOGIN, '/b')] }),
      "mounts 'login': is the label of two disks",
    ],
    ['Reloader', () => templateOf({ mounts: [Mount.secret(reloaded, '/a')] }), 'does not know virtual machines'],
    ['a text for cloud-init', () => templateOf({ cloudInit: 'x' as any }), "cloudInit 'x': must be a CloudInit"],
    [
      'a long text',
      () => CloudInit.userData('x'.repeat(2049)),
      "text '2049 bytes': must be at most 2048 bytes; CloudInit",
    ],
    ['a secret in the open', () => CloudInit.userData('password: hunter2'), "text 'given': holds what looks like"],
    ['another key', () => CloudInit.secret(LOGIN), "Secret login has no key 'userdata'"],
  ])('%s', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });
});

describeWith('crds/kubevirt', 'the official schema', () => {
  test('takes disks and cloud-init', () => {
    const made = stack();
    templateOf({ mounts: [Mount.secret(LOGIN, '/etc/login'), Mount.configuration(settings(made), '/t')] }, made);
    const schemas = new Schemas('1.32');
    expect(Testing.synth(made).flatMap((one: any) => schemas.check(one))).toEqual([]);
  });
});
