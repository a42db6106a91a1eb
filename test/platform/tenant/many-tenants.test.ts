import { App, Chart, Testing } from 'cdk8s';
import {
  Access,
  ArgoDelivery,
  AutonomousStack,
  Cluster,
  KubernetesVersion,
  Microservice,
  Replicas,
  Tenant,
} from 'cdk8s-autonomous';
import { objectsIn } from '../../../src/manifest/objects';
import { Planner } from '../../../src/planner/planner';
import { planDocument } from '../../../src/report/plan-document';
import { verifyDocument } from '../../../src/verifier/verify';
import { microservice, nodeType } from '../../support/apps';
import { allows } from '../../support/rbac';

/** Numbers that look like chance and are the same in every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface World {
  readonly app: App;
  readonly clusters: Cluster[];
  readonly tenants: Tenant[];
  readonly stacks: AutonomousStack[];
  readonly workloads: Microservice[];
  /** What was declared: caller, target, and whether the target's tenant admits it. */
  readonly calls: { readonly from: Microservice; readonly to: Microservice; readonly admitted: boolean }[];
}

const LEVELS = [Access.view, Access.operate, Access.debug];

/** Tenants with parts of clusters, namespaces of one name in several clusters, people of every level, and calls in all directions. */
function world(seed: number): World {
  const next = chance(seed);
  const app = Testing.app();
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.example.com/manifests.git',
    revision: 'main',
    path: 'dist',
  });
  const clusters = Array.from({ length: 1 + next(2) }, (_, i) => {
    const made = new Cluster(app, `c${i}`, { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
    made.addNodePool('general', { nodeType: nodeType('16x64', 16, 64), minNodesPerZone: next(3) });
    return made;
  });
  const tenants = Array.from({ length: 2 + next(3) }, (_, i) => {
    const own = clusters.filter(() => next(3) > 0);
    const people = LEVELS.flatMap((level, k) => (next(4) > 0 ? [level(`t${i}-${k}`)] : []));
    return new Tenant(app, `t${i}`, { clusters: own.length > 0 ? own : [clusters[0]], people });
  });
  const stacks: AutonomousStack[] = [];
  tenants.forEach((tenant, i) => {
    for (const cluster of clusters.filter((one) => tenant._clusters.has(one))) {
      for (let k = 0; k < 1 + next(2); k++) {
        const props = { cluster, tenant, delivery, namespace: `ns-${i}-${k}` };
        stacks.push(new AutonomousStack(app, `s${i}-${k}-${cluster.clusterName}`, props));
      }
    }
  });
  clusters.forEach((cluster, i) => stacks.push(new AutonomousStack(app, `platform-${i}`, { cluster, delivery })));
  const workloads = stacks.map((stack) =>
    microservice(stack, 'cart', {
      replicas: next(2) > 0 ? Replicas.fixed(1 + next(3)) : Replicas.autoscaled({ min: 1, max: 2 + next(2) }),
    }),
  );
  const calls = Array.from({ length: 3 + next(4) }, () => {
    const from = workloads[next(workloads.length)];
    const others = workloads.filter((one) => one !== from && one.stack.cluster === from.stack.cluster);
    return others.length === 0 ? undefined : { from, to: others[next(others.length)], admitted: next(2) > 0 };
  }).flatMap((call) => (call ? [call] : []));
  for (const { from, to, admitted } of calls) {
    from.calls(to);
    const [caller, called] = [from.stack.tenant, to.stack.tenant];
    if (admitted && caller && called && caller !== called) {
      called.admits(caller, [to]);
    }
  }
  return { app, clusters, tenants, stacks, workloads, calls };
}

const SEEDS = Array.from({ length: 8 }, (_, i) => 1009 * (i + 1));
const WORLDS = SEEDS.map((seed) => [seed, world(seed)] as const);
const VERBS = ['get', 'list', 'create', 'delete', 'patch', 'update'];
const RESOURCES = ['pods', 'pods/log', 'pods/exec', 'pods/ephemeralcontainers', 'secrets', 'configmaps'];

/** Objects of charts, without plan and validation: what is checked here is the same in both. */
const rendered = (charts: readonly Chart[]) => objectsIn(charts).map((object) => object.toJson());

describe.each(WORLDS)('tenants of world %i', (_, { app, clusters, tenants, stacks, calls }) => {
  const faults = clusters.flatMap((cluster) => cluster.node.validate().filter((text) => text.startsWith('TENANT_')));

  test('nobody may do anything in a namespace of another, nor read secrets in his own', () => {
    for (const cluster of clusters) {
      const here = stacks.filter((stack) => stack.cluster === cluster);
      const objects = rendered([cluster, ...here]);
      for (const group of tenants.flatMap((_tenant, i) => LEVELS.map((_level, k) => `t${i}-${k}`))) {
        for (const { namespaceName: namespace, tenant } of here) {
          const may = RESOURCES.flatMap((text) => {
            const [resource, subresource] = text.split('/');
            return VERBS.filter((verb) => allows(objects, { group, verb, resource, subresource, namespace })).map(
              (verb) => `${verb} ${text}`,
            );
          });
          const own = tenant?.tenantName === group.split('-')[0];
          expect(own ? may.filter((text) => text.endsWith('secrets')) : may).toEqual([]);
        }
      }
    }
  });

  test('projects admit their own namespaces on their own clusters, and together all stacks', () => {
    const projects = rendered([app.node.findChild('delivery') as Chart]).filter(({ kind }) => kind === 'AppProject');
    const of = (tenant: Tenant) =>
      stacks
        .filter((stack) => stack.tenant === tenant)
        .map((stack) => `${stack.cluster.clusterName}/${stack.namespaceName}`);
    for (const tenant of tenants) {
      const { spec } = projects.find(({ metadata }) => metadata.name === tenant.tenantName);
      expect(spec.destinations.map(({ name, namespace }: any) => `${name}/${namespace}`)).toEqual(
        [...new Set(of(tenant))].sort(),
      );
      expect(spec.clusterResourceWhitelist.every(({ name }: any) => typeof name === 'string')).toBe(true);
      const lines: string[] = (spec.roles ?? []).flatMap(({ policies }: any) => policies);
      expect(lines.filter((line) => !line.includes(`, ${tenant.tenantName}/`) || line.includes('*'))).toEqual([]);
    }
    expect(projects).toHaveLength(tenants.length + clusters.length);
  });

  test('exactly the calls between two of them that were not admitted are refused', () => {
    const between = calls.filter(
      ({ from, to }) => from.stack.tenant && to.stack.tenant && from.stack.tenant !== to.stack.tenant,
    );
    const wanted = between.filter(
      ({ from, to }) =>
        !between.some((one) => one.admitted && one.to === to && one.from.stack.tenant === from.stack.tenant),
    );
    const flows = wanted.map(({ from, to }) => `${to.node.path} ${from.stack.namespaceName}`);
    const found = faults.map((text) => /^TENANT_NOT_ADMITTED (\S+): is called from namespace (\S+)/.exec(text)!);
    expect(found.map(([, path, namespace]) => `${path} ${namespace}`).sort()).toEqual([...new Set(flows)].sort());
  });

  test('quotas add up to those of the stacks, and costs to that of the cluster', () => {
    const plans = Planner.of(app).plans();
    const document = planDocument(plans, { name: 'test', version: '0' });
    expect(verifyDocument(document)).toEqual([]);
    for (const { name, tenants: entries = [], objective } of document.clusters) {
      const here = stacks.filter(({ cluster }) => cluster.clusterName === name);
      const hard = rendered(here).filter(({ kind }) => kind === 'ResourceQuota');
      const pods = hard.reduce((sum, { spec }) => sum + Number(spec.hard.pods), 0);
      expect(entries.reduce((sum, { quota }) => sum + (quota.pods ?? 0), 0)).toBe(entries.length > 0 ? pods : 0);
      const cost = entries.reduce((sum, one) => sum + one.cost.requests + one.cost.idle, 0);
      expect(cost).toBeCloseTo(entries.length > 0 ? objective!.value : 0, 4);
      expect(entries.every((one) => one.cost.requests >= 0 && one.cost.idle >= 0)).toBe(true);
    }
  });
});
