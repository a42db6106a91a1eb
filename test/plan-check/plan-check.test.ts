import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { Duration, Testing } from 'cdk8s';
import { DriftCheck, Image, Peer, Plan, PublishedPlan } from 'cdk8s-autonomous';
import { driftProgram } from '../../projenrc/drift-program';
import { look } from '../../src/drift/agent/look';
import { standingOf } from '../../src/drift/difference';
import { expectedOf } from '../../src/drift/expected-of';
import { publishedParts } from '../../src/drift/publish';
import { publishedNames, readPublished } from '../../src/drift/published';
import { metricsText } from '../../src/drift/report/metrics';
import { PROGRAM } from '../../src/plan-check/program';
import { cluster, find, messageOf, microservice, stack } from '../support/apps';
import { listsOf } from '../support/live/live-lists';

const NODE = Image.of('docker.io/library/node', { tag: '22.12.0' });
const API = Peer.cidr('10.0.0.1/32', 443);

function made(props: Partial<ConstructorParameters<typeof DriftCheck>[2]> = {}) {
  const app = Testing.app();
  const east = cluster(app);
  const shop = stack(app, { cluster: east });
  microservice(shop);
  const check = new DriftCheck(shop, 'drift', { image: NODE, apiServer: API, ...props });
  return { app, east, shop, check };
}

const { app, east, shop } = made();
const ofCluster: any[] = Testing.synth(east);
const ofStack: any[] = Testing.synth(shop);
const text = Plan.of(app).toJson();
const { data } = find(ofCluster, 'ConfigMap', 'capacity-plan');

describe('the plan as an object', () => {
  test('a summary for people, with the hash of plan.json, in the last wave', () => {
    const map = find(ofCluster, 'ConfigMap', 'capacity-plan');
    expect(map.metadata).toMatchObject({
      namespace: 'kube-system',
      annotations: { 'argocd.argoproj.io/sync-wave': '30' },
    });
    const [entry] = JSON.parse(text).clusters;
    expect(JSON.parse(data['summary.json'])).toMatchObject({
      format: 1,
      cluster: 'east',
      status: 'feasible',
      planHash: createHash('sha256').update(text).digest('hex'),
      nodes: entry.pools.reduce((sum: number, pool: any) => sum + pool.nodes, 0),
      value: entry.objective.value,
      podsByWorkload: { 'shop/Deployment/cart': 3, 'shop/Deployment/drift': 1 },
      parts: 1,
    });
  });

  test('the plan in short is what the manifests say', () => {
    const { workloads, pools } = readPublished([data]);
    expect(pools.map(({ id }) => id)).toEqual(JSON.parse(text).clusters[0].pools.map(({ id }: any) => id));
    const cart = workloads.find(({ id }) => id === 'shop/Deployment/cart')!;
    expect(cart.template!.images).toEqual({ cart: 'registry.example.com/shop/cart:1.0.0' });
  });

  test('programs that do not ask for it have none; twice is refused', () => {
    const plain = Testing.app();
    const other = cluster(plain);
    microservice(stack(plain, { cluster: other }));
    expect(Testing.synth(other).filter(({ kind }) => kind === 'ConfigMap')).toEqual([]);
    new PublishedPlan(other, { namespace: 'capacity' });
    expect(find(Testing.synth(other), 'ConfigMap', 'capacity-plan').metadata.namespace).toBe('capacity');
    expect(messageOf(() => new PublishedPlan(other))).toContain('publishes its plan already');
    expect(messageOf(() => new PublishedPlan(cluster(Testing.app()), { namespace: 'Not A Name' }))).toContain(
      'namespace',
    );
  });

  test('a long plan is divided over ConfigMaps that are short enough, and put together again', () => {
    const [entry] = JSON.parse(text).clusters;
    const many = Array.from({ length: 2500 }, (_, i) => ({
      ...entry.workloads[0],
      id: `shop/Deployment/at-site-${i}`,
    }));
    const large = { ...entry, workloads: many };
    const expected = expectedOf(large, [], 'f'.repeat(64));
    const parts = publishedParts(expected, large, 6);
    expect(Math.max(...parts.map((one) => Object.values(one).join('').length))).toBeLessThan(256 * 1024);
    expect(readPublished(parts)).toEqual(expected);
    expect(publishedNames(3)).toEqual(['capacity-plan', 'capacity-plan-2', 'capacity-plan-3']);
    expect(JSON.parse(parts[0]['summary.json']).podsByWorkload).toBeUndefined();
  });
});

describe('what looks at the cluster', () => {
  test('may list and get by name, and nothing else', () => {
    const rules = [find(ofStack, 'ClusterRole'), find(ofCluster, 'Role')].flatMap((role) => role.rules);
    expect(rules).toEqual([
      { apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['list'] },
      { apiGroups: ['apps'], resources: ['deployments', 'statefulsets', 'daemonsets'], verbs: ['list'] },
      { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: ['list'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['capacity-plan'], verbs: ['get'] },
    ]);
  });

  test('is one restricted pod that reaches the API server alone, and that Prometheus finds', () => {
    const { spec, metadata } = find(ofStack, 'Deployment', 'drift').spec.template;
    expect(spec).toMatchObject({
      automountServiceAccountToken: true,
      serviceAccountName: 'drift',
      securityContext: { runAsNonRoot: true },
    });
    expect(spec.containers[0]).toMatchObject({
      command: ['node', '/etc/drift/drift.js', '/etc/drift/settings.json'],
      securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
    });
    expect(metadata.annotations['prometheus.io/port']).toBe('8080');
    const { egress } = find(ofStack, 'NetworkPolicy', 'drift').spec;
    expect(JSON.stringify(egress)).toContain('10.0.0.1/32');
    expect(JSON.stringify(egress)).not.toContain('0.0.0.0/0');
  });

  test('is the program of the sources: npx projen drift-program', () => {
    const file = path.resolve(__dirname, '../../src/plan-check/program.ts');
    expect(fs.readFileSync(file, 'utf8')).toBe(driftProgram());
    expect(find(ofStack, 'ConfigMap', 'drift-program').data['drift.js']).toBe(PROGRAM.trim());
  });

  test.each([
    [{ every: Duration.seconds(5) }, 'must be whole seconds, at least a minute'],
    [{ every: Duration.millis(90_500) }, 'must be whole seconds'],
  ])('%j is refused', (props, message) => {
    expect(messageOf(() => made(props))).toContain(message);
  });
});

describe('a look', () => {
  const [entry] = JSON.parse(text).clusters;
  const lists = listsOf(entry, ofStack);
  const settings = { namespace: 'kube-system', cluster: 'east', everySeconds: 60, port: 8080, managers: [] };

  /** An API server with pages of two objects. */
  function api(change: (objects: any[]) => void = () => {}) {
    const objects: any[] = JSON.parse(JSON.stringify([...lists.nodes, ...lists.pods, ...lists.workloads]));
    change(objects);
    return async (asked: string): Promise<any> => {
      if (asked === '/api/v1/namespaces/kube-system/configmaps/capacity-plan') {
        return { data };
      }
      const [, resource, from = '0'] = /\/(\w+)\?limit=500(?:&continue=(\d+))?$/.exec(asked)!;
      const all = objects
        .filter(({ kind }) => `${kind.toLowerCase()}s` === resource)
        .map(({ kind: _, ...rest }) => rest);
      const next = Number(from) + 2;
      return { items: all.slice(Number(from), next), metadata: next < all.length ? { continue: String(next) } : {} };
    };
  }

  test('finds nothing where all is as planned, and says so as metrics', async () => {
    const report = await look(api(), settings);
    expect([report.differences, standingOf(report)]).toEqual([[], 'same']);
    const metrics = metricsText({ cluster: 'east', report, checkedAt: 1_700_000_000, failures: 2 });
    expect(metrics).toContain('capacity_plan_holds{cluster="east"} 1\n');
    expect(metrics).toContain('capacity_plan_checked_timestamp_seconds{cluster="east"} 1700000000\n');
    expect(metrics).toContain('capacity_plan_check_failures_total{cluster="east"} 2\n');
    expect(metrics).toContain('capacity_plan_differences{cluster="east",code="NODES_MISSING",effect="none"} 0\n');
  });

  test('finds what differs, whatever the pages', async () => {
    const report = await look(
      api((objects) => {
        objects.splice(
          objects.findIndex(({ metadata }) => metadata.name.startsWith('general')),
          1,
        );
        objects.find(
          ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'cart',
        ).spec.template.spec.containers[0].image = 'evil';
      }),
      settings,
    );
    expect(report.differences.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['IMAGE_CHANGED', 'NODES_MISSING']),
    );
    const metrics = metricsText({ cluster: 'east', report, checkedAt: 1, failures: 0 });
    expect(metrics).toMatch(/capacity_plan_differences\{cluster="east",code="NODES_MISSING",effect="\w+"\} 1\n/);
  });

  test('before the first look there is nothing to tell', () => {
    expect(metricsText({ cluster: 'a"b', failures: 0 })).not.toContain('capacity_plan_holds');
  });
});
