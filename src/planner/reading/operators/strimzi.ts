import { budget, Claim, container, deployment, job, list, pick, pod, statefulSet } from './made';
import { Made, OperatorContext, OperatorReaders } from './operator';
import { KubeContainer, KubeObject, KubePod, KubePodSpec } from '../../../manifest/kube';

/** Kafka as Strimzi 1.2 runs it (cluster-operator/src/main/java/io/strimzi/operator/cluster/model). */
export const STRIMZI: OperatorReaders = {
  'kafka.strimzi.io/Kafka': kafka,
  'kafka.strimzi.io/KafkaNodePool': nodePool,
  'kafka.strimzi.io/KafkaConnect': (resource) => connect(resource, 'connect'),
  'kafka.strimzi.io/KafkaMirrorMaker2': (resource) => connect(resource, 'mirrormaker2'),
  'kafka.strimzi.io/KafkaBridge': bridge,
};

const CLUSTER = 'strimzi.io/cluster';

/** Strimzi replaces the pods of its Deployments one more at a time. */
const ONE_MORE = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
const RECREATE = { type: 'Recreate' };

/** Size of the directory for temporary files, which is in memory. */
const TEMPORARY = '5Mi';

/** The pods of one component: what selects them, and what else they have. */
interface Component {
  readonly cluster: string;
  readonly kind: string;
  readonly name: string;
  /** Labels of the custom resource, which the pods have too. */
  readonly labels?: Readonly<Record<string, string>>;
}

function selectorOf({ cluster, kind, name }: Component): Record<string, string> {
  return { [CLUSTER]: cluster, 'strimzi.io/kind': kind, 'strimzi.io/name': name };
}

/** Labels of a custom resource that its pods have too: all but the recommended ones of Kubernetes (Labels.fromResource of operator-common). */
function labelsFrom({ metadata }: KubeObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata?.labels ?? {}).filter(([key]) => !/^app\.kubernetes\.io\/(?!part-of)/.test(key)),
  );
}

/** The pod of a component by its template: Strimzi passes these fields on and no others. */
function podOf(
  component: Component,
  template: any,
  containers: KubeContainer[],
  more: KubePodSpec = {},
  labels = {},
): KubePod {
  const { metadata = {}, tmpDirSizeLimit: sizeLimit = TEMPORARY } = template ?? {};
  return pod(
    { ...component.labels, ...metadata.labels, ...selectorOf(component), ...labels },
    {
      ...pick(template, 'affinity', 'tolerations', 'priorityClassName', 'schedulerName', 'topologySpreadConstraints'),
      ...pick(template, 'terminationGracePeriodSeconds'),
      // Each container has one of its own.
      volumes: containers.map(({ name }) => ({ name: `tmp-${name}`, emptyDir: { medium: 'Memory', sizeLimit } })),
      containers,
      ...more,
    },
    metadata.annotations,
  );
}

/** Whether racks are said by a label of nodes. */
function isByLabel(rack: any): boolean {
  return rack?.topologyKey !== undefined && (rack.type ?? 'topology-label') === 'topology-label';
}

/** The pods only go where a node says in which rack it is. */
function inRack(template: any, rack: any): KubePodSpec {
  if (!isByLabel(rack)) {
    return {};
  }
  const { topologyKey } = rack;
  const { affinity = {} } = template ?? {};
  const known = 'requiredDuringSchedulingIgnoredDuringExecution';
  const terms: any[] = affinity.nodeAffinity?.[known]?.nodeSelectorTerms ?? [{}];
  const nodeSelectorTerms = terms.map((term) => ({
    ...term,
    matchExpressions: [...list(term.matchExpressions), { key: topologyKey, operator: 'Exists' }],
  }));
  return { affinity: { ...affinity, nodeAffinity: { ...affinity.nodeAffinity, [known]: { nodeSelectorTerms } } } };
}

/**
 * One pod of a component may be missing, or as many as its template says. Of pods that Strimzi controls itself its budgets say so as a
 * number that has to be there, which comes to the same.
 */
function budgetOf(component: Component, template: any): Made {
  const { maxUnavailable = 1 } = template?.podDisruptionBudget ?? {};
  return { json: budget(component.name, selectorOf(component), { maxUnavailable }) };
}

function claimsOf(storage: any): Claim[] {
  const volumes = storage?.type === 'jbod' ? list(storage.volumes) : [storage];
  return volumes
    .filter((volume) => volume?.type === 'persistent-claim')
    .map(({ id, size, class: storageClass }) => ({
      name: id === undefined ? 'data' : `data-${id}`,
      size,
      storageClass,
    }));
}

/** Volumes that end with the pod. */
function scratchOf(storage: any): any[] {
  const volumes = storage?.type === 'jbod' ? list(storage.volumes) : [storage];
  return volumes
    .filter((volume) => volume?.type === 'ephemeral')
    .map(({ id = 0, sizeLimit }) => ({ name: `scratch-${id}`, emptyDir: { ...(sizeLimit && { sizeLimit }) } }));
}

/** Nodes of Kafka of one kind, and what they take from the Kafka that they belong to. */
function nodePool(resource: KubeObject, { objects }: OperatorContext): Made[] {
  const { metadata, spec = {} } = resource;
  const cluster = metadata?.labels?.[CLUSTER] ?? '';
  const owner = objects.of('Kafka').find((other) => isOf(other, resource) && other.metadata?.name === cluster);
  const shared = owner?.spec?.kafka ?? {};
  const { roles = [], storage } = spec;
  const template = { ...shared.template, ...spec.template };
  const component = { cluster, kind: 'Kafka', name: `${cluster}-kafka`, labels: labelsFrom(resource) };
  const resources = spec.resources ?? shared.resources;
  const isBroker = list(roles).includes('broker');
  const made = podOf(
    component,
    template.pod,
    [container('kafka', resources)],
    // Brokers ask for their rack first, in a container that asks for as much as they do: it changes no sum.
    isBroker ? inRack(template.pod, shared.rack) : {},
    {
      'strimzi.io/pool-name': `${metadata?.name}`,
      'strimzi.io/broker-role': String(isBroker),
      'strimzi.io/controller-role': String(list(roles).includes('controller')),
    },
  );
  const volumes = [...(made.spec?.volumes ?? []), ...scratchOf(storage)];
  const whole = { ...made, spec: { ...made.spec, volumes } };
  return [{ json: statefulSet(`${cluster}-${metadata?.name}`, spec.replicas, whole, claimsOf(storage)), scaled: true }];
}

/** What a Kafka runs beside its node pools, and the one budget of all its nodes. */
function kafka(resource: KubeObject, { objects }: OperatorContext): Made[] {
  const { metadata, spec = {} } = resource;
  const cluster = metadata?.name ?? '';
  const { kafka: nodes = {}, zookeeper, entityOperator, cruiseControl, kafkaExporter } = spec;
  const pools = objects
    .of('KafkaNodePool')
    .filter((pool) => isOf(pool, resource) && pool.metadata?.labels?.[CLUSTER] === cluster);
  const component = { cluster, kind: 'Kafka', name: `${cluster}-kafka` };
  // Before there were node pools Kafka said itself how many nodes it has.
  const hasOwn = pools.length === 0 && nodes.replicas !== undefined;
  return [
    ...(hasOwn ? [ensemble(component, nodes, 'kafka', inRack(nodes.template?.pod, nodes.rack))] : []),
    budgetOf(component, nodes.template),
    ...(zookeeper ? keepers(cluster, zookeeper) : []),
    ...(entityOperator ? operators(resource, entityOperator) : []),
    ...(cruiseControl ? single(resource, 'cruise-control', cruiseControl) : []),
    ...(kafkaExporter ? single(resource, 'kafka-exporter', kafkaExporter) : []),
  ];
}

function keepers(cluster: string, zookeeper: any): Made[] {
  const component = { cluster, kind: 'Kafka', name: `${cluster}-zookeeper` };
  return [ensemble(component, zookeeper, 'zookeeper'), budgetOf(component, zookeeper.template)];
}

function ensemble(component: Component, given: any, part: string, more: KubePodSpec = {}): Made {
  const made = podOf(component, given.template?.pod, [container(part, given.resources)], more);
  return { json: statefulSet(component.name, given.replicas, made, claimsOf(given.storage)), part };
}

/** What a Kafka runs beside its nodes. */
function beside(resource: KubeObject, part: string): Component {
  const cluster = resource.metadata?.name ?? '';
  return { cluster, kind: 'Kafka', name: `${cluster}-${part}`, labels: labelsFrom(resource) };
}

/** One pod with the operators of topics and of users. */
function operators(resource: KubeObject, { topicOperator, userOperator, template }: any): Made[] {
  const given = { 'topic-operator': topicOperator, 'user-operator': userOperator };
  const containers = Object.entries<any>(given).flatMap(([name, operator]) =>
    operator ? [container(name, operator.resources)] : [],
  );
  const component = beside(resource, 'entity-operator');
  return containers.length === 0 ? [] : lone(component, 'entity-operator', containers, template, RECREATE);
}

function single(resource: KubeObject, part: string, { resources, template }: any): Made[] {
  return lone(beside(resource, part), part, [container(part, resources)], template, strategyOf(template));
}

function lone(
  component: Component,
  part: string,
  containers: KubeContainer[],
  template: any,
  strategy: object,
): Made[] {
  return [
    { json: deployment(component.name, 1, podOf(component, template?.pod, containers), strategy), part, alone: true },
    budgetOf(component, template),
  ];
}

function strategyOf(template: any): object {
  return template?.deployment?.deploymentStrategy === 'Recreate' ? RECREATE : ONE_MORE;
}

/** Workers of Kafka Connect, on which MirrorMaker runs too; a new image of theirs is built by a pod. */
function connect(resource: KubeObject, suffix: string): Made[] {
  const { kind = '', metadata, spec = {} } = resource;
  const cluster = metadata?.name ?? '';
  const { replicas = 3, resources, template, rack, build } = spec;
  const component = { cluster, kind, name: `${cluster}-${suffix}` };
  const made = podOf(component, template?.pod, [container(suffix, resources)], inRack(template?.pod, rack));
  const builder = { cluster, kind, name: `${component.name}-build` };
  return [
    { json: statefulSet(component.name, replicas, made), scaled: true },
    budgetOf(component, template),
    ...(build
      ? [
          {
            json: job(builder.name, 1, podOf(builder, template?.buildPod, [container('build', build.resources)])),
            part: 'build',
          },
        ]
      : []),
  ];
}

function bridge({ kind = '', metadata, spec = {} }: KubeObject): Made[] {
  const cluster = metadata?.name ?? '';
  const { replicas = 1, resources, template, rack } = spec;
  const component = { cluster, kind, name: `${cluster}-bridge` };
  const made = podOf(component, template?.pod, [container('bridge', resources)], inRack(template?.pod, rack));
  return [
    { json: deployment(component.name, replicas, made, strategyOf(template)), scaled: true },
    budgetOf(component, template),
  ];
}

/** Whether two objects are in one namespace. */
function isOf(one: KubeObject, other: KubeObject): boolean {
  return (
    one.apiVersion?.split('/')[0] === other.apiVersion?.split('/')[0] &&
    (one.metadata?.namespace ?? 'default') === (other.metadata?.namespace ?? 'default')
  );
}
