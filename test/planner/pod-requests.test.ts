import { asking, codesOf, GIB, MIB, podTemplate, readForeign } from '../support/foreign';

/** The one workload of a Deployment with these pods, on a cluster of that version. */
function read(template: any, kubernetesVersion = '1.34', others: object[] = []) {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'w', namespace: 'n' },
    spec: { template },
  };
  const model = readForeign([deployment, ...others], { kubernetesVersion });
  return { ...model.workloads[0], findings: model.findings };
}

const sidecar = (cpu: string, memory = '0') => asking(cpu, memory, { name: 's', restartPolicy: 'Always' });
const init = (cpu: string, memory = '0') => asking(cpu, memory, { name: 'i' });

describe('init containers and native sidecars, in their order', () => {
  // Worked out by hand: the i-th init container starts beside the sidecars before it, the containers run beside all of them.
  test.each([
    ['sidecars add to the containers', [sidecar('300m'), sidecar('200m')], 1500],
    ['an init container after a sidecar starts beside it', [sidecar('300m'), init('900m')], 1300],
    ['one that is larger than all that runs later decides', [sidecar('300m'), init('1200m')], 1500],
    ['before the sidecar it starts alone', [init('1200m'), sidecar('300m')], 1300],
    ['between two sidecars', [sidecar('100m'), init('1100m'), sidecar('400m')], 1500],
    ['two init containers never run together', [init('700m'), init('800m')], 1000],
    ['a late sidecar is larger than the containers', [sidecar('100m'), sidecar('2')], 3100],
  ])('%s', (_, initContainers, cpu) => {
    const { requests } = read(podTemplate([asking('600m', '0'), asking('400m', '0')], { initContainers }));
    expect(requests).toEqual({ cpu, memory: 0, pods: 1 });
  });

  test('each resource by itself', () => {
    const initContainers = [init('2', '10Mi'), sidecar('100m', '1Gi')];
    const { requests } = read(podTemplate([asking('1', '2Gi')], { initContainers }));
    expect(requests).toMatchObject({ cpu: 2000, memory: 3 * GIB });
  });
});

describe('what a version of Kubernetes drops', () => {
  test('a native sidecar before 1.29 is an init container that never ends', () => {
    const template = podTemplate([asking('1', '1Gi')], { initContainers: [sidecar('500m')] });
    const { requests, findings } = read(template, '1.28');
    expect(requests.cpu).toBe(1000);
    expect(findings).toMatchObject([{ code: 'FIELD_TOO_YOUNG', severity: 'error', actual: '1.28' }]);
    expect(codesOf(read(template, '1.29'))).toEqual([]);
  });

  test('resources of the whole pod count from 1.34, before it the containers do', () => {
    const template = podTemplate([asking('1', '1Gi')], { resources: { requests: { cpu: '3', memory: '4Gi' } } });
    expect(read(template)).toMatchObject({ requests: { cpu: 3000, memory: 4 * GIB }, findings: [] });
    expect(read(template, '1.33')).toMatchObject({
      requests: { cpu: 1000, memory: GIB },
      findings: [{ code: 'FIELD_TOO_YOUNG', severity: 'warning', expected: 'Kubernetes 1.34' }],
    });
  });

  test('matchLabelKeys of pod affinity before 1.31', () => {
    const term = {
      topologyKey: 'kubernetes.io/hostname',
      labelSelector: { matchLabels: { app: 'w' } },
      matchLabelKeys: ['x'],
    };
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const old = read(podTemplate(undefined, { affinity }), '1.30');
    expect(old.findings).toMatchObject([{ code: 'FIELD_TOO_YOUNG', severity: 'warning' }]);
    expect(old.maxPerNode).toBe(1);
    expect(codesOf(read(podTemplate(undefined, { affinity }), '1.31'))).not.toContain('FIELD_TOO_YOUNG');
  });

  test('claims before 1.34 are counted, and the plan says what they hang on', () => {
    const claim = {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceClaimTemplate',
      metadata: { name: 'one', namespace: 'n' },
      spec: { spec: { devices: { requests: [{ name: 'd', exactly: { deviceClassName: 'gpu.example.com' } }] } } },
    };
    const template = podTemplate(undefined, { resourceClaims: [{ name: 'd', resourceClaimTemplateName: 'one' }] });
    expect(read(template, '1.33', [claim])).toMatchObject({
      requests: { 'gpu.example.com': 1 },
      findings: [{ code: 'FIELD_TOO_YOUNG', severity: 'warning' }],
    });
    expect(codesOf(read(template, '1.34', [claim]))).toEqual([]);
  });
});

describe('resources of the whole pod', () => {
  const limited = { resources: { limits: { cpu: '4', memory: '8Gi' } } };

  test('a limit is the request only where no container asks for that resource', () => {
    const noMemory = { name: 'c', resources: { requests: { cpu: '1' } } };
    expect(read(podTemplate([noMemory], limited))).toMatchObject({
      requests: { cpu: 1000, memory: 8 * GIB },
      limits: { cpu: 4000, memory: 8 * GIB },
    });
  });

  test('less than the containers ask for is refused, where the sidecar makes it so too', () => {
    const template = podTemplate([asking('1', '1Gi')], { resources: { requests: { cpu: '1050m', memory: '512Mi' } } });
    expect(read(template).findings).toMatchObject([
      { code: 'POD_REQUEST_BELOW_CONTAINERS', severity: 'error', cure: ['resources.requests.memory 1Gi of the pod'] },
    ]);
    const meshed = podTemplate(
      [asking('1', '256Mi')],
      template.spec.resources && { resources: template.spec.resources },
      {
        labels: { app: 'w', 'sidecar.istio.io/inject': 'true' },
      },
    );
    expect(read(meshed).findings).toMatchObject([{ cure: ['resources.requests.cpu 1100m of the pod'] }]);
  });

  test('other resources stay those of the containers', () => {
    const template = podTemplate(
      [asking('1', '1Gi', { resources: { limits: { 'example.com/card': 2, cpu: 1 } } })],
      limited,
    );
    expect(read(template).requests).toMatchObject({ 'example.com/card': 2, cpu: 1000 });
  });

  test('the sidecar of the mesh lives within it, beside it only in what the pod does not ask for', () => {
    const mesh = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'n', labels: { 'istio-injection': 'enabled' } },
    };
    const template = podTemplate([asking('1', '1Gi')], { resources: { requests: { cpu: '3' } } });
    const { requests, injected } = read(template, '1.34', [mesh]);
    expect(requests).toMatchObject({ cpu: 3000, memory: GIB + 128 * MIB });
    expect(injected).toEqual({ memory: 128 * MIB });
  });
});

describe('overhead', () => {
  const kata = {
    kind: 'RuntimeClass',
    metadata: { name: 'kata' },
    overhead: { podFixed: { cpu: '250m', memory: '64Mi' } },
  };

  test('adds to requests, and to limits only where there are any', () => {
    const capped = { name: 'c', resources: { requests: { cpu: '1' }, limits: { memory: '1Gi' } } };
    expect(read(podTemplate([capped], { runtimeClassName: 'kata' }), '1.34', [kata])).toMatchObject({
      requests: { cpu: 1250, memory: GIB + 64 * MIB },
      limits: { memory: GIB + 64 * MIB },
      injected: { cpu: 250, memory: 64 * MIB },
    });
    expect(read(podTemplate([capped], { runtimeClassName: 'kata' }), '1.34', [kata]).limits.cpu).toBeUndefined();
  });

  test.each([
    ['without a runtime class', { overhead: { cpu: '250m' } }, ['OVERHEAD_REFUSED']],
    ['another one than the class has', { overhead: { cpu: '1' }, runtimeClassName: 'kata' }, ['OVERHEAD_REFUSED']],
    [
      'that of the class, as an exported pod has it',
      { overhead: { cpu: '0.25', memory: '64Mi' }, runtimeClassName: 'kata' },
      [],
    ],
  ])('%s', (_, spec, codes) => {
    expect(codesOf(read(podTemplate(undefined, spec), '1.34', [kata]))).toEqual(codes);
  });
});

describe('memory in a wrong unit', () => {
  const memory = (requests: any, limits?: any) => ({
    name: 'c',
    resources: {
      requests: { cpu: '1', memory: requests },
      ...(limits !== undefined && { limits: { memory: limits } }),
    },
  });

  test.each([
    [
      '512m',
      undefined,
      'warning',
      1,
      '1 byte of memory where it says 512m (request 512m of c): m stands for thousandths',
      'memory: 512Mi',
    ],
    [256, undefined, 'warning', 256, 'a number without unit counts bytes', 'memory: 256Mi'],
    ['1Gi', '500k', 'error', GIB, 'k stands for thousands; no container starts with so little', 'memory: 500Mi'],
  ])('request %s, limit %s', (request, limit, severity, bytes, text, cure) => {
    const { requests, findings } = read(podTemplate([memory(request, limit)]));
    expect(requests.memory).toBe(bytes);
    const finding = findings.find(({ code }) => code === 'MEMORY_UNIT_WRONG')!;
    expect(finding).toMatchObject({ severity, cure: [cure] });
    expect(finding.message).toContain(text);
    expect(finding.uncovered).toBe(severity === 'warning' ? true : undefined);
  });

  test.each(['128974848000m', '134217728', '1e9', '0.5Gi', '1Mi', '0'])('%s is meant', (amount) => {
    expect(codesOf(read(podTemplate([memory(amount)])))).not.toContain('MEMORY_UNIT_WRONG');
  });
});

describe('containers that somebody else adds', () => {
  const namespace = (annotations: object) => ({ kind: 'Namespace', metadata: { name: 'n', annotations } });
  const added = (annotations: object, others: object[] = []) =>
    read(podTemplate(undefined, {}, { annotations }), '1.34', others).findings;

  test('are not counted, and the plan says so', () => {
    expect(added({ 'vault.hashicorp.com/agent-inject': 'true' })).toMatchObject([
      { code: 'SIDECAR_NOT_COUNTED', severity: 'warning', uncovered: true },
    ]);
    expect(added({ 'vault.hashicorp.com/agent-inject': 'false' })).toEqual([]);
  });

  test('a namespace may ask for them, and a pod may not want them', () => {
    const meshed = namespace({ 'linkerd.io/inject': 'enabled' });
    expect(added({}, [meshed])).toHaveLength(1);
    expect(added({ 'linkerd.io/inject': 'disabled' }, [meshed])).toEqual([]);
    expect(added({}, [namespace({ 'dapr.io/enabled': 'true' })])).toEqual([]);
  });
});

test('pods without containers are refused', () => {
  expect(read({ metadata: { labels: { app: 'w' } }, spec: {} }).findings).toMatchObject([
    {
      code: 'MANIFEST_UNREADABLE',
      message: 'n/Deployment/w is not of the shape that Kubernetes takes: its pods have no containers',
    },
  ]);
});
