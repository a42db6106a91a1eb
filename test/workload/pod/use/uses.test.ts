import { App, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  Mount,
  Peer,
  Replicas,
  SecretRef,
  ServerlessFunction,
  SimulationBatch,
  TrainingFramework,
  TrainingJob,
  Use,
  Variable,
} from 'cdk8s-autonomous';
import { PodUser, UseParts, UserPods } from '../../../../src/workload/pod/use/use';
import { documents, IMAGE, microservice, stack, statefulService } from '../../../support/apps';

const LOGIN = SecretRef.existing('log-client', ['password', 'ca.crt']);
const BROKERS = Peer.pods('kafka', { app: 'kafka' }, 9093);

class Topic extends Use {
  public readonly users: [string, UserPods][] = [];

  public constructor(
    private readonly name: string,
    private readonly more: UseParts = {},
  ) {
    super();
  }

  public _partsFor({ name }: PodUser): UseParts {
    return {
      env: { KAFKA: 'log:9093', [this.name]: `${this.name.toLowerCase()}-of-${name}` },
      variables: { KAFKA_PASSWORD: LOGIN.key('password') },
      mounts: [Mount.secret(LOGIN, '/etc/kafka', { keys: ['ca.crt'] })],
      targets: [{ target: BROKERS }],
      ...this.more,
    };
  }

  public _usedBy({ name }: PodUser, pods: UserPods): void {
    this.users.push([name, pods]);
  }
}

function podOf(shop: AutonomousStack, name: string) {
  const all = documents(shop.node.root as App);
  const { spec } = all.find(({ metadata, spec: has }) => metadata.name === name && has?.template)!;
  return { all, pod: spec.template.spec, container: spec.template.spec.containers[0] };
}

const envOf = (container: any, name: string) => container.env.find((one: any) => one.name === name);

test('what two uses say alike comes once: variables, files, and the way there', () => {
  const shop = stack(Testing.app());
  const [orders, positions] = [new Topic('ORDERS'), new Topic('POSITIONS')];
  microservice(shop, 'cart', { uses: [orders, positions], replicas: Replicas.autoscaled({ min: 2, max: 9 }) });
  const { all, pod, container } = podOf(shop, 'cart');
  expect(envOf(container, 'KAFKA').value).toBe('log:9093');
  expect(envOf(container, 'ORDERS').value).toBe('orders-of-cart');
  expect(envOf(container, 'POSITIONS').value).toBe('positions-of-cart');
  expect(envOf(container, 'KAFKA_PASSWORD').valueFrom.secretKeyRef).toEqual({ name: 'log-client', key: 'password' });
  expect(container.volumeMounts.filter(({ mountPath }: any) => mountPath === '/etc/kafka')).toHaveLength(1);
  expect(pod.volumes.filter(({ secret }: any) => secret)).toHaveLength(1);
  const { egress } = all.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'cart')!.spec;
  expect(JSON.stringify(egress)).toContain('9093');
  const [[name, pods]] = orders.users;
  expect([name, pods.max]).toEqual(['cart', 9]);
  expect(pods.planned).toBeLessThan(9);
  expect(positions.users).toHaveLength(1);
});

test('what the workload says itself comes over what a use says', () => {
  const shop = stack(Testing.app());
  microservice(shop, 'cart', {
    uses: [new Topic('ORDERS')],
    env: { KAFKA_PASSWORD: 'none', ORDERS: 'mine' },
    variables: { KAFKA: Variable.podName() },
  });
  const { container } = podOf(shop, 'cart');
  expect(envOf(container, 'ORDERS').value).toBe('mine');
  expect(envOf(container, 'KAFKA').valueFrom.fieldRef.fieldPath).toBe('metadata.name');
  expect(envOf(container, 'KAFKA_PASSWORD')).toEqual({ name: 'KAFKA_PASSWORD', value: 'none' });
});

test.each([
  ["'log:9093' of one use and 'other:9093' of another", { env: { KAFKA: 'other:9093' } }],
  ['log-client#password of one use and', { variables: { KAFKA_PASSWORD: LOGIN.key('ca.crt') } }],
])('two uses that say different things are refused: %s', (said, more) => {
  const uses = [new Topic('ORDERS'), new Topic('POSITIONS', more as UseParts)];
  expect(() => microservice(stack(Testing.app()), 'cart', { uses })).toThrow(said);
  const env = { KAFKA: 'own:9093', KAFKA_PASSWORD: 'own' };
  expect(() => microservice(stack(Testing.app()), 'cart', { uses, env })).not.toThrow();
});

test('a path that something else takes is refused as for any mount', () => {
  const mounts = [Mount.scratch('/etc/kafka', Size.mebibytes(1))];
  expect(() => microservice(stack(Testing.app()), 'cart', { uses: [new Topic('ORDERS')], mounts })).toThrow(
    '/etc/kafka',
  );
});

test('what is no use is refused', () => {
  expect(() => microservice(stack(Testing.app()), 'cart', { uses: ['orders'] as any })).toThrow('uses');
});

test('stateful services, batches, training jobs and functions use things too', () => {
  const shop = stack(Testing.app());
  const topic = new Topic('ORDERS');
  const uses = [topic];
  const work = { image: IMAGE, resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) }, uses };
  statefulService(shop, 'store', { uses });
  new SimulationBatch(shop, 'replay', { ...work, scenarios: ['a', 'b', 'c'], parallelism: 2 });
  new TrainingJob(shop, 'learn', { ...work, framework: TrainingFramework.PYTORCH, nodes: 2 });
  new ServerlessFunction(shop, 'resize', { ...work, maxScale: 4 });
  expect(topic.users.map(([name, { planned, max }]) => [name, planned > 0, max])).toEqual([
    ['store', true, expect.any(Number)],
    ['replay', true, 2],
    ['learn', true, 2],
    ['resize', false, 4],
  ]);
  const text = JSON.stringify(documents(shop.node.root as App));
  for (const name of ['store', 'replay', 'learn', 'resize']) {
    expect(text).toContain(`orders-of-${name}`);
  }
});
