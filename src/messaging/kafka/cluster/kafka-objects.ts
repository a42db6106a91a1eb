import { ApiObject, Lazy, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { KafkaClusterProps, KafkaNodes, KafkaResources } from './kafka-cluster-props';
import { brokerConfig } from './kafka-config';
import { KafkaListener } from './kafka-listener';
import { KafkaNames } from './kafka-names';
import { besidePod, CONTAINER, heapOf, nodePod, PodCommon, resourcesOf } from './kafka-pods';
import { metadataVersionOf } from './kafka-version';
import { SurviveLevel } from '../../../capacity/model';
import { customResource } from '../../../manifest/custom-resource';
import { namespaced, Owner } from '../../../manifest/metadata';
import { Cpu } from '../../../units/cpu';

/** The API that Strimzi serves from release 1.0 on, the only one. */
export const STRIMZI_API = 'kafka.strimzi.io/v1';

const OPERATOR: KafkaResources = { cpu: Cpu.millis(200), memory: Size.mebibytes(512) };
const ZONE = 'topology.kubernetes.io/zone';

/** A Kafka cluster whose props were checked. */
export interface KafkaParts {
  readonly name: string;
  readonly names: KafkaNames;
  readonly owner: Owner;
  readonly props: KafkaClusterProps;
  readonly listeners: readonly KafkaListener[];
  readonly replication: number;
  readonly survive: SurviveLevel;
  readonly zones: readonly string[];
  readonly inMesh: boolean;
}

/**
 * Strimzi copies the labels of these objects to pods and rolls all nodes where one changes: those of the stack that may change with every
 * release stay away.
 */
function metadataOf(kind: string, name: string, { owner, names }: KafkaParts, bound: boolean) {
  const { podLabels } = owner;
  return namespaced(kind, name, { ...owner, labels: podLabels }, bound ? names.binding : {});
}

function common({ owner: { podLabels }, inMesh }: KafkaParts): PodCommon {
  return { podLabels, inMesh };
}

/** The Kafka. */
export function emitKafka(scope: Construct, parts: KafkaParts, peers: () => object[]): ApiObject {
  const { name, props, listeners, replication, zones } = parts;
  const { version, metadataVersion = metadataVersionOf(version), metrics = true, maintenanceWindows } = props;
  const { cruiseControl, exporter } = props;
  const pod = besidePod(common(parts));
  return customResource<object>(scope, 'Kafka', {
    apiVersion: STRIMZI_API,
    kind: 'Kafka',
    metadata: metadataOf('Kafka', name, parts, false),
    spec: {
      kafka: {
        version,
        metadataVersion,
        listeners: Lazy.any({ produce: () => listeners.map((listener) => listener._spec(peers())) }),
        authorization: { type: 'simple' },
        config: brokerConfig(replication, props.config ?? {}),
        ...(zones.length > 1 && { rack: { topologyKey: ZONE } }),
        ...(metrics && { metricsConfig: { type: 'strimziMetricsReporter' } }),
        template: { podDisruptionBudget: { maxUnavailable: 1 } },
      },
      entityOperator: entityOperator(parts, pod),
      ...(cruiseControl && {
        cruiseControl: {
          resources: resourcesOf(cruiseControl),
          template: { pod, cruiseControlContainer: CONTAINER },
        },
      }),
      ...(exporter && {
        kafkaExporter: { resources: resourcesOf(exporter), template: { pod, container: CONTAINER } },
      }),
      ...(maintenanceWindows && { maintenanceTimeWindows: [...maintenanceWindows] }),
    },
  });
}

function entityOperator({ props }: KafkaParts, pod: object): object {
  const { topics = OPERATOR, users = OPERATOR } = props.operators ?? {};
  return {
    topicOperator: { resources: resourcesOf(topics) },
    userOperator: { resources: resourcesOf(users) },
    template: { pod, topicOperatorContainer: CONTAINER, userOperatorContainer: CONTAINER },
  };
}

/** A KafkaNodePool. */
export function emitNodePool(
  scope: Construct,
  pool: string,
  roles: readonly string[],
  replicas: number,
  nodes: KafkaNodes,
  parts: KafkaParts,
): ApiObject {
  const heap = `${heapOf(nodes)}m`;
  const where = { ...common(parts), survive: parts.survive, zones: parts.zones.length };
  return customResource<object>(scope, pool, {
    apiVersion: STRIMZI_API,
    kind: 'KafkaNodePool',
    metadata: metadataOf('KafkaNodePool', pool, parts, true),
    spec: {
      replicas,
      roles: [...roles],
      storage: nodes.storage._spec(),
      resources: resourcesOf(nodes.resources),
      jvmOptions: { '-Xms': heap, '-Xmx': heap },
      template: {
        pod: nodePod(nodes, parts.names.poolLabels(pool), where),
        kafkaContainer: CONTAINER,
        ...(roles.includes('broker') && parts.zones.length > 1 && { initContainer: CONTAINER }),
      },
    },
  });
}
