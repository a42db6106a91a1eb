import { withState } from './machine-state';
import { replicaSet } from './made';
import { Made, OperatorContext, OperatorReaders } from './operator';
import { Finding } from '../../../capacity/model';
import { formatQuantity, parseQuantity } from '../../../capacity/quantity';
import { KubeObject } from '../../../manifest/kube';
import { launcherPod, migrates, runningMachines } from '../workloads/virtual-machine';

/** Machines of KubeVirt 1.9 in every form, with what their instance types give them (pkg/instancetype/apply). */
export const KUBE_VIRT: OperatorReaders = {
  'kubevirt.io/VirtualMachine': (resource, context) => [
    { json: withState(sized(resource, resource, context), context) },
  ],
  'kubevirt.io/VirtualMachineInstance': instance,
  'kubevirt.io/VirtualMachineInstanceReplicaSet': instances,
  'pool.kubevirt.io/VirtualMachinePool': pool,
};

/** A machine without anybody who starts it again. */
function instance({ metadata, spec }: KubeObject, context: OperatorContext): Made[] {
  const json = withState({ metadata, spec: { template: { metadata, spec } } }, context);
  const made = launcherPod(json);
  return [
    {
      json: { apiVersion: 'v1', kind: 'Pod', metadata: { ...made.metadata, name: metadata?.name }, spec: made.spec },
      migrates: migrates(json),
    },
  ];
}

function instances(resource: KubeObject, context: OperatorContext): Made[] {
  const { metadata, spec = {} } = resource;
  const pod = launcherPod(withState(resource, context));
  const json = replicaSet(`${metadata?.name}`, spec.paused ? 0 : (spec.replicas ?? 1), pod);
  return [{ json, scaled: true, migrates: migrates(resource) }];
}

/** Equal machines, of which each is a VirtualMachine. */
function pool(resource: KubeObject, context: OperatorContext): Made[] {
  const { metadata, spec = {} } = resource;
  const one = { kind: 'VirtualMachine', metadata, spec: spec.virtualMachineTemplate?.spec };
  const machine = withState(sized(one, resource, context), context);
  const replicas = runningMachines(machine.spec) === 0 ? 0 : (spec.replicas ?? 1);
  return [
    {
      json: replicaSet(`${metadata?.name}`, replicas, launcherPod(machine)),
      scaled: true,
      migrates: migrates(machine),
    },
  ];
}

/** The machine with what its instance type gives it. A preference sets no amounts, only how processors are presented. */
function sized(
  machine: KubeObject,
  { kind, metadata }: KubeObject,
  { objects, path, findings }: OperatorContext,
): KubeObject {
  const { instancetype } = machine.spec ?? {};
  if (!instancetype) {
    return machine;
  }
  const isOwn = String(instancetype.kind ?? '').toLowerCase() === 'virtualmachineinstancetype';
  const type = objects
    .of(isOwn ? 'VirtualMachineInstancetype' : 'VirtualMachineClusterInstancetype')
    .find(
      (one) =>
        one.metadata?.name === instancetype.name &&
        (!isOwn || (one.metadata?.namespace ?? 'default') === (metadata?.namespace ?? 'default')),
    );
  const { instancetype: _, ...spec } = machine.spec;
  if (!type) {
    findings.push(unknown(`${kind} ${metadata?.name}`, instancetype, path));
    return { ...machine, spec };
  }
  const { template = {} } = spec;
  return {
    ...machine,
    spec: { ...spec, template: { ...template, spec: applied(template.spec ?? {}, type.spec ?? {}) } },
  };
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

function unknown(
  machine: string,
  { kind = 'VirtualMachineClusterInstancetype', name, inferFromVolume }: any,
  path: string,
): Finding {
  const type = name === undefined ? `the instance type that volume ${inferFromVolume} names` : `${kind} ${name}`;
  return {
    code: 'INSTANCE_TYPE_UNKNOWN',
    severity: 'warning',
    path,
    message: `${type} of ${machine} is in no chart of the cluster: nobody knows how much the machine asks for`,
    cure: ['include the chart with the instance type in the cluster', 'cpu and memory in its template'],
    uncovered: true,
  };
}
