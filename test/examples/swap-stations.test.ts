import { App, Duration, Testing, YamlOutputType } from 'cdk8s';
import { swapStations } from '../../examples/swap-stations/swap-stations';
import { Variation } from '../../examples/swap-stations/variation';
import { documents, find, messageOf } from '../support/apps';
import { planOf } from '../support/edge';

function made(variation?: Variation) {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, outdir: '/nowhere' });
  const story = swapStations(app, variation);
  return { app, ...story };
}

const REGIONS = ['bj', 'cd', 'gz', 'nj', 'sh', 'sz', 'wh', 'xa'];

describe('story 2: 400 battery-swap stations', () => {
  const { app, tenants, edge, prewarm } = made();
  const plan = planOf({ node: { root: app } });
  const objects = documents(app);
  const of = (kind: string) => objects.filter((object) => object.kind === kind);
  const workload = (name: string) => plan.workloads.find(({ id }: any) => id.includes(`/${name}-`));

  test('800 nodes and the cloud side, planned once, proven and without a warning', () => {
    expect(edge.sites).toHaveLength(400);
    expect(plan.pools.map(({ nodeType, nodes, sites }: any) => [nodeType, nodes, sites?.length])).toEqual([
      ['station-box', 1, 400],
      ['vision-box', 1, 400],
      ['cloud-4x16', 2, undefined],
      ['cloud-4x16', 0, undefined],
      ['cloud-4x16', 0, undefined],
    ]);
    expect(plan).toMatchObject({ status: 'feasible', objective: { kind: 'nodes', value: 802, bound: 802, gap: 0 } });
    // Five at the stations, CloudCore with its controller manager, and the Jobs that configure nine registries.
    expect(plan.workloads).toHaveLength(16);
    expect(plan.findings.every(({ severity }: any) => severity === 'info')).toBe(true);
  });

  test('one pod of vision meets 500 ms with 278, one of bms 100 ms with 22', () => {
    expect(workload('vision').reason).toContain('1 (p99 278 ms) at steady');
    expect(workload('bms').reason).toContain('1 (p99 21.9 ms) at steady');
    expect(workload('swap-controller').replicas).toEqual({ needed: 1, planned: 2, degraded: 1 });
  });

  test('(a) vision that survives a node is infeasible: one message for all stations, with the reason', () => {
    const errors = planOf({ node: { root: made({ visionSurvivesNode: true }).app } }).findings.filter(
      ({ severity }: any) => severity === 'error',
    );
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: 'SURVIVE_NEEDS_NODES', count: 400 });
    expect(errors[0].message).toContain('only 1 node admits it (at each of 400 sites: bj-001, bj-002, bj-003, ...)');
  });

  test('(b) the rollout of vision takes the GPU over, and the outage of each station is reported', () => {
    const [deployment] = find(Testing.synth(tenants[0]), 'EdgeApplication', 'vision').spec.workloadTemplate.manifests;
    expect(deployment.spec.strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    expect(plan.findings).toContainEqual(
      expect.objectContaining({
        code: 'ROLLOUT_INTERRUPTS',
        path: 'swap-bj/vision',
        count: 400,
        message: expect.stringContaining('stops it for up to 150 s'),
      }),
    );
  });

  const deployments = of('EdgeApplication').flatMap(({ spec }) => spec.workloadTemplate.manifests);

  test('(c) architecture and accelerator by node affinity, nothing by node selector', () => {
    for (const { spec } of deployments) {
      expect(spec.template.spec.nodeSelector).toBeUndefined();
    }
    const vision = deployments.filter(({ metadata }) => metadata.name === 'vision');
    for (const { spec } of vision) {
      const { nodeAffinity } = spec.template.spec.affinity;
      expect(JSON.stringify(nodeAffinity)).toContain('"arm64"');
      expect(spec.template.spec.containers[0].resources.limits['nvidia.com/gpu']).toBe('1');
    }
  });

  test('(d) no autoscaler, and tolerations for ever', () => {
    expect(of('HorizontalPodAutoscaler')).toEqual([]);
    for (const { spec } of deployments) {
      const away = spec.template.spec.tolerations.filter(({ effect }: any) => effect === 'NoExecute');
      expect(away.map(({ key }: any) => key)).toEqual([
        'node.kubernetes.io/not-ready',
        'node.kubernetes.io/unreachable',
      ]);
      expect(away.every(({ tolerationSeconds }: any) => tolerationSeconds === undefined)).toBe(true);
    }
  });

  test('(e) eight EdgeApplications for each of five services, fifty groups and less than 256 KiB each; server-side apply', () => {
    const byName = new Map<string, number>();
    for (const object of of('EdgeApplication')) {
      byName.set(object.metadata.name, (byName.get(object.metadata.name) ?? 0) + 1);
      expect(object.spec.workloadScope.targetNodeGroups).toHaveLength(50);
      expect(JSON.stringify(object).length).toBeLessThan(262_144);
    }
    expect([...byName].sort()).toEqual([
      ['bms', 8],
      ['broker', 8],
      ['mapper', 8],
      ['swap-controller', 8],
      ['vision', 8],
    ]);
    for (const { spec } of of('Application')) {
      expect(spec.syncPolicy.syncOptions).toContain('ServerSideApply=true');
    }
  });

  test('(f) 400 groups with names of their own; a station twice in one service is refused', () => {
    const names = of('NodeGroup').map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(400);
    expect(names.every((name) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= 63)).toBe(true);
    const again = made();
    const vision: any = again.tenants[0].node.findChild('vision');
    expect(messageOf(() => again.edge.site('bj-001').deploy(vision))).toContain(
      'it runs there already; each site once',
    );
  });

  test('the counts of the story', () => {
    const count = (kind: string) => of(kind).length;
    expect([count('NodeGroup'), count('EdgeApplication'), count('Namespace'), count('ResourceQuota')]).toEqual([
      400, 40, 17, 17,
    ]);
    // Each tenant has its mappers in a namespace of their own. Four kinds in each of eight; a rack, a crane, a gate and six cameras at each station.
    expect([count('DeviceModel'), count('Device')]).toEqual([32, 3600]);
    // A job for each wave, and one more where a wave goes on in the next region.
    expect([count('RuleEndpoint'), count('Rule'), count('ImagePrePullJob')]).toEqual([16, 8, 16]);
    // Eight tenants and their mappers, the registries, the stations and their jobs, and CloudCore.
    expect([count('AppProject'), count('Application')]).toEqual([20, 20]);
  });

  test('every station pulls from the registry of its region, with the login that its namespace has', () => {
    for (const tenant of tenants) {
      const region = tenant.namespaceName.slice('swap-'.length);
      const host = `harbor.${region}.swap.example.com`;
      const here = objects.filter(({ metadata }) => metadata.namespace?.startsWith(tenant.namespaceName));
      const pods = here
        .filter(({ kind }) => kind === 'EdgeApplication')
        .map(({ spec }) => spec.workloadTemplate.manifests[0].spec.template.spec);
      expect(pods).toHaveLength(5);
      for (const { containers, imagePullSecrets } of pods) {
        expect(containers.map(({ image }: any) => image.split('/')[0])).toEqual([host]);
        expect(imagePullSecrets).toEqual([{ name: `harbor-${region}` }]);
      }
      const logins = here.filter(
        ({ kind, metadata }) => kind === 'ExternalSecret' && metadata.name === `harbor-${region}`,
      );
      // Of the tenant, and of its mappers.
      expect(logins.map(({ spec }) => spec.data[0].remoteRef.key)).toEqual(Array(2).fill(`swap/${region}/stations`));
    }
    const fetched = of('ImagePrePullJob').flatMap(({ spec: { imagePrePullTemplate: one } }) =>
      one.nodeNames.map((node: string) => [node.slice(0, 2), one.images[0].split('/')[0], one.imageSecrets].join(' ')),
    );
    expect(fetched).toHaveLength(400);
    expect([...new Set(fetched)].sort()).toEqual(
      REGIONS.map((one) => `${one} harbor.${one}.swap.example.com swap-${one}/harbor-${one}`),
    );
  });

  test('a new image is in every region within a minute', () => {
    expect(plan.transfers.map(({ name }: any) => name)).toEqual(
      REGIONS.map((region) => `images to harbor.${region}.swap.example.com`),
    );
    expect(plan.transfers.every(({ seconds }: any) => seconds > 44 && seconds < 46)).toBe(true);
  });

  test('images: ten waves in 3.1 hours; a window of three proposes 2 x 23', () => {
    expect([prewarm.waves, prewarm.duration.toSeconds(), prewarm.timeout.toSeconds()]).toEqual([10, 11_200, 3360]);
    expect(prewarm.egressBitsPerSecond).toBe(0.8e9);
    expect(messageOf(() => made({ window: Duration.hours(3) }))).toContain(
      '(one at a time 5.19 days); concurrency 23: 2 x 23 (9 waves, 2.8 h, 920 Mbit/s)',
    );
  });
});
