import { formatQuantity, parseQuantity } from '../../../capacity/quantity';
import { KubeObject } from '../../../manifest/kube';

/** All objects of a kind. */
export type ObjectsOf = (kind: string) => readonly KubeObject[];

/** The instance type that a machine names; undefined where it names none, or one that is in no chart. */
export function instanceTypeOf({ spec, metadata }: KubeObject, of: ObjectsOf): KubeObject | undefined {
  return named(spec?.instancetype, metadata, of, 'VirtualMachineInstancetype', 'VirtualMachineClusterInstancetype');
}

/** The preference that a machine names. */
export function preferenceOf({ spec, metadata }: KubeObject, of: ObjectsOf): any {
  return named(spec?.preference, metadata, of, 'VirtualMachinePreference', 'VirtualMachineClusterPreference')?.spec;
}

/** One of the namespace, or of the cluster. */
function named(
  reference: any,
  metadata: KubeObject['metadata'],
  of: ObjectsOf,
  own: string,
  shared: string,
): KubeObject | undefined {
  if (!reference) {
    return undefined;
  }
  const isOwn = String(reference.kind ?? '').toLowerCase() === own.toLowerCase();
  return of(isOwn ? own : shared).find(
    (one) =>
      one.metadata?.name === reference.name &&
      (!isOwn || (one.metadata?.namespace ?? 'default') === (metadata?.namespace ?? 'default')),
  );
}

/** The template with what an instance type gives it (pkg/instancetype/apply). */
export function ofInstanceType(template: any, { spec = {} }: KubeObject): any {
  return { ...template, spec: applied(template.spec ?? {}, spec) };
}

function applied(vm: any, { cpu = {}, memory = {}, gpus, hostDevices, nodeSelector, schedulerName }: any): any {
  const { domain = {} } = vm;
  const bytes = parseQuantity('memory', memory.guest ?? 0) ?? 0;
  const requested = Math.ceil((bytes * (100 - (memory.overcommitPercent ?? 0))) / 100);
  return {
    ...vm,
    ...(schedulerName && { schedulerName }),
    nodeSelector: { ...vm.nodeSelector, ...nodeSelector },
    domain: {
      ...domain,
      cpu: {
        ...domain.cpu,
        sockets: cpu.guest ?? 1,
        cores: 1,
        threads: 1,
        ...(cpu.dedicatedCPUPlacement !== undefined && { dedicatedCpuPlacement: cpu.dedicatedCPUPlacement }),
        ...(cpu.isolateEmulatorThread !== undefined && { isolateEmulatorThread: cpu.isolateEmulatorThread }),
      },
      memory: { ...domain.memory, guest: memory.guest, ...(memory.hugepages && { hugepages: memory.hugepages }) },
      resources: {
        ...domain.resources,
        requests: { ...domain.resources?.requests, memory: formatQuantity('memory', requested) },
      },
      devices: {
        ...domain.devices,
        ...(gpus && { gpus }),
        ...(hostDevices && { hostDevices }),
      },
    },
  };
}

/** The architecture that KubeVirt fills in where a machine does not say it; undefined where its processes decide. */
export function defaultArchitecture(of: ObjectsOf): string | undefined {
  const said = of('KubeVirt').map(({ spec }) => spec?.configuration?.architectureConfiguration?.defaultArchitecture);
  return said.find((one) => typeof one === 'string' && one !== '');
}

/**
 * The machine with its architecture: that of its template, else of its preference, else the default of KubeVirt (pkg/defaults and pkg/instancetype/preference/apply of 1.9). That of
 * a DataSource is known to CDI alone.
 */
export function withArchitecture(machine: KubeObject, of: ObjectsOf): KubeObject {
  const { template = {} } = machine.spec ?? {};
  const { architecture = preferenceOf(machine, of)?.preferredArchitecture ?? defaultArchitecture(of) } =
    template.spec ?? {};
  return architecture === undefined
    ? machine
    : { ...machine, spec: { ...machine.spec, template: { ...template, spec: { ...template.spec, architecture } } } };
}
