import { checkClaim } from './pod/device-claim';
import { checkPodOptions } from './pod/pod-checks';
import { DRAIN_SECONDS } from './pod/pod-template';
import { Port } from './pod/port';
import { WorkloadProps } from './workload-props';
import { Cluster } from '../cluster/cluster';
import { Priority } from '../cluster/priority';
import { bytesOf, checkHugePages, millisOf, quantityOf } from '../manifest/amounts';
import { checkDnsLabel, checkLabels, checkOwnLabels } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { AutonomousStack } from '../platform/autonomous-stack';
import { Image } from '../platform/image';

/** Longest name of a workload: its pods carry it with the hashes of revision and pod. */
export const LONGEST_NAME = 46;

/** Checks everything about a workload that its own props tell; `taken` are the paths at which something else is mounted, `peerPorts` what only its pods call. */
export function checkWorkload(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  props: WorkloadProps,
  taken: readonly string[] = ['/tmp'],
  peerPorts: readonly Port[] = [],
): void {
  for (const name of ['image', 'resources', 'replicas'] as const) {
    problems.check(props[name] !== undefined, name, props[name], 'is required');
  }
  problems.raise();
  checkDnsLabel(problems, 'name', id, LONGEST_NAME);
  checkLabels(problems, 'nodeLabels', props.nodeLabels ?? {});
  checkOwnLabels(problems, 'podLabels', props.podLabels ?? {});
  const inMesh = stack.mesh._istio !== undefined && (props.inMesh ?? true);
  // What takes no requests may still answer kubelet, on a port that its health names.
  const answers = [...(props.ports ?? []), ...(props.health?._ports ?? [])].length > 0;
  problems.check(props.health === undefined || answers, 'health', 'given', 'there is no port to ask', 'add a port');
  problems.check(
    props.startup === undefined || answers,
    'startup',
    props.startup?.toHumanString(),
    'there is no port to ask',
    'add a port',
  );
  problems.check(
    props.metricsPath === undefined || /^\/[^\s]*$/.test(props.metricsPath),
    'metricsPath',
    props.metricsPath,
    'must start with / and hold no blanks',
  );
  checkResources(problems, props);
  checkClaim(problems, stack.cluster.kubernetesVersion, props.resources.accelerator);
  checkPorts(problems, props, inMesh, peerPorts);
  checkPlacement(problems, stack, props);
  checkPodOptions(problems, stack, props, taken);
  const objective = props.replicas._objectiveSeconds;
  const least = objective + DRAIN_SECONDS;
  problems.check(
    props.grace === undefined || props.grace.toSeconds({ integral: false }) >= least,
    'grace',
    props.grace?.toHumanString(),
    `must be at least ${least} s: ${DRAIN_SECONDS} s to drain and the latency objective of ${objective} s`,
  );
  problems.check(
    props.startup === undefined || props.startup.toMilliseconds() > 0,
    'startup',
    props.startup?.toHumanString(),
    'must be above 0',
  );
  checkImage(problems, stack, props.image);
}

/** Images come from the registry of the stack, where it has one, and their pull secret is in its namespace. */
export function checkImage(problems: Problems, { registry, namespaceName }: AutonomousStack, image: Image): void {
  const host = registry?.host;
  problems.check(
    host === undefined || image.repository.startsWith(`${host}/`),
    'image',
    image.reference,
    `must come from the registry of the stack, ${host}`,
    "registry.image('<project>/<repository>', ...)",
  );
  const { registry: of, secret } = image._login ?? {};
  problems.check(
    of === undefined || of === registry,
    'image',
    image.reference,
    `its pull secret ${image.pullSecret} is made in stacks of its registry, and ${namespaceName} is none`,
    'registry: ... on the stack, or image.pulledWith(SecretRef.registryLogin(...))',
  );
  const where = secret?._content.stack?.namespaceName;
  problems.check(
    where === undefined || where === namespaceName,
    'image',
    image.reference,
    `its pull secret ${image.pullSecret} is in namespace ${where}`,
    `a SecretRef in ${namespaceName}`,
  );
}

/** Refuses stacks with sidecars, for what cannot have one. */
export function refuseMesh(problems: Problems, { mesh, node }: AutonomousStack, why: string, purpose: string): void {
  const cure = `a stack without mesh for ${purpose}`;
  problems.check(mesh._istio === undefined, 'stack', node.path, `has sidecars, ${why}`, cure);
}

/** Checks what each pod asks for. */
export function checkResources(
  problems: Problems,
  { resources, scratch }: Pick<WorkloadProps, 'resources' | 'scratch'>,
): void {
  const { cpu, memory, cpuLimit, memoryLimit, extended, accelerator } = resources;
  problems.check(millisOf(cpu) > 0, 'resources.cpu', cpu.amount, 'must be above 0');
  problems.check(bytesOf(memory) > 0, 'resources.memory', quantityOf(memory), 'must be above 0');
  problems.check(
    cpuLimit === undefined || millisOf(cpuLimit) >= millisOf(cpu),
    'resources.cpuLimit',
    cpuLimit?.amount,
    `must be at least the request ${cpu.amount}`,
  );
  problems.check(
    memoryLimit === undefined || bytesOf(memoryLimit) >= bytesOf(memory),
    'resources.memoryLimit',
    memoryLimit && quantityOf(memoryLimit),
    `must be at least the request ${quantityOf(memory)}`,
  );
  problems.check(
    scratch === undefined || bytesOf(scratch) > 0,
    'scratch',
    scratch && quantityOf(scratch),
    'must be above 0',
  );
  problems.check(
    !accelerator?._passthrough,
    'resources.accelerator',
    accelerator?.resource,
    'is for virtual machines, which drive it themselves',
    'devices(...)',
  );
  checkHugePages(problems, 'resources.', resources);
  for (const [name, amount] of Object.entries(extended ?? {})) {
    problems.check(
      /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(name),
      'resources.extended',
      name,
      'must be <domain>/<name>',
      "for example 'nvidia.com/gpu'",
    );
    problems.check(
      Number.isInteger(amount) && amount > 0,
      `resources.extended['${name}']`,
      amount,
      'must be a whole number above 0: devices are not divisible',
    );
  }
}

function checkPorts(
  problems: Problems,
  { ports = [], metricsPort, health }: WorkloadProps,
  inMesh: boolean,
  peerPorts: readonly Port[],
): void {
  const all =
    metricsPort && !ports.some((port) => port.number === metricsPort.number && port.name === metricsPort.name)
      ? [...ports, metricsPort]
      : ports;
  const apart = [...all, ...peerPorts];
  for (const port of apart) {
    const taken = inMesh && port.number >= 15000 && port.number <= 15099;
    problems.check(
      !taken,
      'ports',
      port.number,
      "is in 15000 to 15099, which Istio's sidecar keeps",
      'another port, or inMesh: false',
    );
  }
  const repeated = (values: readonly (string | number)[]) => values.find((value, i) => values.indexOf(value) !== i);
  const number = repeated(apart.map((port) => port.number));
  const name = repeated(apart.map((port) => port.name));
  problems.check(number === undefined, 'ports', number, 'is there twice');
  problems.check(
    name === undefined,
    'ports',
    name,
    'is the name of two ports',
    "give one a name: Port.http(8081, { name: 'admin' })",
  );
  for (const asked of health?._ports ?? []) {
    const known = ports.length === 0 || all.some((port) => port.number === asked.number);
    problems.check(known, 'health', asked.number, 'is no port of the workload', 'add it to ports');
  }
}

function checkPlacement(
  problems: Problems,
  { cluster }: AutonomousStack,
  { survive, priority, zones }: WorkloadProps,
): void {
  for (const zone of zones ?? []) {
    problems.check(
      cluster.zones.includes(zone),
      'zones',
      zone,
      `must be among the zones of the cluster: ${cluster.zones.join(', ')}`,
    );
  }
  const enough = (survive ?? cluster.survive)._level === 'zone' ? 2 : 1;
  const different = new Set(zones).size;
  problems.check(
    zones === undefined || (different === zones.length && different >= enough),
    'zones',
    zones,
    `must name at least ${enough}, each once`,
  );
  const asked = survive?._level;
  const level = cluster.survive._level;
  problems.check(
    asked === undefined || asked === 'none' || asked === level,
    'survive',
    asked,
    `must be none or what its cluster survives, ${level}`,
    `survive: Survive.${asked}() on the cluster`,
  );
  checkPriority(problems, cluster, priority);
}

/** Checks that a priority is one of the cluster. */
export function checkPriority(problems: Problems, cluster: Cluster, priority: Priority | undefined): void {
  problems.check(
    priority === undefined || cluster.node.findAll().includes(priority),
    'priority',
    priority?.priorityName,
    `is no priority of cluster ${cluster.clusterName}`,
    'cluster.addPriority(...)',
  );
}
