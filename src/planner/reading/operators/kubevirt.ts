import { withState } from './machine-state';
import { ofInstanceType, instanceTypeOf, withArchitecture } from './machine-types';
import { replicaSet } from './made';
import { Made, OperatorContext, OperatorReaders } from './operator';
import { Finding } from '../../../capacity/model';
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
  const of = (kind: string) => context.objects.of(kind);
  const json = withState(withArchitecture({ metadata, spec: { template: { metadata, spec } } }, of), context);
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
  const of = (kind: string) => context.objects.of(kind);
  const pod = launcherPod(withState(withArchitecture(resource, of), context));
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

/** The machine with what its instance type and its preference give it. */
function sized(
  machine: KubeObject,
  { kind, metadata }: KubeObject,
  { objects, path, findings }: OperatorContext,
): KubeObject {
  const { instancetype } = machine.spec ?? {};
  const of = (name: string) => objects.of(name);
  const placed = withArchitecture(machine, of);
  if (!instancetype) {
    return placed;
  }
  const { instancetype: _, ...spec } = placed.spec;
  const type = instanceTypeOf(machine, of);
  if (!type) {
    findings.push(unknown(`${kind} ${metadata?.name}`, instancetype, path));
    return { ...placed, spec };
  }
  return { ...placed, spec: { ...spec, template: ofInstanceType(spec.template ?? {}, type) } };
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
