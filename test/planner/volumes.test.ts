import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { PoolDescription } from '../../src/planner/reading/description';
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

describe('where a volume can be used', () => {
  const pinsOf = (...objects: any[]) => {
    const [{ zonePinned = false, nodePinned = false, eligible }] = read(objects).workloads;
    return { zonePinned, nodePinned, zones: eligible.map((id) => id.split('/')[1]).join('') };
  };
  const ANYWHERE = { zonePinned: false, nodePinned: false };
  const ZONAL = { zonePinned: true, nodePinned: false };
  const LOCAL = { zonePinned: false, nodePinned: true };
  const w = deployment('w', mounts('data'));
  const ofClass = (...more: any[]) => [
    w,
    claim('data', { storageClassName: 'c' }),
    storageClass('c', ...(more as [string])),
  ];

  test.each<[string, any[], object]>([
    ['a disk of a zone', ofClass('ebs.csi.aws.com'), ZONAL],
    ['a plugin of Kubernetes itself', ofClass('kubernetes.io/gce-pd'), ZONAL],
    [
      'a disk in two zones',
      ofClass('pd.csi.storage.gke.io', { parameters: { 'replication-type': 'regional-pd' } }),
      ANYWHERE,
    ],
    ['a disk in three zones', ofClass('disk.csi.azure.com', { parameters: { skuName: 'Premium_ZRS' } }), ANYWHERE],
    ['a file system', ofClass('efs.csi.aws.com'), ANYWHERE],
    ['Ceph by Rook', ofClass('rook-ceph.rbd.csi.ceph.com'), ANYWHERE],
    ['a local disk', ofClass('topolvm.io'), LOCAL],
    ['disks that somebody made by hand', ofClass('kubernetes.io/no-provisioner'), LOCAL],
    ['the class of k3s, which is in no chart', [w, claim('data', { storageClassName: 'local-path' })], LOCAL],
    ['a class that is in no chart', [w, claim('data', { storageClassName: 'theirs' })], ZONAL],
    [
      'the same, for several nodes',
      [w, claim('data', { storageClassName: 'theirs', accessModes: ['ReadWriteMany'] })],
      ANYWHERE,
    ],
    ['a provisioner that has no name here', ofClass('disks.example.com'), ZONAL],
    ['a claim that is in no chart', [w], ZONAL],
    [
      'a claim of another namespace',
      [w, claim('data', { storageClassName: 'c' }), storageClass('c', 'efs.csi.aws.com')].map((o) =>
        o.kind === 'PersistentVolumeClaim' ? { ...o, metadata: { name: 'data', namespace: 'other' } } : o,
      ),
      ZONAL,
    ],
    [
      'the default class',
      [
        w,
        claim('data'),
        storageClass('d', 'efs.csi.aws.com', {
          metadata: { name: 'd', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
        }),
      ],
      ANYWHERE,
    ],
    ['a name of an object that every object has', ofClass('constructor'), ZONAL],
    [
      // Its claim is owned by the pod and goes with it (ephemeral volume controller of Kubernetes): the next pod gets a new one.
      'a volume that goes with its pod',
      [
        deployment('w', {
          volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec: { storageClassName: 'c' } } } }],
        }),
        storageClass('c', 'ebs.csi.aws.com'),
      ],
      ANYWHERE,
    ],
    [
      'a volume of the driver of secrets',
      [deployment('w', { volumes: [{ name: 'v', csi: { driver: 'secrets-store.csi.k8s.io' } }] })],
      ANYWHERE,
    ],
    [
      'a template of a StatefulSet',
      [statefulSet('w', 3, [{ storageClassName: 'c' }]), storageClass('c', 'rancher.io/local-path')],
      LOCAL,
    ],
  ])('%s', (_, objects, expected) => {
    expect(pinsOf(...objects)).toEqual({ ...expected, zones: 'ab' });
  });

  test.each<[string, any[], object]>([
    [
      'a zone of its class',
      [
        w,
        claim('data', { storageClassName: 'c' }),
        storageClass('c', 'ebs.csi.aws.com', {
          allowedTopologies: [{ matchLabelExpressions: [{ key: 'topology.ebs.csi.aws.com/zone', values: ['b'] }] }],
        }),
      ],
      { ...ZONAL, zones: 'b' },
    ],
    [
      'the zone of the volume that it names',
      [
        w,
        claim('data', { volumeName: 'v' }),
        volume('v', { csi: { driver: 'ebs.csi.aws.com' }, ...nodesWith('topology.kubernetes.io/zone', 'a') }),
      ],
      { ...ZONAL, zones: 'a' },
    ],
    [
      'the zone of the volume that names it',
      [
        w,
        claim('data'),
        volume('v', {
          csi: { driver: 'ebs.csi.aws.com' },
          claimRef: { namespace: 'n', name: 'data' },
          ...nodesWith('topology.kubernetes.io/zone', 'b'),
        }),
      ],
      { ...ZONAL, zones: 'b' },
    ],
    [
      'zones in the label of a volume',
      [
        w,
        claim('data', { volumeName: 'v' }),
        volume('v', { gcePersistentDisk: { pdName: 'd' } }, { 'topology.kubernetes.io/zone': 'b__c' }),
      ],
      { ...ANYWHERE, zones: 'b' },
    ],
    [
      'a named node',
      [
        w,
        claim('data', { volumeName: 'v' }),
        volume('v', { local: { path: '/d' }, ...nodesWith('kubernetes.io/hostname', 'n1') }),
      ],
      { ...LOCAL, zones: 'ab' },
    ],
    [
      'nodes with a label',
      [w, claim('data', { volumeName: 'v' }), volume('v', { nfs: { server: 's' }, ...nodesWith('disk', 'hdd') })],
      { ...ANYWHERE, zones: '' },
    ],
    [
      'a share of the network',
      [w, claim('data', { volumeName: 'v' }), volume('v', { nfs: { server: 's', path: '/' } })],
      { ...ANYWHERE, zones: 'ab' },
    ],
  ])('%s', (_, objects, expected) => {
    expect(pinsOf(...objects)).toEqual(expected);
  });

  test('the plan says which volume keeps a pod off', () => {
    const { workloads } = read([
      w,
      claim('data', { volumeName: 'v' }),
      volume('v', { csi: { driver: 'ebs.csi.aws.com' }, ...nodesWith('topology.kubernetes.io/zone', 'a') }),
    ]);
    expect(workloads[0].barred).toEqual({
      'general/b': 'volume data is for nodes with topology.kubernetes.io/zone In a',
    });
  });

  test('disks of a virtual machine', () => {
    const machine = (disks: any[], templates: any[] = []) => ({
      apiVersion: 'kubevirt.io/v1',
      kind: 'VirtualMachine',
      metadata: { name: 'w' },
      spec: {
        running: true,
        dataVolumeTemplates: templates,
        template: { spec: { domain: { memory: { guest: '1Gi' } }, volumes: disks } },
      },
    });
    const root = {
      metadata: { name: 'root' },
      spec: { storage: { accessModes: ['ReadWriteOnce'], storageClassName: 'ssd' } },
    };
    expect(pinsOf(machine([{ name: 'd', dataVolume: { name: 'root' } }], [root]), SSD)).toMatchObject(ZONAL);
    expect(
      pinsOf(machine([{ name: 'd', dataVolume: { name: 'root' } }]), { kind: 'DataVolume', ...root }, SSD),
    ).toMatchObject(ZONAL);
    expect(
      pinsOf(
        machine([{ name: 'd', persistentVolumeClaim: { claimName: 'p' } }]),
        claim('p', { accessModes: ['ReadWriteMany'] }),
      ),
    ).toMatchObject(ANYWHERE);
    expect(pinsOf(machine([{ name: 'd', containerDisk: { image: 'i' } }]))).toMatchObject(ANYWHERE);
  });
});

describe('volumes that are attached to a node', () => {
  const countOf = (objects: any[], pools: PoolDescription[] = [LIMITED]) =>
    read(objects, { pools }).workloads.map(({ requests }) => requests[EBS] ?? 0);
  const own = { storageClassName: 'ssd', accessModes: ['ReadWriteOnce'] };

  test('claims of its own count, by the driver of their class', () => {
    const other = storageClass('files', 'efs.csi.aws.com');
    expect(countOf([statefulSet('w', 3, [own, own, { ...own, storageClassName: 'files' }]), SSD, other])).toEqual([2]);
    const ephemeral = { volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec: own } } }] };
    expect(countOf([deployment('w', ephemeral, { replicas: 5 }), SSD])).toEqual([1]);
  });

  test('a class of the old plugin counts for the driver that took over', () => {
    expect(countOf([statefulSet('w', 3, [own]), storageClass('ssd', 'kubernetes.io/aws-ebs')])).toEqual([1]);
  });

  test('a disk of a class that is in no chart counts for the only driver with a limit, a file system does not', () => {
    expect(countOf([statefulSet('w', 3, [own])])).toEqual([1]);
    expect(countOf([statefulSet('w', 3, [{ ...own, accessModes: ['ReadWriteMany'] }])])).toEqual([0]);
    const two = { ...LIMITED, capacity: { ...LIMITED.capacity, 'attachable-volumes-csi-disk.csi.azure.com': 8 } };
    expect(countOf([statefulSet('w', 3, [own])], [two])).toEqual([0]);
  });

  test('one claim of several pods is one volume: it is not counted for each of them', () => {
    const data = claim('data', { storageClassName: 'ssd' });
    expect(countOf([deployment('w', mounts('data')), data, SSD])).toEqual([1]);
    expect(countOf([deployment('w', mounts('data'), { replicas: 2 }), data, SSD])).toEqual([0]);
    expect(countOf([deployment('w', mounts('data')), deployment('x', mounts('data')), data, SSD])).toEqual([0, 0]);
  });

  test('without any limit nothing is counted', () => {
    expect(countOf([statefulSet('w', 3, [own]), SSD], [POOL])).toEqual([0]);
  });

  test('30 pods with two volumes each fill a node of 25 volumes by twelve', () => {
    const model = read([statefulSet('w', 30, [own, own]), SSD], { pools: [{ ...LIMITED, zones: ['a'] }] });
    const plan = planCluster(model);
    expect(plan.feasible).toBe(true);
    expect(plan.nodes).toEqual({ 'general/a': 3 });
    expect(Math.max(...plan.steady.map(({ pods }) => pods['n/StatefulSet/w']))).toBeLessThanOrEqual(12);
    expect(plan.objective).toMatchObject({ value: 3, bound: 3 });
  });

  test('a pool that says no limit takes what its pods have', () => {
    const free = { ...POOL, name: 'free', zones: ['a'] };
    const pools = [{ ...LIMITED, zones: ['a'], maxNodes: 1 }, free];
    const plan = planCluster(read([statefulSet('w', 60, [own]), SSD], { pools }));
    expect(plan.feasible).toBe(true);
    expect(plan.nodes).toEqual({ 'free/a': 1, 'general/a': 0 });
  });

  test('more volumes than any node takes is an error with the limit', () => {
    const plan = planCluster(read([statefulSet('w', 1, new Array(26).fill(own)), SSD], { pools: [LIMITED] }));
    expect(plan.findings).toMatchObject([{ code: 'POD_TOO_BIG', expected: `${EBS} at most 25`, actual: `${EBS} 26` }]);
  });
});

describe('local volumes', () => {
  const local = storageClass('disk', 'topolvm.io');
  const objects = (replicas: number) => [statefulSet('w', replicas, [{ storageClassName: 'disk' }]), local];

  test('pods do not come back after the loss of their node', () => {
    const { scenarios } = planCluster(read(objects(2), { survive: 'node' }));
    const losses = scenarios.filter(({ name }) => name.startsWith('node-lost:'));
    expect(losses.length).toBeGreaterThan(0);
    for (const { added, unplaced } of losses) {
      expect(added).toEqual([]);
      expect(unplaced).toMatchObject([{ workload: 'n/StatefulSet/w', code: 'VOLUME_ON_LOST_NODE' }]);
    }
  });

  test('pods wait for their node when it is drained', () => {
    const plan = planCluster(read(objects(2), { pools: [{ ...POOL, zones: ['a'], minNodes: 3 }] }));
    const drains = plan.transitions.filter(({ name }) => name.startsWith('drain:'));
    expect(drains.length).toBeGreaterThan(0);
    for (const { added, unplaced } of drains) {
      expect(added).toEqual([]);
      expect(unplaced).toMatchObject([{ workload: 'n/StatefulSet/w', code: 'WAITS_FOR_THE_NODE' }]);
    }
  });

  test('a budget that lets fewer go than a node has of them stops its drain, and another node would not help', () => {
    const budget = {
      kind: 'PodDisruptionBudget',
      metadata: { name: 'b' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'w' } } },
    };
    const one = { pools: [{ ...POOL, zones: ['a'] }] };
    const stops = (more: any[]) =>
      planCluster(read([...objects(2), ...more], one)).findings.filter(({ code }) => code === 'DRAIN_STOPS');
    expect(stops([budget])).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringContaining('never ends'),
        cure: [expect.stringContaining('lets all of them'), expect.anything()],
      },
    ]);
    expect(stops([])).toEqual([]);
  });
});

describe('pods that do not come back after a loss', () => {
  const budget = (spec: any) => ({
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b' },
    spec: { ...spec, selector: { matchLabels: { app: 'w' } } },
  });
  const planOf = (replicas: number, more: any[] = [], cluster: any = {}) =>
    planCluster(
      read([statefulSet('w', replicas, [{ storageClassName: 'ssd' }]), SSD, ...more], {
        survive: 'zone',
        pools: [{ ...LIMITED, zones: ['a', 'b', 'c'] }],
        ...cluster,
      }),
    );
  const errors = ({ findings }: ReturnType<typeof planCluster>) =>
    findings.filter(({ severity }) => severity === 'error');

  test("VOLUMES_LEFT_BEHIND: somebody else's StatefulSet gets cures that can be said", () => {
    expect(errors(planOf(3))).toMatchObject([
      {
        code: 'VOLUMES_LEFT_BEHIND',
        path: 'test/0',
        message: expect.stringMatching(
          /after the loss of zone \w 2 of 3 pods of n\/StatefulSet\/w are left, 3 are needed/,
        ),
        cure: [
          'a PodDisruptionBudget with minAvailable 2: so many are enough after a loss',
          '5 replicas with a PodDisruptionBudget with minAvailable 3: so many are enough after a loss',
          'a storage class whose volumes are in several zones',
        ],
      },
    ]);
  });

  test('each of the cures holds', () => {
    expect(errors(planOf(3, [budget({ minAvailable: 2 })]))).toEqual([]);
    expect(errors(planOf(5, [budget({ minAvailable: 3 })]))).toEqual([]);
    expect(errors(planOf(3, [storageClass('ssd', 'efs.csi.aws.com')]))).toEqual([]);
  });

  test('what their disruption budget lets go may be missing', () => {
    const replicas = (spec: any, more: any = {}) =>
      planOf(3, [budget(spec)], more).model.workloads[0].replicas.degraded;
    expect(replicas({ minAvailable: 2 })).toBe(2);
    expect(replicas({ maxUnavailable: '50%' })).toBe(1);
    expect(replicas({ minAvailable: 2 }, { survive: 'node' })).toBeUndefined();
    expect(replicas({ minAvailable: 2 }, { survive: 'none' })).toBeUndefined();
  });

  test('one pod that may be missing', () => {
    expect(errors(planOf(1))).toMatchObject([
      {
        code: 'VOLUMES_LEFT_BEHIND',
        cure: [
          'a PodDisruptionBudget with maxUnavailable 1: none has to be left after a loss',
          'a storage class whose volumes are in several zones',
        ],
      },
    ]);
    expect(errors(planOf(1, [budget({ maxUnavailable: 1 })]))).toEqual([]);
  });

  test('what else is wrong is said too', () => {
    const pools = [{ ...LIMITED, zones: ['a', 'b', 'c'], maxNodes: 1 }];
    const other = deployment(
      'other',
      { containers: [{ name: 'c', resources: { requests: { cpu: '5' } } }] },
      { replicas: 3 },
    );
    expect(errors(planOf(3, [other], { pools })).map(({ code }) => code)).toEqual([
      'POOL_TOO_SMALL',
      'VOLUMES_LEFT_BEHIND',
    ]);
  });

  test('local volumes are lost with a node', () => {
    const plan = planOf(3, [storageClass('ssd', 'topolvm.io')], { survive: 'node' });
    expect(errors(plan)).toMatchObject([
      { code: 'VOLUMES_LEFT_BEHIND', message: expect.stringContaining('after the loss of one node') },
    ]);
    expect(errors(plan)[0].cure).toContain('a storage class whose volumes are not on one node');
  });
});
