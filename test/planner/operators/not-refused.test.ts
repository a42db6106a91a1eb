import { amounts, readObjects, resource } from '../../support/operators';

const containers = [{ name: 'c', image: 'i', resources: amounts('1', '1Gi') }];
const step = (cpu: string) => ({ steps: [{ name: 's', image: 'i', computeResources: amounts(cpu, '1Gi') }] });
const storage = { size: '1Gi' };
const machine = { memory: { guest: '1Gi' }, devices: {} };
const disk = { type: 'persistent-claim', size: '1Gi' };

/** Custom resources as users write them; what an operator makes of them is its own affair and is refused by nobody. */
const LEGAL: [apiVersion: string, kind: string, spec: object, metadata?: object][] = [
  ['apps.emqx.io/v2beta1', 'EMQX', { coreTemplate: { spec: { resources: amounts('1', '1Gi') } } }],
  ['argoproj.io/v1alpha1', 'CronWorkflow', { schedule: '0 3 * * *', workflowSpec: workflow() }],
  ['argoproj.io/v1alpha1', 'Workflow', workflow()],
  ['ceph.rook.io/v1', 'CephFilesystem', { metadataServer: { activeCount: 1 } }],
  ['kafka.strimzi.io/v1', 'KafkaConnect', { replicas: 2, resources: amounts('1', '1Gi') }],
  [
    'kafka.strimzi.io/v1',
    'KafkaNodePool',
    { replicas: 3, roles: ['broker', 'controller'], storage: disk },
    { labels: { 'strimzi.io/cluster': 'k' } },
  ],
  ['kubevirt.io/v1', 'VirtualMachineInstance', { domain: machine }],
  ['kubevirt.io/v1', 'VirtualMachineInstanceReplicaSet', { replicas: 2, template: { spec: { domain: machine } } }],
  [
    'pool.kubevirt.io/v1alpha1',
    'VirtualMachinePool',
    {
      replicas: 2,
      virtualMachineTemplate: { spec: { runStrategy: 'Always', template: { spec: { domain: machine } } } },
    },
  ],
  [
    'leaderworkerset.x-k8s.io/v1',
    'LeaderWorkerSet',
    { replicas: 2, leaderWorkerTemplate: { size: 3, workerTemplate: { spec: { containers } } } },
  ],
  ['monitoring.coreos.com/v1', 'Alertmanager', { replicas: 3 }],
  ['monitoring.coreos.com/v1', 'Prometheus', { replicas: 2, shards: 2 }],
  ['opentelemetry.io/v1beta1', 'OpenTelemetryCollector', { mode: 'daemonset' }],
  ['opentelemetry.io/v1beta1', 'OpenTelemetryCollector', { mode: 'statefulset', replicas: 2 }],
  ['postgresql.cnpg.io/v1', 'Cluster', { instances: 3, storage }],
  ['postgresql.cnpg.io/v1', 'Pooler', { cluster: { name: 'x' }, instances: 2 }],
  ['serving.knative.dev/v1', 'Service', { template: { spec: { containers } } }],
  ['tekton.dev/v1', 'TaskRun', { taskSpec: step('1') }],
  [
    'tekton.dev/v1',
    'PipelineRun',
    { pipelineSpec: { tasks: ['1', '2'].map((cpu) => ({ name: `t${cpu}`, taskSpec: step(cpu) })) } },
  ],
];

function workflow(): object {
  const tasks = ['a', 'b'].map((name) => ({ name, template: name }));
  const leaf = (name: string, cpu: string) => ({ name, container: { image: 'i', resources: amounts(cpu, '1Gi') } });
  return { entrypoint: 'all', templates: [{ name: 'all', dag: { tasks } }, leaf('a', '1'), leaf('b', '2')] };
}

for (const [apiVersion, kind, spec, metadata] of LEGAL) {
  test(`${apiVersion} ${kind} is not refused: ${JSON.stringify(spec)}`, () => {
    const { findings, model } = readObjects([resource(apiVersion, kind, 'x', spec, metadata)]);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(model.workloads.length + Object.keys(model.pools[0].daemonsets).length).toBeGreaterThan(0);
  });
}

test('steps of which some ask for nothing are named as unknown, whichever comes first', () => {
  for (const cpus of [
    ['1', undefined],
    [undefined, '1'],
  ]) {
    const tasks = cpus.map((cpu, i) => ({
      name: `t${i}`,
      taskSpec: { steps: [{ name: 's', image: 'i', ...(cpu && { computeResources: amounts(cpu, '1Gi') }) }] },
    }));
    const { codes, pods } = readObjects([resource('tekton.dev/v1', 'PipelineRun', 'r', { pipelineSpec: { tasks } })]);
    expect(codes).toEqual(['REQUESTS_UNKNOWN']);
    expect(pods).toEqual({ 'data/PipelineRun/r': [2, 1000, 1024] });
  }
});

test.each([
  ['min-scale', 'max-scale', 'initial-scale'],
  ['minScale', 'maxScale', 'initialScale'],
])('Knative scales by %s and %s', (min, max, initial) => {
  const scale = 'autoscaling.knative.dev';
  const annotations = { [`${scale}/${min}`]: '2', [`${scale}/${max}`]: '5', [`${scale}/${initial}`]: '3' };
  const template = { metadata: { annotations }, spec: { containers } };
  const service = readObjects([resource('serving.knative.dev/v1', 'Service', 'x', { template })]);
  expect(service.of('data/Service.serving.knative.dev/x')).toMatchObject({
    replicas: { planned: 2, max: 5 },
    canary: 3,
  });
});
