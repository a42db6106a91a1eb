import {
  apart,
  budget,
  container,
  daemonSet,
  deployment,
  LINUX,
  namespace,
  RealSet,
  replicationController,
  service,
  statefulSet,
} from './build';

const list = (kind: string, items: readonly object[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: `${kind}List`,
  items,
});
const MONITOR = 'monitoring.coreos.com/v1';

/** kube-prometheus: resources of an operator, sidecars that each ask for a little, a port of the node, lists of roles. */
const monitoring: RealSet = {
  like: 'kube-prometheus',
  objects: [
    namespace('watch'),
    {
      apiVersion: MONITOR,
      kind: 'Prometheus',
      metadata: { name: 'main', namespace: 'watch' },
      spec: { replicas: 2, resources: { requests: { memory: '400Mi' } } },
    },
    {
      apiVersion: MONITOR,
      kind: 'Alertmanager',
      metadata: { name: 'main', namespace: 'watch' },
      spec: {
        replicas: 3,
        resources: { requests: { cpu: '4m', memory: '100Mi' }, limits: { cpu: '100m', memory: '100Mi' } },
      },
    },
    ...['api', 'nodes', 'dns'].map((name) => ({
      apiVersion: MONITOR,
      kind: 'ServiceMonitor',
      metadata: { name, namespace: 'watch' },
      spec: { endpoints: [{ port: 'web' }], selector: {} },
    })),
    deployment(
      'watch',
      'probe',
      {
        containers: ['probe', 'reload', 'proxy'].map((name) =>
          container(name, { cpu: '10m', memory: '20Mi' }, { cpu: '20m', memory: '40Mi' }),
        ),
        spec: LINUX,
      },
      { replicas: 1 },
    ),
    deployment(
      'watch',
      'dashboards',
      {
        containers: [container('dashboards', { cpu: '100m', memory: '100Mi' }, { cpu: '200m', memory: '200Mi' })],
        spec: {
          ...LINUX,
          volumes: [
            { name: 'data', emptyDir: {} },
            { name: 'plugins', emptyDir: { medium: 'Memory' } },
          ],
        },
      },
      { replicas: 1 },
    ),
    deployment(
      'watch',
      'state',
      {
        containers: [
          container('state', { cpu: '10m', memory: '190Mi' }, { cpu: '100m', memory: '250Mi' }),
          container('proxy-main', { cpu: '20m', memory: '20Mi' }, { cpu: '40m', memory: '40Mi' }),
          container('proxy-self', { cpu: '10m', memory: '20Mi' }, { cpu: '20m', memory: '40Mi' }),
        ],
      },
      { replicas: 1 },
    ),
    daemonSet(
      'watch',
      'node-meter',
      {
        containers: [
          container('node-meter', { cpu: '102m', memory: '180Mi' }, { cpu: '250m', memory: '180Mi' }),
          container(
            'proxy',
            { cpu: '10m', memory: '20Mi' },
            { cpu: '20m', memory: '40Mi' },
            { ports: [{ containerPort: 9100, hostPort: 9100 }] },
          ),
        ],
        spec: {
          ...LINUX,
          hostNetwork: true,
          hostPID: true,
          priorityClassName: 'system-cluster-critical',
          tolerations: [{ operator: 'Exists' }],
        },
      },
      { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } } },
    ),
    deployment(
      'watch',
      'adapter',
      { containers: [container('adapter', { cpu: '102m', memory: '180Mi' }, { cpu: '250m', memory: '180Mi' })] },
      { replicas: 2, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } },
    ),
    budget('watch', 'adapter', 'adapter', { minAvailable: 1 }),
    list(
      'Role',
      ['a', 'b'].map((name) => ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name, namespace: 'watch' },
        rules: [],
      })),
    ),
  ],
  expected: {
    pods: {
      'watch/Alertmanager/main': 3,
      'watch/Deployment/adapter': 2,
      'watch/Deployment/dashboards': 1,
      'watch/Deployment/probe': 1,
      'watch/Deployment/state': 1,
      'watch/Prometheus/main': 2,
    },
    // Ours: 30 + 100 + 40 + 2 x 102. Of the operator: 3 x (4 + 10) and 2 x 10, with the reloader of 10m and 50Mi in each pod.
    cpu: 374 + 3 * 14 + 2 * 10,
    mebibytes: 60 + 100 + 230 + 2 * 180 + 3 * 150 + 2 * 450,
    daemons: { 'watch/DaemonSet/node-meter': [112, 200] },
    codes: ['MEMORY_VOLUME_UNBOUNDED'],
    workloads: { 'watch/Deployment/adapter': { disruption: { allowed: 1, ours: false } } },
  },
};

const SHOP: readonly (readonly [name: string, cpu: string, memory: string])[] = [
  ['page', '100m', '64Mi'],
  ['adverts', '200m', '180Mi'],
  ['currency', '100m', '64Mi'],
  ['basket', '200m', '64Mi'],
  ['basket-cache', '70m', '200Mi'],
  ['suggest', '100m', '220Mi'],
  ['checkout', '100m', '64Mi'],
  ['mail', '100m', '64Mi'],
  ['pay', '100m', '64Mi'],
  ['ship', '100m', '64Mi'],
  ['products', '100m', '64Mi'],
];

/** Online Boutique: many small services in the default namespace, and a load generator that first waits in an init container. */
const boutique: RealSet = {
  like: 'online-boutique',
  objects: [
    ...SHOP.flatMap(([name, cpu, memory], i) => [
      deployment(undefined, name, { containers: [container(name, { cpu, memory }, { cpu: '300m', memory: '450Mi' })] }),
      service(undefined, name, 7000 + i),
    ]),
    deployment(
      undefined,
      'crowd',
      {
        containers: [container('crowd', { cpu: '300m', memory: '256Mi' }, { cpu: '500m', memory: '512Mi' })],
        init: [container('wait')],
        spec: { restartPolicy: 'Always' },
      },
      { replicas: 1 },
    ),
  ],
  expected: {
    pods: Object.fromEntries([...SHOP.map(([name]) => name), 'crowd'].map((name) => [`default/Deployment/${name}`, 1])),
    cpu: 1570,
    mebibytes: 1368,
    codes: [],
  },
};

const ASKING: readonly (readonly [name: string, cpu: string, memory: string, inMemory: boolean])[] = [
  ['socks', '100m', '200Mi', true],
  ['list', '100m', '100Mi', false],
  ['front', '100m', '300Mi', false],
  ['order', '100m', '300Mi', true],
  ['bill', '99m', '100Mi', false],
  ['queue', '100m', '300Mi', false],
  ['send', '100m', '300Mi', true],
  ['people', '100m', '100Mi', false],
];
const SILENT = ['socks-db', 'list-db', 'order-db', 'session-db', 'people-db'];
const TMP = { volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }] };

/** Sock Shop: the old label of an operating system, databases that ask for nothing, scratch volumes in memory without end. */
const socks: RealSet = {
  like: 'sock-shop',
  objects: [
    namespace('socks'),
    ...ASKING.map(([name, cpu, memory, inMemory]) =>
      deployment(
        'socks',
        name,
        {
          containers: [container(name, { cpu, memory }, { cpu: '500m', memory: '1000Mi' })],
          spec: { nodeSelector: { 'beta.kubernetes.io/os': 'linux' }, ...(inMemory && TMP) },
        },
        { replicas: 1 },
      ),
    ),
    ...SILENT.map((name) => deployment('socks', name, { containers: [container(name)] }, { replicas: 1 })),
    deployment('socks', 'mq', { containers: [container('mq'), container('mq-exporter')] }, { replicas: 1 }),
  ],
  expected: {
    pods: Object.fromEntries(
      [...ASKING.map(([name]) => name), ...SILENT, 'mq'].map((name) => [`socks/Deployment/${name}`, 1]),
    ),
    cpu: 799,
    mebibytes: 1700,
    codes: ['MEMORY_VOLUME_UNBOUNDED', 'MEMORY_VOLUME_UNBOUNDED', 'MEMORY_VOLUME_UNBOUNDED', 'REQUESTS_UNKNOWN'],
  },
};

const BOOKS = ['details', 'ratings', 'reviews-1', 'reviews-2', 'reviews-3', 'page'];

/** Bookinfo of Istio in a namespace with injection: only the sidecars ask for something. */
const books: RealSet = {
  like: 'istio bookinfo',
  objects: [
    namespace('books', { 'istio-injection': 'enabled' }),
    ...BOOKS.map((name) => deployment('books', name, { containers: [container(name)] }, { replicas: 1 })),
    service('books', 'details', 9080),
  ],
  expected: {
    pods: Object.fromEntries(BOOKS.map((name) => [`books/Deployment/${name}`, 1])),
    cpu: 6 * 100,
    mebibytes: 6 * 128,
    codes: ['REQUESTS_UNKNOWN'],
  },
};

/** The guest book of the Kubernetes documentation. */
const guests: RealSet = {
  like: 'kubernetes guestbook',
  objects: (
    [
      ['guest-page', 3],
      ['guest-store', 1],
      ['guest-copies', 2],
    ] as const
  ).map(([name, replicas]) =>
    deployment(undefined, name, { containers: [container(name, { cpu: '100m', memory: '100Mi' })] }, { replicas }),
  ),
  expected: {
    pods: {
      'default/Deployment/guest-page': 3,
      'default/Deployment/guest-store': 1,
      'default/Deployment/guest-copies': 2,
    },
    cpu: 600,
    mebibytes: 600,
    codes: [],
  },
};

const claims = (storage: string) => [
  { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } } },
];

/** ZooKeeper of the Kubernetes documentation: its anti-affinity selects a label that its pods do not have, so nothing keeps them apart. */
const keeper: RealSet = {
  like: 'kubernetes zookeeper',
  objects: [
    statefulSet(
      undefined,
      'keeper',
      {
        containers: [container('keeper', { cpu: '0.5', memory: '1Gi' })],
        spec: { affinity: { podAntiAffinity: apart({ name: 'keeper' }, 'required') } },
      },
      { replicas: 3, serviceName: 'keeper', podManagementPolicy: 'OrderedReady', volumeClaimTemplates: claims('10Gi') },
    ),
    budget(undefined, 'keeper', 'keeper', { maxUnavailable: 1 }),
    service(undefined, 'keeper', 2181),
  ],
  expected: {
    pods: { 'default/StatefulSet/keeper': 3 },
    cpu: 1500,
    mebibytes: 3072,
    codes: [],
    workloads: { 'default/StatefulSet/keeper': { maxPerNode: undefined, disruption: { allowed: 1, ours: false } } },
  },
};

/** Cassandra of the Kubernetes examples: a ring with a storage class of its own. */
const ring: RealSet = {
  like: 'kubernetes cassandra',
  objects: [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'quick' },
      provisioner: 'disks.example.org',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
    statefulSet(
      undefined,
      'ring',
      {
        containers: [container('ring', { cpu: '500m', memory: '1Gi' }, { cpu: '500m', memory: '1Gi' })],
        spec: { terminationGracePeriodSeconds: 1800 },
      },
      { replicas: 3, serviceName: 'ring', volumeClaimTemplates: claims('1Gi') },
    ),
  ],
  expected: { pods: { 'default/StatefulSet/ring': 3 }, cpu: 1500, mebibytes: 3072, codes: [] },
};

/** Elasticsearch of the old Kubernetes examples: ReplicationControllers. */
const finder: RealSet = {
  like: 'kubernetes elasticsearch',
  objects: ['finder', 'finder-client', 'finder-data', 'finder-lead'].map((name) =>
    replicationController(
      name,
      { containers: [container(name)], spec: { volumes: [{ name: 'data', emptyDir: {} }] } },
      name === 'finder-data' ? 2 : 1,
    ),
  ),
  expected: {
    pods: {
      'default/ReplicationController/finder': 1,
      'default/ReplicationController/finder-client': 1,
      'default/ReplicationController/finder-data': 2,
      'default/ReplicationController/finder-lead': 1,
    },
    cpu: 0,
    mebibytes: 0,
    codes: ['REQUESTS_UNKNOWN'],
  },
};

export const APPLICATION_SETS: readonly RealSet[] = [monitoring, boutique, socks, books, guests, keeper, ring, finder];
