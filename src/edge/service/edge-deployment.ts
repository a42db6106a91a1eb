import { Size } from 'cdk8s';
import { EdgeServiceProps } from './edge-service-props';
import { PlaceableService } from './placeable-service';
import { RolloutPlan } from '../../capacity/plan';
import { plain } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { KubeObject } from '../../manifest/kube';
import { namespaced, podLabels } from '../../manifest/metadata';
import { quantities } from '../../manifest/quantities';
import { containerResources } from '../../workload/pod/container-resources';
import { Health } from '../../workload/pod/health';
import { helperStartups } from '../../workload/pod/helpers/pod-helpers';
import {
  DEFAULT_DEADLINE,
  graceSeconds,
  podTemplate,
  progressSeconds,
  takenByPod,
} from '../../workload/pod/pod-template';
import { probePort } from '../../workload/pod/workload-pods';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { addDrain, addYoungParts } from '../../workload/pod/young-fields';
import { Runtime } from '../runtime/runtime';
import { edgeTolerations, nodeRequirements } from '../site/site-hosts';
import { SiteOverride } from '../site/site-override';

/** One Deployment of a service: the template of its copies, or that of one site. */
export interface DeploymentParts {
  readonly name: string;
  /** Absent where an autoscaler decides. */
  readonly replicas?: number;
  readonly service: PlaceableService;
  readonly selector: Record<string, string>;
  readonly runtime: Runtime;
  readonly mayBeOffline: boolean;
  readonly holdUpgrade: boolean;
  /** True where some site has several of its pods. */
  readonly replicated: boolean;
  /** True where no two of its pods may share a node. */
  readonly apart: boolean;
  /** The one site that it runs at; absent where the edge runtime says that. */
  readonly only?: { readonly key: string; readonly site: string };
  /** Pull secrets of the registries of its sites. */
  readonly pullSecrets?: readonly string[];
  /** Claim of its buffer. */
  readonly claim?: string;
  /** What is different at all its sites. */
  readonly override?: SiteOverride;
  /** A value that the rollouts of its sites decide. */
  readonly planned: (pick: (rollouts: readonly (RolloutPlan | undefined)[]) => number) => any;
}

/** The Deployment as it is written into objects of the edge runtime: whole, with its namespace, which none of them fills in. */
export function edgeDeployment(parts: DeploymentParts): KubeObject {
  const { name, replicas, service, selector, planned, claim } = parts;
  const { _owner: owner, cluster } = service.stack;
  const props = service._propsAt(parts.override);
  const { replicas: sized, grace, startup } = props;
  const deadline = progressSeconds(graceSeconds(sized._objectiveSeconds, grace), [startup, ...helperStartups(props)]);
  const deployment: k8s.Deployment = {
    metadata: namespaced('Deployment', name, owner, labelsOf(service, props, selector)),
    spec: {
      ...(replicas !== undefined && { replicas }),
      revisionHistoryLimit: 3,
      ...(deadline > DEFAULT_DEADLINE && { progressDeadlineSeconds: deadline }),
      selector: { matchLabels: selector },
      // A claim is mounted by one pod at a time.
      strategy: claim === undefined ? rolling(planned) : { type: 'Recreate' },
      template: template(parts),
    },
  };
  const manifest = plain({ apiVersion: k8s.API_VERSIONS.Deployment, kind: 'Deployment', ...deployment });
  const pod = manifest.spec.template.spec;
  addYoungParts(pod, cluster.kubernetesVersion, props);
  addDrain(pod, cluster.kubernetesVersion);
  return manifest;
}

function rolling(planned: DeploymentParts['planned']): k8s.DeploymentStrategy {
  const surgeOf = (rollouts: readonly (RolloutPlan | undefined)[]) =>
    rollouts.reduce((least, rollout) => Math.min(least, rollout?.surge ?? 0), rollouts.length > 0 ? Infinity : 0);
  return {
    type: 'RollingUpdate',
    rollingUpdate: {
      maxSurge: planned(surgeOf),
      maxUnavailable: planned((rollouts) => (surgeOf(rollouts) > 0 ? 0 : 1)),
    },
  };
}

function labelsOf(
  { stack }: PlaceableService,
  { image }: EdgeServiceProps,
  selector: Record<string, string>,
): Record<string, string> {
  return podLabels(stack._owner, selector, image.shortVersion);
}

function template(parts: DeploymentParts): k8s.PodTemplateSpec {
  const { service, selector, runtime, mayBeOffline, holdUpgrade, only, claim, override } = parts;
  const { serviceName } = service;
  const props = service._propsAt(override);
  const config = service._configAt(override);
  const { ports = [], metricsPort, replicas, grace } = props;
  const allPorts = [
    ...ports,
    ...(metricsPort && !ports.some(({ _id }) => _id === metricsPort._id) ? [metricsPort] : []),
  ];
  return podTemplate({
    name: serviceName,
    cluster: service.stack.cluster,
    labels: { ...props.podLabels, ...labelsOf(service, props, selector), ...(mayBeOffline && runtime.offlineLabels) },
    annotations: { ...scrape(props), ...(holdUpgrade && runtime.holdAnnotations) },
    selector,
    image: props.image,
    pullSecrets: parts.pullSecrets,
    resources: props.resources,
    ports: allPorts,
    health: props.health ?? Health._for(ports, metricsPort),
    probePort: probePort(ports, props.health),
    startupSeconds: props.startup?.toSeconds({ integral: false }),
    options: props,
    command: props.command,
    args: props.args,
    scratch: scratchOf(props),
    volumes: [
      ...(config ? [config.volume] : []),
      ...(claim === undefined ? [] : [{ name: 'buffer', persistentVolumeClaim: { claimName: claim } }]),
    ],
    volumeMounts: [
      ...(config ? [config.mount] : []),
      ...(claim === undefined ? [] : [{ name: 'buffer', mountPath: props.buffer!.mountPath }]),
    ],
    graceSeconds: graceSeconds(replicas._objectiveSeconds, grace),
    priorityClassName: props.priority?.priorityName,
    nodeLabels: props.nodeLabels ?? {},
    tolerates: props.tolerates ?? [],
    requirements: [
      ...nodeRequirements(props),
      ...(only ? [{ key: only.key, operator: 'In', values: [only.site] }] : []),
    ],
    tolerations: edgeTolerations(mayBeOffline, runtime),
    survive: 'none',
    zones: 1,
    replicated: parts.replicated,
    apart: parts.apart,
    revisionLabel: 'pod-template-hash',
    profile: props.profile,
  });
}

function scrape({ metricsPort, metricsPath = '/metrics' }: EdgeServiceProps): Record<string, string> {
  return metricsPort
    ? {
        'prometheus.io/path': metricsPath,
        'prometheus.io/port': String(metricsPort.number),
        'prometheus.io/scrape': 'true',
      }
    : {};
}

function scratchOf({ scratch = Size.mebibytes(64) }: EdgeServiceProps): Size {
  return scratch;
}

/** Requests and limits of the container with other resources. */
export function resourcesOf({ stack, _props }: PlaceableService, resources: WorkloadResources): any {
  const { requests, limits } = containerResources(stack.cluster, resources, takenByPod(_props, scratchOf(_props)).main);
  return { requests: quantities(requests), limits: quantities(limits) };
}
