import { autoscaler, container, daemonSet, list, merged, pick, pod, statefulSet, upTo } from './made';
import { Made, OperatorContext, OperatorReaders } from './operator';
import { KubeContainer, KubeObject, KubePod, KubePodSpec, KubeResources } from '../../../manifest/kube';
import { readCount } from '../workloads/replica-counts';

/** What prometheus-operator 0.93 runs (pkg/prometheus, pkg/alertmanager, pkg/thanos). */
export const PROMETHEUS: OperatorReaders = {
  'monitoring.coreos.com/Alertmanager': alertmanager,
  'monitoring.coreos.com/Prometheus': (resource, context) => shards(resource, context, 'prometheus'),
  'monitoring.coreos.com/PrometheusAgent': agent,
  'monitoring.coreos.com/ThanosRuler': ruler,
};

/** What the sidecar that loads changed settings asks for where the operator's own flags say nothing. */
const RELOADER: KubeResources = {
  requests: { cpu: '10m', memory: '50Mi' },
  limits: { cpu: '10m', memory: '50Mi' },
};
const reloader = (name: string) => container(name, RELOADER);

/** Memory that Alertmanager and the ruler request where nothing is said. */
const LEAST_MEMORY = '200Mi';

const SHARD = 'operator.prometheus.io/shard';
const ZONE = 'topology.kubernetes.io/zone';

/** Port that is the host's where the pod is on the network of its node. */
const PORT = { ports: [{ containerPort: 9090 }] };

function labelsOf(component: string, name: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    'app.kubernetes.io/name': component,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    'app.kubernetes.io/instance': name,
    ...more,
  };
}

/** The pod with the fields that all resources of the operator have. */
function podOf(
  spec: any,
  labels: Record<string, string>,
  containers: KubeContainer[],
  more: KubePodSpec = {},
): KubePod {
  return pod(
    { ...spec.podMetadata?.labels, ...labels },
    {
      ...pick(spec, 'affinity', 'nodeSelector', 'tolerations', 'priorityClassName', 'schedulerName', 'hostNetwork'),
      ...pick(spec, 'terminationGracePeriodSeconds'),
      topologySpreadConstraints: list(spec.topologySpreadConstraints).map((constraint) => spread(constraint, labels)),
      containers: merged(containers, list(spec.containers)),
      volumes: [...list(spec.volumes), ...scratchOf(spec.storage)],
      ...more,
    },
    spec.podMetadata?.annotations,
  );
}

/** The operator adds to the selector of a spread what selects its pods, where it is asked to. */
function spread({ additionalLabelSelectors: added, ...constraint }: any, labels: Record<string, string>): any {
  if (added === undefined) {
    return constraint;
  }
  const { [SHARD]: shard, ...resource } = labels;
  const own = added === 'OnShard' && shard !== undefined ? labels : resource;
  const { labelSelector = {} } = constraint;
  return { ...constraint, labelSelector: { ...labelSelector, matchLabels: { ...labelSelector.matchLabels, ...own } } };
}

function claimsOf({ storage }: any): any[] {
  const template = storage?.emptyDir || storage?.ephemeral ? undefined : storage?.volumeClaimTemplate;
  const { spec: claim = {} } = template ?? {};
  return template
    ? [
        {
          name: 'db',
          size: claim.resources?.requests?.storage,
          storageClass: claim.storageClassName,
          accessModes: claim.accessModes,
        },
      ]
    : [];
}

function scratchOf(storage: any): any[] {
  const { emptyDir, ephemeral } = storage ?? {};
  return emptyDir ? [{ name: 'db', emptyDir }] : ephemeral ? [{ name: 'db', ephemeral }] : [];
}

/** More shards than these are looked at together. */
const MOST_APART = 100;

/**
 * A StatefulSet for each shard, whose number an autoscaler may set. They are looked at together unless something is about single shards:
 * the zone that each is for, or a spread of its own.
 */
function shards(resource: KubeObject, context: OperatorContext, component: string): Made[] {
  const { kind = '', metadata, spec = {} } = resource;
  const count = (field: string) =>
    readCount(spec[field] ?? 1, `number of ${field}`, context.path, context.findings) ?? 1;
  const [own, replicas] = [Math.max(1, count('shards')), count('replicas')];
  const [range] = context.objects.autoscalersOf(metadata?.namespace ?? 'default', kind, `${metadata?.name}`);
  const running = Math.min(Math.max(own, range?.min ?? 0), range?.max ?? Infinity);
  const most = Math.max(running, range?.max ?? 0);
  const zones = spec.shardingStrategy?.mode === 'Topology' ? list(spec.shardingStrategy.topology?.values) : [];
  const ofShards = list(spec.topologySpreadConstraints).some((rule) => rule.additionalLabelSelectors === 'OnShard');
  const set = `${component}-${metadata?.name}`;
  if ((zones.length === 0 && !ofShards) || most > MOST_APART || most === 1) {
    const json = statefulSet(set, running * replicas, shardPod(resource, component), claimsOf(spec));
    const target = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: set };
    return range ? [{ json }, { json: autoscaler(set, target, range.min * replicas, most * replicas) }] : [{ json }];
  }
  return Array.from({ length: most }, (_, shard): Made[] => {
    const zone = zones[shard % Math.max(1, zones.length)];
    const made = shardPod(resource, component, shard, zone);
    const name = `${set}-shard-${shard}`;
    const part = `shard-${shard}`;
    // The last ones are only there when the autoscaler wants them.
    const target = { apiVersion: 'apps/v1', kind: 'StatefulSet', name };
    return shard < running
      ? [{ json: statefulSet(name, replicas, made, claimsOf(spec)), part }]
      : [{ json: statefulSet(name, undefined, made, claimsOf(spec)), part }, { json: upTo(name, target, replicas) }];
  }).flat();
}

/** A pod of one shard, or of any. */
function shardPod({ metadata, spec = {} }: KubeObject, component: string, shard?: number, zone?: string): KubePod {
  const name = `${metadata?.name}`;
  const labels = labelsOf(component, name, {
    'operator.prometheus.io/name': name,
    ...(component === 'prometheus' && { prometheus: name }),
    ...(shard !== undefined && { [SHARD]: String(shard) }),
  });
  const { resources, thanos, nodeSelector, initContainers } = spec;
  return podOf(
    spec,
    labels,
    [
      container('prometheus', resources, PORT),
      reloader('config-reloader'),
      ...(thanos ? [container('thanos-sidecar', thanos.resources)] : []),
    ],
    {
      initContainers: merged([reloader('init-config-reloader')], list(initContainers)),
      ...(zone !== undefined && { nodeSelector: { ...nodeSelector, [ZONE]: zone } }),
    },
  );
}

function agent(resource: KubeObject, context: OperatorContext): Made[] {
  const { metadata, spec = {} } = resource;
  if (spec.mode !== 'DaemonSet') {
    return shards(resource, context, 'prometheus-agent');
  }
  return [{ json: daemonSet(`prom-agent-${metadata?.name}`, shardPod(resource, 'prometheus-agent')) }];
}

function alertmanager({ metadata, spec = {} }: KubeObject): Made[] {
  const name = `${metadata?.name}`;
  const made = podOf(
    spec,
    labelsOf('alertmanager', name, { alertmanager: name }),
    [
      container('alertmanager', withMemory(spec.resources), {
        ports: [{ containerPort: 9093 }, { containerPort: 9094 }],
      }),
      reloader('config-reloader'),
    ],
    { initContainers: merged([reloader('init-config-reloader')], list(spec.initContainers)) },
  );
  return [{ json: statefulSet(`alertmanager-${name}`, spec.replicas ?? 1, made, claimsOf(spec)), scaled: true }];
}

/** The ruler has a sidecar for its rules once it selects any. */
function ruler({ metadata, spec = {} }: KubeObject): Made[] {
  const name = `${metadata?.name}`;
  const made = podOf(
    spec,
    labelsOf('thanos-ruler', name, { 'thanos-ruler': name }),
    [
      container('thanos-ruler', withMemory(spec.resources)),
      ...(spec.ruleSelector ? [reloader('config-reloader')] : []),
    ],
    { initContainers: list(spec.initContainers) },
  );
  return [{ json: statefulSet(`thanos-ruler-${name}`, spec.replicas ?? 1, made, claimsOf(spec)) }];
}

function withMemory(resources: KubeResources = {}): KubeResources {
  return { ...resources, requests: { memory: LEAST_MEMORY, ...resources.requests } };
}
