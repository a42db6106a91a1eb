import { checkImage, checkResources } from './pod/container-checks';
import { checkClaim } from './pod/device-claim';
import { checkPodOptions, PodScope } from './pod/pod-checks';
import { DRAIN_SECONDS } from './pod/pod-template';
import { Port } from './pod/port';
import { checkHealth, checkPorts } from './pod/port-checks';
import { WorkloadProps } from './workload-props';
import { Cluster } from '../cluster/cluster';
import { Priority } from '../cluster/priority';
import { checkDnsLabel, checkLabels, checkOwnLabels } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { timeText } from '../manifest/time-text';
import { AutonomousStack } from '../platform/autonomous-stack';

/** Longest name of a workload: its pods carry it with the hashes of revision and pod. */
export const LONGEST_NAME = 46;

/** Checks everything about a workload that its own props tell; `peerPorts` are what only its pods call. */
export function checkWorkload(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  props: WorkloadProps,
  scope: Omit<PodScope, 'name'> = {},
  peerPorts: readonly Port[] = [],
): void {
  checkDnsLabel(problems, 'name', id, LONGEST_NAME);
  checkLabels(problems, 'nodeLabels', props.nodeLabels ?? {});
  checkOwnLabels(problems, 'podLabels', props.podLabels ?? {});
  const inMesh = stack.mesh._istio !== undefined && (props.inMesh ?? true);
  problems.check(
    props.metricsPath === undefined || /^\/[^\s]*$/.test(props.metricsPath),
    'metricsPath',
    props.metricsPath,
    'must start with / and hold no blanks',
  );
  checkResources(problems, props);
  checkClaim(problems, stack.cluster.kubernetesVersion, props.resources.accelerator);
  checkHealth(problems, props);
  checkPorts(problems, props, inMesh, peerPorts);
  checkPlacement(problems, stack, props);
  checkPodOptions(problems, stack, props, { name: id, ...scope });
  const objective = props.replicas._objectiveSeconds;
  const least = objective + DRAIN_SECONDS;
  problems.check(
    props.grace === undefined || props.grace.toSeconds({ integral: false }) >= least,
    'grace',
    timeText(props.grace),
    `must be at least ${least} s: ${DRAIN_SECONDS} s to drain and the latency objective of ${objective} s`,
  );
  problems.check(
    props.startup === undefined || props.startup.toMilliseconds() > 0,
    'startup',
    timeText(props.startup),
    'must be above 0',
  );
  checkImage(problems, stack, props.image);
}

/** Refuses stacks with sidecars, for what cannot have one. */
export function refuseMesh(problems: Problems, { mesh, node }: AutonomousStack, why: string, purpose: string): void {
  const cure = `a stack without mesh for ${purpose}`;
  const has = mesh._istio?.ambient ? `is in an ambient mesh, which is not made for ${purpose}` : `has sidecars, ${why}`;
  problems.check(mesh._istio === undefined, 'stack', node.path, has, cure);
}

/** Refuses stacks of an ambient mesh, for what only knows the ways of sidecars. */
export function refuseAmbient(problems: Problems, { mesh, node }: AutonomousStack, what: string): void {
  const given = `is in an ambient mesh, whose tunnel the policies of ${what} do not know`;
  problems.check(
    !mesh._istio?.ambient,
    'stack',
    node.path,
    given,
    `a stack with Mesh.istio() or without a mesh for ${what}`,
  );
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
