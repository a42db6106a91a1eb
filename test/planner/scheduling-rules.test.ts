import { ClusterModel } from '../../src/capacity/model';
import { ClusterDescription, PoolDescription } from '../../src/planner/reading/description';
import { readCluster } from '../../src/planner/reading/read-cluster';
import { EAST } from '../support/descriptions';

/** Rules of kube-scheduler 1.34 on which pods may be beside which: interpodaffinity, nodeports, nodeaffinity, podtopologyspread. */

const GIB = 2 ** 30;
const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';
const POOL: PoolDescription = {
  name: 'general',
  path: 'east/general',
  zones: ['a', 'b'],
  nodeType: '8x32',
  capacity: { cpu: 8000, memory: 32 * GIB, pods: 110, 'ephemeral-storage': 100 * GIB },
  reserved: {},
  labels: { region: 'north' },
  taints: [],
  minNodes: 0,
};
const CLUSTER: ClusterDescription = {
  ...EAST,
  pools: [POOL],
};

interface Given {
  readonly labels?: Record<string, string>;
  readonly namespace?: string;
  readonly kind?: string;
  readonly replicas?: number;
  readonly pod?: object;
  readonly ports?: object[];
}

/** A workload that runs pods with these labels and rules. */
function made(
  name: string,
  { labels, namespace = 'n', kind = 'Deployment', replicas = 2, pod, ports }: Given = {},
): any {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      ...(kind !== 'DaemonSet' && { replicas }),
      template: {
        metadata: { labels: { app: name, ...labels } },
        spec: { containers: [{ name: 'c', resources: { requests: { cpu: '1', memory: '1Gi' } }, ports }], ...pod },
      },
    },
  };
}

function read(objects: object[], cluster: Partial<ClusterDescription> = {}): ClusterModel {
  return readCluster(
    { ...CLUSTER, ...cluster },
    objects.map((json, i) => ({ path: `test/${i}`, json })),
    [],
  );
}

const one = (model: ClusterModel, name: string) => model.workloads.find(({ id }) => id.endsWith(`/${name}`))!;
const codes = ({ findings }: ClusterModel) => findings.map(({ code }) => code);
const uncovered = ({ findings }: ClusterModel) => findings.filter((f) => f.uncovered).map(({ message }) => message);
const app = (name: string) => ({ labelSelector: { matchLabels: { app: name } } });
const required = (kind: string, ...terms: object[]) => ({
  affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const anti = (...terms: object[]) => required('podAntiAffinity', ...terms);
const near = (...terms: object[]) => required('podAffinity', ...terms);
const spread = (...constraints: object[]) => ({
  topologySpreadConstraints: constraints.map((some) => ({ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', ...some })),
});

describe('anti-affinity', () => {
  test('a term binds both sides, whoever has it', () => {
    const term = { topologyKey: HOST, ...app('b') };
    const pair = [['n/Deployment/a', 'n/Deployment/b']];
    expect(read([made('a', { pod: anti(term) }), made('b')]).conflicts).toEqual(pair);
    expect(read([made('b'), made('a', { pod: anti(term) })]).conflicts).toEqual(pair);
  });

  test('one selector over several workloads: each of them apart from the one that has the term, not from each other', () => {
    const team = { labels: { team: 'x' } };
    const term = { topologyKey: HOST, labelSelector: { matchLabels: { team: 'x' } } };
    const model = read([made('a', { ...team, pod: anti(term) }), made('b', team), made('c', team)]);
    expect(one(model, 'a').maxPerNode).toBe(1);
    expect(one(model, 'b').maxPerNode).toBeUndefined();
    expect(model.conflicts.map((pair) => pair.join(' '))).toEqual([
      'n/Deployment/a n/Deployment/b',
      'n/Deployment/a n/Deployment/c',
    ]);
    expect(model.findings).toEqual([]);
  });

  test('the term of a DaemonSet keeps workloads off its nodes', () => {
    const agent = made('agent', { kind: 'DaemonSet', pod: anti({ topologyKey: HOST, ...app('a') }) });
    expect(one(read([agent, made('a')]), 'a')).toMatchObject({
      eligible: [],
      barred: { 'general/a': 'may not share a node with n/DaemonSet/agent' },
    });
  });

  test('with label keys old and new pods of a rollout may meet, from 1.31 on', () => {
    const pod = anti({ topologyKey: HOST, ...app('a'), matchLabelKeys: ['pod-template-hash'] });
    expect(one(read([made('a', { pod })]), 'a')).toMatchObject({ maxPerNode: 1, limitsByRevision: true });
    expect(one(read([made('a', { pod })], { kubernetesVersion: '1.30' }), 'a').limitsByRevision).toBeUndefined();
    expect(one(read([made('a', { kind: 'StatefulSet', pod })]), 'a').limitsByRevision).toBeUndefined();
    const twice = anti(
      { topologyKey: HOST, ...app('a'), matchLabelKeys: ['pod-template-hash'] },
      { topologyKey: ZONE, ...app('a') },
    );
    expect(one(read([made('a', { pod: twice })]), 'a').limitsByRevision).toBeUndefined();
  });

  test('label keys of the template narrow the selector; mismatched ones exclude equal values', () => {
    const everyone = { topologyKey: HOST, labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } };
    const conflicts = (more: object) =>
      read([
        made('a', { labels: { tenant: 'x' }, pod: anti({ ...everyone, ...more }) }),
        made('b', { labels: { tenant: 'x' } }),
        made('c', { labels: { tenant: 'y' } }),
      ]).conflicts.map(([, other]) => other.at(-1));
    expect(conflicts({})).toEqual(['b', 'c']);
    expect(conflicts({ matchLabelKeys: ['tenant'] })).toEqual(['b']);
    expect(conflicts({ mismatchLabelKeys: ['tenant'] })).toEqual(['c']);
  });

  test('namespaces by name, by the labels of their objects, by their name as a label', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'm', labels: { stage: 'test' } } };
    const model = (term: object, more: object[] = [namespace]) =>
      read([
        made('a', { pod: anti({ topologyKey: HOST, ...app('b'), ...term }) }),
        made('b', { namespace: 'm' }),
        ...more,
      ]);
    const meets = (term: object) => model(term).conflicts.length === 0;
    expect(meets({})).toBe(true);
    expect(meets({ namespaces: ['m'] })).toBe(false);
    expect(meets({ namespaceSelector: {} })).toBe(false);
    expect(meets({ namespaceSelector: { matchLabels: { stage: 'test' } } })).toBe(false);
    expect(meets({ namespaceSelector: { matchLabels: { stage: 'live' } } })).toBe(true);
    const byName = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
    expect(model(byName('m'), []).conflicts).toHaveLength(1);
    expect(model(byName('k'), []).conflicts).toHaveLength(0);
    const unknown = model({ namespaceSelector: { matchLabels: { stage: 'test' } } }, []);
    expect(unknown.conflicts).toEqual([]);
    expect(uncovered(unknown)).toEqual([expect.stringContaining('m/Deployment/b')]);
    const elsewhere = model(
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'k', stage: 'test' } } },
      [],
    );
    expect(uncovered(elsewhere)).toEqual([]);
  });

  describe('over zones', () => {
    const pair = (pods: object = {}, cluster: Partial<ClusterDescription> = {}) =>
      read([made('a', { pod: anti({ topologyKey: ZONE, ...app('b') }) }), made('b', { pod: pods })], cluster);

    test('between workloads that may share a zone it is not planned, and the plan says so', () => {
      expect(uncovered(pair())).toEqual([expect.stringContaining('anti-affinity with n/Deployment/b over')]);
    });

    test('it holds by itself where they can share none', () => {
      const inZone = (zone: string) => ({ nodeSelector: { [ZONE]: zone } });
      const model = read([
        made('a', { pod: { ...anti({ topologyKey: ZONE, ...app('b') }), ...inZone('a') } }),
        made('b', { pod: inZone('b') }),
      ]);
      expect(model.findings).toEqual([]);
    });

    test('in one zone only one of the two ever runs: an error', () => {
      const model = pair({}, { pools: [{ ...POOL, zones: ['a'] }] });
      expect(model.findings).toMatchObject([{ code: 'NEVER_SCHEDULED', severity: 'error', path: 'test/0' }]);
      const stopped = [made('a', { pod: anti({ topologyKey: ZONE, ...app('b') }) }), made('b', { replicas: 0 })];
      expect(codes(read(stopped, { pools: [{ ...POOL, zones: ['a'] }] }))).not.toContain('NEVER_SCHEDULED');
    });

    test('with itself in one region: one pod ever runs', () => {
      const pod = anti({ topologyKey: 'region', ...app('a') });
      expect(codes(read([made('a', { pod })]))).toEqual(['NEVER_SCHEDULED']);
      expect(codes(read([made('a', { pod, replicas: 1 })]))).toEqual([]);
    });

    test('a label that names the zones is as good as the zone', () => {
      const pools = ['a', 'b'].map((zone) => ({
        ...POOL,
        name: zone,
        zones: [zone],
        labels: { hall: `hall-${zone}` },
      }));
      expect(
        one(read([made('a', { pod: anti({ topologyKey: 'hall', ...app('a') }) })], { pools }), 'a').maxPerZone,
      ).toBe(1);
      const spreads = spread({ topologyKey: 'hall', ...app('a') });
      expect(one(read([made('a', { pod: spreads })], { pools }), 'a').zoneSkew).toBe(1);
    });
  });
});

describe('affinity between pods', () => {
  test('it needs nothing where all nodes are one domain, or one pod is near itself', () => {
    const toOther = (topologyKey: string) => read([made('a', { pod: near({ topologyKey, ...app('b') }) }), made('b')]);
    expect(toOther('region').findings).toEqual([]);
    expect(uncovered(toOther(ZONE))).toHaveLength(1);
    expect(uncovered(toOther(HOST))).toHaveLength(1);
    const toItself = (replicas: number) =>
      read([made('a', { replicas, kind: 'StatefulSet', pod: near({ topologyKey: HOST, ...app('a') }) })]);
    expect(toItself(1).findings).toEqual([]);
    expect(uncovered(toItself(2))).toEqual([expect.stringContaining('with itself')]);
  });

  test('a pod that surges beside itself, or nobody who runs, is not covered', () => {
    const surging = read([made('a', { replicas: 1, pod: near({ topologyKey: HOST, ...app('a') }) })]);
    expect(uncovered(surging)).toHaveLength(1);
    const nobody = read([made('a', { pod: near({ topologyKey: 'region', ...app('b') }) }), made('b', { replicas: 0 })]);
    expect(uncovered(nobody)).toHaveLength(1);
    const strangers = read([made('a', { pod: near({ topologyKey: 'region', ...app('b') }) })]);
    expect(uncovered(strangers)).toEqual([expect.stringContaining('pods that are in no chart of the cluster')]);
  });

  test('beside a DaemonSet: nodes where it runs', () => {
    const pools = [POOL, { ...POOL, name: 'bare', labels: { bare: 'yes' } }];
    const nodeSelector = { region: 'north' };
    const model = read(
      [
        made('a', { pod: near({ topologyKey: HOST, ...app('agent') }) }),
        made('agent', { kind: 'DaemonSet', pod: { nodeSelector } }),
      ],
      { pools },
    );
    expect(one(model, 'a').eligible).toEqual(['general/a', 'general/b']);
    expect(one(model, 'a').barred).toMatchObject({
      'bare/a': 'has to be beside n/DaemonSet/agent, which does not run there',
    });
    expect(model.findings).toEqual([]);
  });
});

describe('host ports', () => {
  const ports = (...more: object[]) => more.map((port) => ({ containerPort: 80, hostPort: 80, ...port }));
  const meet = (some: object, others: object) =>
    read([made('a', { ports: ports(some) }), made('b', { ports: ports(others) })]).conflicts.length === 0;

  test.each([
    ['one address each', { hostIP: '127.0.0.1' }, { hostIP: '10.0.0.1' }, true],
    ['the same address', { hostIP: '10.0.0.1' }, { hostIP: '10.0.0.1' }, false],
    ['every address', { hostIP: '127.0.0.1' }, { hostIP: '0.0.0.0' }, false],
    ['no address is every address', { hostIP: '127.0.0.1' }, {}, false],
    ['another protocol', { protocol: 'UDP' }, {}, true],
    ['another port', { hostPort: 81 }, {}, true],
  ])('%s', (_, some, others, expected) => {
    expect(meet(some, others)).toBe(expected);
    expect(meet(others, some)).toBe(expected);
  });

  test('pods of one workload never share a port, sidecars have ports, init containers that end have none', () => {
    expect(one(read([made('a', { ports: ports({ hostIP: '127.0.0.1' }) })]), 'a').maxPerNode).toBe(1);
    const init = (restartPolicy?: string) => ({ initContainers: [{ name: 'i', restartPolicy, ports: ports({}) }] });
    expect(one(read([made('a', { pod: init('Always') })]), 'a').maxPerNode).toBe(1);
    expect(one(read([made('a', { pod: init() })]), 'a').maxPerNode).toBeUndefined();
  });

  test('on the network of the host container ports are its ports', () => {
    const host = { ports: [{ containerPort: 80 }], pod: { hostNetwork: true } };
    expect(read([made('a', host), made('b', host)]).conflicts).toHaveLength(1);
  });

  test('label keys make no difference to ports', () => {
    const pod = anti({ topologyKey: HOST, ...app('a'), matchLabelKeys: ['pod-template-hash'] });
    expect(one(read([made('a', { pod, ports: ports({}) })]), 'a').limitsByRevision).toBeUndefined();
  });
});

describe('spread', () => {
  test('over hosts: the skew, the nodes that count, and whether lost ones do', () => {
    const gpu = { ...POOL, name: 'gpu', taints: [{ key: 'gpu', effect: 'NoSchedule' }] };
    const hosts = (more: object) =>
      one(read([made('a', { pod: spread({ topologyKey: HOST, ...app('a'), ...more }) })], { pools: [POOL, gpu] }), 'a')
        .hostSpread;
    expect(hosts({ maxSkew: 2, minDomains: 3 })).toEqual({
      maxSkew: 2,
      minDomains: 3,
      alsoCounts: ['gpu/a', 'gpu/b'],
      lostNodesCount: true,
    });
    expect(hosts({ nodeTaintsPolicy: 'Honor' })).toEqual({ maxSkew: 1 });
    const tolerations = [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists' }];
    const pod = { ...spread({ topologyKey: HOST, ...app('a'), nodeTaintsPolicy: 'Honor' }), tolerations };
    expect(one(read([made('a', { pod })]), 'a').hostSpread).toEqual({ maxSkew: 1, lostNodesCount: true });
    expect(hosts({ nodeTaintsPolicy: 'Honor', matchLabelKeys: ['pod-template-hash'] })).toEqual({
      maxSkew: 1,
      byRevision: true,
    });
  });

  test('two over hosts: the strictest of both; beside one over zones only nodes with a zone count', () => {
    const twice = spread(
      { topologyKey: HOST, ...app('a'), maxSkew: 2, minDomains: 3, nodeTaintsPolicy: 'Honor' },
      { topologyKey: HOST, ...app('a'), maxSkew: 1, nodeTaintsPolicy: 'Honor' },
    );
    expect(one(read([made('a', { pod: twice })]), 'a').hostSpread).toEqual({ maxSkew: 1, minDomains: 3 });
    const pools = [POOL, { ...POOL, name: 'bare', zones: [], taints: [{ key: 'x', effect: 'NoSchedule' }] }];
    const counted = (pod: object) => one(read([made('a', { pod })], { pools }), 'a').hostSpread!.alsoCounts;
    expect(counted(spread({ topologyKey: HOST, ...app('a') }))).toEqual(['bare']);
    const both = spread({ topologyKey: HOST, ...app('a') }, { topologyKey: ZONE, ...app('a') });
    expect(counted(both)).toBeUndefined();
  });

  test('a selector that counts other workloads too is not planned; one that counts nobody has no effect', () => {
    const team = (key: string) => spread({ topologyKey: key, labelSelector: { matchLabels: { team: 'x' } } });
    const both = read([made('a', { labels: { team: 'x' }, pod: team(ZONE) }), made('b', { labels: { team: 'x' } })]);
    expect(one(both, 'a').zoneSkew).toBe(1);
    expect(uncovered(both)).toEqual([expect.stringContaining('counts pods of n/Deployment/b too')]);
    const others = read([made('a', { pod: team(ZONE) }), made('b', { labels: { team: 'x' } })]);
    expect(one(others, 'a').zoneSkew).toBeUndefined();
    expect(uncovered(others)).toHaveLength(1);
    const nobody = read([made('a', { pod: team(ZONE) })]);
    expect(nobody.findings).toMatchObject([{ code: 'SPREAD_WITHOUT_EFFECT', severity: 'info' }]);
    expect(uncovered(nobody)).toEqual([]);
    // Nodes without the label are closed to a pod all the same.
    expect(uncovered(read([made('a', { pod: spread({ topologyKey: 'rack' }) })]))).toHaveLength(1);
  });

  test('label keys of the template leave out other workloads', () => {
    const pod = spread({ topologyKey: ZONE, labelSelector: { matchLabels: { team: 'x' } }, matchLabelKeys: ['app'] });
    const model = read([made('a', { labels: { team: 'x' }, pod }), made('b', { labels: { team: 'x' } })]);
    expect(model.findings).toEqual([]);
  });

  test('by revision where every hard spread over zones is, whatever a soft one counts', () => {
    const hash = { matchLabelKeys: ['pod-template-hash'] };
    const zone = (more: object) => ({ topologyKey: ZONE, ...app('a'), ...more });
    const of = (...spreads: object[]) => {
      const { zoneSkewByRevision, spreadByRevision } = one(read([made('a', { pod: spread(...spreads) })]), 'a');
      return [zoneSkewByRevision, spreadByRevision];
    };
    const soft = { topologyKey: HOST, ...app('a'), whenUnsatisfiable: 'ScheduleAnyway' };
    expect(of(zone(hash))).toEqual([true, undefined]);
    expect(of(zone({}), { ...soft, ...hash })).toEqual([undefined, true]);
    expect(of(zone({ matchLabelKeys: ['app'] }))).toEqual([undefined, undefined]);
    expect(of(zone(hash), zone({ maxSkew: 2 }))).toEqual([undefined, undefined]);
    expect(of(zone(hash), zone({ ...hash, maxSkew: 2 }))).toEqual([true, undefined]);
  });

  test('over a label that all nodes share it needs nothing, over an unknown one it is not planned', () => {
    expect(read([made('a', { pod: spread({ topologyKey: 'region', ...app('a') }) })]).findings).toEqual([]);
    expect(uncovered(read([made('a', { pod: spread({ topologyKey: 'rack', ...app('a') }) })]))).toHaveLength(1);
  });
});

describe('who places the pods', () => {
  test.each([
    ['a node name', { nodeName: 'n1' }, 'nodeName n1'],
    ['another scheduler', { schedulerName: 'theirs' }, 'scheduler theirs'],
    ['a gate', { schedulingGates: [{ name: 'g' }] }, 'a scheduling gate'],
    [
      'a node by name',
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }],
            },
          },
        },
      },
      'node affinity by name (n1)',
    ],
  ])('%s: the pods are planned, and the plan says what it does not cover', (_, pod, text) => {
    const model = read([made('a', { pod })]);
    expect(one(model, 'a').eligible).toEqual(['general/a', 'general/b']);
    expect(uncovered(model)).toEqual([expect.stringContaining(text)]);
  });

  test('what is only preferred needs nothing', () => {
    const term = { weight: 1, podAffinityTerm: { topologyKey: HOST, ...app('b') } };
    const preferred = { preferredDuringSchedulingIgnoredDuringExecution: [term] };
    const pod = { affinity: { podAffinity: preferred, podAntiAffinity: preferred } };
    const model = read([made('a', { pod }), made('b')]);
    expect([model.findings, model.conflicts]).toEqual([[], []]);
  });
});
