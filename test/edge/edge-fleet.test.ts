import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiObject, Chart, Duration, Size, Testing } from 'cdk8s';
import {
  Bandwidth,
  Cpu,
  EdgeFleet,
  EdgePlatform,
  EdgeRuntime,
  EdgeSelection,
  EdgeSite,
  NodeReserve,
  NodeType,
  Price,
  SiteLayout,
  SitePreset,
  Taint,
} from 'cdk8s-autonomous';
import { documents, find, messageOf } from '../support/apps';
import { BOX, edgePlatform, edgeService, fleet, GPU_BOX, planOf, site, tenant } from '../support/edge';

const layouts = { station: SiteLayout.of({ role: 'box', nodeType: BOX }, { role: 'gpu', nodeType: GPU_BOX }) };

function written(name: string, text: string): string {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'sites-')), name);
  fs.writeFileSync(file, text);
  return file;
}

const fromCsv = (text: string, more: object = {}, edge = edgePlatform()) =>
  EdgeFleet.fromCsv(edge, 'fleet', { file: written('stations.csv', text), layouts, ...more });

describe('a fleet from a file', () => {
  test('CSV with a byte order mark, quotes, empty lines and names of nodes', () => {
    const made = fromCsv('\ufeffname,region,box,gpu\n"gz-1",gz,box-17,\n\nsh-1,sh,,"arm-3"\n');
    expect(made.sites.map(({ siteName, region }) => [siteName, region])).toEqual([
      ['gz-1', 'gz'],
      ['sh-1', 'sh'],
    ]);
    expect(made.sites.flatMap(({ nodes }) => nodes.map(({ nodeName }) => nodeName))).toEqual([
      'box-17',
      'gz-1-gpu',
      'sh-1-box',
      'arm-3',
    ]);
    expect(made.regions.map(({ name, sites }) => [name, sites.length])).toEqual([
      ['gz', 1],
      ['sh', 1],
    ]);
  });

  test('JSON gives the same sites', () => {
    const file = written(
      'stations.json',
      JSON.stringify([{ name: 'gz-1', region: 'gz', box: 'box-17' }, { name: 'sh-1' }]),
    );
    const made = EdgeFleet.fromJson(edgePlatform(), 'fleet', { file, layouts });
    expect(made.sites.map(({ siteName }) => siteName)).toEqual(['gz-1', 'sh-1']);
    expect(made.site('gz-1').edgeNode('box').nodeName).toBe('box-17');
    expect(made.regions).toHaveLength(1);
  });

  test('every row that is wrong is reported at once, with its line', () => {
    const message = messageOf(() =>
      fromCsv(
        'name,region,layout,box\nGZ 1,gz,station,\ngz-2,gz,villa,\ngz-3,gz,station,n1\ngz-3,gz,station,\nsh-1,S H,station,n1\nshort\n',
      ),
    );
    expect(message.split('\n')).toEqual([
      '[edge/fleet] stations.csv line 7: has not as many fields as the header',
      "[edge/fleet] stations.csv line 2: name 'GZ 1' must be a DNS label: a-z, 0-9 and -, 40 characters at most",
      "[edge/fleet] stations.csv line 2: node 'GZ 1-box' must be a lower-case DNS name",
      "[edge/fleet] stations.csv line 2: node 'GZ 1-gpu' must be a lower-case DNS name",
      "[edge/fleet] stations.csv line 3: layout 'villa' must be one of station",
      "[edge/fleet] stations.csv line 5: name 'gz-3' is that of stations.csv line 4 already",
      "[edge/fleet] stations.csv line 6: region 'S H' must be a DNS label",
      "[edge/fleet] stations.csv line 6: node 'n1' is at stations.csv line 4 already",
    ]);
  });

  test('thousands of bad rows are fifty and a number', () => {
    const message = messageOf(() => fromCsv(`name\n${'A A\n'.repeat(1000)}`));
    expect(message.split('\n')).toHaveLength(51);
    expect(message).toContain('and 3949 more');
  });

  test('bad JSON is told with its line; what is no list, and what is no object with texts', () => {
    const json = (text: string) =>
      messageOf(() => EdgeFleet.fromJson(edgePlatform(), 'f', { file: written('s.json', text), layouts }));
    expect(json('[\n{"name": "a"},\n{"name": }\n]')).toContain('s.json line 3: ValueExpected');
    expect(json('{}')).toContain('s.json line 1: must be a list of sites');
    expect(json('[{"name": "a"},\n[],\n{"name": {}}]')).toMatch(
      /s.json line 2: must be an object with texts\n.*s.json line 3/,
    );
  });

  test('columns that nobody knows, files that are not there, files without rows', () => {
    expect(messageOf(() => fromCsv('name,colour\ngz-1,red\n'))).toContain(
      'stations.csv line 1: column colour is not known; there are name, region, layout, box, gpu; attributes: [...] keeps others, ignoreOtherColumns: true leaves them out',
    );
    expect(messageOf(() => EdgeFleet.fromCsv(edgePlatform(), 'f', { file: '/nowhere.csv', layouts }))).toContain(
      'sites file /nowhere.csv: there is no such file as /nowhere.csv',
    );
    expect(messageOf(() => fromCsv('name\n'))).toContain('sites []: must name at least one site');
    expect(messageOf(() => fromCsv('name\n"a'))).toContain('Quote Not Closed');
    expect(messageOf(() => fromCsv('name,region,region\na,b,c\n'))).toContain('column region is there twice');
    expect(messageOf(() => fromCsv('name,layout\na,toString\n'))).toContain("layout 'toString' must be one of station");
    // JSON has no header: each field that is strange is told once.
    const file = written('s.json', '[{"name": "a"},\n{"name": "b", "colour": "red"},\n{"name": "c", "colour": "red"}]');
    expect(messageOf(() => EdgeFleet.fromJson(edgePlatform(), 'f', { file, layouts })).split('\n')).toEqual([
      expect.stringContaining(
        '[edge/f] s.json line 2: column colour is not known; there are name, region, layout, box',
      ),
    ]);
  });

  test('ten thousand rows', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `s-${i},r${i % 8}`);
    expect(fromCsv(`name,region\n${rows.join('\n')}\n`).sites).toHaveLength(10_000);
  });
});

describe('equal sites are planned once', () => {
  test('also over regions with namespaces of their own, whatever order they are declared in', () => {
    const plans = [false, true].map((reversed) => {
      const edge = edgePlatform();
      const sites = fleet(edge, 40);
      const regions = reversed ? sites.regions.reverse() : sites.regions;
      regions.forEach((region) => region.deploy(edgeService(tenant(edge, region.name), 'cart')));
      return planOf(edge);
    });
    expect(plans[0]).toEqual(plans[1]);
    expect(plans[0].workloads).toHaveLength(1);
    expect(plans[0].pools.map(({ sites }: any) => sites.length)).toEqual([40, 40]);
    expect(plans[0].objective).toMatchObject({ kind: 'nodes', value: 80, bound: 80, gap: 0 });
  });

  test('a fleet costs what its sites cost one by one', () => {
    const numbers = [true, false].map((together) => {
      const edge = edgePlatform();
      const cart = edgeService(tenant(edge), 'cart');
      const sites = fleet(edge, 5).sites;
      if (together) {
        EdgeSelection.of('all', sites).deploy(cart);
      } else {
        // Another number of replicas at each: none is like another.
        sites.forEach((one, i) =>
          one.deploy(cart, { overrides: i === 0 ? [] : [{ sites: [one], env: { SITE: `${i}` } }] }),
        );
      }
      return planOf(edge).objective.value;
    });
    expect(numbers).toEqual([10, 10]);
  });

  test('nodes of sites are bought: beside a pool with a price they cost nothing more', () => {
    const edge = edgePlatform();
    edge.cluster.addNodePool('cloud', {
      nodeType: NodeType.of('c', {
        cpu: Cpu.units(4),
        memory: Size.gibibytes(8),
        reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
        price: Price.perHour(2),
      }),
      minNodesPerZone: 1,
    });
    fleet(edge, 4).deploy(edgeService(tenant(edge), 'cart'));
    expect(planOf(edge).objective).toMatchObject({ kind: 'cost', value: 2, bound: 2 });
  });
});

describe('sites', () => {
  test('presets say how long a site works alone', () => {
    const hours = (preset: SitePreset) => preset.offline?.toHours();
    expect(hours(SitePreset.swapStation())).toBe(72);
    expect(hours(SitePreset.chargingSite())).toBe(24);
    expect(hours(SitePreset.factory())).toBe(72);
    expect(hours(SitePreset.mecRoadside())).toBeUndefined();
    expect(hours(SitePreset.vehicle())).toBe(168);
    expect([SitePreset.vehicle().holdUpgrade, SitePreset.factory().holdUpgrade]).toEqual([true, false]);
    const edge = edgePlatform();
    const own = site(edge, 'a', { preset: SitePreset.swapStation(), offline: Duration.hours(1) });
    expect(own.offline?.toHours()).toBe(1);
  });

  test('nodes with labels or taints of their own are a kind of their own', () => {
    const edge = edgePlatform();
    const one = site(edge, 'gz-1', {
      nodes: [
        { name: 'n1', nodeType: BOX },
        { name: 'n2', nodeType: BOX },
        { name: 'n3', nodeType: BOX, labels: { bus: 'can' } },
        { name: 'n4', nodeType: BOX, taints: [Taint.noSchedule('safety')] },
      ],
    });
    const stack = tenant(edge);
    one.deploy(edgeService(stack, 'bus', { nodeLabels: { bus: 'can' } }));
    one.deploy(edgeService(stack, 'safe', { tolerates: [Taint.noSchedule('safety')] }));
    const plan = planOf(edge);
    expect(plan.pools.map(({ id, nodes }: any) => [id, nodes])).toEqual([
      ['gz-1/box', 2],
      ['gz-1/box-2', 1],
      ['gz-1/box-3', 1],
    ]);
    expect(plan.workloads.map(({ id, eligible }: any) => [id, eligible])).toEqual([
      ['shop/Deployment/bus-gz-1', ['gz-1/box-2']],
      ['shop/Deployment/safe-gz-1', ['gz-1/box', 'gz-1/box-2', 'gz-1/box-3']],
    ]);
  });

  test('a group by labels, and by names', () => {
    const edge = edgePlatform();
    site(edge, 'a', { matchLabels: { site: 'a' } });
    site(edge, 'b');
    const objects = Testing.synth(edge);
    expect(find(objects, 'NodeGroup', 'a').spec).toEqual({ matchLabels: { site: 'a' } });
    expect(find(objects, 'NodeGroup', 'b').spec).toEqual({ nodes: ['b-box', 'b-gpu'] });
  });

  test('groups whose labels may select one node are refused', () => {
    const edge = edgePlatform();
    site(edge, 'a', { matchLabels: { site: 'a' } });
    site(edge, 'b', { matchLabels: { site: 'b' } });
    expect(() => documents(edge.node.root as any)).not.toThrow();
    site(edge, 'c', { matchLabels: { region: 'gz' } });
    expect(messageOf(() => documents(edge.node.root as any))).toContain(
      'EDGE_GROUPS_OVERLAP edge/c/Group: a node may match its labels and those of NodeGroup a',
    );
  });

  test("a node that somebody else's group names too is refused", () => {
    const edge = edgePlatform();
    site(edge, 'a');
    const chart = new Chart(edge.node.root as any, 'theirs');
    new ApiObject(chart, 'group', {
      apiVersion: 'apps.kubeedge.io/v1alpha1',
      kind: 'NodeGroup',
      metadata: { name: 'theirs' },
      spec: { nodes: ['a-box'] },
    });
    edge.cluster.include(chart);
    expect(messageOf(() => documents(edge.node.root as any))).toMatch(
      /EDGE_NODE_IN_TWO_GROUPS .*: node a-box is in NodeGroup \w+ already; cure: each node in one group/,
    );
  });

  test.each<[string, (edge: EdgePlatform) => unknown, string]>([
    [
      'a name twice',
      (edge) => [site(edge, 'a'), new EdgeFleet(edge, 'f', { layouts, sites: [{ name: 'a' }] })],
      "name 'a': is the name of edge/a already",
    ],
    [
      'a node in two sites',
      (edge) => [site(edge, 'a'), site(edge, 'b', { nodes: [{ name: 'a-box', nodeType: BOX }] })],
      "nodes.name 'a-box': is a node of edge/a already: a node is in one group",
    ],
    [
      'a node twice in one site',
      (edge) =>
        site(edge, 'a', {
          nodes: [
            { name: 'n', nodeType: BOX },
            { name: 'n', nodeType: BOX },
          ],
        }),
      "nodes.name 'n': is there twice",
    ],
    ['no nodes', (edge) => site(edge, 'a', { nodes: [] }), "nodes '[]': must name at least one node"],
    [
      'a node name in capitals',
      (edge) => site(edge, 'a', { nodes: [{ name: 'N1', nodeType: BOX }] }),
      "nodes.name 'N1': must be a lower-case DNS name",
    ],
    ['a site name in capitals', (edge) => site(edge, 'GZ'), "name 'GZ': must be a DNS label"],
    [
      'empty labels',
      (edge) => site(edge, 'a', { matchLabels: {} }),
      "matchLabels '{}': would select every node of the cluster",
    ],
    [
      'no memory for EdgeCore',
      (edge) =>
        site(edge, 'a', {
          nodes: [
            {
              name: 'n',
              nodeType: NodeType.of('t', {
                cpu: Cpu.units(1),
                memory: Size.gibibytes(1),
                reserve: NodeReserve.explicit({ cpu: Cpu.millis(1), memory: Size.mebibytes(1) }),
              }),
            },
          ],
        }),
      'EdgeCore alone needs 70 MB',
    ],
    ['an odd region', (edge) => site(edge, 'a', { region: 'G Z' }), "region 'G Z'"],
    [
      'a role that is not there',
      (edge) => site(edge, 'a').edgeNode('x'),
      "node 'x': the site has 0 nodes of that role; it has box, gpu",
    ],
    [
      'a site outside a platform',
      (edge) => new EdgeSite(edge.cluster, 'a', { nodes: [] }),
      'must be in an EdgePlatform',
    ],
    ['a region without sites', (edge) => fleet(edge).inRegion('x'), "region 'x': has no sites; there are north, south"],
    ['a site that is not there', (edge) => fleet(edge).site('x'), "site 'x': there is none of that name"],
    ['a site that the platform has not', (edge) => edge.site('x'), "site 'x': there is none of that name"],
    [
      'no layouts',
      (edge) => new EdgeFleet(edge, 'f', { layouts: {}, sites: [{ name: 'a' }] }),
      'layouts {}: must hold at least one layout',
    ],
    ['a selection of nothing', () => EdgeSelection.of('x', []), "EdgeSelection.of('x'): must hold at least one site"],
    [
      'a layout with a role twice',
      () => SiteLayout.of({ role: 'a', nodeType: BOX }, { role: 'a', nodeType: BOX }),
      "role 'a': is there twice",
    ],
    [
      'a layout with a role that is a column',
      () => SiteLayout.of({ role: 'region', nodeType: BOX }),
      "role 'region': is the name of a column of the sites; another role",
    ],
    [
      'a node of a role that no layout has',
      (edge) => new EdgeFleet(edge, 'f', { layouts, sites: [{ name: 'a', nodes: { lidar: 'n' } }] }),
      "role 'lidar' is not in its layout, which has box, gpu",
    ],
    ['a layout without nodes', () => SiteLayout.of(), "nodes '[]': must name at least one node"],
    [
      'two platforms in a cluster',
      (edge) =>
        new EdgePlatform(edge.node.root as any, 'other', { cluster: edge.cluster, runtime: EdgeRuntime.openYurt() }),
      'has an edge platform already; one runtime runs in a cluster',
    ],
    [
      'a cluster of another app',
      () =>
        new EdgePlatform(Testing.app(), 'edge', { cluster: edgePlatform().cluster, runtime: EdgeRuntime.openYurt() }),
      'is in another app',
    ],
    ['no bandwidth', () => Bandwidth.megabitsPerSecond(0), 'Bandwidth.megabitsPerSecond(0): must be above 0'],
  ])('%s', (_, action, message) => {
    expect(messageOf(() => action(edgePlatform()))).toContain(message);
  });
});
