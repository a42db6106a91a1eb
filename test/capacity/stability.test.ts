import { ClusterModel, NodeGroup } from '../../src/capacity/model';
import { normalised } from '../../src/capacity/planning/normalise';
import { attempt, costOf } from '../../src/capacity/planning/planning';
import { seeded } from '../../src/capacity/scheduler/seeded';
import { model, pool, workload } from '../support/models';

const ZONES = ['a', 'b', 'c'];

/** 500 workloads of many sizes over three zones and two pools; one of them may have a little more demand. */
function cluster(more?: number): ClusterModel {
  const random = seeded(11);
  const pools = ZONES.flatMap((zone) => [
    pool(`general/${zone}`, 31, 124, { price: 1.5 }),
    pool(`memory/${zone}`, 15, 124, { price: 1.05 }),
  ]);
  const workloads = Array.from({ length: 500 }, (_, i) => {
    const base = 2 + Math.floor(9 * random());
    const cores = Math.ceil(40 * random()) / 10;
    const gibibytes = Math.ceil(80 * random()) / 10;
    // One percent more demand is one replica more at most.
    const planned = base + (i === more ? Math.ceil(base / 100) : 0);
    return workload(`w${i}`, planned, cores, gibibytes, { zoneSkew: 1 });
  });
  return normalised(model(pools, workloads, { effort: 'quick' }));
}

/** Pods by workload and pool. */
function places(groups: readonly NodeGroup[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const { pool: at, count, pods } of groups) {
    Object.entries(pods).forEach(([id, n]) => all.set(`${id}|${at}`, (all.get(`${id}|${at}`) ?? 0) + n * count));
  }
  return all;
}

/** Pods that ran in a pool and zone in which they do not run any more. */
function moved(before: readonly NodeGroup[], now: readonly NodeGroup[]): number {
  const places1 = places(now);
  return [...places(before)].reduce((sum, [key, n]) => sum + Math.max(0, n - (places1.get(key) ?? 0)), 0);
}

describe('an earlier plan is given', () => {
  const first = attempt(cluster());
  const replicas = first.model.workloads.reduce((sum, { replicas: { planned } }) => sum + planned, 0);

  test('the same input moves nothing', () => {
    const again = attempt({ ...cluster(), previous: first.steady });
    expect([moved(first.steady, again.steady), costOf(again)]).toEqual([0, costOf(first)]);
  });

  test.each(Array.from({ length: 20 }, (_, i) => 25 * i))(
    '1 % more demand on workload %d moves at most 2 %%',
    (more) => {
      const next = attempt({ ...cluster(more), previous: first.steady });
      expect(moved(first.steady, next.steady) / replicas).toBeLessThanOrEqual(0.02);
    },
  );

  test('staying costs hardly more than planning afresh', () => {
    const next = attempt({ ...cluster(250), previous: first.steady });
    expect(costOf(next)).toBeLessThanOrEqual(costOf(attempt(cluster(250))) * 1.011);
  });
});
