import * as fc from 'fast-check';
import { atMost, withPools, withWorkload } from '../../src/capacity/explain/cures/variants';
import { ClusterModel, Finding } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { model, pool, workload } from '../support/models';

/** What a cure of one number says, as its user would write it, with that number or another one. */
interface Change {
  readonly number: number;
  /** True where a smaller number asks for less of the pools. */
  readonly isLimit: boolean;
  readonly apply: (given: ClusterModel, number: number) => ClusterModel;
}

function changeOf(given: ClusterModel, cure: string): Change | undefined {
  const [, limit, name] = /: maxNodes(?:PerZone)? (\d+) on pool (\S+)$/.exec(cure) ?? [];
  if (limit !== undefined) {
    return {
      number: Number(limit),
      isLimit: true,
      apply: (model_, maxNodes) => withPools(model_, (one) => (one.pool === name ? { ...one, maxNodes } : one)),
    };
  }
  const [, count, path] = /^(?:maximum )?(\d+)(?: replicas)? of (\S+)$/.exec(cure) ?? [];
  const { id } = given.workloads.find((one) => one.path === path) ?? {};
  return id === undefined
    ? undefined
    : {
        number: Number(count),
        isLimit: false,
        apply: (model_, n) => withWorkload(model_, id, (one) => atMost(one, n)),
      };
}

const errors = (given: ClusterModel) => planCluster(given).findings.filter(({ severity }) => severity === 'error');

/** The cure works, and one node less, or one pod more, does not. */
function isLeast(given: ClusterModel, { number, isLimit, apply }: Change): boolean {
  const [less] = isLimit ? [number - 1] : [number + 1];
  return errors(apply(given, number)).length === 0 && errors(apply(given, less)).length > 0;
}

const ZONES = ['a', 'b', 'c'];
const zoned = (maxNodes: number) => ZONES.map((zone) => pool(`p/${zone}`, 8, 32, { maxNodes }));
const only = (findings: readonly Finding[]) => findings.find(({ code }) => code === 'POOL_TOO_SMALL')!;

test('2 + 2 + 1 nodes are 2 per zone, not 5', () => {
  const given = model(zoned(1), [workload('w', 5, 8, 8, { softSpread: { host: 1 } })]);
  const finding = only(planCluster(given).findings);
  expect(finding).toMatchObject({ expected: 'at least maxNodesPerZone 2', actual: 'maxNodesPerZone 1' });
  expect(finding.message).toContain('maxNodesPerZone 1 < 2 needed at steady');
  expect(finding.cure).toEqual(['2 nodes per zone: maxNodesPerZone 2 on pool p', '3 replicas of test/w']);
});

test('two pools that help alone are one finding with both, each with its least', () => {
  const pools = [pool('p', 8, 32, { maxNodes: 1 }), pool('q', 4, 16, { maxNodes: 1 })];
  const { findings } = planCluster(model(pools, [workload('w', 10, 2, 2, { softSpread: { host: 1 } })]));
  expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  expect(only(findings).cure!.slice(0, 2)).toEqual(['2 nodes: maxNodes 2 on pool p', '3 nodes: maxNodes 3 on pool q']);
});

test('a cure counts what else the plan has to hold for: surges that are written, canaries', () => {
  const rollout = { surge: 2, explicit: true, maxUnavailable: 0, ours: true };
  const surging = workload('w', 4, 4, 4, { softSpread: { host: 1 }, rollout });
  const given = model([pool('p', 8, 32, { maxNodes: 1 })], [surging]);
  const [cure] = only(planCluster(given).findings).cure!;
  expect(cure).toBe('3 nodes: maxNodes 3 on pool p');
  // Two hold the pods; the third is for their surge.
  expect(only(planCluster(given).findings).message).toMatch(
    /maxNodes 1 < 2 needed at steady.*, 3 for all that is promised/,
  );
  expect(isLeast(given, changeOf(given, cure)!)).toBe(true);
  const canary = model(
    [pool('p', 8, 32, { maxNodes: 1 })],
    [workload('c', 4, 4, 4, { canary: 4, softSpread: { host: 1 } })],
  );
  expect(only(planCluster(canary).findings).cure![0]).toBe('4 nodes: maxNodes 4 on pool p');
});

test('no cure asks for fewest nodes, which Karpenter does not take', () => {
  const rollout = { surge: 1, explicit: false, maxUnavailable: 0, ours: false };
  for (const maxNodes of [1, undefined]) {
    const pools = [pool('p', 4, 16, maxNodes === undefined ? {} : { maxNodes })];
    const { findings } = planCluster(model(pools, [workload('w', 1, 3, 1, { rollout })]));
    expect(findings.flatMap(({ cure = [] }) => cure).join()).not.toContain('minNodes');
  }
});

test('in random clusters every cure with a number works, and one less does not', () => {
  const clusters = fc.record({
    zones: fc.integer({ min: 1, max: 3 }),
    limit: fc.integer({ min: 1, max: 2 }),
    services: fc.array(
      fc.record({
        planned: fc.integer({ min: 1, max: 7 }),
        cores: fc.integer({ min: 1, max: 8 }),
        more: fc.integer({ min: 0, max: 5 }),
        skew: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    survive: fc.constantFrom('none' as const, 'zone' as const),
  });
  let tried = 0;
  fc.assert(
    fc.property(clusters, ({ zones, limit, services, survive }) => {
      const pools = ZONES.slice(0, zones).map((zone) => pool(`p/${zone}`, 8, 64, { maxNodes: limit }));
      const workloads = services.map(({ planned, cores, more, skew }, i) =>
        workload(`w${i}`, planned, cores, 1, {
          softSpread: { host: 1 },
          ...(skew && { zoneSkew: 1 }),
          replicas: { needed: planned, planned, degraded: 0, ...(more > 0 && { max: planned + more }) },
        }),
      );
      const given = model(pools, workloads, { survive: zones > 1 ? survive : 'none' });
      const changes = (only(planCluster(given).findings)?.cure ?? []).flatMap((cure) => changeOf(given, cure) ?? []);
      tried += changes.length;
      return changes.every((change) => isLeast(given, change));
    }),
    { numRuns: 12, seed: 13 },
  );
  expect(tried).toBeGreaterThan(10);
});
