import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Duration, Size, Testing } from 'cdk8s';
import {
  Cpu,
  DevEnvironment,
  DevEnvironmentProps,
  GuestSystem,
  HarborRegistry,
  NodeReserve,
  NodeType,
  Peer,
  VirtualDisk,
} from 'cdk8s-autonomous';
import { cluster, find, messageOf, stack } from '../support/apps';
import { PINNED, planOf } from '../support/edge';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';

const machine = (name: string, guest: GuestSystem) => ({
  name,
  guest,
  cpus: 2,
  memory: Size.gibibytes(4),
  disk: VirtualDisk.registry(`registry.example.com/${name}:1`, Size.gibibytes(20)),
});
const MACHINES = [machine('linux', GuestSystem.LINUX), machine('windows', GuestSystem.WINDOWS)];

function environment(props: Partial<DevEnvironmentProps> = {}) {
  const app = Testing.app();
  const east = cluster(app, {}, null);
  const host = NodeType.of('host', {
    cpu: Cpu.units(9),
    memory: Size.gibibytes(33),
    reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
    windowsGuests: true,
  });
  east.addNodePool('hosts', { nodeType: host });
  const shop = stack(app, { cluster: east });
  const made = new DevEnvironment(shop, 'bench', {
    machines: MACHINES,
    timeToLive: Duration.hours(8),
    reaperImage: PINNED,
    ...props,
  });
  return { made, shop, objects: () => Testing.synth(shop) };
}

test('machines of several systems that people start, all of them in the plan', () => {
  const { made, shop, objects } = environment({ storageClass: 'fast', nodeLabels: undefined });
  const machines = objects().filter(({ kind }) => kind === 'VirtualMachine');
  expect(machines.map(({ metadata, spec }) => [metadata.name, spec.runStrategy])).toEqual([
    ['bench-linux', 'Manual'],
    ['bench-windows', 'Manual'],
  ]);
  expect(machines[0].spec.dataVolumeTemplates[0].spec.storage.storageClassName).toBe('fast');
  expect(made.machines.map(({ machineName }) => machineName)).toEqual(['bench-linux', 'bench-windows']);
  const plan = planOf(shop);
  expect(plan.status).toBe('feasible');
  expect(plan.workloads.map(({ id, replicas }: any) => [id, replicas.planned])).toEqual([
    ['shop/CronJob/bench-reaper', 1],
    ['shop/VirtualMachine/bench-linux', 1],
    ['shop/VirtualMachine/bench-windows', 1],
  ]);
});

test('a CronJob that may see and end the instances of these machines, and nothing else', () => {
  const { made, objects } = environment({ apiServer: Peer.cidr('10.0.0.1/32', 6443) });
  const all = objects();
  expect(find(all, 'Role', 'bench-reaper').rules).toEqual([
    {
      apiGroups: ['kubevirt.io'],
      resources: ['virtualmachineinstances'],
      resourceNames: ['bench-linux', 'bench-windows'],
      verbs: ['get', 'delete'],
    },
  ]);
  expect(find(all, 'RoleBinding', 'bench-reaper').subjects).toEqual([
    { kind: 'ServiceAccount', name: 'bench-reaper', namespace: 'shop' },
  ]);
  const { spec } = find(all, 'CronJob', 'bench-reaper');
  expect(spec).toMatchObject({ schedule: '*/15 * * * *', concurrencyPolicy: 'Forbid' });
  const pod = spec.jobTemplate.spec.template.spec;
  expect(pod).toMatchObject({ restartPolicy: 'Never', automountServiceAccountToken: true });
  expect(pod.containers[0].env).toEqual([
    { name: 'HOME', value: '/tmp' },
    { name: 'MACHINES', value: 'bench-linux bench-windows' },
    { name: 'TIME_TO_LIVE', value: '28800' },
    { name: 'USER', value: 'app' },
  ]);
  expect(pod.containers[0].command[2]).toContain('kubectl delete virtualmachineinstance');
  const { egress } = find(all, 'NetworkPolicy', 'bench-reaper').spec;
  expect(egress).toEqual([{ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] }]);
  expect(made.reaper.name).toBe('bench-reaper');
  expect(made.reaperObjects.map(({ kind }) => kind)).toEqual([
    'ServiceAccount',
    'Role',
    'RoleBinding',
    'NetworkPolicy',
  ]);
});

test('by default reaches the API server wherever it is, also behind its Service', () => {
  const { egress } = find(environment().objects(), 'NetworkPolicy', 'bench-reaper').spec;
  expect(egress.map(({ ports }: any) => ports[0].port)).toEqual([443, 6443]);
});

describeWith('crds/index.json', 'official schemas', () => {
  test('of KubeVirt and Kubernetes', () => {
    expect(
      environment()
        .objects()
        .flatMap((object) => new Schemas('1.32').check(object)),
    ).toEqual([]);
  });
});

test.each<[string, Partial<DevEnvironmentProps>, string]>([
  ['no machines', { machines: [] }, 'must name at least one'],
  ['one name twice', { machines: [MACHINES[0], MACHINES[0]] }, 'must have different names'],
  ['five minutes', { timeToLive: Duration.minutes(5) }, 'must be at least 15 minutes'],
])('%s is refused', (_, props, message) => {
  expect(messageOf(() => environment(props))).toContain(message);
});

/** Runs the script of the reaper with a `kubectl` that knows one machine, and a `date` that reads what the one of BusyBox 1.35 reads. */
function reaped(startedSecondsAgo: number): string[] {
  const [, , script] = find(environment().objects(), 'CronJob', 'bench-reaper').spec.jobTemplate.spec.template.spec
    .containers[0].command;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reaper-'));
  const since = new Date(Date.now() - startedSecondsAgo * 1000).toISOString().replace(/\.\d+/, '');
  const programs = {
    kubectl: `[ "$1" = delete ] && echo "$3" >> ${folder}/deleted\n[ "$1-$3" = get-bench-linux ] && printf %s ${since}\nexit 0`,
    date: `case "$*" in *T*) echo "invalid date" >&2; exit 1;; esac\nPATH=/usr/bin:/bin exec date "$@"`,
  };
  for (const [name, text] of Object.entries(programs)) {
    fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  const env = { PATH: `${folder}:${process.env.PATH}`, MACHINES: 'bench-linux bench-windows', TIME_TO_LIVE: '28800' };
  const { status, stderr } = spawnSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const deleted = path.join(folder, 'deleted');
  return fs.existsSync(deleted) ? fs.readFileSync(deleted, 'utf8').trim().split('\n') : [];
}

test('its script ends a machine after its time, with the date of GNU and of BusyBox', () => {
  expect(reaped(28_700)).toEqual([]);
  expect(reaped(28_900)).toEqual(['bench-linux']);
});

test('the image of its reaper comes from the registry of the stack', () => {
  const app = Testing.app();
  const registry = new HarborRegistry(app, 'harbor', { host: 'harbor.lab.example.com' });
  const shop = stack(app, { registry });
  const props = { machines: MACHINES, timeToLive: Duration.hours(8), reaperImage: PINNED };
  expect(messageOf(() => new DevEnvironment(shop, 'bench', props))).toContain(
    'must come from the registry of the stack, harbor.lab.example.com',
  );
});
