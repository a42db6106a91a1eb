import { hiddenFaults } from './hidden';

const LABELS = { app: 'cart' };
const metadata = { name: 'cart', namespace: 'shop' };
const PORT = { name: 'http', containerPort: 8080 };
const CONTAINER = { name: 'cart', ports: [PORT], readinessProbe: {}, livenessProbe: {} };
const SPREAD = [{ topologyKey: 'kubernetes.io/hostname', maxSkew: 1 }];

function deployment(container: any = CONTAINER, spec: any = {}, replicas = 3): any {
  const template = {
    metadata: { labels: LABELS },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 10001 },
      topologySpreadConstraints: SPREAD,
      containers: [container],
      ...spec,
    },
  };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas, template } };
}

const budget = { kind: 'PodDisruptionBudget', metadata, spec: { selector: { matchLabels: LABELS } } };
const service = (selector: any) => ({ kind: 'Service', metadata, spec: { selector } });
const policy = (matchLabels: any) => ({ kind: 'NetworkPolicy', metadata, spec: { podSelector: { matchLabels } } });
const scaler = (name: string) => ({
  kind: 'HorizontalPodAutoscaler',
  metadata,
  spec: { scaleTargetRef: { kind: 'Deployment', name } },
});
const faults = (one: any, ...others: any[]) => hiddenFaults([one, budget, ...others]);

test('nothing where all is well', () => {
  expect(faults(deployment(), service(LABELS), policy(LABELS), policy(undefined), scaler('cart'))).toEqual([]);
});

test('a policy for pods that an operator or a chart makes is one for pods, as long as the object is there', () => {
  const of = (label: string, name: string) => policy({ [label]: name });
  const operated = (kind: string, name: string) => ({ kind, metadata: { name, namespace: 'shop' }, spec: {} });
  expect(faults(of('cnpg.io/cluster', 'db'), operated('Cluster', 'db'))).toEqual([]);
  expect(faults(of('strimzi.io/cluster', 'log'), operated('Kafka', 'log'))).toEqual([]);
  expect(faults(of('cnpg.io/cluster', 'db'), operated('Cluster', 'other'))).toHaveLength(1);
  const spec = { source: { helm: { releaseName: 'harbor' } }, destination: { namespace: 'shop' } };
  expect(faults(of('release', 'harbor'), { kind: 'Application', metadata: {}, spec })).toEqual([]);
  expect(faults(of('release', 'other'), { kind: 'Application', metadata: {}, spec })).toHaveLength(1);
});

test('Services, policies and autoscalers that reach nothing', () => {
  expect(faults(deployment(), service({ app: 'card' }), policy({ app: 'card' }), scaler('card'))).toEqual([
    'Service/shop/cart selects nothing',
    'NetworkPolicy/shop/cart selects nothing',
    'HorizontalPodAutoscaler/shop/cart scales nothing',
  ]);
});

test('machines and copies at sites have pods too', () => {
  const machine = { kind: 'VirtualMachine', metadata, spec: { template: { metadata: { labels: LABELS }, spec: {} } } };
  const copies = { kind: 'EdgeApplication', metadata, spec: { workloadTemplate: { manifests: [deployment()] } } };
  expect(hiddenFaults([machine, service(LABELS)])).toEqual([]);
  expect(hiddenFaults([copies, service(LABELS)])).toEqual([]);
});

test('containers that are not asked for their health though they could be', () => {
  const unasked = { name: 'cart', ports: [PORT] };
  expect(faults(deployment(unasked))).toEqual([
    'Deployment/shop/cart is not asked whether it can serve',
    'Deployment/shop/cart is not asked whether it lives',
  ]);
  const broker = { name: 'cart', ports: [{ name: 'tcp-mqtt', containerPort: 1883 }], readinessProbe: {} };
  expect(faults(deployment(broker))).toEqual([]);
  expect(faults(deployment({ name: 'cart' }))).toEqual([]);
});

test('root outside of mappers', () => {
  expect(faults(deployment(CONTAINER, { securityContext: {} }))).toEqual(['Deployment/shop/cart may run as root']);
  expect(faults(deployment({ ...CONTAINER, securityContext: { runAsUser: 0 } }))).toHaveLength(1);
});

test('replicas that may share a node, or go at once', () => {
  expect(faults(deployment(CONTAINER, { topologySpreadConstraints: [] }))).toEqual([
    'Deployment/shop/cart may have all replicas on one node',
  ]);
  expect(hiddenFaults([deployment()])).toEqual(['Deployment/shop/cart may lose all replicas at once']);
  expect(hiddenFaults([deployment(CONTAINER, { topologySpreadConstraints: [] }, 1)])).toEqual([]);
});
