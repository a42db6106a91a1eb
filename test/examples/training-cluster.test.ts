import { App, Testing, YamlOutputType } from 'cdk8s';
import { Accelerator } from 'cdk8s-autonomous';
import { trainingCluster } from '../../examples/training-cluster/training-cluster';
import { Variation } from '../../examples/training-cluster/variation';
import { documents, find, messageOf } from '../support/apps';
import { planOf } from '../support/edge';
import { Schemas, STORED_VERSIONS } from '../support/schemas';
import { describeWith } from '../support/shared';

function made(variation?: Variation) {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, outdir: '/nowhere' });
  const story = trainingCluster(app, variation);
  return { app, ...story };
}

const plan = (variation?: Variation) => planOf({ node: { root: made(variation).app } });
const errors = ({ findings }: any) => findings.filter(({ severity }: any) => severity === 'error');

/** Pods of a workload by leaf. */
function places({ steady }: any, id: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { pool, count, pods } of steady.nodes) {
    if (pods[id]) {
      const leaf = pool.slice(pool.indexOf('/') + 1);
      found[leaf] = (found[leaf] ?? 0) + pods[id] * count;
    }
  }
  return found;
}

const LARGE = 'perception/TrainJob/bev-pretraining';

describe('story 3: 64 nodes with 8 GPUs', () => {
  const story = made();
  const whole = planOf({ node: { root: story.app } });
  const objects = documents(story.app);

  test('everything has a place, four nodes are spares, and nothing is left to warn of', () => {
    expect(whole).toMatchObject({ status: 'feasible', objective: { value: 64, bound: 64, gap: 0 } });
    expect(whole.pools.filter(({ spares }: any) => spares).map(({ id, spares }: any) => [id, spares])).toEqual([
      ['gpus/B4', 4],
    ]);
    expect(whole.findings.filter(({ severity }: any) => severity !== 'info')).toEqual([]);
    expect(whole.findings.map(({ code }: any) => code)).not.toContain('GANG_SPLIT');
  });

  test('(a) the eight small jobs share one leaf, the large one has four', () => {
    const leaves = Array.from({ length: 8 }, (_, i) =>
      Object.keys(places(whole, `data-mining/TrainJob/auto-label-${i + 1}`)),
    );
    expect(new Set(leaves.flat())).toEqual(new Set(['B3']));
    expect(places(whole, LARGE)).toEqual({ A1: 8, A2: 8, A3: 8, A4: 8 });
  });

  test('(a) a small job in each leaf leaves no superpod whole, though GPUs enough are free', () => {
    const smallJobsIn = ['A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'B3', 'B3'];
    const [error] = errors(plan({ requiresSuperpod: true, smallJobsIn }));
    expect(error).toMatchObject({
      code: 'GANG_DOES_NOT_FIT',
      path: 'perception/bev-pretraining',
      expected: 'room for 32 in one superpod',
    });
    expect(error.message).toContain('the roomiest, A, has room for 28');
  });

  test('(b) quotas are what is there without the spares, and each is a number of whole nodes', () => {
    const nominal = (kind: string) =>
      objects
        .filter((object) => object.kind === 'ClusterQueue')
        .flatMap(({ spec }) => spec.resourceGroups[0].flavors)
        .flatMap(({ resources }) => resources)
        .filter(({ name }) => name === kind)
        .map(({ nominalQuota }) => Number(nominalQuota));
    const gpus = nominal('nvidia.com/gpu');
    expect(gpus.reduce((a, b) => a + b)).toBeLessThanOrEqual(512 - 4 * 8 - 32);
    expect(gpus.every((quota) => quota % 8 === 0)).toBe(true);
    expect(nominal('nvidia.com/mig-1g.10gb')).toEqual([224]);
  });

  test('(b) a quota above the fleet is refused with the number that fits', () => {
    expect(messageOf(() => made({ perceptionQuota: 488 }))).toContain(
      'nominal 488: pool gpus has 480 of nvidia.com/gpu; at most 480',
    );
  });

  test('(c) nine GPUs for each pod', () => {
    expect(messageOf(() => made({ devicesPerPod: 9 }))).toContain(
      '[perception/bev-pretraining] resources.accelerator 9: of nvidia.com/gpu for each pod: a node that queue training draws on has 8; at most 8, and more nodes',
    );
  });

  test('(d) the 225th slice', () => {
    expect(plan({ notebooks: 224 }).status).toBe('feasible');
    const [error] = errors(plan({ notebooks: 225 }));
    expect(error.cure.join()).toContain('224 replicas of notebooks/notebook');
  });

  test('(e) required in one superpod it cannot come back: the spares are in the other one', () => {
    expect(errors(plan({ requiresSuperpod: true }))).toEqual([
      expect.objectContaining({
        code: 'GANG_CANNOT_RECOVER',
        path: 'perception/bev-pretraining',
        cure: [
          'superpod preferred instead of required',
          'a gang of at most 30 pods, with its 2 spare nodes in the same superpod',
          'a superpod of 34 or more nodes',
        ],
      }),
    ]);
  });

  test('(f) another vendor changes the resource and the labels of its nodes, and nothing else', () => {
    const lines = (accelerator?: Accelerator) => {
      const { app } = made(accelerator && { accelerator });
      return documents(app).map((object) => JSON.stringify(object, null, 1).split('\n'));
    };
    const [before, after] = [lines(), lines(Accelerator.ASCEND_910)];
    expect(after).toHaveLength(before.length);
    const texts = (all: string[][]) => new Set(all.flat().map((line) => line.trim().replace(/,$/, '')));
    const only = (a: Set<string>, b: Set<string>) => [...a].filter((line) => !b.has(line));
    const changed = only(texts(after), texts(before));
    expect(changed.every((line) => /Ascend910|accelerator/.test(line))).toBe(true);
    expect(changed.length).toBeGreaterThan(0);
  });

  test('each name of a resource that is asked for is in the manifests', () => {
    const { containers } = find(objects, 'TrainingRuntime', 'bev-pretraining').spec.template.spec.replicatedJobs[0]
      .template.spec.template.spec;
    expect(containers[0].resources.limits['nvidia.com/gpu']).toBe('8');
    const notebook = find(objects, 'Deployment', 'notebook').spec.template.spec.containers[0];
    expect(notebook.resources.limits['nvidia.com/mig-1g.10gb']).toBe('1');
  });
});

describeWith('crds/index.json', 'official schemas', () => {
  const objects = documents(made().app);
  test.each(STORED_VERSIONS.filter((version) => Number(version.slice(2)) >= 32))('%s', (version) => {
    const schemas = new Schemas(version);
    expect(objects.length).toBeGreaterThan(80);
    expect(objects.flatMap((object) => schemas.check(object))).toEqual([]);
  });

  test('of runtimes and queues, unknown fields are refused', () => {
    const broken = structuredClone(find(Testing.synth(made().perception.stack), 'TrainingRuntime'));
    broken.spec.mlPolicy.torch = { numProc: 8 };
    expect(new Schemas('1.32').check(broken)).toEqual([expect.stringContaining('numProc')]);
  });
});
