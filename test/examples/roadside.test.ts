import { ApiObject, App, YamlOutputType } from 'cdk8s';
import { EdgeRuntime } from 'cdk8s-autonomous';
import { roadside } from '../../examples/roadside/roadside';
import { Variation } from '../../examples/roadside/variation';
import { planOf } from '../support/edge';
import { emptySites, needless } from '../support/fan-out/fan-out';

function made(variation?: Variation) {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, outdir: '/nowhere' });
  const story = roadside(app, variation);
  return { app, ...story, objects: objectsOf(app) };
}

/** As `documents`, which takes a minute here: cdk8s validates the whole app once for each of its charts. */
function objectsOf(app: App): any[] {
  expect(app.node.findAll().flatMap(({ node }) => node.validate())).toEqual([]);
  return app.node.findAll().flatMap((construct) => (ApiObject.isApiObject(construct) ? construct.toJson() : []));
}

/** Kinds that the controllers of the runtimes read. */
const FAN_OUTS = ['EdgeApplication', 'NodeGroup', 'NodePool', 'YurtAppSet', 'NodeUnit', 'DeploymentGrid'];
const fanOuts = (objects: readonly any[]) => objects.filter(({ kind }) => FAN_OUTS.includes(kind));

const RUNTIMES: [string, EdgeRuntime | undefined][] = [
  ['KubeEdge', undefined],
  ['OpenYurt', EdgeRuntime.openYurt()],
  ['SuperEdge', EdgeRuntime.superEdge()],
];

/** Images of perception by class of hardware, and the resource that it asks for there. */
const DEVICES: Record<string, string | undefined> = {
  orin: 'nvidia.com/gpu',
  atlas: 'huawei.com/Ascend310P',
  t4: 'nvidia.com/gpu',
};

describe.each(RUNTIMES)('2,500 sites at the roadside with %s', (name, runtime) => {
  const { fleet, edge, objects, app } = made({ runtime });
  const world = emptySites();
  const { failed } = world.apply(fanOuts(objects));
  const at = (service: string, site: string) =>
    world.deployments.get(`${service === 'perception' ? 'vision' : 'roadside'}/${service}-${site}`)?.spec.template;
  // OpenYurt gives copies names of its own: they are found by their sites.
  const podsAt = (service: string, site: string) =>
    at(service, site) ??
    [...world.deployments.values()].find((copy) => copy.site === site && copy.name.startsWith(`${service}-`))?.spec
      .template;

  test('are the rows of the register: twelve provinces, four classes, planned once each', () => {
    expect([edge.sites.length, fleet.regions.length]).toEqual([2500, 12]);
    const plan = planOf({ node: { root: app } });
    expect(plan.status).toBe('feasible');
    const atSites = plan.pools
      .filter(({ sites }: any) => sites)
      .map(({ nodeType, sites }: any) => [nodeType, sites.length]);
    expect(atSites.sort()).toEqual([
      ['atlas', 728],
      ['orin', 1143],
      ['plain', 264],
      ['t4', 365],
    ]);
    expect(plan.findings.filter(({ severity }: any) => severity !== 'info')).toEqual([]);
  });

  test('each site has what its class, its lanes and its province say, and nothing fails', () => {
    expect(failed).toEqual([]);
    expect(world.deployments.size).toBe(2500 + 2236 + (name === 'KubeEdge' ? 2500 : 0));
    for (const [hardware, resource] of Object.entries(DEVICES)) {
      const [{ siteName }] = fleet.withLayout(hardware).sites;
      const [{ image, resources }] = podsAt('perception', siteName).spec.containers;
      expect(image).toContain(`roadside/perception-${hardware}:7.1.0@sha256:`);
      expect(resources.limits[resource!]).toBe('1');
    }
    expect(podsAt('perception', fleet.withLayout('plain').sites[0].siteName)).toBeUndefined();
    for (const site of [fleet.sites[0], fleet.inRegion('gx').sites[3], fleet.sitesWith('lanes', '6').sites[0]]) {
      const [{ image, env }] = podsAt('messages', site.siteName).spec.containers;
      expect(image).toContain(site.region === 'gx' ? ':3.5.0@' : ':3.4.0@');
      expect(env.find((one: any) => one.name === 'LANES').value).toBe(site.attributes.lanes);
    }
  });

  test('another province for the next version restarts its messages and those of the first, and nothing else', () => {
    const after = fanOuts(made({ runtime, canary: 'sh' }).objects);
    const changed = [...fleet.inRegion('gx').sites, ...fleet.inRegion('sh').sites].map(({ siteName }) => siteName);
    expect(needless(fanOuts(objects), after, changed)).toEqual([]);
    const then = world.apply(after);
    expect([...then.happened].filter(([key]) => !key.startsWith('roadside/messages-'))).toEqual([]);
    // OpenYurt names a copy after what makes it: one goes and another one comes.
    expect(then.happened.size).toBe(changed.length * (name === 'OpenYurt' ? 2 : 1));
  });
});

describe('with KubeEdge', () => {
  const { objects, prewarms, app } = made();
  const of = (kind: string) => objects.filter((object) => object.kind === kind);

  test('5,000 devices, and the broker of the nodes from the registry', () => {
    expect([of('NodeGroup').length, of('Device').length, of('DeviceModel').length]).toEqual([2500, 5000, 2]);
    const { mosquitto } = of('Application').find(({ metadata }) => metadata.name === 'roads-cloudcore').spec.source.helm
      .valuesObject;
    expect(mosquitto).toMatchObject({
      enable: true,
      image: { repository: 'harbor.roads.example.com/docker-hub/library/eclipse-mosquitto' },
      tolerations: [{ key: 'node-role.kubernetes.io/edge', operator: 'Exists', effect: 'NoSchedule' }],
    });
  });

  test('images of each class are there after one night, and what needs them waits for it, nothing else', () => {
    expect(prewarms).toHaveLength(3);
    const starts = of('CronJob').map(({ metadata, spec }) => [metadata.namespace, spec.schedule, spec.timeZone]);
    expect(starts).toEqual(prewarms.map(() => ['operations', '30 0 * * *', 'Asia/Shanghai']));
    const gates = of('Job').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(gates.sort()).toEqual(['atlas', 'orin', 't4'].map((hardware) => `vision/perception-${hardware}-fetched`));
    for (const { duration } of prewarms) {
      expect(duration.toHours({ integral: false })).toBeLessThanOrEqual(5);
    }
  });

  test('EDGE_NODE_LABELS: nodes join with the labels by which pods find their accelerator', () => {
    const { message } = planOf({ node: { root: app } }).findings.find(({ code }: any) => code === 'EDGE_NODE_LABELS');
    expect(message).toBe(
      'edge nodes join with the labels accelerator=huawei-Ascend310P of type atlas (728 nodes); nvidia.com/gpu.product=Tesla-T4 of type t4 (365 nodes)',
    );
  });
});
