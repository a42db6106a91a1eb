import * as fc from 'fast-check';
import { GIB, model, pool, workload } from './models';
import { ClusterModel, SurviveLevel } from '../../src/capacity/model';
import { Scoring } from '../../src/capacity/scheduler/scoring';

/** Random clusters; small ones have few pods and no scenarios, so that an exhaustive search can solve them. */
export function randomModel({ small = false } = {}): fc.Arbitrary<ClusterModel> {
  const zones = small ? ['a', 'b'] : ['a', 'b', 'c'];
  const pools = fc.uniqueArray(fc.record({ name: fc.constantFrom('p', 'q'), zone: fc.constantFrom(...zones) }), {
    minLength: 1,
    maxLength: small ? 3 : 6,
    selector: ({ name, zone }) => `${name}/${zone}`,
  });
  const poolSize = fc.record({
    cores: fc.integer({ min: 2, max: 16 }),
    memory: fc.integer({ min: 4, max: 64 }),
    price: fc.integer({ min: 1, max: 20 }),
    limited: fc.boolean(),
    gpu: fc.integer({ min: 0, max: 2 }),
  });
  const workloads = fc.array(
    fc.record({
      replicas: fc.integer({ min: 1, max: small ? 3 : 12 }),
      cores: fc.integer({ min: 1, max: 6 }),
      memory: fc.integer({ min: 1, max: 16 }),
      skew: fc.constantFrom(0, 0, 1, 2),
      even: fc.boolean(),
      minZones: fc.constantFrom(1, 1, 2),
      counts: fc.constantFrom(false, false, true),
      dead: fc.boolean(),
      perNode: fc.constantFrom(0, 0, 1, 2),
      extra: fc.integer({ min: 0, max: 6 }),
      autoscaled: fc.boolean(),
      degraded: fc.double({ min: 0, max: 1, noNaN: true }),
      surge: fc.integer({ min: 0, max: 3 }),
      pinned: fc.constantFrom(false, false, false, true),
      gpu: fc.constantFrom(0, 0, 0, 1),
      soft: fc.boolean(),
      canary: fc.constantFrom(0, 0, 0, 1, 2),
      budget: fc.constantFrom('none', 'ours', 'theirs'),
    }),
    { minLength: 1, maxLength: small ? 3 : 6 },
  );
  const survive = fc.constantFrom<SurviveLevel>(...(small ? (['none'] as const) : (['none', 'node', 'zone'] as const)));
  return fc
    .record({
      pools,
      sizes: fc.array(poolSize, { minLength: 6, maxLength: 6 }),
      workloads,
      survive,
      apart: fc.boolean(),
      concurrentRollouts: fc.constantFrom(1, 1, 2, 3),
      peaks: fc.constantFrom(0, 0, 0, 2),
      scoring: fc.constantFrom<Scoring>('LeastAllocated', 'MostAllocated'),
      spares: fc.constantFrom(0, 0, 0.05),
    })
    .map(({ pools: chosen, sizes, workloads: drawn, survive: level, apart, ...more }) => {
      const made = chosen.map(({ name, zone }, i) => {
        const { cores, memory, price, limited, gpu } = sizes[i];
        const base = pool(`${name}/${zone}`, cores, memory, {
          price,
          ...((limited || small) && { maxNodes: small ? 2 : 6 }),
          ...(more.spares > 0 && !small && { spares: { downPerNode: more.spares, availability: 0.99 } }),
        });
        const allocatable = gpu > 0 ? { ...base.allocatable, gpu } : base.allocatable;
        return { ...base, allocatable, capacity: allocatable };
      });
      // One pool counts for the spread and admits no pods.
      const elsewhere = { eligible: made.slice(1).map(({ id }) => id), spreadPools: [made[0].id] };
      const list = drawn.map((w, i) =>
        workload(`w${i}`, w.replicas, w.cores, w.memory, {
          requests: { cpu: w.cores * 1000, memory: w.memory * GIB, pods: 1, ...(w.gpu > 0 && { gpu: w.gpu }) },
          ...(w.skew > 0 && {
            zoneSkew: w.skew,
            minZones: w.minZones,
            ...(w.even && { evenZones: true as const }),
            ...(w.dead && { deadZonesCount: true as const }),
            ...(w.counts && made.length > 1 && elsewhere),
          }),
          ...(w.perNode > 0 && { maxPerNode: w.perNode }),
          ...(w.pinned && !small && { zonePinned: true }),
          ...(!small && w.surge > 0 && { rollout: { surge: w.surge, explicit: false, maxUnavailable: 0, ours: true } }),
          ...(!small && w.soft && { softSpread: { host: 1, zone: 1 }, spreadByRevision: true }),
          ...(!small && w.canary > 0 && { canary: w.canary }),
          ...(!small && w.budget !== 'none' && { disruption: { allowed: 1, ours: w.budget === 'ours' } }),
          replicas: {
            needed: w.replicas,
            planned: w.replicas,
            degraded: Math.floor(w.degraded * w.replicas),
            ...(w.autoscaled && !small && { max: w.replicas + w.extra }),
          },
        }),
      );
      const conflicts: [string, string][] = apart && list.length > 1 ? [[list[0].id, list[1].id]] : [];
      if (small) {
        return model(made, list, { survive: level, conflicts });
      }
      const { concurrentRollouts, scoring } = more;
      const peakGroups = Array.from({ length: more.peaks }, (_, g) => ({
        name: `g${g}`,
        workloads: list.filter((__, i) => i % 3 === g).map(({ id }) => id),
      }));
      return model(made, list, { survive: level, conflicts, concurrentRollouts, peakGroups, scoring });
    });
}
