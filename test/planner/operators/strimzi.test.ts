import { amounts, readObjects, resource } from '../../support/operators';

const V1 = 'kafka.strimzi.io/v1';
const inLog = { labels: { 'strimzi.io/cluster': 'log' } };
const jbod = (...sizes: string[]) => ({
  type: 'jbod',
  volumes: sizes.map((size, id) => ({ id, type: 'persistent-claim', size, class: 'fast' })),
});
const pool = (name: string, replicas: number, roles: string[], more: object = {}) =>
  resource(V1, 'KafkaNodePool', name, { replicas, roles, resources: amounts('2', '8Gi'), ...more }, inLog);
const kafka = (spec: object = {}, nodes: object = {}) =>
  resource(V1, 'Kafka', 'log', { kafka: { version: '4.3.1', listeners: [], ...nodes }, ...spec });

describe('node pools', () => {
  test('each runs so many nodes, with its directory for temporary files in memory', () => {
    const { pods, codes } = readObjects([
      kafka(),
      pool('controllers', 3, ['controller'], { resources: amounts('500m', '2Gi') }),
      pool('brokers', 6, ['broker'], { storage: jbod('100Gi', '100Gi') }),
    ]);
    expect(codes).not.toContain('BUDGET_BLOCKS_DRAIN');
    expect(pods).toEqual({
      'data/KafkaNodePool/brokers': [6, 2000, 8 * 1024 + 5],
      'data/KafkaNodePool/controllers': [3, 500, 2 * 1024 + 5],
    });
  });

  test('claims tie them to a zone, they are replaced in place, an autoscaler scales them', () => {
    const autoscaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'a', namespace: 'data' },
      spec: { scaleTargetRef: { apiVersion: V1, kind: 'KafkaNodePool', name: 'brokers' }, maxReplicas: 9 },
    };
    const { of } = readObjects([kafka(), pool('brokers', 6, ['broker'], { storage: jbod('1Gi') }), autoscaler]);
    expect(of('data/KafkaNodePool/brokers')).toMatchObject({ zonePinned: true, replicas: { planned: 6, max: 9 } });
    expect(of('data/KafkaNodePool/brokers').rollout).toBeUndefined();
    const scratch = readObjects([kafka(), pool('b', 1, ['broker'], { storage: { type: 'ephemeral' } })]);
    expect(scratch.of('data/KafkaNodePool/b').zonePinned).toBeUndefined();
  });

  test('where the pool has no template it has that of the Kafka', () => {
    const spread = (topologyKey: string) => ({
      pod: {
        topologySpreadConstraints: [
          {
            topologyKey,
            maxSkew: 1,
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: { matchLabels: { 'strimzi.io/pool-name': 'brokers' } },
          },
        ],
      },
    });
    const zone = spread('topology.kubernetes.io/zone');
    expect(
      readObjects([kafka({}, { template: zone }), pool('brokers', 3, ['broker'])]).model.workloads[0].zoneSkew,
    ).toBe(1);
    const own = pool('brokers', 3, ['broker'], { template: { pod: { priorityClassName: 'system-cluster-critical' } } });
    const [workload] = readObjects([kafka({}, { template: zone }), own]).model.workloads;
    expect([workload.zoneSkew, workload.priority]).toEqual([undefined, 2_000_000_000]);
  });

  test('brokers with racks go only where nodes say their rack', () => {
    const rack = { rack: { topologyKey: 'example.com/rack' } };
    const objects = [kafka({}, rack), pool('brokers', 3, ['broker']), pool('controllers', 3, ['controller'])];
    const { of } = readObjects(objects);
    expect(of('data/KafkaNodePool/brokers').eligible).toEqual([]);
    expect(of('data/KafkaNodePool/controllers').eligible).toHaveLength(3);
  });

  test('pods have the labels of their custom resource, but for the recommended ones of Kubernetes', () => {
    const labels = { ...inLog.labels, team: 'streams', 'app.kubernetes.io/name': 'log' };
    const spread = (matchLabels: object) => ({
      template: {
        pod: {
          topologySpreadConstraints: [
            {
              topologyKey: 'topology.kubernetes.io/zone',
              maxSkew: 1,
              whenUnsatisfiable: 'DoNotSchedule',
              labelSelector: { matchLabels },
            },
          ],
        },
      },
    });
    const skewOf = (matchLabels: object) => {
      const spec = { replicas: 3, roles: ['broker'], resources: amounts('2', '8Gi'), ...spread(matchLabels) };
      return readObjects([kafka(), resource(V1, 'KafkaNodePool', 'brokers', spec, { labels })]).model.workloads[0]
        .zoneSkew;
    };
    expect(skewOf({ team: 'streams' })).toBe(1);
    expect(skewOf({ 'app.kubernetes.io/name': 'log' })).toBeUndefined();
  });

  test('one budget for all nodes of a Kafka', () => {
    const { model } = readObjects([kafka(), pool('brokers', 3, ['broker']), pool('controllers', 3, ['controller'])]);
    expect(model.workloads.map(({ disruption }) => disruption)).toEqual([
      { allowed: 1, ours: false, sharedAs: 'data/log-kafka' },
      { allowed: 1, ours: false, sharedAs: 'data/log-kafka' },
    ]);
  });

  test('a count that is none is an error of the pool', () => {
    const { findings } = readObjects([kafka(), pool('brokers', -3, ['broker'])]);
    expect(findings).toMatchObject([{ code: 'COUNT_INVALID', path: 'test/1' }]);
  });
});

describe('what a Kafka runs beside its nodes', () => {
  const nodes = pool('brokers', 3, ['broker', 'controller']);

  test('one pod with both operators, which is stopped before the next one starts', () => {
    const entityOperator = {
      topicOperator: { resources: amounts('100m', '256Mi') },
      userOperator: { resources: amounts('200m', '256Mi') },
    };
    const { of, pods } = readObjects([kafka({ entityOperator }), nodes]);
    expect(pods['data/Kafka/log-entity-operator']).toEqual([1, 300, 512 + 2 * 5]);
    expect(of('data/Kafka/log-entity-operator').rollout).toBeUndefined();
    expect(of('data/Kafka/log-entity-operator').disruption).toEqual({ allowed: 1, ours: false });
    expect(readObjects([kafka({ entityOperator: {} }), nodes]).pods['data/Kafka/log-entity-operator']).toBeUndefined();
  });

  test('Cruise Control and the exporter', () => {
    const { of, pods } = readObjects([
      kafka({
        cruiseControl: { resources: amounts('1', '2Gi') },
        kafkaExporter: {
          resources: amounts('100m', '64Mi'),
          template: { deployment: { deploymentStrategy: 'Recreate' } },
        },
      }),
      nodes,
    ]);
    expect(pods['data/Kafka/log-cruise-control']).toEqual([1, 1000, 2 * 1024 + 5]);
    expect(of('data/Kafka/log-cruise-control').rollout).toMatchObject({ surge: 1, maxUnavailable: 0, ours: false });
    expect(of('data/Kafka/log-kafka-exporter').rollout).toBeUndefined();
  });

  test('an old Kafka without node pools says itself what it runs', () => {
    const old = resource('kafka.strimzi.io/v1beta2', 'Kafka', 'old', {
      kafka: { replicas: 3, resources: amounts('2', '4Gi'), storage: { type: 'persistent-claim', size: '10Gi' } },
      zookeeper: { replicas: 3, resources: amounts('500m', '1Gi') },
    });
    expect(readObjects([old]).pods).toEqual({
      'data/Kafka/old-kafka': [3, 2000, 4 * 1024 + 5],
      'data/Kafka/old-zookeeper': [3, 500, 1024 + 5],
    });
  });
});

describe('clients of Kafka', () => {
  test('Connect and MirrorMaker run three workers where nothing is said', () => {
    const { of, pods } = readObjects([
      resource(V1, 'KafkaConnect', 'c', { bootstrapServers: 'log:9092', resources: amounts('1', '2Gi') }),
      resource(V1, 'KafkaMirrorMaker2', 'm', { replicas: 2, resources: amounts('500m', '1Gi') }),
    ]);
    expect(pods).toEqual({
      'data/KafkaConnect/c': [3, 1000, 2 * 1024 + 5],
      'data/KafkaMirrorMaker2/m': [2, 500, 1024 + 5],
    });
    expect(of('data/KafkaConnect/c').disruption).toEqual({ allowed: 1, ours: false });
  });

  test('an image is built by a pod', () => {
    const build = { output: { type: 'docker' }, resources: amounts('2', '4Gi') };
    const { pods } = readObjects([resource(V1, 'KafkaConnect', 'c', { replicas: 1, build })]);
    expect(pods['data/KafkaConnect/c-build']).toEqual([1, 2000, 4 * 1024 + 5]);
  });

  test('a bridge is replaced one more at a time', () => {
    const { of } = readObjects([resource(V1, 'KafkaBridge', 'b', { replicas: 2, resources: amounts('1', '1Gi') })]);
    expect(of('data/KafkaBridge/b')).toMatchObject({
      replicas: { planned: 2 },
      rollout: { surge: 1, maxUnavailable: 0 },
      disruption: { allowed: 1 },
    });
  });
});
