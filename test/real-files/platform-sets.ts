import {
  access,
  apart,
  autoscaler,
  budget,
  configMap,
  container,
  daemonSet,
  definition,
  deployment,
  EVERYWHERE,
  job,
  LINUX,
  namespace,
  RealSet,
  webhook,
} from './build';

const hostPath = (name: string) => ({ name, hostPath: { path: `/var/lib/${name}` } });

/** metrics-server: critical to the cluster, and none of it may be missing while it is rolled out. */
const meter: RealSet = {
  like: 'metrics-server',
  objects: [
    ...access('kube-system', 'meter'),
    deployment(
      'kube-system',
      'meter',
      {
        containers: [container('meter', { cpu: '100m', memory: '200Mi' })],
        spec: { ...LINUX, priorityClassName: 'system-cluster-critical', volumes: [{ name: 'tmp', emptyDir: {} }] },
      },
      { strategy: { rollingUpdate: { maxUnavailable: 0 } } },
    ),
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1.meter.example.org' },
      spec: { group: 'meter.example.org', version: 'v1', groupPriorityMinimum: 100, versionPriority: 100 },
    },
  ],
  expected: {
    pods: { 'kube-system/Deployment/meter': 1 },
    cpu: 100,
    mebibytes: 200,
    codes: [],
    workloads: {
      'kube-system/Deployment/meter': {
        priority: 2_000_000_000,
        rollout: { surge: 1, maxUnavailable: 0, explicit: false, ours: false },
      },
    },
  },
};

/** MetalLB: a controller, and a speaker on the network of every node. */
const announcer: RealSet = {
  like: 'metallb',
  objects: [
    namespace('announce', { 'pod-security.kubernetes.io/enforce': 'privileged' }),
    ...['Peer', 'Pool', 'Advertisement'].map((kind) => definition('announce.example.org', kind)),
    ...access('announce', 'announcer'),
    deployment('announce', 'announcer', {
      containers: [container('announcer', undefined, undefined, { ports: [{ containerPort: 7472 }] })],
      spec: LINUX,
    }),
    daemonSet('announce', 'speaker', {
      containers: [
        container('speaker', undefined, undefined, {
          ports: [{ containerPort: 9120 }, { containerPort: 7946 }, { containerPort: 7946, protocol: 'UDP' }],
        }),
      ],
      spec: {
        ...LINUX,
        hostNetwork: true,
        tolerations: ['master', 'control-plane'].map((role) => ({
          effect: 'NoSchedule',
          key: `node-role.kubernetes.io/${role}`,
          operator: 'Exists',
        })),
      },
    }),
    webhook('Validating', 'announcer', 'announce'),
  ],
  expected: {
    pods: { 'announce/Deployment/announcer': 1 },
    cpu: 0,
    mebibytes: 0,
    daemons: { 'announce/DaemonSet/speaker': [0, 0] },
    codes: ['REQUESTS_UNKNOWN'],
  },
};

/** Calico with Typha: the network of all nodes, a server on the host's network that doubles while it is rolled out, budgets. */
const network: RealSet = {
  like: 'calico',
  objects: [
    ...['Felix', 'Block', 'Handle'].map((kind) => definition('network.example.org', kind)),
    configMap('kube-system', 'network-settings'),
    daemonSet(
      'kube-system',
      'net-node',
      {
        containers: [container('net-node', { cpu: '250m' })],
        init: [container('upgrade'), container('install'), container('bootstrap')],
        spec: {
          ...LINUX,
          ...EVERYWHERE,
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          volumes: ['modules', 'run', 'cni'].map(hostPath),
        },
      },
      { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } } },
    ),
    deployment(
      'kube-system',
      'net-controllers',
      { containers: [container('net-controllers')], spec: { ...LINUX, priorityClassName: 'system-cluster-critical' } },
      { replicas: 1, strategy: { type: 'Recreate' } },
    ),
    deployment(
      'kube-system',
      'net-fan',
      {
        containers: [container('net-fan', undefined, undefined, { ports: [{ containerPort: 5473 }] })],
        spec: { ...LINUX, ...EVERYWHERE, hostNetwork: true, priorityClassName: 'system-cluster-critical' },
      },
      { replicas: 2, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '100%', maxUnavailable: 1 } } },
    ),
    budget('kube-system', 'net-fan', 'net-fan', { maxUnavailable: 1 }),
    budget('kube-system', 'net-controllers', 'net-controllers', { maxUnavailable: 1 }),
  ],
  expected: {
    pods: { 'kube-system/Deployment/net-controllers': 1, 'kube-system/Deployment/net-fan': 2 },
    cpu: 0,
    mebibytes: 0,
    daemons: { 'kube-system/DaemonSet/net-node': [250, 0] },
    codes: ['REQUESTS_UNKNOWN'],
    // Its port is the node's: one of them on each.
    workloads: {
      'kube-system/Deployment/net-fan': {
        maxPerNode: 1,
        disruption: { allowed: 1, ours: false },
        rollout: { surge: 2, maxUnavailable: 1, explicit: false, ours: false },
      },
    },
  },
};

/** Longhorn: a manager on every node, a priority of its own. */
const disks: RealSet = {
  like: 'longhorn',
  objects: [
    namespace('disks'),
    {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'disks-critical' },
      value: 1_000_000_000,
      description: 'disks first',
    },
    ...['Disk', 'Replica', 'Backup', 'Engine'].map((kind) => definition('disks.example.org', kind)),
    daemonSet(
      'disks',
      'disk-manager',
      {
        containers: [container('disk-manager'), container('pull')],
        spec: { priorityClassName: 'disks-critical', volumes: ['dev', 'proc', 'data'].map(hostPath) },
      },
      { updateStrategy: { rollingUpdate: { maxUnavailable: '100%' } } },
    ),
    deployment(
      'disks',
      'disk-deployer',
      {
        containers: [container('disk-deployer')],
        init: [container('wait')],
        spec: { priorityClassName: 'disks-critical' },
      },
      { replicas: 1 },
    ),
    deployment(
      'disks',
      'disk-ui',
      {
        containers: [container('disk-ui')],
        spec: {
          priorityClassName: 'disks-critical',
          affinity: { podAntiAffinity: apart({ app: 'disk-ui' }, 'preferred') },
        },
      },
      { replicas: 2 },
    ),
  ],
  expected: {
    pods: { 'disks/Deployment/disk-deployer': 1, 'disks/Deployment/disk-ui': 2 },
    cpu: 0,
    mebibytes: 0,
    daemons: { 'disks/DaemonSet/disk-manager': [0, 0] },
    codes: ['REQUESTS_UNKNOWN'],
    workloads: { 'disks/Deployment/disk-ui': { priority: 1_000_000_000, maxPerNode: undefined } },
  },
};

/** Volcano: a scheduler beside that of Kubernetes, a Job that prepares its webhooks, and a job of its own kind with the name of that Job. */
const batch: RealSet = {
  like: 'volcano',
  objects: [
    namespace('batch-system'),
    ...['batch-hooks', 'batch-controllers', 'batch-scheduler'].map((name) =>
      deployment(
        'batch-system',
        name,
        { containers: [container(name)], spec: { priorityClassName: 'system-cluster-critical' } },
        { replicas: 1 },
      ),
    ),
    job('batch-system', 'batch-prepare', {
      containers: [container('main')],
      spec: { restartPolicy: 'Never', priorityClassName: 'system-cluster-critical' },
    }),
    ...['jobs', 'queues', 'pods'].map((name) => webhook('Validating', `batch-${name}`, 'batch-system')),
    {
      apiVersion: 'batch.volcano.sh/v1alpha1',
      kind: 'Job',
      metadata: { name: 'batch-prepare', namespace: 'batch-system' },
      spec: {
        minAvailable: 3,
        schedulerName: 'volcano',
        tasks: [
          {
            name: 'lead',
            replicas: 1,
            template: {
              spec: {
                schedulerName: 'volcano',
                restartPolicy: 'Never',
                containers: [container('lead', { cpu: 1, memory: '1Gi' })],
              },
            },
          },
          {
            name: 'work',
            replicas: 2,
            template: {
              spec: {
                schedulerName: 'volcano',
                restartPolicy: 'Never',
                containers: [container('work', { cpu: 2, memory: '2Gi' })],
              },
            },
          },
        ],
      },
    },
  ],
  expected: {
    pods: {
      'batch-system/Deployment/batch-controllers': 1,
      'batch-system/Deployment/batch-hooks': 1,
      'batch-system/Deployment/batch-scheduler': 1,
      'batch-system/Job/batch-prepare': 1,
      'batch-system/Job.batch.volcano.sh/batch-prepare-lead': 1,
      'batch-system/Job.batch.volcano.sh/batch-prepare-work': 2,
    },
    cpu: 5000,
    mebibytes: 5 * 1024,
    codes: ['REQUESTS_UNKNOWN'],
  },
};

/** Knative Serving: autoscalers whose single pod its own budget does not let go. */
const functions: RealSet = {
  like: 'knative',
  objects: [
    namespace('serve'),
    ...access('serve', 'serve'),
    ...(
      [
        ['serve-buffer', '300m', '60Mi'],
        ['serve-scale', '100m', '100Mi'],
        ['serve-control', '100m', '100Mi'],
        ['serve-hook', '100m', '100Mi'],
      ] as const
    ).map(([name, cpu, memory]) =>
      deployment('serve', name, {
        containers: [container(name, { cpu, memory }, { cpu: '1000m', memory: '1000Mi' })],
        spec: { serviceAccountName: 'serve', affinity: { podAntiAffinity: apart({ app: name }, 'preferred') } },
      }),
    ),
    autoscaler('serve', 'serve-buffer', 1, 20),
    autoscaler('serve', 'serve-hook', 1, 5),
    budget('serve', 'serve-buffer', 'serve-buffer', { minAvailable: '80%' }),
    budget('serve', 'serve-hook', 'serve-hook', { minAvailable: '80%' }),
  ],
  expected: {
    pods: {
      'serve/Deployment/serve-buffer': 1,
      'serve/Deployment/serve-control': 1,
      'serve/Deployment/serve-hook': 1,
      'serve/Deployment/serve-scale': 1,
    },
    cpu: 600,
    mebibytes: 360,
    // 80 % of one pod are one pod.
    codes: ['BUDGET_BLOCKS_DRAIN', 'BUDGET_BLOCKS_DRAIN'],
    workloads: { 'serve/Deployment/serve-buffer': { replicas: { needed: 1, planned: 1, max: 20 } } },
  },
};

/** Strimzi: an operator with a small scratch volume in memory, which it takes on top. */
const brokerOperator: RealSet = {
  like: 'strimzi',
  objects: [
    ...access('brokers', 'broker-operator'),
    deployment(
      'brokers',
      'broker-operator',
      {
        containers: [container('broker-operator', { cpu: '200m', memory: '384Mi' }, { cpu: '1000m', memory: '384Mi' })],
        spec: {
          serviceAccountName: 'broker-operator',
          volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }],
        },
      },
      { replicas: 1 },
    ),
  ],
  expected: { pods: { 'brokers/Deployment/broker-operator': 1 }, cpu: 200, mebibytes: 385, codes: [] },
};

/** Rook: an operator that is evicted soon from a lost node, and resources of drivers whose pods stand in no manifest. */
const storeOperator: RealSet = {
  like: 'rook',
  objects: [
    namespace('stores'),
    deployment(
      'stores',
      'store-operator',
      {
        containers: [container('store-operator')],
        spec: {
          tolerations: [
            { effect: 'NoExecute', key: 'node.kubernetes.io/unreachable', operator: 'Exists', tolerationSeconds: 5 },
          ],
        },
      },
      { replicas: 1, strategy: { type: 'Recreate' } },
    ),
    ...['blocks', 'files'].map((name) => ({
      apiVersion: 'drivers.example.org/v1',
      kind: 'Driver',
      metadata: { name, namespace: 'stores' },
      spec: { grpcTimeout: 150 },
    })),
  ],
  expected: {
    pods: { 'stores/Deployment/store-operator': 1 },
    cpu: 0,
    mebibytes: 0,
    codes: ['KIND_MAY_MAKE_PODS', 'REQUESTS_UNKNOWN'],
    workloads: { 'stores/Deployment/store-operator': { rollout: undefined } },
  },
};

export const PLATFORM_SETS: readonly RealSet[] = [
  meter,
  announcer,
  network,
  disks,
  batch,
  functions,
  brokerOperator,
  storeOperator,
];
