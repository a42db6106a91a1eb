import { EdgeDescription } from '../../src/planner/reading/description';
import { claim, deployment, mounts, POOL, read } from '../support/volumes';

const ONE = { ...POOL, zones: ['a'] };

const asking = (cpu: string, memory = '1Gi', more: object = {}) => ({
  containers: [{ name: 'c', image: 'i', resources: { requests: { cpu, memory } }, ...more }],
});
const daemonSet = (name: string, pod: object = asking('500m'), spec: object = {}) => ({
  ...deployment(name, pod, spec),
  kind: 'DaemonSet',
});
const rolling = (maxSurge?: unknown, maxUnavailable?: unknown) => ({
  updateStrategy: { rollingUpdate: { maxSurge, maxUnavailable } },
});
const port = (hostPort: number, more: object = {}) =>
  asking('100m', '128Mi', { ports: [{ containerPort: 80, hostPort, ...more }] });
const found = (objects: any[], code: string, more: any = {}) =>
  read(objects, { pools: [ONE], ...more }).findings.filter((finding) => finding.code === code);

describe('tolerations that the controller adds', () => {
  const runs = (key: string, effect: string, pod: object = {}) => {
    const tainted = { ...ONE, taints: [{ key: `node.kubernetes.io/${key}`, effect }] };
    return (
      read([daemonSet('d', { ...asking('100m'), ...pod })], { pools: [tainted] }).pools[0].daemonsets[
        'n/DaemonSet/d'
      ] !== undefined
    );
  };
  test.each([
    ['not-ready', 'NoExecute'],
    ['unreachable', 'NoExecute'],
    ['disk-pressure', 'NoSchedule'],
    ['memory-pressure', 'NoSchedule'],
    ['pid-pressure', 'NoSchedule'],
    ['unschedulable', 'NoSchedule'],
  ])('%s:%s', (key, effect) => expect(runs(key, effect)).toBe(true));
  test('network-unavailable only on the network of the host', () => {
    expect(runs('network-unavailable', 'NoSchedule')).toBe(false);
    expect(runs('network-unavailable', 'NoSchedule', { hostNetwork: true })).toBe(true);
  });
  test('no other taint', () => {
    expect(runs('out-of-service', 'NoExecute')).toBe(false);
    expect(runs('not-ready', 'NoSchedule')).toBe(false);
  });
});

describe('DAEMONSET_STRATEGY_REFUSED', () => {
  test.each<[unknown, unknown]>([
    [1, undefined],
    [1, 1],
    [0, 0],
    ['10%', '10%'],
    [-1, 0],
    ['150%', 0],
    ['many', 0],
  ])('maxSurge %s, maxUnavailable %s', (surge, unavailable) => {
    expect(
      found([daemonSet('d', asking('1'), rolling(surge, unavailable))], 'DAEMONSET_STRATEGY_REFUSED'),
    ).toMatchObject([{ severity: 'error', path: 'test/0' }]);
  });
  test.each<[unknown, unknown]>([
    [undefined, undefined],
    [1, 0],
    ['25%', 0],
    [0, '100%'],
    [0, 3],
  ])('maxSurge %s, maxUnavailable %s is taken', (surge, unavailable) => {
    expect(found([daemonSet('d', asking('1'), rolling(surge, unavailable))], 'DAEMONSET_STRATEGY_REFUSED')).toEqual([]);
  });
  test('with OnDelete nobody looks at it', () => {
    expect(
      found(
        [daemonSet('d', asking('1'), { updateStrategy: { type: 'OnDelete', rollingUpdate: { maxSurge: 1 } } })],
        'DAEMONSET_STRATEGY_REFUSED',
      ),
    ).toEqual([]);
  });
});

describe('an update that starts the new pod first', () => {
  const cpuOf = (spec: object, cpu = '500m') =>
    read([daemonSet('d', asking(cpu), spec)], { pools: [ONE] }).pools[0].daemonsets['n/DaemonSet/d'].cpu;
  const never = (pod: object, spec: object) => found([daemonSet('d', pod, spec)], 'DAEMONSET_CANNOT_UPDATE');

  test('has room for both pods on every node', () => {
    expect(cpuOf(rolling(1, 0))).toBe(1000);
    expect(cpuOf(rolling(0, 1))).toBe(500);
    expect(cpuOf({ updateStrategy: { type: 'OnDelete' } })).toBe(500);
  });
  test('never gets further where there is room for one', () => {
    expect(never(asking('5'), rolling(1, 0))).toMatchObject([
      { severity: 'error', message: expect.stringContaining('too little cpu for both') },
    ]);
    expect(cpuOf(rolling(1, 0), '5')).toBe(5000);
    expect(never(asking('5'), rolling(0, 1))).toEqual([]);
  });
  test('never gets further with a host port, or where its pods may not share a node', () => {
    expect(never(port(9100), rolling(1, 0))).toMatchObject([{ message: expect.stringContaining('host port 9100') }]);
    expect(
      never({ ...asking('100m', '1Gi', { ports: [{ containerPort: 9100 }] }), hostNetwork: true }, rolling('10%', 0)),
    ).toHaveLength(1);
    expect(never(port(9100), {})).toEqual([]);
    const apart = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'd' } } },
          ],
        },
      },
    };
    expect(never({ ...asking('100m'), ...apart }, rolling(1, 0))).toHaveLength(1);
  });
});

describe('DAEMONSETS_COLLIDE', () => {
  const collide = (a: any, b: any, more: any = {}) => found([a, b], 'DAEMONSETS_COLLIDE', more);
  test('two with one host port on the same nodes', () => {
    expect(collide(daemonSet('a', port(9100)), daemonSet('b', port(9100)))).toMatchObject([
      { severity: 'error', message: expect.stringContaining('host port 9100') },
    ]);
  });
  test('not with other ports, protocols, addresses or nodes', () => {
    const a = daemonSet('a', port(9100));
    expect(collide(a, daemonSet('b', port(9101)))).toEqual([]);
    expect(collide(a, daemonSet('b', port(9100, { protocol: 'UDP' })))).toEqual([]);
    expect(
      collide(daemonSet('a', port(9100, { hostIP: '10.0.0.1' })), daemonSet('b', port(9100, { hostIP: '10.0.0.2' }))),
    ).toEqual([]);
    const pools = [
      { ...ONE, labels: { os: 'x' } },
      { ...ONE, name: 'other', labels: { os: 'y' } },
    ];
    const on = (os: string, name: string) => daemonSet(name, { ...port(9100), nodeSelector: { os } });
    expect(collide(on('x', 'a'), on('y', 'b'), { pools })).toEqual([]);
  });
  test('a workload with the port of a daemonset runs on no node of its pool', () => {
    const { workloads } = read([daemonSet('a', port(9100)), deployment('w', port(9100))], { pools: [ONE] });
    expect(workloads[0].eligible).toEqual([]);
    expect(workloads[0].barred).toEqual({ 'general/a': 'may not share a node with n/DaemonSet/a' });
  });
});

test('DAEMONSET_MAY_BE_KEPT_OUT: a workload with its port is planned elsewhere, and may come first all the same', () => {
  const pools = [
    { ...ONE, labels: { agent: 'yes' } },
    { ...ONE, name: 'other' },
  ];
  const agent = (pod: object = {}) => daemonSet('a', { ...port(9100), nodeSelector: { agent: 'yes' }, ...pod });
  const keptOut = (...objects: any[]) => found(objects, 'DAEMONSET_MAY_BE_KEPT_OUT', { pools });
  const w = deployment('w', port(9100));
  expect(keptOut(agent(), w)).toMatchObject([
    { severity: 'warning', path: 'test/1', message: expect.stringContaining('new nodes of general/a') },
  ]);
  expect(keptOut(agent({ priorityClassName: 'system-node-critical' }), w)).toEqual([]);
  expect(keptOut(agent(), deployment('w', port(9101)))).toEqual([]);
  expect(found([daemonSet('a', port(9100)), w], 'DAEMONSET_MAY_BE_KEPT_OUT', { pools })).toEqual([]);
});

test('DAEMONSET_NOWHERE: the reason, and a warning where only a taint is in the way', () => {
  const tainted = { ...ONE, taints: [{ key: 'gpu', effect: 'NoSchedule' }] };
  expect(found([daemonSet('d')], 'DAEMONSET_NOWHERE', { pools: [tainted] })).toMatchObject([
    { severity: 'warning', message: expect.stringContaining('gpu') },
  ]);
  expect(
    found([daemonSet('d', { ...asking('1'), nodeSelector: { os: 'windows' } })], 'DAEMONSET_NOWHERE'),
  ).toMatchObject([{ severity: 'info' }]);
  expect(found([daemonSet('d')], 'DAEMONSET_NOWHERE', { pools: [tainted, ONE] })).toEqual([]);
});

describe('DAEMONSET_MAY_FIND_FULL', () => {
  const late = (objects: any[], more: any = {}) => found(objects, 'DAEMONSET_MAY_FIND_FULL', more);
  const filling = deployment('w', asking('500m'), { replicas: 40 });
  const important = { kind: 'PriorityClass', metadata: { name: 'important' }, value: 1000 };

  test('an agent of priority 0 beside pods that fill a node', () => {
    expect(late([daemonSet('d'), filling])).toMatchObject([
      {
        severity: 'warning',
        path: 'test/0',
        cure: ['priorityClassName system-node-critical', 'a priority class above 0 that preempts'],
      },
    ]);
  });

  test('an agent that may evict all of them, by its class or by system-node-critical', () => {
    expect(late([daemonSet('d', { ...asking('500m'), priorityClassName: 'system-node-critical' }), filling])).toEqual(
      [],
    );
    expect(late([daemonSet('d', { ...asking('500m'), priorityClassName: 'important' }), filling, important])).toEqual(
      [],
    );
    const same = deployment('w', { ...asking('500m'), priorityClassName: 'important' }, { replicas: 40 });
    expect(late([daemonSet('d', { ...asking('500m'), priorityClassName: 'important' }), same, important])).toHaveLength(
      1,
    );
    expect(
      late([
        daemonSet('d', { ...asking('500m'), priorityClassName: 'important', preemptionPolicy: 'Never' }),
        filling,
        important,
      ]),
    ).toHaveLength(1);
  });

  test('nodes that can never be so full: few pods, a limit on each node, or pods that leave a rest', () => {
    expect(
      late([daemonSet('d'), deployment('w', asking('500m'), { replicas: 14, strategy: { type: 'Recreate' } })]),
    ).toEqual([]);
    const apart = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'w' } } },
          ],
        },
      },
    };
    expect(late([daemonSet('d'), deployment('w', { ...asking('7'), ...apart }, { replicas: 9 })])).toEqual([]);
    // Two pods of three cores leave two of eight.
    expect(late([daemonSet('d'), deployment('w', asking('3'), { replicas: 9 })])).toEqual([]);
    expect(late([daemonSet('d', asking('2500m')), deployment('w', asking('3'), { replicas: 9 })])).toHaveLength(1);
  });

  test('several agents are one finding', () => {
    expect(late([daemonSet('a'), daemonSet('b'), filling])).toMatchObject([
      { path: 'east', count: 2, paths: ['test/0', 'test/1'] },
    ]);
  });

  test('what its update starts beside it needs room too', () => {
    const w = deployment('w', asking('7500m'), { replicas: 3 });
    expect(late([daemonSet('d', asking('500m'), rolling(0, 1)), w])).toEqual([]);
    expect(read([daemonSet('d', asking('500m'), rolling(1, 0)), w], { pools: [ONE] }).codes).toContain(
      'DAEMONSET_MAY_FIND_FULL',
    );
  });
});

describe('DAEMONSET_ON_EDGE', () => {
  const EDGE = 'node-role.kubernetes.io/edge';
  const site = {
    ...ONE,
    zones: [],
    minNodes: 1,
    maxNodes: 1,
    labels: { [EDGE]: '' },
    taints: [{ key: EDGE, effect: 'NoSchedule' }],
  };
  const edge: EdgeDescription = {
    groupLabel: 'apps.kubeedge.io/belong-to-group',
    findings: [],
    sites: [{ name: 's1', path: 'east/s1', mayBeOffline: false, labels: {}, hardware: 'one', pools: [site] }],
  };
  const stray = (pod: object) => found([daemonSet('d', { ...asking('100m'), ...pod })], 'DAEMONSET_ON_EDGE', { edge });
  const everything = { tolerations: [{ operator: 'Exists' }] };

  test('one that tolerates every taint', () => {
    expect(stray(everything)).toMatchObject([
      { severity: 'warning', cure: [`required node affinity: ${EDGE} DoesNotExist`, expect.anything()] },
    ]);
  });
  test('not one that is kept off, or that names the edge', () => {
    const where = (operator: string) => ({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: EDGE, operator }] }],
          },
        },
      },
    });
    expect(stray({})).toEqual([]);
    expect(stray({ ...everything, ...where('DoesNotExist') })).toEqual([]);
    expect(stray({ ...everything, ...where('Exists') })).toEqual([]);
    expect(stray({ tolerations: [{ key: EDGE, operator: 'Exists' }] })).toEqual([]);
  });
});

test('a daemonset that mounts one claim on every node', () => {
  expect(
    read([daemonSet('d', { ...asking('100m'), ...mounts('data') }), claim('data')], { pools: [ONE] }).codes,
  ).toContain('VOLUME_OF_ONE_NODE');
});

test('what is too large for the nodes of a pool is told once, in however many zones they are', () => {
  const three = { pools: [{ ...POOL, zones: ['a', 'b', 'c'] }] };
  const surging = daemonSet('d', asking('5'), rolling(1, 0));
  expect(found([daemonSet('d', asking('9'))], 'DAEMONSET_DOES_NOT_FIT', three)).toHaveLength(1);
  expect(found([surging], 'DAEMONSET_CANNOT_UPDATE', three)).toHaveLength(1);
});
