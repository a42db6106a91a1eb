import { deployment, findingsOf, object, RESOURCES, sized } from '../../support/admission';

const TARGET = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const hpa = (spec: any, name = 'web') =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', name, { scaleTargetRef: TARGET, maxReplicas: 5, ...spec });
const scaled = (spec: any) =>
  object('keda.sh/v1alpha1', 'ScaledObject', 'web', { scaleTargetRef: { name: 'web' }, ...spec });
const utilisation = (name: string) => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization: 70 } },
});
const ofContainer = (name: string, container: string) => ({
  type: 'ContainerResource',
  containerResource: { name, container, target: { type: 'Utilization', averageUtilization: 70 } },
});
const AUTOSCALER_CODES = /^AUTOSCALER|^VPA/;
const found = (...manifests: any[]) => findingsOf(manifests).filter(({ code }) => AUTOSCALER_CODES.test(code));

describe('AUTOSCALER_INVALID', () => {
  test.each<[string, any, string]>([
    [
      'a minimum above the maximum',
      hpa({ minReplicas: 8 }),
      'the API server refuses HorizontalPodAutoscaler web: maxReplicas 5 must be greater than or equal to minReplicas 8',
    ],
    [
      'no pods at least',
      hpa({ minReplicas: 0 }),
      'the API server refuses HorizontalPodAutoscaler web: minReplicas must be greater than or equal to 1',
    ],
    [
      'KEDA, a minimum above the maximum',
      scaled({ minReplicaCount: 101, triggers: [{ type: 'kafka' }] }),
      'KEDA refuses ScaledObject web: minReplicaCount 101 must be less than or equal to maxReplicaCount 100',
    ],
    [
      'KEDA, to zero by cpu',
      scaled({ triggers: [{ type: 'cpu', metadata: { value: '70' } }] }),
      'KEDA refuses ScaledObject web: with cpu and memory triggers alone it never scales to zero: minReplicaCount must be at least 1',
    ],
  ])('%s', (_, autoscaler, message) => {
    expect(found(deployment(), autoscaler)).toMatchObject([{ code: 'AUTOSCALER_INVALID', severity: 'error', message }]);
  });

  test('bounds that are in order', () => {
    expect(found(deployment(), hpa({ minReplicas: 5 }))).toEqual([]);
    expect(found(deployment(), scaled({ triggers: [{ type: 'kafka' }] }))).toEqual([]);
    expect(found(deployment(), scaled({ minReplicaCount: 1, triggers: [{ type: 'cpu' }] }))).toEqual([]);
  });
});

describe('AUTOSCALER_WITHOUT_METRIC', () => {
  const proxy = { name: 'proxy', image: 'registry.example.com/proxy:1' };
  const two = deployment({
    containers: [{ name: 'c', image: 'registry.example.com/web:1', resources: RESOURCES }, proxy],
  });

  test('a share of the cpu of a container that requests none: it never scales', () => {
    expect(found(two, hpa({ metrics: [utilisation('cpu')] }))).toMatchObject([
      {
        severity: 'error',
        message:
          'HorizontalPodAutoscaler web never scales shop/Deployment/web: FailedGetResourceMetric: missing request for cpu in container proxy',
        cure: ['a request of cpu in container proxy'],
      },
    ]);
  });

  test('without metrics, and in version 1, it goes by cpu', () => {
    expect(found(two, hpa({})).map(({ severity }) => severity)).toEqual(['error']);
    const old = { ...hpa({ targetCPUUtilizationPercentage: 60 }), apiVersion: 'autoscaling/v1' };
    expect(found(two, old).map(({ severity }) => severity)).toEqual(['error']);
  });

  test('beside a metric that works it never scales down', () => {
    const pods = {
      type: 'Pods',
      pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '9' } },
    };
    expect(found(two, hpa({ metrics: [utilisation('cpu'), pods] }))).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('never scales down shop/Deployment/web') },
    ]);
  });

  test.each<[string, any, any[]]>([
    [
      'an amount, not a share',
      two,
      [hpa({ metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue' } } }] })],
    ],
    ['the container that has a request', two, [hpa({ metrics: [ofContainer('cpu', 'c')] })]],
    [
      'a LimitRange gives the request',
      two,
      [
        hpa({ metrics: [utilisation('cpu')] }),
        object('v1', 'LimitRange', 'r', { limits: [{ type: 'Container', defaultRequest: { cpu: '100m' } }] }),
      ],
    ],
    ['a limit is a request', sized({ limits: { cpu: '1', memory: '1Gi' } }), [hpa({ metrics: [utilisation('cpu')] })]],
    [
      'containers that start and end do not count',
      deployment({ initContainers: [proxy] }),
      [hpa({ metrics: [utilisation('cpu')] })],
    ],
  ])('%s', (_, workload, others) => {
    expect(found(workload, ...others)).toEqual([]);
  });

  test('a sidecar that runs on counts', () => {
    const workload = deployment({ initContainers: [{ ...proxy, restartPolicy: 'Always' }] });
    expect(found(workload, hpa({ metrics: [utilisation('cpu')] }))[0].message).toContain('in container proxy');
  });

  test('a container that the pods do not have', () => {
    expect(found(deployment(), hpa({ metrics: [ofContainer('cpu', 'web')] }))).toMatchObject([
      {
        severity: 'error',
        message: expect.stringContaining('FailedGetContainerResourceMetric: container web is not in its pods'),
        cure: ['container c'],
      },
    ]);
  });

  test('a trigger of KEDA goes by the same', () => {
    const cpu = (metadata: any) => scaled({ minReplicaCount: 1, triggers: [{ type: 'cpu', metadata }] });
    expect(found(two, cpu({ value: '60' }))).toHaveLength(1);
    expect(found(two, cpu({ value: '60', containerName: 'c' }))).toEqual([]);
    expect(
      found(two, scaled({ minReplicaCount: 1, triggers: [{ type: 'cpu', metricType: 'AverageValue', metadata: {} }] })),
    ).toEqual([]);
  });
});

test('AUTOSCALER_WITHOUT_TARGET: what it points at is in no chart', () => {
  const [finding, ...others] = found(deployment(), hpa({ scaleTargetRef: { ...TARGET, name: 'webb' } }));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ code: 'AUTOSCALER_WITHOUT_TARGET', severity: 'warning', uncovered: true });
  expect(finding.message).toContain('points at Deployment webb, which is in no chart of the cluster');
  expect(found(deployment(), hpa({ scaleTargetRef: { ...TARGET, kind: 'StatefulSet' } }))).toHaveLength(1);
  expect(found(deployment({}, {}, { namespace: 'other' }), hpa({}))).toHaveLength(1);
  const operated = { apiVersion: 'acme.example.com/v1', kind: 'Shop', metadata: { name: 'web', namespace: 'shop' } };
  expect(
    found(operated, hpa({ scaleTargetRef: { apiVersion: 'acme.example.com/v1', kind: 'Shop', name: 'web' } })),
  ).toEqual([]);
});

describe('VerticalPodAutoscaler', () => {
  const vpa = (policies: any[], more: any = {}) =>
    object('autoscaling.k8s.io/v1', 'VerticalPodAutoscaler', 'web', {
      targetRef: TARGET,
      resourcePolicy: { containerPolicies: policies },
      ...more,
    });

  // Nodes have 8 cores and 32 GiB.
  test.each<[string, any, string[]]>([
    ['nothing bounds it', vpa([]), ['VPA_ABOVE_NODES']],
    ['one resource is not bounded', vpa([{ containerName: '*', maxAllowed: { cpu: '4' } }]), ['VPA_ABOVE_NODES']],
    [
      'a bound above any node',
      vpa([{ containerName: 'c', maxAllowed: { cpu: '9', memory: '8Gi' } }]),
      ['VPA_ABOVE_NODES'],
    ],
    [
      'bounds within a node',
      vpa([{ containerName: 'c', maxAllowed: { cpu: '4', memory: '8Gi' } }]),
      ['VPA_RESIZES_PODS'],
    ],
    [
      'only the resource that it sets',
      vpa([{ containerName: '*', controlledResources: ['memory'], maxAllowed: { memory: '8Gi' } }]),
      ['VPA_RESIZES_PODS'],
    ],
    ['it only recommends', vpa([], { updatePolicy: { updateMode: 'Off' } }), []],
    ['it leaves every container alone', vpa([{ containerName: '*', mode: 'Off' }]), []],
    ['it looks after something else', vpa([], { targetRef: { ...TARGET, name: 'other' } }), []],
  ])('%s', (_, autoscaler, codes) => {
    const findings = found(deployment(), autoscaler);
    expect(findings.map(({ code }) => code)).toEqual(codes);
    expect(findings.every(({ severity, uncovered }) => severity === 'warning' && uncovered === true)).toBe(true);
  });

  test('the containers of a pod count together', () => {
    const container = (name: string) => ({ name, image: 'registry.example.com/web:1', resources: RESOURCES });
    const both = deployment({ containers: [container('a'), container('b')] });
    const each = (cpu: string) => vpa([{ containerName: '*', maxAllowed: { cpu, memory: '4Gi' } }]);
    expect(found(both, each('4')).map(({ code }) => code)).toEqual(['VPA_RESIZES_PODS']);
    expect(found(both, each('5')).map(({ code }) => code)).toEqual(['VPA_ABOVE_NODES']);
  });

  test('AUTOSCALERS_ON_ONE_RESOURCE: it and a HorizontalPodAutoscaler go by the same', () => {
    const bounded = (controlledResources: string[]) =>
      vpa([{ containerName: '*', controlledResources, maxAllowed: { cpu: '4', memory: '8Gi' } }]);
    const codes = (controlled: string[]) =>
      found(deployment(), bounded(controlled), hpa({ metrics: [utilisation('cpu')] })).map(({ code }) => code);
    expect(codes(['cpu', 'memory'])).toEqual(['AUTOSCALERS_ON_ONE_RESOURCE', 'VPA_RESIZES_PODS']);
    expect(codes(['memory'])).toEqual(['VPA_RESIZES_PODS']);
  });
});
