import { Finding } from '../../../capacity/model';
import { sortedBy } from '../../../capacity/order';
import { someOf } from '../../../capacity/some-of';
import { KubeObject } from '../../../manifest/kube';
import { ReadObject } from '../description';

/** What is off in KubeVirt 1.9 unless its resource says otherwise (pkg/virt-config/featuregate: Alpha), and which machines are nothing without it. */
const GATES: readonly (readonly [string, (domain: any) => boolean, string])[] = [
  [
    'CPUManager',
    ({ cpu }) => cpu?.dedicatedCpuPlacement === true,
    'no node gets the label of cores that can be pinned',
  ],
  ['HostDevices', ({ devices }) => (devices?.hostDevices ?? []).length > 0, 'they are refused'],
  ['VSOCK', ({ devices }) => devices?.autoattachVSOCK === true, 'they are refused'],
];

const KINDS: ReadonlySet<string> = new Set([
  'VirtualMachine',
  'VirtualMachineInstance',
  'VirtualMachineInstanceReplicaSet',
  'VirtualMachinePool',
]);

/** So many machines are named in a finding. */
const MOST_NAMED = 3;

/** Something that KubeVirt has to be told, and the machines for which. */
interface Need {
  readonly name: string;
  readonly without: string;
  readonly machines: readonly string[];
}

/** What has to be on in KubeVirt for the machines of a cluster; where its resource is in the charts, what of that is not. */
export function kubeVirtSwitches(objects: readonly ReadObject[], path: string): Finding[] {
  const machines = objects.filter(
    ({ json }) => KINDS.has(json.kind ?? '') && /(^|\.)kubevirt\.io\//.test(`${json.apiVersion}`),
  );
  const domains = machines.map(({ json }) => ({ name: nameOf(json), domain: domainOf(json) }));
  const gates = GATES.flatMap(([name, isUsed, without]): Need[] => {
    const users = domains.filter(({ domain }) => isUsed(domain)).map((one) => one.name);
    return users.length > 0 ? [{ name, without, machines: users }] : [];
  });
  const devices = devicesOf(domains);
  const resources = objects.filter(
    ({ json }) => json.kind === 'KubeVirt' && /^kubevirt\.io\//.test(`${json.apiVersion}`),
  );
  return resources.length > 0
    ? resources.flatMap((one) => whatIsOff(one, gates, devices))
    : whatIsNeeded(gates, devices, path);
}

function whatIsNeeded(gates: readonly Need[], devices: readonly Need[], path: string): Finding[] {
  if (gates.length + devices.length === 0) {
    return [];
  }
  const texts = [
    ...(gates.length > 0 ? [`the feature ${gates.length === 1 ? 'gate' : 'gates'} ${namesOf(gates)}`] : []),
    ...(devices.length > 0 ? [`${namesOf(devices)} in permittedHostDevices`] : []),
  ];
  return [
    {
      code: 'KUBEVIRT_SWITCHES',
      severity: 'info',
      path,
      message: `KubeVirt needs ${texts.join(', and ')} (spec.configuration of its resource), for ${someOf([...new Set([...gates, ...devices].flatMap((one) => one.machines))], MOST_NAMED)}`,
    },
  ];
}

function whatIsOff({ json, path }: ReadObject, gates: readonly Need[], devices: readonly Need[]): Finding[] {
  const { developerConfiguration = {}, permittedHostDevices = {} } = json.spec?.configuration ?? {};
  const on = new Set<string>(developerConfiguration.featureGates ?? []);
  const permitted = new Set<string>(
    [
      ...(permittedHostDevices.pciHostDevices ?? []),
      ...(permittedHostDevices.mediatedDevices ?? []),
      ...(permittedHostDevices.usb ?? []),
    ].map(({ resourceName }: any) => resourceName),
  );
  return [
    ...gates.filter(({ name }) => !on.has(name)).map((need) => off(`feature gate ${need.name}`, need, path, json)),
    ...devices
      .filter(({ name }) => !permitted.has(name))
      .map((need) => off(`${need.name} in permittedHostDevices`, need, path, json)),
  ];
}

function off(what: string, { without, machines }: Need, path: string, json: KubeObject): Finding {
  return {
    code: 'KUBEVIRT_SWITCHED_OFF',
    severity: 'error',
    path,
    message: `KubeVirt ${json.metadata?.name} has no ${what}, which ${someOf(machines, MOST_NAMED)} need: ${without}`,
    cure: [`${what} in spec.configuration of KubeVirt ${json.metadata?.name}`],
  };
}

function devicesOf(domains: readonly { readonly name: string; readonly domain: any }[]): Need[] {
  const users = new Map<string, Set<string>>();
  for (const { name, domain } of domains) {
    for (const { deviceName } of [...(domain.devices?.gpus ?? []), ...(domain.devices?.hostDevices ?? [])]) {
      // Devices of a claim have none.
      if (deviceName !== undefined) {
        users.set(deviceName, (users.get(deviceName) ?? new Set()).add(name));
      }
    }
  }
  return sortedBy(users, ([name]) => name).map(([name, machines]) => ({
    name,
    without: 'they are refused',
    machines: [...machines],
  }));
}

function domainOf({ kind, spec = {} }: KubeObject): any {
  const one = kind === 'VirtualMachinePool' ? (spec.virtualMachineTemplate?.spec ?? {}) : spec;
  return (kind === 'VirtualMachineInstance' ? one : (one.template?.spec ?? {})).domain ?? {};
}

function nameOf({ metadata }: KubeObject): string {
  return `${metadata?.namespace ?? 'default'}/${metadata?.name}`;
}

function namesOf(needs: readonly Need[]): string {
  return needs.map(({ name }) => name).join(', ');
}
