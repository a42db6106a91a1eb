import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';
import { entryOf } from '../support/plans';

const STAYS = pool('stays', 8, 32);
const SPOT = pool('spot', 8, 32, { price: 0.2, spot: true });

/** Pods of a workload that nodes of both kinds can hold when only those that stay are left: counted from the steady groups and what is added. */
function leftOf({ steady, spotLoss }: any, id: string): number {
  const of = ({ count, pods }: any) => count * (pods[id] ?? 0);
  const stay = steady.nodes.filter(({ pool: name }: any) => name !== 'spot');
  return [...stay, ...spotLoss.added].reduce((sum: number, one: any) => sum + of(one), 0);
}

describe('the loss of all spot nodes', () => {
  test('buys room on nodes that stay for what has to come back there', () => {
    const both = workload('w', 8, 4, 4, { replicas: { needed: 8, planned: 8, degraded: 4 } });
    const entry = entryOf(model([STAYS, SPOT], [both], { survive: 'node' }));
    expect(entry.status).toBe('feasible');
    expect(leftOf(entry, both.id)).toBeGreaterThanOrEqual(4);
    const nodes = Object.fromEntries(entry.pools.map(({ id, nodes: n }) => [id, n]));
    expect(nodes.stays).toBeGreaterThanOrEqual(2);
    expect(verifyDocument({ schemaVersion: 2, clusters: [entry] })).toEqual([]);
  });

  test('is not outlived where the nodes that stay are too few', () => {
    const both = workload('w', 8, 4, 4, { replicas: { needed: 8, planned: 8, degraded: 4 } });
    const plan = planCluster(model([{ ...STAYS, maxNodes: 1 }, SPOT], [both], { survive: 'node' }));
    expect(plan.feasible).toBe(false);
    expect(plan.findings.map(({ message }) => message).join()).toContain('after the loss of all spot nodes');
  });

  test('takes what may run nowhere else, and a warning says so', () => {
    const only = workload('w', 2, 1, 1, { eligible: ['spot'] });
    const plan = planCluster(model([STAYS, SPOT], [only], { survive: 'node' }));
    expect(plan.feasible).toBe(true);
    expect(plan.findings).toContainEqual(expect.objectContaining({ code: 'SPOT_TAKES_ALL', path: 'test/w' }));
    const free = planCluster(model([STAYS, SPOT], [only]));
    expect(free.findings.map(({ code }) => code)).not.toContain('SPOT_TAKES_ALL');
  });

  test('keeps the pods of zonal volumes away', () => {
    const pinned = workload('w', 2, 1, 1, { zonePinned: true, replicas: { needed: 2, planned: 2, degraded: 1 } });
    const zonal = ['a', 'b'].flatMap((zone) => [
      pool(`stays/${zone}`, 8, 32),
      pool(`spot/${zone}`, 8, 32, { price: 0.2, spot: true }),
    ]);
    const plan = planCluster(model(zonal, [pinned], { survive: 'node' }));
    expect(plan.feasible).toBe(false);
    expect(plan.findings[0].message).toContain('after the loss of all spot nodes');
  });

  test('is no scenario of a cluster without spot nodes, or without pods there', () => {
    const one = workload('w', 2, 1, 1);
    expect(entryOf(model([STAYS], [one], { survive: 'node' }))).not.toHaveProperty('spotLoss');
    const elsewhere = { ...one, eligible: ['stays'] };
    expect(entryOf(model([STAYS, SPOT], [elsewhere], { survive: 'node' }))).not.toHaveProperty('spotLoss');
  });
});
