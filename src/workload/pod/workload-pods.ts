import { Size } from 'cdk8s';
import { Health } from './health';
import { SIDECARS_SINCE } from './helpers/pod-helpers';
import { DRAIN_SECONDS, graceSeconds, podTemplate } from './pod-template';
import { Port, PortProtocol } from './port';
import { SurviveLevel } from '../../capacity/model';
import * as k8s from '../../manifest/k8s/types';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { IstioSettings } from '../../platform/istio/settings';
import { hostsFor, hostsThere } from '../calls/hosts';
import { boundsAnnotation, LatencyBounds } from '../observed/latency-bounds';
import { Sizing } from '../sizing/sizing';
import { WorkloadProps } from '../workload-props';

/** What a kind of workload adds to the common parts. */
export interface WorkloadForm {
  readonly revisionLabel?: string;
  readonly volumeMounts?: readonly k8s.VolumeMount[];
  /** Ports that only its own pods call. */
  readonly peerPorts?: readonly Port[];
  /** True where a node may hold only one of its pods, so that its loss takes no more. */
  readonly apart?: boolean;
}

/** What the pods of a workload follow from. */
export interface WorkloadParts {
  readonly name: string;
  readonly props: WorkloadProps;
  readonly stack: AutonomousStack;
  readonly ports: readonly Port[];
  /** Set where they have a sidecar. */
  readonly istio?: IstioSettings;
  readonly labels: Record<string, string>;
  readonly selector: Record<string, string>;
  readonly sizing: Sizing;
  /** That of all replicas that share the requests, where these are more. */
  readonly whole?: Sizing;
  readonly survive: SurviveLevel;
  readonly zones: number;
  /** True where every zone has to have its part of them. */
  readonly inAllZones?: boolean;
  /** Times that its proxies tell apart, where somebody watches them. */
  readonly bounds?: LatencyBounds;
}

/** The pods of a workload of a stack: those of its props, with what the mesh and Prometheus look for. */
export function workloadPods(parts: WorkloadParts, form: WorkloadForm): k8s.PodTemplateSpec {
  const { name, props, stack, ports, istio, selector, sizing, survive, zones } = parts;
  const grace = graceSeconds(props.replicas._objectiveSeconds, props.grace);
  const { metricsPort } = props;
  const known = metricsPort === undefined || ports.some(({ _id }) => _id === metricsPort._id);
  return podTemplate({
    name,
    cluster: stack.cluster,
    labels: {
      ...props.podLabels,
      ...parts.labels,
      ...(!istio && stack.mesh._istio?.outsideLabels),
    },
    annotations: {
      ...sidecarAnnotations(istio, grace, requestsOf(parts)),
      ...(istio && !istio.ambient && parts.bounds && boundsAnnotation(stack, parts.bounds)),
      ...startsFirst(parts),
      ...scrapeAnnotations(props),
    },
    selector,
    image: props.image,
    resources: props.resources,
    ports: [...ports, ...(known ? [] : [metricsPort]), ...(form.peerPorts ?? [])],
    health: props.health ?? Health._for(ports, metricsPort),
    probePort: probePort(ports, props.health),
    startupSeconds: props.startup?.toSeconds({ integral: false }),
    options: props,
    command: props.command,
    args: props.args,
    scratch: props.scratch ?? Size.mebibytes(64),
    volumeMounts: form.volumeMounts,
    graceSeconds: grace,
    priorityClassName: props.priority?.priorityName,
    nodeLabels: props.nodeLabels ?? {},
    onlyZones: props.zones,
    tolerates: props.tolerates ?? [],
    survive,
    zones,
    inAllZones: parts.inAllZones,
    replicated: isReplicated(sizing),
    revisionLabel: form.revisionLabel,
    apart: form.apart && hasHosts(parts),
  });
}

/** The port that is asked where health names none: the first that can be. */
export function probePort(ports: readonly Port[], health: Health | undefined): Port | undefined {
  return [...ports, ...(health?._ports ?? [])].find(({ protocol }) => protocol !== PortProtocol.UDP);
}

/**
 * Whether there are nodes enough for one pod each. Where a loss is survived, as many as there may be count, in every zone where that is the loss; else
 * those that are there anyway: they cost nothing.
 */
function hasHosts({ stack: { cluster }, props, survive, sizing: { planned } }: WorkloadParts): boolean {
  if (survive === 'none') {
    return planned <= hostsThere(cluster, props);
  }
  const zones = survive === 'zone' ? (props.zones ?? cluster.zones) : [];
  const inEach = Math.ceil(planned / Math.max(1, zones.length));
  return (
    planned <= hostsFor(cluster, props) &&
    zones.every((zone) => inEach <= hostsFor(cluster, { ...props, zones: [zone] }))
  );
}

/** Whether there may be several pods of it. */
export function isReplicated({ planned, max = 0 }: Sizing): boolean {
  return Math.max(planned, max) > 1;
}

/** Size of the sidecar; it starts before the container and keeps its connections until the container has drained. */
function sidecarAnnotations(istio: IstioSettings | undefined, grace: number, rate: number): Record<string, string> {
  if (!istio || istio.ambient) {
    return {};
  }
  const config = { holdApplicationUntilProxyStarts: true, terminationDrainDuration: `${grace - DRAIN_SECONDS}s` };
  return { ...istio.sidecarAnnotations(rate), 'proxy.istio.io/config': JSON.stringify(config) };
}

/** Init containers reach others only where the sidecar, which takes their connections, is one that starts before them. */
function startsFirst({ istio, props: { helpers = [] }, stack: { cluster } }: WorkloadParts): Record<string, string> {
  const isWanted = helpers.some(({ isSidecar }) => !isSidecar) && cluster.kubernetesVersion.atLeast(SIDECARS_SINCE);
  return istio && !istio.ambient && isWanted ? { 'sidecar.istio.io/nativeSidecar': 'true' } : {};
}

/** Most requests per second that the sidecar of one replica sees: of plain connections nobody knows what they are of. */
function requestsOf({ ports, props, sizing, whole = sizing }: WorkloadParts): number {
  const asks = ports.some(({ protocol }) => protocol !== PortProtocol.TCP && protocol !== PortProtocol.UDP);
  return asks ? props.replicas._rateOf(whole) : 0;
}

/** Istio's sidecar reads them and serves the metrics outside mutual TLS; plain Prometheus set-ups know them too. */
function scrapeAnnotations({ metricsPort, metricsPath = '/metrics' }: WorkloadProps): Record<string, string> {
  if (!metricsPort) {
    return {};
  }
  return {
    'prometheus.io/path': metricsPath,
    'prometheus.io/port': String(metricsPort.number),
    'prometheus.io/scrape': 'true',
  };
}
