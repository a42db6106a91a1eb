import { App, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cluster,
  Cpu,
  EdgePlatform,
  EdgeRuntime,
  EdgeService,
  EdgeSite,
  NodeReserve,
  NodeType,
  Plan,
  Replicas,
  Share,
  Tenant,
} from 'cdk8s-autonomous';
import { verifyDocument } from '../../../src/verifier/verify';
import { cluster, find, IMAGE, messageOf, microservice, nodeType } from '../../support/apps';
import { planOf } from '../../support/edge';

/** Two tenants with a service each on three nodes of eight cores; each quota is of seven cores: three, one that starts and three that end. */
function two(first?: Share, second?: Share, props: Parameters<typeof cluster>[1] = {}) {
  const app = Testing.app();
  const east = cluster(app, props, { minNodesPerZone: 1 });
  const tenants = ['charging', 'billing'].map(
    (name, i) => new Tenant(app, name, { clusters: [east], share: [first, second][i] }),
  );
  const stacks = tenants.map(
    (tenant) => new AutonomousStack(app, `${tenant.tenantName}-api`, { cluster: east, tenant }),
  );
  stacks.forEach((stack) => microservice(stack));
  return { app, east, tenants, stacks };
}

const found = (east: Cluster, code: string) => planOf(east).findings.filter((one: any) => one.code === code);

describe('TENANT_ABOVE_SHARE', () => {
  test.each([
    [Share.percent(29), '29 % of the planned nodes of east is 6.96 cpu', 'Share.percent(29.2)'],
    [Share.of({ cpu: Cpu.millis(6999) }), 'its share is 7 cpu', 'a share of 7 cpu'],
    [Share.of({ pods: 6, memory: Size.gibibytes(64) }), 'its share is 6 pods', 'a share of 7 pods'],
  ])('a plan that needs more is refused, with the smallest share that is enough: %#', (share, is, cure) => {
    const { east, app } = two(share);
    const [finding] = found(east, 'TENANT_ABOVE_SHARE');
    expect(finding).toMatchObject({ severity: 'error', path: 'charging' });
    expect(finding.message).toContain(`the quotas of charging-api in cluster east admit 7 `);
    expect(finding.message).toContain(is);
    expect(finding.cure[0]).toContain(cure);
    expect(Plan.of(app).feasible).toBe(false);
    expect(planOf(east).status).toBe('infeasible');
    expect(messageOf(() => app.synthYaml())).toContain('TENANT_ABOVE_SHARE');
  });

  test('the share that it names is enough, and the quota that is emitted is within it', () => {
    const { east, app, stacks } = two(Share.percent(29.2), Share.of({ cpu: Cpu.units(7), pods: 7 }));
    expect(found(east, 'TENANT_ABOVE_SHARE')).toEqual([]);
    expect(Plan.of(app).feasible).toBe(true);
    const [{ share, quota }] = planOf(east).tenants.filter(({ name }: any) => name === 'charging');
    expect(share.cpu).toBe(7008);
    expect(quota).toMatchObject({ cpu: 7000, pods: 7 });
    const { hard } = find(Testing.synth(stacks[0]), 'ResourceQuota').spec;
    expect(hard).toMatchObject({ 'requests.cpu': '7', pods: '7' });
  });

  test('all stacks of a tenant count together, in each cluster by itself, and one cluster may have another share', () => {
    const { app, east, tenants } = two(Share.of({ cpu: Cpu.units(13) }));
    microservice(new AutonomousStack(app, 'charging-web', { cluster: east, tenant: tenants[0] }));
    const [finding] = found(east, 'TENANT_ABOVE_SHARE');
    expect(finding.message).toContain('charging-api, charging-web in cluster east admit 14 cpu');
    tenants[0].limitIn(east, Share.of({ cpu: Cpu.units(14) }));
    expect(planOf(east).status).toBe('infeasible');
  });

  test('a share of one cluster', () => {
    const { east, tenants } = two(Share.of({ cpu: Cpu.units(1) }));
    tenants[0].limitIn(east, Share.of({ cpu: Cpu.units(14) }));
    expect(found(east, 'TENANT_ABOVE_SHARE')).toEqual([]);
    const other = cluster(Testing.app());
    expect(messageOf(() => tenants[0].limitIn(other, Share.percent(1)))).toMatch(
      /is no cluster of the tenant; one of east/,
    );
  });

  test('more than all nodes have has no percentage', () => {
    const app = Testing.app();
    const east = cluster(app);
    const tenant = new Tenant(app, 'charging', { clusters: [east], share: Share.percent(100) });
    microservice(new AutonomousStack(app, 'api', { cluster: east, tenant }), 'cart', { replicas: Replicas.fixed(6) });
    const [finding] = found(east, 'TENANT_ABOVE_SHARE');
    expect(finding.cure[0]).toBe('Share.of with 9 cpu: more than the planned nodes have');
  });
});

test('TENANT_ABOVE_COST: what idles on its nodes counts', () => {
  const { east } = two(Share.percentOfCost(49), Share.percentOfCost(50));
  const [finding, ...more] = found(east, 'TENANT_ABOVE_COST');
  expect(more).toEqual([]);
  expect(finding.path).toBe('charging');
  expect(finding.message).toMatch(
    /takes 50 % of what cluster east costs, with what of its nodes idles; its share is 49 %/,
  );
  expect(finding.cure[0]).toBe('Share.percentOfCost(50)');
});

describe('what is promised and admitted twice', () => {
  test('SHARES_ABOVE_CLUSTER says by how much, of each resource and of the cost', () => {
    const { east } = two(Share.percent(75), Share.of({ cpu: Cpu.units(12), memory: Size.gibibytes(10) }));
    const [finding] = found(east, 'SHARES_ABOVE_CLUSTER');
    expect(finding).toMatchObject({ severity: 'warning', path: 'east' });
    expect(finding.message).toContain(
      'tenants billing, charging promise more together than there is: 30 cpu of 24 (25 % overcommitted)',
    );
    expect(finding.message).not.toContain('memory');
    expect(
      found(two(Share.percentOfCost(60), Share.percentOfCost(50)).east, 'SHARES_ABOVE_CLUSTER')[0].message,
    ).toContain('110 % of the cost');
    expect(found(two(Share.percent(50), Share.percent(50)).east, 'SHARES_ABOVE_CLUSTER')).toEqual([]);
  });

  test('TENANT_QUOTAS_OVERLAP says by how much; stacks of nobody count, and it can be accepted', () => {
    const { app, east } = two();
    expect(found(east, 'TENANT_QUOTAS_OVERLAP')).toEqual([]);
    microservice(new AutonomousStack(app, 'platform', { cluster: east }), 'cart', { replicas: Replicas.fixed(6) });
    const [finding] = found(east, 'TENANT_QUOTAS_OVERLAP');
    expect(finding.severity).toBe('info');
    expect(finding.message).toContain(
      'billing-api, charging-api, platform admit more together than the planned nodes have: 27 cpu of 24 (12.5 % overcommitted)',
    );
    east.accept({ code: 'TENANT_QUOTAS_OVERLAP', path: 'east', reason: 'releases are one by one' });
    expect(found(east, 'TENANT_QUOTAS_OVERLAP')[0].accepted.reason).toBe('releases are one by one');
    east.accept({ code: 'SHARES_ABOVE_CLUSTER', path: 'east', reason: 'there is none' });
    expect(found(east, 'ACCEPTANCE_MATCHES_NOTHING')[0].message).toContain('SHARES_ABOVE_CLUSTER');
  });
});

describe('what tenants cost', () => {
  const costs = (east: Cluster) =>
    Object.fromEntries(planOf(east).tenants.map(({ name, cost }: any) => [name ?? 'nobody', cost]));

  test('nodes are divided by the largest share of what pods request, with what idles, and add up', () => {
    const { app, east } = two();
    microservice(new AutonomousStack(app, 'platform', { cluster: east }), 'cart', {
      resources: { cpu: Cpu.millis(100), memory: Size.gibibytes(8) },
      replicas: Replicas.fixed(3),
    });
    // Of a node of 8 cores and 32 GiB a pod of one core takes an eighth, one of 8 GiB a quarter: 3/8, 3/8 and 3/4 of 3 nodes.
    const divided = costs(east);
    expect(divided.charging).toEqual({ requests: 0.375, idle: 0.375 });
    expect(divided.billing).toEqual({ requests: 0.375, idle: 0.375 });
    expect(divided.nobody).toEqual({ requests: 0.75, idle: 0.75 });
    const table = Plan.of(app).toTable();
    expect(table).toMatch(/tenant +cpu quota +memory quota +price\/h +of it idle +part +per month/);
    expect(table).toMatch(/charging +7 +7 GiB +0.75 +0.375 +25% +547.50/);
    expect(Plan.of(app).toMarkdown()).toContain('| charging | 7 | 7 GiB | 0.75 | 0.375 | 25% | 547.50 |');
  });

  test('without prices they are divided by nodes; in a cluster that is one’s alone all is its', () => {
    const app = Testing.app();
    const reserve = NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) });
    const unpriced = NodeType.of('free', { cpu: Cpu.units(9), memory: Size.gibibytes(33), reserve });
    const free = new Cluster(app, 'site', {
      zones: ['a'],
      kubernetesVersion: cluster(Testing.app()).kubernetesVersion,
    });
    free.addNodePool('general', { nodeType: unpriced });
    const branch = new Tenant(app, 'branch', { ownClusters: [free] });
    microservice(new AutonomousStack(app, 'api', { cluster: free, tenant: branch }), 'cart', {
      replicas: Replicas.fixed(1),
    });
    microservice(new AutonomousStack(app, 'agents', { cluster: free }), 'cart', { replicas: Replicas.fixed(1) });
    const { objective } = planOf(free);
    expect(costs(free).branch.requests + costs(free).branch.idle).toBeCloseTo(objective.value);
    expect(costs(free).nobody).toEqual({ requests: 0, idle: 0 });
  });

  test('a plan in which they do not add up is none', () => {
    const { app } = two();
    const document = JSON.parse(Plan.of(app).toJson());
    expect(verifyDocument(document)).toEqual([]);
    document.clusters[0].tenants[0].cost.idle += 0.01;
    expect(verifyDocument(document).join()).toContain('its tenants cost 3.01, and the plan 3');
  });
});

describe('a branch with sites', () => {
  const box = nodeType('box', 4, 8, 0.5);

  function sites() {
    const app = Testing.app();
    const east = cluster(app);
    const runtime = EdgeRuntime.kubeEdge({ version: '1.23.1', addresses: ['edge.example.com'] });
    const edge = new EdgePlatform(app, 'edge', { cluster: east, runtime });
    const made = ['north-1', 'north-2', 'south-1'].map(
      (name) => new EdgeSite(edge, name, { nodes: [{ name: `${name}-box`, nodeType: box }] }),
    );
    const north = new Tenant(app, 'north', { sites: made.slice(0, 2) });
    const south = new Tenant(app, 'south', { sites: made.slice(2) });
    const service = (app_: App, tenant: Tenant | undefined, id: string) =>
      new EdgeService(new AutonomousStack(app_, id, { cluster: east, tenant }), 'lanes', {
        image: IMAGE,
        resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
        replicas: Replicas.fixed(1),
      });
    return {
      app,
      east,
      made,
      north,
      south,
      service: (tenant: Tenant | undefined, id: string) => service(app, tenant, id),
    };
  }
  const faults = (app: App) =>
    app.node
      .findAll()
      .flatMap((one) => one.node.validate())
      .filter((text) => text.startsWith('TENANT_'));

  test('pays for its sites, and runs what it has there', () => {
    const { app, east, made, north, south, service } = sites();
    made.slice(0, 2).forEach((site) => site.deploy(service.call(null, north, `north-${site.siteName}`)));
    made[2].deploy(service(south, 'south-api'));
    made.forEach((site) => site.deploy(service(undefined, `all-${site.siteName}`)));
    expect(faults(app)).toEqual([]);
    const of = (name: string) => planOf(east).tenants.find((one: any) => one.name === name).cost;
    expect(of('north').requests + of('north').idle).toBeCloseTo(1);
    expect(of('south').requests + of('south').idle).toBeCloseTo(0.5);
  });

  test('TENANT_SITE: nothing of it runs elsewhere, and nothing of another runs there', () => {
    const { app, made, north, service, south } = sites();
    const own = service(north, 'north-api');
    made.forEach((site) => site.deploy(own));
    expect(faults(app)).toEqual([
      'TENANT_SITE north-api/lanes: is deployed at site south-1, which is of tenant south; a stack of tenant south, or of none, for what runs there',
    ]);
    void south;
  });

  test('a site is of one tenant', () => {
    const { app, made } = sites();
    expect(messageOf(() => new Tenant(app, 'west', { sites: [made[1]] }))).toMatch(
      /sites 'north-2': is tenant north's already; each site once/,
    );
  });
});

test.each([
  [() => Share.percent(0), /Share.percent\(0\): must be above 0 and at most 100/],
  [() => Share.percent(101), /at most 100/],
  [() => Share.percent(NaN), /number|above 0/],
  [() => Share.percentOfCost(-1), /Share.percentOfCost\(-1\)/],
  [() => Share.of({}), /must limit something/],
  [() => Share.of({ pods: 1.5 }), /pods 1.5: must be a whole number/],
  [() => Share.of({ devices: { gpu: 1 } }), /devices 'gpu': must be the name of an extended resource/],
])('a share that is none is refused: %#', (share, message) => {
  expect(messageOf(share)).toMatch(message);
});
