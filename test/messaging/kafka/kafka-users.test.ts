import { ApiObject, App } from 'cdk8s';
import {
  AutonomousStack,
  Bandwidth,
  KafkaAuthentication,
  KafkaCluster,
  KafkaListener,
  KafkaClusterProps,
  Peer,
  Rate,
} from 'cdk8s-autonomous';
import { objectsIn } from '../../../src/manifest/objects';
import { messageOf, microservice } from '../../support/apps';
import { kafkaCluster, kafkaStack, otherStack, topic } from '../../support/kafka';
import { Schemas } from '../../support/schemas';
import { describeWith } from '../../support/shared';

/** A topic that `rules` of another namespace reads and writes, and `decode` of its own namespace reads. */
function made(props: Partial<KafkaClusterProps> = {}) {
  const kafka = kafkaCluster(kafkaStack(), props);
  const raw = topic(kafka, 'raw', { topicName: 'raw_frames' });
  const alarms = topic(kafka, 'alarms');
  const near = microservice(kafka.stack, 'decode', { uses: [raw.consumer()] });
  const far = microservice(otherStack(kafka.stack), 'rules', {
    uses: [raw.consumer({ group: 'rules-v2' }), alarms.producer({ transactionalId: 'rules' })],
  });
  return { kafka, raw, alarms, near, far };
}

const all = ({ stack }: KafkaCluster): ApiObject[] => objectsIn([stack.node.root as App]);
const one = (kafka: KafkaCluster, kind: string, name: string) =>
  all(kafka)
    .find((object) => object.kind === kind && object.name === name)!
    .toJson();
const containerOf = ({ deployment }: ReturnType<typeof microservice>) =>
  deployment.toJson().spec.template.spec.containers[0];
const faultsOf = ({ node }: { readonly node: { validate(): string[] } }) => node.validate();
const envOf = (service: ReturnType<typeof microservice>) =>
  Object.fromEntries(containerOf(service).env.map(({ name, value }: any) => [name, value]));

describe('users', () => {
  test('each workload has one, with exactly its rights', () => {
    const { kafka } = made();
    const { apiVersion, metadata, spec } = one(kafka, 'KafkaUser', 'store.rules');
    expect([apiVersion, metadata.namespace]).toEqual(['kafka.strimzi.io/v1', 'streams']);
    expect(metadata.labels['strimzi.io/cluster']).toBe('log');
    const acl = (type: string, name: string, operations: string[], patternType = 'literal') => ({
      type: 'allow',
      resource: { type, name, patternType },
      operations,
    });
    expect(spec).toEqual({
      authentication: { type: 'tls' },
      authorization: {
        type: 'simple',
        acls: [
          acl('group', 'rules-v2', ['Read']),
          acl('topic', 'alarms', ['Describe', 'Write']),
          acl('topic', 'raw_frames', ['Describe', 'Read']),
          acl('transactionalId', 'rules', ['Describe', 'Write'], 'prefix'),
        ],
      },
    });
    expect(one(kafka, 'KafkaUser', 'streams.decode').spec.authorization.acls).toEqual([
      acl('group', 'decode', ['Read']),
      acl('topic', 'raw_frames', ['Describe', 'Read']),
    ]);
  });

  test('what reads and writes one topic has one rule for it', () => {
    const kafka = kafkaCluster(kafkaStack());
    const raw = topic(kafka);
    microservice(kafka.stack, 'loop', { uses: [raw.consumer(), raw.producer()] });
    const { acls } = one(kafka, 'KafkaUser', 'streams.loop').spec.authorization;
    expect(acls.map(({ operations }: any) => operations)).toEqual([['Read'], ['Describe', 'Read', 'Write']]);
  });

  test('quotas are of each broker', () => {
    const kafka = kafkaCluster(kafkaStack());
    const raw = topic(kafka);
    const quota = Bandwidth.megabitsPerSecond(48);
    microservice(kafka.stack, 'loop', { uses: [raw.consumer({ quota }), raw.producer({ quota })] });
    const { quotas } = one(kafka, 'KafkaUser', 'streams.loop').spec;
    expect(quotas).toEqual({ consumerByteRate: 1_000_000, producerByteRate: 1_000_000 });
  });
});

describe('what a client finds', () => {
  test('the brokers, names, and files that are replaced when they are renewed', () => {
    const { near, far, kafka } = made();
    expect(kafka.bootstrapServers).toBe('log-kafka-bootstrap.streams.svc.cluster.local:9093');
    const common = {
      KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers,
      KAFKA_SECURITY_PROTOCOL: 'SSL',
      KAFKA_SSL_CA_LOCATION: '/etc/kafka/log/ca/ca.crt',
      KAFKA_SSL_CERTIFICATE_LOCATION: '/etc/kafka/log/user/user.crt',
      KAFKA_SSL_KEY_LOCATION: '/etc/kafka/log/user/user.key',
      KAFKA_TOPIC_RAW: 'raw_frames',
    };
    expect(envOf(near)).toMatchObject({ ...common, KAFKA_GROUP_ID: 'decode' });
    expect(envOf(far)).toMatchObject({
      ...common,
      KAFKA_GROUP_ID: 'rules-v2',
      KAFKA_TOPIC_ALARMS: 'alarms',
      KAFKA_TRANSACTIONAL_ID: 'rules',
    });
    for (const service of [near, far]) {
      const mounts = containerOf(service).volumeMounts.filter(({ mountPath }: any) => mountPath.startsWith('/etc'));
      expect(mounts.map(({ mountPath, subPath }: any) => [mountPath, subPath])).toEqual([
        ['/etc/kafka/log/ca', undefined],
        ['/etc/kafka/log/user', undefined],
      ]);
    }
    const secrets = near.deployment.toJson().spec.template.spec.volumes.flatMap(({ secret }: any) => secret ?? []);
    expect(secrets.map(({ secretName }: any) => secretName)).toEqual(['log-cluster-ca-cert', 'streams.decode']);
  });

  test('a password, where the listener asks for one', () => {
    const listeners = [KafkaListener.inside({ authentication: KafkaAuthentication.SCRAM_SHA_512, port: 9095 })];
    const { near, kafka } = made({ listeners });
    expect(envOf(near)).toMatchObject({
      KAFKA_BOOTSTRAP_SERVERS: 'log-kafka-bootstrap.streams.svc.cluster.local:9095',
      KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: 'streams.decode',
      KAFKA_SASL_PASSWORD_FILE: '/etc/kafka/log/user/password',
    });
    expect(one(kafka, 'KafkaUser', 'streams.decode').spec.authentication).toEqual({ type: 'scram-sha-512' });
  });

  test('in another namespace copies of two Secrets, which its own service account may read by name', () => {
    const { kafka } = made();
    const name = 'rules-log-kafka';
    const store = one(kafka, 'SecretStore', name);
    expect(store.metadata.namespace).toBe('store');
    expect(store.spec.provider.kubernetes).toMatchObject({
      remoteNamespace: 'streams',
      auth: { serviceAccount: { name } },
    });
    const copy = one(kafka, 'ExternalSecret', name).spec;
    expect(copy.target.name).toBe(name);
    expect(copy.data.map(({ secretKey, remoteRef }: any) => [secretKey, remoteRef.key, remoteRef.property])).toEqual([
      ['ca.crt', 'log-cluster-ca-cert', 'ca.crt'],
      ['user.crt', 'store.rules', 'user.crt'],
      ['user.key', 'store.rules', 'user.key'],
    ]);
    const role = one(kafka, 'Role', `store.${name}`);
    expect(role.metadata.namespace).toBe('streams');
    expect(role.rules).toEqual([
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['log-cluster-ca-cert', 'store.rules'],
        verbs: ['get'],
      },
    ]);
    expect(one(kafka, 'RoleBinding', `store.${name}`).subjects).toEqual([
      { kind: 'ServiceAccount', name, namespace: 'store' },
    ]);
    // Pods of its own namespace mount what Strimzi made.
    expect(all(kafka).filter(({ kind }) => kind === 'SecretStore')).toHaveLength(1);
  });

  test('the way there: out of its pods, and into the brokers', () => {
    const { kafka, far } = made();
    const nodes = { 'strimzi.io/cluster': 'log', 'strimzi.io/name': 'log-kafka' };
    const egress = far.networkPolicy.toJson().spec.egress;
    expect(egress).toContainEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'streams' } },
          podSelector: { matchLabels: nodes },
        },
      ],
      ports: [{ port: 9093, protocol: 'TCP' }],
    });
    const [{ networkPolicyPeers: peers }] = kafka.kafka.toJson().spec.kafka.listeners;
    expect(peers.map(({ podSelector }: any) => podSelector.matchLabels['app.kubernetes.io/name'])).toEqual([
      'decode',
      'rules',
    ]);
  });
});

test('pods of the cluster itself reach each other and the API server, where their addresses are known only these', () => {
  const kafka = kafkaCluster(kafkaStack(), { apiServer: Peer.cidr('10.0.0.1/32', 6443) });
  const egressOf = (name: string) => one(kafka, 'NetworkPolicy', name).spec.egress;
  const toApi = { to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] };
  expect(egressOf('log-kafka-calls')[0].ports.map(({ port }: any) => port)).toEqual([9090, 9091]);
  expect(egressOf('log-kafka-calls')[1]).toEqual(toApi);
  expect(egressOf('log-entity-operator-calls')).toContainEqual(toApi);
  const lone = kafkaCluster(kafkaStack({ zones: ['a'], survive: undefined }), {
    apiServer: Peer.cidr('10.0.0.1/32', 6443),
  });
  expect(one(lone, 'NetworkPolicy', 'log-kafka-calls').spec.egress).toHaveLength(1);
});

describe('what is refused', () => {
  const using = (use: (of: ReturnType<typeof made>) => any, stack?: (kafka: KafkaCluster) => AutonomousStack) => {
    const of = made();
    return messageOf(() => microservice(stack ? stack(of.kafka) : of.kafka.stack, 'late', { uses: [use(of)] }));
  };

  test('workers, groups, ids and quotas that cannot be', () => {
    expect(using(({ raw }) => raw.consumer({ workersPerReplica: 0 }))).toContain(
      'workersPerReplica 0: must be a whole',
    );
    expect(using(({ raw }) => raw.consumer({ group: 'with blank' }))).toContain("group 'with blank'");
    expect(using(({ raw }) => raw.producer({ transactionalId: '' }))).toContain("transactionalId ''");
    const quota = Bandwidth.megabitsPerSecond(8);
    expect(using(({ kafka }) => topic(kafka, 'busy', { rate: Rate.perSecond(2000) }).producer({ quota }))).toContain(
      'is below the 2048000 bytes/s that arrive in topic busy',
    );
  });

  test('what is wrong with several uses is told at once', () => {
    const kafka = kafkaCluster(kafkaStack());
    const [raw, alarms] = ['raw', 'alarms'].map((id) => topic(kafka, id));
    const uses = [raw.consumer({ workersPerReplica: 0 }), alarms.producer({ transactionalId: 'a b' }), raw.producer()];
    const message = messageOf(() => microservice(kafka.stack, 'both', { uses }));
    expect(message.split('\n')).toEqual([
      expect.stringContaining('uses.workersPerReplica 0'),
      expect.stringContaining("uses.transactionalId 'a b'"),
    ]);
  });

  test('a quota for some topics, which would hold the user at the others too', () => {
    const kafka = kafkaCluster(kafkaStack());
    const [raw, alarms] = ['raw', 'alarms'].map((id) => topic(kafka, id));
    const quota = Bandwidth.megabitsPerSecond(80);
    microservice(kafka.stack, 'both', { uses: [raw.producer({ quota }), alarms.producer({ quota }), raw.consumer()] });
    expect(faultsOf(kafka)).toEqual([]);
    microservice(kafka.stack, 'some', { uses: [raw.producer({ quota }), alarms.producer()] });
    microservice(kafka.stack, 'reads', { uses: [raw.consumer(), alarms.consumer({ quota })] });
    expect(faultsOf(kafka)).toEqual([
      expect.stringContaining('streams.some has one for some topics that it writes and none for alarms'),
      expect.stringContaining('streams.reads has one for some topics that it reads and none for raw'),
    ]);
  });

  test('a group whose readers may together read less than arrives', () => {
    const kafka = kafkaCluster(kafkaStack());
    const raw = topic(kafka);
    const quota = Bandwidth.megabitsPerSecond(4);
    microservice(kafka.stack, 'slow', { uses: [raw.consumer({ quota })] });
    expect(faultsOf(raw)).toEqual([
      '[shop/log/raw] uses.quota: group slow may read 500000 bytes/s, and 1024000 bytes/s arrive in topic raw; a higher quota, or none',
    ]);
    microservice(kafka.stack, 'helps', { uses: [raw.consumer({ quota, group: 'slow' })] });
    microservice(kafka.stack, 'helps-too', { uses: [raw.consumer({ quota, group: 'slow' })] });
    expect(faultsOf(raw)).toEqual([]);
  });

  test('two clusters of one name in two namespaces, whose files would meet', () => {
    const kafka = kafkaCluster(kafkaStack());
    const other = kafkaCluster(otherStack(kafka.stack));
    const uses = [topic(kafka).consumer(), topic(other, 'other').producer()];
    const env = { KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers };
    expect(messageOf(() => microservice(otherStack(kafka.stack, 'third'), 'bridge', { uses, env }))).toContain(
      "uses 'store/log': has the name of shop/log, which it uses too",
    );
  });

  test('a topic of another cluster', () => {
    const elsewhere = kafkaStack();
    expect(
      using(
        ({ raw }) => raw.consumer(),
        () => elsewhere,
      ),
    ).toContain('a topic of its own cluster');
  });

  test('a user whose name is too long for a certificate', () => {
    const { kafka, raw } = made();
    const stack = otherStack(kafka.stack, 'a'.repeat(40));
    const message = messageOf(() => microservice(stack, 'b'.repeat(30), { uses: [raw.consumer()] }));
    expect(message).toContain('is longer than the 64 characters');
  });
});

describeWith('crds', 'official schemas', () => {
  test('take what External Secrets Operator and Kubernetes get', () => {
    const schemas = new Schemas('1.32');
    const objects = all(made().kafka).filter(({ kind }) =>
      ['ExternalSecret', 'SecretStore', 'Role', 'RoleBinding', 'NetworkPolicy', 'ServiceAccount'].includes(kind),
    );
    expect(objects.length).toBeGreaterThan(8);
    expect(objects.flatMap((object) => schemas.check(object.toJson()))).toEqual([]);
  });
});
