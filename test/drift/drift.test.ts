import { ApiObject, Chart, Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { compare } from '../../src/drift/compare/compare';
import { DriftReport, standingOf } from '../../src/drift/difference';
import { expectedOf } from '../../src/drift/expected-of';
import { OUR_MANAGERS } from '../../src/drift/live/edits';
import { LiveCluster } from '../../src/drift/live/live-cluster';
import { recheckOf } from '../../src/drift/still-holds';
import { ClusterEntry } from '../../src/report/document';
import { cluster, documents } from '../support/apps';
import { Lists, listsOf } from '../support/live/live-lists';

const SELECTOR = { matchLabels: { app: 'web' } };

function podSpec(cpu: string, more: object = {}): object {
  const resources = { requests: { cpu, memory: '1024Mi' }, limits: { memory: '2Gi' } };
  return { containers: [{ name: 'main', image: 'registry.example.com/web:1.0.0', resources }], ...more };
}

/** Two workloads, one of them scaled, a daemonset and a priority: written by hand, as anybody may. */
function planned(): { entry: ClusterEntry; manifests: any[] } {
  const app = Testing.app();
  const east = cluster(app, {}, { minNodesPerZone: 1 });
  const chart = new Chart(app, 'plain');
  east.include(chart);
  const add = (apiVersion: string, kind: string, name: string, rest: object) =>
    new ApiObject(chart, `${kind}-${name}`, {
      apiVersion,
      kind,
      metadata: { name, ...(kind !== 'PriorityClass' && { namespace: 'shop' }) },
      ...rest,
    });
  const template = (spec: object) => ({ metadata: { labels: SELECTOR.matchLabels }, spec });
  add('scheduling.k8s.io/v1', 'PriorityClass', 'serving', { value: 1000 });
  add('apps/v1', 'Deployment', 'web', {
    spec: {
      replicas: 6,
      selector: SELECTOR,
      template: template(
        podSpec('2000m', {
          priorityClassName: 'serving',
          nodeSelector: { 'kubernetes.io/arch': 'amd64' },
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'topology.kubernetes.io/zone',
              whenUnsatisfiable: 'DoNotSchedule',
              labelSelector: SELECTOR,
            },
          ],
        }),
      ),
    },
  });
  add('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 6,
      maxReplicas: 9,
      metrics: [],
    },
  });
  add('apps/v1', 'StatefulSet', 'store', {
    spec: { replicas: 3, serviceName: 'store', selector: SELECTOR, template: template(podSpec('1')) },
  });
  add('apps/v1', 'DaemonSet', 'agent', { spec: { selector: SELECTOR, template: template(podSpec('100m')) } });
  const manifests = documents(app);
  return { entry: JSON.parse(Plan.of(app).toJson()).clusters[0], manifests };
}

const { entry, manifests } = planned();

function drifted(change: (lists: Lists) => void, again = true): DriftReport {
  const lists = JSON.parse(JSON.stringify(listsOf(entry, manifests))) as Lists;
  change(lists);
  const live = new LiveCluster(new Set(OUR_MANAGERS));
  [...lists.nodes, ...lists.pods, ...lists.workloads].forEach((object) => live.take(object));
  return compare(expectedOf(entry, manifests, 'a'.repeat(64)), live, again ? recheckOf(entry) : undefined);
}

const codes = ({ differences }: DriftReport) => [...new Set(differences.map(({ code }) => code))].sort();

const ours = ({ nodes }: Lists) => nodes.filter(({ metadata }) => metadata.name.startsWith('general'));
const podsOf = ({ pods }: Lists, name: string) =>
  pods.filter(({ metadata }) => metadata.namespace === 'shop' && metadata.name.startsWith(name));
const objectOf = ({ workloads }: Lists, kind: string, name: string) =>
  workloads.find((one) => one.kind === kind && one.metadata.name === name);

const STRANGER = (nodeName: string, cpu: string) => ({
  kind: 'Pod',
  metadata: { name: 'debug', namespace: 'tools' },
  spec: { nodeName, containers: [{ name: 'main', image: 'busybox', resources: { requests: { cpu } } }] },
  status: { phase: 'Running' },
});

/** Each kind of drift by its code: what happens to the cluster, what the plan and the cluster say, and what becomes of the proof. */
const KINDS: Record<string, { change: (lists: Lists) => void; planned: RegExp; live: RegExp; standing: string }> = {
  ALLOCATABLE_CHANGED: {
    change: (lists) => (ours(lists)[0].status.allocatable.cpu = '4'),
    planned: /^8 cpu allocatable \(8x32\)$/,
    live: /^4 cpu$/,
    standing: 'broken',
  },
  NODES_MISSING: {
    change: (lists) => lists.nodes.splice(lists.nodes.indexOf(ours(lists).at(-1)), 1),
    planned: /^1 node$/,
    live: /^0$/,
    standing: 'broken',
  },
  NODE_UNPLANNED: {
    change: ({ nodes }) =>
      nodes.push({
        kind: 'Node',
        metadata: { name: 'gpu-1', labels: { 'topology.kubernetes.io/zone': 'd' } },
        status: { allocatable: { cpu: '64' } },
      }),
    planned: /^pools general/,
    live: /of none of these/,
    standing: 'holds',
  },
  NODE_LABELS_CHANGED: {
    change: (lists) => (ours(lists)[1].metadata.labels['kubernetes.io/arch'] = 'arm64'),
    planned: /^kubernetes.io\/arch=amd64$/,
    live: /^kubernetes.io\/arch=arm64$/,
    standing: 'unproven',
  },
  NODE_TAINTS_CHANGED: {
    change: (lists) =>
      (ours(lists)[1].spec.taints = [
        { key: 'maintenance', effect: 'NoSchedule' },
        { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
      ]),
    planned: /^no taint$/,
    live: /^maintenance:NoSchedule$/,
    standing: 'unproven',
  },
  WORKLOAD_UNPLANNED: {
    change: (lists) => lists.pods.push(STRANGER(ours(lists)[0].metadata.name, '6')),
    planned: /^nothing of that name$/,
    live: /^1 pod, 6 cpu in all$/,
    standing: 'broken',
  },
  WORKLOAD_MISSING: {
    change: (lists) => {
      podsOf(lists, 'store').forEach((pod) => lists.pods.splice(lists.pods.indexOf(pod), 1));
      lists.workloads.splice(lists.workloads.indexOf(objectOf(lists, 'StatefulSet', 'store')), 1);
    },
    planned: /^3 pods$/,
    live: /^none/,
    standing: 'holds',
  },
  REQUESTS_CHANGED: {
    change: (lists) => podsOf(lists, 'web').forEach(({ spec }) => (spec.containers[0].resources.requests.cpu = '5')),
    planned: /^2 cpu for each pod$/,
    live: /^5 cpu$/,
    standing: 'broken',
  },
  LIMITS_CHANGED: {
    change: (lists) =>
      (objectOf(lists, 'StatefulSet', 'store').spec.template.spec.containers[0].resources.limits = {
        cpu: '2',
        memory: '2048Mi',
      }),
    planned: /^main: no limit of cpu$/,
    live: /^main: 2 cpu$/,
    standing: 'holds',
  },
  IMAGE_CHANGED: {
    change: (lists) =>
      (objectOf(lists, 'Deployment', 'web').spec.template.spec.containers[0].image = 'registry.example.com/web:1.0.1'),
    planned: /^main: registry.example.com\/web:1.0.0$/,
    live: /web:1.0.1$/,
    standing: 'holds',
  },
  REPLICAS_CHANGED: {
    change: (lists) => (objectOf(lists, 'StatefulSet', 'store').spec.replicas = 5),
    planned: /^3 pods$/,
    live: /^5$/,
    standing: 'unproven',
  },
  AUTOSCALER_CHANGED: {
    change: (lists) => (objectOf(lists, 'HorizontalPodAutoscaler', 'web').spec.maxReplicas = 40),
    planned: /^6 to 9$/,
    live: /^6 to 40$/,
    standing: 'broken',
  },
  PRIORITY_CHANGED: {
    change: (lists) => podsOf(lists, 'web').forEach(({ spec }) => (spec.priority = 0)),
    planned: /^1000$/,
    live: /^0$/,
    standing: 'unproven',
  },
  PLACEMENT_CHANGED: {
    change: (lists) => (objectOf(lists, 'Deployment', 'web').spec.template.spec.topologySpreadConstraints = []),
    planned: /^topologySpreadConstraints: .*maxSkew/,
    live: /^\[\]$/,
    standing: 'unproven',
  },
  DAEMONSET_UNPLANNED: {
    change: (lists) =>
      ours(lists).forEach(({ metadata: { name: nodeName } }) =>
        lists.pods.push({
          kind: 'Pod',
          metadata: {
            name: `scanner-${nodeName}`,
            namespace: 'security',
            ownerReferences: [{ kind: 'DaemonSet', name: 'scanner', controller: true }],
          },
          spec: { nodeName, containers: [{ name: 'main', image: 'scanner', resources: { requests: { cpu: '10m' } } }] },
          status: { phase: 'Running' },
        }),
      ),
    planned: /^no such daemonset$/,
    live: /^0.01 cpu of each of 3 nodes$/,
    standing: 'holds',
  },
  DAEMONSET_CHANGED: {
    change: (lists) => podsOf(lists, 'agent').forEach(({ spec }) => (spec.containers[0].resources.requests.cpu = '7')),
    planned: /^0.1 cpu of each node$/,
    live: /^7 cpu$/,
    standing: 'broken',
  },
  EDITED_BY_HAND: {
    change: (lists) =>
      objectOf(lists, 'Deployment', 'web').metadata.managedFields.push({
        manager: 'kubectl-edit',
        operation: 'Update',
        fieldsV1: {
          'f:spec': {
            'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:image': {} } } } },
          },
        },
      }),
    planned: /^all fields as applied$/,
    live: /^written by kubectl-edit$/,
    standing: 'holds',
  },
  PODS_WAITING: {
    change: (lists) => {
      const [{ spec, status }] = podsOf(lists, 'web');
      delete spec.nodeName;
      Object.assign(status, {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
      });
    },
    planned: /^a place for each pod$/,
    live: /^1 pod for which/,
    standing: 'broken',
  },
  PLAN_OUTDATED: {
    change: ({ workloads }) =>
      workloads.push({
        kind: 'ConfigMap',
        metadata: { name: 'capacity-plan' },
        data: { 'summary.json': JSON.stringify({ planHash: 'b'.repeat(64) }) },
      }),
    planned: /^plan.json aaaaaaaaaaaa$/,
    live: /bbbbbbbbbbbb$/,
    standing: 'holds',
  },
};

describe('kinds of drift', () => {
  test('a cluster that is as planned has none', () => {
    const report = drifted(() => {});
    expect([report.differences, report.broken, standingOf(report)]).toEqual([[], [], 'same']);
    expect([report.nodes, report.workloads]).toEqual([4, 2]);
  });

  test.each(Object.entries(KINDS))('%s alone', (code, { change, planned: before, live, standing }) => {
    const report = drifted(change);
    expect(codes(report)).toEqual([code]);
    expect(report.differences[0].planned).toMatch(before);
    expect(report.differences[0].live).toMatch(live);
    expect(standingOf(report)).toBe(standing);
    expect(report.differences[0].cure.length).toBeGreaterThan(0);
  });

  test('all at once', () => {
    // What is away differs in nothing else.
    const { WORKLOAD_MISSING: _, NODES_MISSING, ...others } = KINDS;
    const report = drifted((lists) => [...Object.values(others), NODES_MISSING].forEach(({ change }) => change(lists)));
    expect(codes(report)).toEqual(
      Object.keys(KINDS)
        .filter((code) => code !== 'WORKLOAD_MISSING')
        .sort(),
    );
  });
});

describe('what it means for the proof', () => {
  test('a node that is a little smaller, and a small stranger, still leave room for everything', () => {
    const smaller = drifted((lists) => (ours(lists)[0].status.allocatable.cpu = '7990m'));
    expect([codes(smaller), standingOf(smaller)]).toEqual([['ALLOCATABLE_CHANGED'], 'holds']);
    const stranger = drifted((lists) => lists.pods.push(STRANGER(ours(lists)[0].metadata.name, '10m')));
    expect([codes(stranger), standingOf(stranger)]).toEqual([['WORKLOAD_UNPLANNED'], 'holds']);
  });

  test('more requests are tried again: they name the promise that falls, or none', () => {
    const set = (cpu: string) => (lists: Lists) =>
      podsOf(lists, 'store').forEach(({ spec }) => (spec.containers[0].resources.requests.cpu = cpu));
    expect(standingOf(drifted(set('1010m')))).toBe('holds');
    const report = drifted(set('7'));
    expect(report.broken.join('\n')).toMatch(/^steady: .* cpu on a node of general/m);
    // The plan in short cannot say.
    expect(standingOf(drifted(set('1010m'), false))).toBe('unproven');
    expect(standingOf(drifted(set('900m'), false))).toBe('holds');
  });

  test('equal differences of several nodes are one', () => {
    const { differences } = drifted((lists) =>
      ours(lists).forEach(({ metadata }) => (metadata.labels['kubernetes.io/os'] = 'windows')),
    );
    expect(differences.map(({ about }) => about).sort()).toEqual(entry.pools.map(({ id }) => `pool ${id}`));
  });

  test('more nodes than planned, and a restart by kubectl, break nothing', () => {
    const more = drifted((lists) => {
      const [node] = ours(lists);
      lists.nodes.push({ ...node, metadata: { ...node.metadata, name: 'general-more' } });
      objectOf(lists, 'Deployment', 'web').metadata.managedFields.push({
        manager: 'kubectl-rollout',
        operation: 'Update',
        fieldsV1: {
          'f:spec': {
            'f:template': { 'f:metadata': { 'f:annotations': { 'f:kubectl.kubernetes.io/restartedAt': {} } } },
          },
        },
      });
    });
    expect([codes(more), standingOf(more)]).toEqual([['NODES_MORE'], 'holds']);
  });
});
