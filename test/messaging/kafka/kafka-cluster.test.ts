import { Size } from 'cdk8s';
import {
  AccessMode,
  Bandwidth,
  Environment,
  KafkaAuthentication,
  KafkaCluster,
  KafkaListener,
  KafkaStorage,
  Mesh,
  AutonomousStack,
  Survive,
  Taint,
} from 'cdk8s-autonomous';
import { messageOf } from '../../support/apps';
import { BROKERS, CONTROLLERS, disks, kafkaCluster, kafkaStack, resources, topic } from '../../support/kafka';

const of = (props = {}, clusterProps = {}) => kafkaCluster(kafkaStack(clusterProps), props);
const refused = (props = {}, clusterProps = {}) => messageOf(() => of(props, clusterProps));
const specOf = (kafka: KafkaCluster) => kafka.kafka.toJson().spec;

describe('what it emits', () => {
  test('a Kafka that lets in nobody without a name, keeps what a broker loses, and makes no topic by a misspelt name', () => {
    const { apiVersion, metadata, spec } = of().kafka.toJson();
    expect(apiVersion).toBe('kafka.strimzi.io/v1');
    expect(metadata.annotations['argocd.argoproj.io/sync-options']).toContain('Delete=confirm');
    expect(spec.kafka).toMatchObject({
      version: '4.3.1',
      metadataVersion: '4.3-IV0',
      authorization: { type: 'simple' },
      rack: { topologyKey: 'topology.kubernetes.io/zone' },
      listeners: [{ name: 'tls', port: 9093, type: 'internal', tls: true, authentication: { type: 'tls' } }],
      config: {
        'auto.create.topics.enable': false,
        'default.replication.factor': 3,
        'min.insync.replicas': 2,
        'offsets.topic.replication.factor': 3,
        'transaction.state.log.replication.factor': 3,
        'transaction.state.log.min.isr': 2,
        'unclean.leader.election.enable': false,
      },
      template: { podDisruptionBudget: { maxUnavailable: 1 } },
    });
    // Rules of the schema of release 1.2: this kind of metrics needs no ConfigMap, and a rack has a key.
    expect(spec.kafka.metricsConfig).toEqual({ type: 'strimziMetricsReporter' });
    const { topicOperator, userOperator } = spec.entityOperator;
    expect([topicOperator, userOperator].map((one: any) => one.resources.limits.memory)).toEqual(['512Mi', '512Mi']);
    expect(spec).not.toHaveProperty('cruiseControl');
  });

  test('node pools by role: disks that stay, a heap, hosts of their own, all zones alike', () => {
    const { brokerPool, controllerPool } = of({ brokers: { ...BROKERS, storage: disks(500, 2) } });
    const { metadata, spec } = brokerPool.toJson();
    expect(metadata.labels['strimzi.io/cluster']).toBe('log');
    expect(spec).toMatchObject({ replicas: 6, roles: ['broker'], jvmOptions: { '-Xms': '6144m', '-Xmx': '6144m' } });
    const volume = { type: 'persistent-claim', size: '500Gi', class: 'fast', deleteClaim: false };
    expect(spec.storage).toEqual({
      type: 'jbod',
      volumes: [
        { id: 0, ...volume, kraftMetadata: 'shared' },
        { id: 1, ...volume },
      ],
    });
    const { pod } = spec.template;
    const own = { 'strimzi.io/cluster': 'log', 'strimzi.io/name': 'log-kafka', 'strimzi.io/pool-name': 'brokers' };
    expect(pod.topologySpreadConstraints).toMatchObject([
      { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', maxSkew: 1, minDomains: 2 },
    ]);
    expect(pod.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual([
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: own } },
    ]);
    expect(spec.template.kafkaContainer.securityContext.capabilities).toEqual({ drop: ['ALL'] });
    const controllers = controllerPool!.toJson().spec;
    expect(controllers).toMatchObject({ replicas: 3, roles: ['controller'], jvmOptions: { '-Xmx': '2048m' } });
    expect(controllers.template).not.toHaveProperty('initContainer');
  });

  test('a small one has brokers that are controllers too, on the nodes that are theirs', () => {
    const { brokerPool, controllerPool } = of({
      controllers: undefined,
      brokers: { ...BROKERS, count: 3, nodeLabels: { disk: 'nvme' }, tolerates: [Taint.noSchedule('kafka')] },
    });
    const { roles, template } = brokerPool.toJson().spec;
    expect(roles).toEqual(['broker', 'controller']);
    expect(controllerPool).toBeUndefined();
    expect(template.pod.tolerations).toEqual([{ key: 'kafka', operator: 'Exists', effect: 'NoSchedule' }]);
    const [term] = template.pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(term.matchExpressions).toEqual([{ key: 'disk', operator: 'In', values: ['nvme'] }]);
  });

  test('labels that change with every release are not on what Strimzi copies labels from; a mesh puts no sidecar in', () => {
    const plain = kafkaStack();
    const stack = new AutonomousStack(plain.node.root as any, 'telemetry', {
      cluster: plain.cluster,
      mesh: Mesh.istio(),
      labels: { release: '2026.11' },
      podLabels: { 'cost-centre': '4711' },
    });
    const { kafka, brokerPool } = kafkaCluster(stack);
    for (const { metadata } of [kafka.toJson(), brokerPool.toJson()]) {
      expect(metadata.labels).not.toHaveProperty('release');
      expect(metadata.labels['cost-centre']).toBe('4711');
    }
    const { labels } = brokerPool.toJson().spec.template.pod.metadata;
    expect(labels).toEqual({ 'cost-centre': '4711', 'sidecar.istio.io/inject': 'false' });
  });

  test('listeners outside keep the addresses of clients, and let in the networks that are named', () => {
    const outside = KafkaListener.outside({ sourceRanges: ['10.20.0.0/16'], annotations: { scheme: 'internal' } });
    const inside = KafkaListener.inside({ authentication: KafkaAuthentication.SCRAM_SHA_512 });
    const { listeners } = specOf(of({ listeners: [inside, outside] })).kafka;
    expect(listeners[0].authentication).toEqual({ type: 'scram-sha-512' });
    expect(listeners[1]).toEqual({
      name: 'external',
      port: 9094,
      type: 'loadbalancer',
      tls: true,
      authentication: { type: 'tls' },
      configuration: {
        externalTrafficPolicy: 'Local',
        loadBalancerSourceRanges: ['10.20.0.0/16'],
        bootstrap: { annotations: { scheme: 'internal' } },
        perBrokerAnnotationsTemplate: { scheme: 'internal' },
      },
      networkPolicyPeers: [{ ipBlock: { cidr: '10.20.0.0/16' } }],
    });
  });

  test('where nobody uses a topic, only its own nodes come in: no peers at all would be everyone', () => {
    const [{ networkPolicyPeers }] = specOf(of()).kafka.listeners;
    expect(networkPolicyPeers).toHaveLength(1);
    expect(networkPolicyPeers[0].podSelector.matchLabels['strimzi.io/name']).toBe('log-kafka');
  });

  test('what runs beside the nodes, where it is asked for, and windows for restarts', () => {
    const kafka = of({
      cruiseControl: resources(1, 2),
      exporter: resources(1, 1),
      maintenanceWindows: ['* * 2-4 ? * SUN'],
      metadataVersion: '4.2',
      metrics: false,
      config: { 'num.io.threads': '16' },
    });
    const spec = specOf(kafka);
    expect(spec.cruiseControl.resources.requests).toEqual({ cpu: '1', memory: '2Gi' });
    expect(spec.kafkaExporter.template.container.securityContext.runAsNonRoot).toBe(true);
    expect(spec.maintenanceTimeWindows).toEqual(['* * 2-4 ? * SUN']);
    expect(spec.kafka.metadataVersion).toBe('4.2');
    expect(spec.kafka.config['num.io.threads']).toBe('16');
    expect(spec.kafka).not.toHaveProperty('metricsConfig');
    const policies = kafka.node.findAll().map(({ node }) => node.id);
    expect(policies).toEqual(expect.arrayContaining(['Policy-cruise-control', 'Policy-kafka-exporter']));
  });
});

describe('what is refused', () => {
  test.each([
    [{ listeners: [KafkaListener.inside({ tls: false })] }, "listeners['tls'].tls false: is a plain listener"],
    [{ listeners: [KafkaListener.inside({ port: 9091 })] }, 'port 9091: must be from 9092'],
    [{ listeners: [KafkaListener.inside({ port: 9404 })] }, 'none of 9404'],
    [{ listeners: [KafkaListener.inside({ name: 'with-dash' })] }, 'must be 1 to 11 of a-z and 0-9'],
    [{ listeners: [KafkaListener.inside(), KafkaListener.inside({ port: 9095 })] }, 'is that of two listeners'],
    [{ listeners: [KafkaListener.outside({ sourceRanges: ['10.0.0.0/8'] })] }, 'one for the workloads of the cluster'],
    [
      { listeners: [KafkaListener.inside(), KafkaListener.outside({ sourceRanges: ['0.0.0.0/0'] })] },
      "sourceRanges '0.0.0.0/0': is everyone",
    ],
    [{ controllers: { ...CONTROLLERS, count: 4 } }, 'controllers.count 4: must be 1, 3 or 5'],
    [{ controllers: { ...CONTROLLERS, count: 1 } }, 'controllers.count 1: leaves 0 after the loss of a zone of 3'],
    [{ controllers: undefined }, 'brokers.count 6: must be 1, 3 or 5, as brokers without controllers are controllers'],
    [{ brokers: { ...BROKERS, count: 4 } }, 'leaves the 3 zones with different numbers of brokers'],
    [{ replication: 7 }, 'replication 7: needs a broker for each copy, and there are 6'],
    [{ replication: 4 }, 'has 2 copies in one of 3 zones: without it 2 are left, and 3 have to be in sync'],
    [{ replication: 1 }, 'replication 1: loses messages with a zone'],
    [{ version: '3.9.1' }, "version '3.9.1': is one that Strimzi 1.1 and newer do not run"],
    [{ version: '4.3' }, 'must be a full version of Kafka'],
    [{ version: '4.9.0' }, 'is not known for Kafka 4.9.0; name it'],
    [{ version: '4.2.1', metadataVersion: '4.3-IV0' }, 'is newer than Kafka 4.2.1, which cannot read it'],
    [{ config: { 'min.insync.replicas': '3' } }, 'follows from replication'],
    [{ config: { 'log.dirs': '/data' } }, 'is set by Strimzi itself'],
    [{ config: { 'inter.broker.protocol.version': '3.9' } }, 'is not used with KRaft; metadataVersion'],
    [{ maintenanceWindows: ['0 2 * * *'] }, 'must have 6 or 7 fields'],
    [{ brokers: { ...BROKERS, heap: Size.gibibytes(15) } }, "heap '15Gi': must be from 256Mi to three quarters"],
    [{ brokers: { ...BROKERS, storage: disks(10, 0) } }, 'brokers.storage.count 0'],
    [
      {
        brokers: { ...BROKERS, storage: KafkaStorage.disks({ size: Size.gibibytes(9), storageClass: 'rook-cephfs' }) },
      },
      "storageClass 'rook-cephfs': is a file system that many nodes share",
    ],
    [
      { brokers: { ...BROKERS, storage: KafkaStorage.ephemeral(Size.gibibytes(9)) } },
      'loses all that it has when its pod is replaced',
    ],
  ])('%j', (props, message) => {
    expect(refused(props)).toContain(message);
  });

  test('a listener for clients without a name', () => {
    const anonymous = () => KafkaListener.inside({ authentication: 'none' as any });
    expect(messageOf(anonymous)).toContain("authentication 'none': must be one of KafkaAuthentication.TLS");
  });

  test('an even quorum is one problem, and all problems come at once', () => {
    const message = refused({ controllers: { ...CONTROLLERS, count: 2 }, version: '3.9.1', replication: 9 });
    expect(message.split('\n')).toHaveLength(4);
    expect(message).toContain('controllers.count 2');
  });

  test('two zones have no majority without one of them', () => {
    const message = refused({ replication: 2 }, { zones: ['a', 'b'] });
    expect(message).toContain('leaves 1 after the loss of a zone of 2, and 2 have to agree; three zones');
  });

  test('a class that the cluster says is shared, whatever its name', () => {
    const stack = kafkaStack();
    stack.cluster.addStorageClass('fast', { accessModes: [AccessMode.READ_WRITE_ONCE, AccessMode.READ_WRITE_MANY] });
    expect(messageOf(() => kafkaCluster(stack))).toContain("'fast': is a file system that many nodes share");
  });

  test('ephemeral storage in production, and not in a test that promises nothing', () => {
    const brokers = { ...BROKERS, storage: KafkaStorage.ephemeral(Size.gibibytes(9)) };
    const nothing = { survive: Survive.none() };
    expect(of({ brokers }, nothing).brokerPool.toJson().spec.storage.volumes).toEqual([
      { id: 0, type: 'ephemeral', sizeLimit: '9Gi', kraftMetadata: 'shared' },
    ]);
    const message = refused({ brokers }, { ...nothing, environment: Environment.production() });
    expect(message).toContain("brokers.storage 'ephemeral'");
  });

  test('a second one in the same namespace', () => {
    const stack = kafkaStack();
    kafkaCluster(stack);
    const second = () =>
      new KafkaCluster(stack, 'other', { version: '4.3.1', brokers: BROKERS, controllers: CONTROLLERS });
    expect(messageOf(second)).toContain('has shop/log already');
  });
});

test('what is not known of the network is not refused', () => {
  const kafka = of({ brokers: { ...BROKERS, network: Bandwidth.gigabitsPerSecond(10) } });
  expect(topic(kafka)._partitions).toBe(6);
});
