import {
  claim,
  deployment,
  EBS,
  LIMITED,
  mounts,
  nodesWith,
  POOL,
  read,
  SSD,
  statefulSet,
  storageClass,
  volume,
} from '../support/volumes';

/** The findings with these codes, or all of them. */
function found(objects: any[], more: any = {}, ...codes: string[]) {
  const { findings } = read(objects, { pools: [LIMITED], ...more });
  return codes.length === 0 ? findings : findings.filter(({ code }) => codes.includes(code));
}

const SHARING = ['VOLUME_OF_ONE_NODE', 'VOLUME_OF_ONE_POD', 'ROLLOUT_SHARES_VOLUME', 'VOLUME_KEEPS_TOGETHER'];
const sharing = (objects: any[], more: any = {}) => found(objects, more, ...SHARING);
const data = (...accessModes: string[]) => claim('data', { accessModes, storageClassName: 'ssd' });
const RECREATE = { strategy: { type: 'Recreate' } };
const near = (app: string) => ({
  podAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } },
    ],
  },
});
const job = (name: string, pod: any, spec: any = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { ...spec, template: deployment(name, pod).spec.template },
});
const daemonSet = (name: string, pod: any) => ({ ...deployment(name, pod), kind: 'DaemonSet' });

describe('a claim that one node can have', () => {
  test.each<[string, any[], string]>([
    [
      'several replicas',
      [deployment('w', mounts('data'), { ...RECREATE, replicas: 3 })],
      'up to 3 pods of n/Deployment/w',
    ],
    [
      'an autoscaler that adds pods',
      [
        deployment('w', mounts('data'), RECREATE),
        {
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'h' },
          spec: { scaleTargetRef: { kind: 'Deployment', name: 'w' }, minReplicas: 1, maxReplicas: 4 },
        },
      ],
      'up to 4 pods of n/Deployment/w',
    ],
    [
      'a job of several pods',
      [job('w', mounts('data'), { parallelism: 2, completions: 4 })],
      'up to 2 pods of n/Job/w',
    ],
    [
      'a backup beside its database',
      [deployment('w', mounts('data'), RECREATE), job('copy', mounts('data'))],
      'up to 2 pods of n/Deployment/w and n/Job/copy',
    ],
    ['a daemonset', [daemonSet('w', mounts('data'))], 'one pod on each node of n/DaemonSet/w'],
    [
      'a StatefulSet that mounts one claim',
      [statefulSet('w', 2, [], mounts('data'))],
      'up to 2 pods of n/StatefulSet/w',
    ],
  ])('%s: the pods on other nodes never start', (_, workloads, text) => {
    expect(sharing([...workloads, data('ReadWriteOnce'), SSD])).toMatchObject([
      { code: 'VOLUME_OF_ONE_NODE', severity: 'error', message: expect.stringContaining(text) },
    ]);
  });

  test.each<[string, any[], any]>([
    ['one pod that is stopped first', [deployment('w', mounts('data'), RECREATE), data('ReadWriteOnce')], {}],
    [
      'several modes',
      [
        deployment('w', mounts('data'), { replicas: 3 }),
        claim('data', { accessModes: ['ReadWriteOnce', 'ReadWriteMany'], storageClassName: 'theirs' }),
      ],
      {},
    ],
    ['a claim for each pod', [statefulSet('w', 3, [{ accessModes: ['ReadWriteOnce'], storageClassName: 'ssd' }])], {}],
    [
      'a file system, whatever its claim says',
      [
        deployment('w', mounts('data'), { replicas: 3 }),
        claim('data', { storageClassName: 'files' }),
        storageClass('files', 'efs.csi.aws.com'),
      ],
      {},
    ],
    [
      'a driver that attaches nothing',
      [
        deployment('w', mounts('data'), { replicas: 3 }),
        claim('data', { storageClassName: 'x' }),
        storageClass('x', 'x.example.com'),
        { kind: 'CSIDriver', metadata: { name: 'x.example.com' }, spec: { attachRequired: false } },
      ],
      {},
    ],
    [
      'the only node',
      [deployment('w', mounts('data'), { replicas: 3 }), data('ReadWriteOnce')],
      { pools: [{ ...POOL, zones: ['a'], maxNodes: 1 }] },
    ],
    [
      'pods that are kept together',
      [deployment('w', { ...mounts('data'), affinity: near('w') }, { replicas: 3 }), data('ReadWriteOnce')],
      {},
    ],
    [
      'a backup beside its database, kept together',
      [
        deployment('w', mounts('data'), RECREATE),
        job('copy', { ...mounts('data'), affinity: near('w') }),
        data('ReadWriteOnce'),
      ],
      {},
    ],
    [
      'claims of one name in two namespaces',
      [
        deployment('w', mounts('data'), RECREATE),
        data('ReadWriteOnce'),
        { ...deployment('w', mounts('data'), RECREATE), metadata: { name: 'w', namespace: 'm' } },
        { ...data('ReadWriteOnce'), metadata: { name: 'data', namespace: 'm' } },
      ],
      {},
    ],
    [
      'a workload of no pods',
      [
        deployment('w', mounts('data'), RECREATE),
        deployment('x', mounts('data'), { replicas: 0 }),
        data('ReadWriteOnce'),
      ],
      {},
    ],
  ])('%s is nothing to say', (_, objects, more) => {
    expect(sharing([...objects, SSD], more)).toEqual([]);
  });

  test('a volume that lets several nodes have it is what counts, not its claim', () => {
    const shared = volume('v', { accessModes: ['ReadWriteMany'], csi: { driver: 'x.example.com' } });
    expect(
      sharing([deployment('w', mounts('data'), { replicas: 3 }), claim('data', { volumeName: 'v' }), shared]),
    ).toEqual([]);
  });

  test('a disk that the pods name themselves', () => {
    const disk = (more: any) =>
      deployment(
        'w',
        { volumes: [{ name: 'd', gcePersistentDisk: { pdName: 'maps', ...more } }] },
        { ...RECREATE, replicas: 2 },
      );
    expect(sharing([disk({})])).toMatchObject([
      { code: 'VOLUME_OF_ONE_NODE', message: expect.stringContaining('claim maps') },
    ]);
    expect(sharing([disk({ readOnly: true })])).toMatchObject([{ code: 'VOLUME_KEEPS_TOGETHER' }]);
  });
});

describe('a rollout that starts its new pod beside the old one', () => {
  const rolled = (strategy: any, modes: string, spec: any = {}, more: any = {}) =>
    sharing([deployment('w', mounts('data'), { strategy, ...spec }), data(modes), SSD], more);

  test('hangs where only one node can have the volume: the verdict says so', () => {
    expect(rolled({}, 'ReadWriteOnce')).toMatchObject([
      {
        code: 'ROLLOUT_SHARES_VOLUME',
        severity: 'warning',
        uncovered: true,
        cure: ['strategy: { type: Recreate }', 'maxSurge 0 with maxUnavailable 1'],
      },
    ]);
  });

  test('never starts it where only one pod can', () => {
    expect(rolled({ rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, 'ReadWriteOncePod')).toMatchObject([
      { code: 'ROLLOUT_SHARES_VOLUME', severity: 'error' },
    ]);
    expect(rolled({}, 'ReadWriteOncePod', {}, { pools: [{ ...POOL, zones: ['a'], maxNodes: 1 }] })).toMatchObject([
      { severity: 'error' },
    ]);
  });

  test('works where the old pod may stop first, nothing is started on top, or there is one node', () => {
    expect(rolled({ rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } }, 'ReadWriteOnce')).toEqual([]);
    expect(rolled({ rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }, 'ReadWriteOncePod')).toEqual([]);
    expect(rolled({ type: 'Recreate' }, 'ReadWriteOncePod')).toEqual([]);
    expect(rolled({}, 'ReadWriteOnce', {}, { pools: [{ ...POOL, zones: ['a'], maxNodes: 1 }] })).toEqual([]);
  });

  test('is no rollout of a StatefulSet, whose pods stop first', () => {
    expect(sharing([statefulSet('w', 1, [], mounts('data')), data('ReadWriteOnce'), SSD])).toEqual([]);
  });

  test('of blue and green is one', () => {
    const rollout = {
      ...deployment('w', mounts('data'), { strategy: { blueGreen: {} } }),
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
    };
    expect(sharing([rollout, data('ReadWriteOnce'), SSD])).toMatchObject([{ code: 'ROLLOUT_SHARES_VOLUME' }]);
  });
});

test('VOLUME_OF_ONE_POD: the scheduler starts one pod of a claim with ReadWriteOncePod, whoever mounts it', () => {
  const pods = [deployment('w', mounts('data'), RECREATE), deployment('x', mounts('data'), RECREATE)];
  expect(sharing([...pods, data('ReadWriteOncePod'), SSD])).toMatchObject([
    { code: 'VOLUME_OF_ONE_POD', severity: 'error', actual: 'up to 2 pods' },
  ]);
  expect(sharing([pods[0], data('ReadWriteOncePod'), SSD])).toEqual([]);
});

test('VOLUME_KEEPS_TOGETHER: pods of one local volume all run on its node', () => {
  const local = claim('data', { storageClassName: 'local-path' });
  const three = deployment('w', mounts('data'), { replicas: 3 });
  expect(sharing([three, local])).toMatchObject([
    { code: 'VOLUME_KEEPS_TOGETHER', uncovered: true, message: expect.stringContaining('on one node') },
  ]);
  expect(sharing([three, local], { pools: [{ ...POOL, zones: ['a'], maxNodes: 1 }] })).toEqual([]);
  const disk = claim('data', { storageClassName: 'ssd', accessModes: ['ReadOnlyMany'] });
  expect(sharing([three, disk, SSD])).toMatchObject([{ message: expect.stringContaining('on one zone') }]);
  expect(sharing([three, disk, SSD], { pools: [{ ...POOL, zones: ['a'] }] })).toEqual([]);
});

test('CLAIM_UNKNOWN: claims that are in no chart are one finding', () => {
  const unknown = (objects: any[]) => found(objects, {}, 'CLAIM_UNKNOWN');
  const [finding, ...others] = unknown([
    ...['a', 'b', 'c', 'd'].map((name) => deployment(name, mounts('data'), RECREATE)),
    claim('logs'),
  ]);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    severity: 'info',
    uncovered: true,
    path: 'east',
    count: 4,
    message: expect.stringMatching(/data of n\/Deployment\/a, .* and 1 more are in no chart/),
  });
  expect(unknown([deployment('w', mounts('data'), RECREATE)])).toMatchObject([
    { path: 'test/0', message: expect.stringContaining('volume data of n/Deployment/w is in no chart') },
  ]);
  expect(unknown([deployment('w', mounts('data'), { ...RECREATE, replicas: 0 })])).toEqual([]);
  expect(unknown([deployment('w', mounts('data'), RECREATE), data('ReadWriteOnce')])).toEqual([]);
});

describe('VOLUME_BINDS_FIRST', () => {
  const first = (classes: any[], more: any = {}) =>
    found([statefulSet('w', 2, [{ storageClassName: 'c' }]), ...classes], more, 'VOLUME_BINDS_FIRST');
  test('a storage class that makes volumes before pods have nodes, which is the default', () => {
    const expected = [
      {
        severity: 'warning',
        uncovered: true,
        message: expect.stringContaining('storage class c makes volumes before'),
      },
    ];
    expect(first([storageClass('c', 'ebs.csi.aws.com', { volumeBindingMode: 'Immediate' })])).toMatchObject(expected);
    expect(first([storageClass('c', 'ebs.csi.aws.com', { volumeBindingMode: undefined })])).toMatchObject(expected);
  });

  test.each<[string, any, any]>([
    ['one that waits', {}, {}],
    [
      'one of one zone',
      {
        volumeBindingMode: 'Immediate',
        allowedTopologies: [{ matchLabelExpressions: [{ key: 'topology.kubernetes.io/zone', values: ['a'] }] }],
      },
      {},
    ],
    ['a cluster of one zone', { volumeBindingMode: 'Immediate' }, { pools: [{ ...LIMITED, zones: ['a'] }] }],
  ])('%s is nothing to say', (_, more, cluster) => {
    expect(first([storageClass('c', 'ebs.csi.aws.com', more)], cluster)).toEqual([]);
  });

  test('nor are file systems', () => {
    expect(first([storageClass('c', 'efs.csi.aws.com', { volumeBindingMode: 'Immediate' })])).toEqual([]);
  });
});

test('VOLUME_NODE_UNKNOWN: a volume of a node that no pool is known by', () => {
  const objects = [
    deployment('w', mounts('data'), RECREATE),
    claim('data', { volumeName: 'v' }),
    volume('v', { local: { path: '/d' }, ...nodesWith('kubernetes.io/hostname', 'n1') }),
  ];
  const unknown = (pools: any[]) => read(objects, { pools }).codes;
  expect(unknown([POOL])).toContain('VOLUME_NODE_UNKNOWN');
  const named = (name: string) => ({
    ...POOL,
    name,
    zones: ['a'],
    maxNodes: 1,
    labels: { 'kubernetes.io/hostname': name },
  });
  expect(unknown([named('n1'), named('n2')])).not.toContain('VOLUME_NODE_UNKNOWN');
  expect(read(objects, { pools: [named('n1'), named('n2')] }).workloads[0].eligible).toEqual(['n1/a']);
});

describe('ATTACH_LIMIT_UNKNOWN', () => {
  const unknown = (objects: any[], more: any = {}) =>
    found(objects, { pools: [POOL], ...more }, 'ATTACH_LIMIT_UNKNOWN');
  const disks = (replicas: number, claims: number, pod: any = {}) =>
    statefulSet('w', replicas, new Array(claims).fill({ storageClassName: 'ssd' }), pod);
  const apart = {
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'w' } } },
        ],
      },
    },
  };

  test('volumes that may come together on nodes whose type says no limit', () => {
    expect(unknown([disks(3, 1), SSD])).toMatchObject([
      { severity: 'info', uncovered: true, cure: ["attachableVolumes: { 'ebs.csi.aws.com': ... } on the node type"] },
    ]);
    expect(unknown([disks(3, 2, apart), SSD])).toHaveLength(1);
  });

  test('one volume is taken by any node, and what says its limit is counted', () => {
    expect(unknown([disks(3, 1, apart), SSD])).toEqual([]);
    expect(unknown([disks(1, 1), SSD])).toEqual([]);
    expect(unknown([disks(3, 2), SSD], { pools: [LIMITED] })).toEqual([]);
  });

  test('every node type that may run the pods has to say it', () => {
    const other = { ...POOL, name: 'other', nodeType: '16x64' };
    expect(unknown([disks(3, 2), SSD], { pools: [LIMITED, other] })).toMatchObject([
      { message: expect.stringContaining('node type 16x64') },
    ]);
    expect(
      unknown([disks(3, 2, { nodeSelector: { disk: 'ssd' } }), SSD], { pools: [LIMITED, { ...other, labels: {} }] }),
    ).toEqual([]);
  });

  test('file systems, local disks and volumes that the cluster replicates have no limit', () => {
    for (const provisioner of ['efs.csi.aws.com', 'topolvm.io', 'driver.longhorn.io']) {
      expect(unknown([disks(3, 2), storageClass('ssd', provisioner)])).toEqual([]);
    }
  });
});

test('a volume that several pods have is counted for none of them, and the verdict says so', () => {
  const shared = claim('data', { storageClassName: 'ssd', accessModes: ['ReadOnlyMany'] });
  const objects = [deployment('w', mounts('data'), { replicas: 3 }), shared, SSD];
  expect(read(objects, { pools: [LIMITED] }).workloads[0].requests[EBS]).toBeUndefined();
  expect(found(objects, {}, 'NOT_MODELLED')).toMatchObject([
    { uncovered: true, message: expect.stringContaining('claim data') },
  ]);
});

describe('virtual machines', () => {
  const machine = (template: any, evictionStrategy?: string) => ({
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name: 'w' },
    spec: {
      running: true,
      dataVolumeTemplates: [{ metadata: { name: 'root' }, spec: template }],
      template: {
        spec: {
          evictionStrategy,
          domain: { memory: { guest: '1Gi' } },
          volumes: [{ name: 'd', dataVolume: { name: 'root' } }],
        },
      },
    },
  });

  test('MACHINE_CANNOT_MOVE: one that is to move with a disk of one node', () => {
    const moves = (template: any, eviction?: string) => found([machine(template, eviction)], {}, 'MACHINE_CANNOT_MOVE');
    expect(moves({ pvc: { accessModes: ['ReadWriteOnce'] } }, 'LiveMigrate')).toMatchObject([
      { severity: 'error', actual: 'ReadWriteOnce' },
    ]);
    expect(moves({ pvc: { accessModes: ['ReadWriteMany'] } }, 'LiveMigrate')).toEqual([]);
    expect(moves({ storage: {} }, 'LiveMigrate')).toEqual([]);
    expect(moves({ pvc: { accessModes: ['ReadWriteOnce'] } })).toEqual([]);
  });

  test('VOLUME_PLACE_UNKNOWN: one that has to outlive a loss with a disk of which nothing is known', () => {
    const unknown = (template: any, survive: string) =>
      found([machine(template), SSD], { survive }, 'VOLUME_PLACE_UNKNOWN');
    expect(unknown({ storage: {} }, 'zone')).toMatchObject([{ uncovered: true, severity: 'info' }]);
    expect(unknown({ storage: {} }, 'none')).toEqual([]);
    expect(unknown({ storage: { storageClassName: 'ssd' } }, 'zone')).toEqual([]);
  });
});
