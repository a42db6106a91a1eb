import { gatesFor, isKubeVirt, isMachine, isOff, machineOf } from './kubevirt-gates';
import { ObjectsOf } from './machine-types';
import { Finding } from '../../../capacity/model';
import { sortedBy } from '../../../capacity/order';
import { someOf } from '../../../capacity/some-of';
import { KubeObject } from '../../../manifest/kube';
import { ClusterDescription, PoolDescription, ReadObject } from '../description';

/** So many machines are named in a finding. */
const MOST_NAMED = 3;

/** Something that KubeVirt has to be told, and the machines for which. */
interface Need {
  readonly name: string;
  readonly without: string;
  readonly machines: readonly string[];
  /** The last minor in which it is off. */
  readonly until?: number;
}

/** A machine, and what it is made of. */
interface Machine {
  readonly name: string;
  readonly template: any;
}

/**
 * What has to be on in KubeVirt for the machines of a cluster; where its resource is in the charts, what of that is not; and machines of which KubeVirt alone knows the
 * architecture.
 */
export function kubeVirtSwitches(
  objects: readonly ReadObject[],
  of: ObjectsOf,
  { path, pools }: Pick<ClusterDescription, 'path' | 'pools'>,
): Finding[] {
  const machines = objects.flatMap(({ json }): Machine[] =>
    isMachine(json) ? [{ name: nameOf(json), template: machineOf(json, of) }] : [],
  );
  const needs = new Map<string, Need & { readonly machines: string[] }>();
  for (const { name: machine, template } of machines) {
    for (const { name, without, until } of gatesFor(template)) {
      const need = needs.get(name) ?? { name, without, until, machines: [] };
      needs.set(name, need);
      need.machines.push(machine);
    }
  }
  const gates = sortedBy(needs.values(), ({ name }) => name);
  const devices = devicesOf(machines);
  const resources = objects.filter(({ json }) => isKubeVirt(json));
  const switches =
    resources.length > 0
      ? resources.flatMap((one) => whatIsOff(one, gates, devices))
      : whatIsNeeded(
          gates.filter((gate) => isOff(gate)),
          devices,
          path,
        );
  return [...switches, ...unsaidArchitecture(machines, pools, path)];
}

/** Machines to which KubeVirt gives the architecture of its own processes, where nodes have several (pkg/virt-operator/util/config.go of 1.9). */
function unsaidArchitecture(machines: readonly Machine[], pools: readonly PoolDescription[], path: string): Finding[] {
  const there = new Set(pools.map(({ labels }) => labels['kubernetes.io/arch'] ?? 'unknown'));
  const unsaid = machines.filter(({ template }) => template.spec?.architecture === undefined);
  if (there.size < 2 || unsaid.length === 0) {
    return [];
  }
  const names = unsaid.map(({ name }) => name);
  return [
    {
      code: 'GUEST_ARCHITECTURE_UNSAID',
      severity: 'warning',
      uncovered: true,
      path,
      message: `${someOf(names, MOST_NAMED)} ${names.length === 1 ? 'does' : 'do'} not say for which architecture: KubeVirt fills in that of its own processes and runs them on nodes of it alone, of which the plan knows nothing: the nodes have ${[...there].sort().join(' and ')}`,
      cure: [
        'architecture in the template of the machine',
        'spec.configuration.architectureConfiguration.defaultArchitecture of the KubeVirt resource, in a chart of the cluster',
      ],
    },
  ];
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
  const on = new Set<string>(developerConfiguration?.featureGates ?? []);
  const disabled = new Set<string>(developerConfiguration?.disabledFeatureGates ?? []);
  const permitted = new Set<string>(
    [
      ...(permittedHostDevices.pciHostDevices ?? []),
      ...(permittedHostDevices.mediatedDevices ?? []),
      ...(permittedHostDevices.usb ?? []),
    ].map(({ resourceName }: any) => resourceName),
  );
  return [
    ...gates
      .filter((gate) => !on.has(gate.name) && (isOff(gate) || disabled.has(gate.name)))
      .map((need) => off(`feature gate ${need.name}`, need, path, json)),
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

function devicesOf(machines: readonly Machine[]): Need[] {
  const users = new Map<string, Set<string>>();
  for (const { name, template } of machines) {
    const { gpus, hostDevices } = template.spec?.domain?.devices ?? {};
    for (const { deviceName } of [...(gpus ?? []), ...(hostDevices ?? [])]) {
      // Devices of a claim have none.
      if (deviceName !== undefined) {
        users.set(deviceName, (users.get(deviceName) ?? new Set()).add(name));
      }
    }
  }
  return sortedBy(users, ([name]) => name).map(([name, own]) => ({
    name,
    without: 'they are refused',
    machines: [...own],
  }));
}

function nameOf({ metadata }: KubeObject): string {
  return `${metadata?.namespace ?? 'default'}/${metadata?.name}`;
}

function namesOf(needs: readonly Need[]): string {
  return needs.map(({ name }) => name).join(', ');
}
