import { describe, expect, test } from '@jest/globals';
import { ClusterModel, PlacementKind, WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { model, pool, workload } from '../support/models';

const codesOf = (one: ClusterModel) => planCluster(one).findings.map(({ code }) => code);

const ours = (name: string, replicas: number, cores: number, more: Partial<WorkloadModel> = {}) =>
  workload(name, replicas, cores, 1, { ours: true, ...more });

/** Two services, of which one may be another. */
function cluster(placement: PlacementKind, other: Partial<WorkloadModel> = {}, maxNodes?: number): ClusterModel {
  const pools = [pool('general', 8, 32, maxNodes === undefined ? {} : { maxNodes })];
  return model(pools, [ours('a', 4, 3), ours('b', 2, 2, other)], { placement });
}

describe('what stands behind a plan', () => {
  test.each(['automatic', 'reserved'] as const)('places of their own, where it is %s', (placement) => {
    const plan = planCluster(cluster(placement));
    expect(plan.strength).toEqual({ kind: 'reserved' });
    expect(plan.robustness).toBeUndefined();
    expect(plan.findings).toEqual([]);
    expect(plan.model.pools.every(({ role }) => role !== undefined)).toBe(true);
  });

  test('orders of arrival, where pods are placed freely', () => {
    const plan = planCluster(cluster('free'));
    expect(plan.strength!.kind).toBe('free');
    expect(plan.robustness!.orders).toBeGreaterThan(0);
    expect(plan.reservation).toBeUndefined();
  });

  test('the bound is that of the cluster without roles, whatever stands behind the plan', () => {
    const [free, reserved] = (['free', 'reserved'] as const).map((placement) => planCluster(cluster(placement)));
    expect(reserved.objective!.bound).toBe(free.objective!.bound);
    expect(reserved.objective!.certificate.parts.flatMap(({ pools }) => pools)).toEqual(
      reserved.model.pools.map(({ id }) => id),
    );
  });

  test('where the limits leave no room for places of their own, pods are placed freely', () => {
    const small = (placement: PlacementKind) =>
      model([pool('general', 8, 32, { maxNodes: 1 })], [ours('a', 2, 3, { canary: 2 })], { placement });
    expect(planCluster(small('automatic')).strength?.kind).not.toBe('reserved');
    expect(codesOf(small('automatic'))).not.toContain('PLACES_NOT_OWNED');
    expect(codesOf(small('reserved'))).toContain('PLACES_NOT_OWNED');
  });

  test('places that cost more than a quarter more are taken only where they are asked for', () => {
    // At its maximum, or with its canary, it takes two nodes; with a place for everything three.
    const dear = (placement: PlacementKind) =>
      model(
        [pool('general', 8, 32)],
        [ours('a', 2, 4, { replicas: { needed: 2, planned: 2, max: 3 } }), ours('b', 1, 4, { canary: 1 })],
        { placement },
      );
    const [automatic, reserved] = [planCluster(dear('automatic')), planCluster(dear('reserved'))];
    expect(reserved.objective!.value).toBeGreaterThan(1.25 * automatic.objective!.value);
    // Five places of half a node each, where they fill every node: no less than 2.5 nodes.
    const { value, placesBound } = reserved.objective!;
    expect(placesBound).toBeGreaterThanOrEqual(2.5);
    expect(placesBound).toBeLessThanOrEqual(value);
    expect(automatic.objective).not.toHaveProperty('placesBound');
    expect(automatic.findings).toEqual([
      expect.objectContaining({
        code: 'PLACES_COST_MORE',
        severity: 'info',
        cure: ['placement: Placement.RESERVED, at that price'],
      }),
    ]);
    expect(reserved.findings.map(({ code }) => code)).not.toContain('PLACES_COST_MORE');
  });

  test('a plan stays as strong as the earlier one was, while that costs a third more, or would cost a quarter more', () => {
    // As above, beside some nodes that cost the same either way.
    const beside = (nodes: number) =>
      model(
        [pool('general', 8, 32), pool('other', 8, 32)],
        [
          ours('a', 2, 4, { replicas: { needed: 2, planned: 2, max: 3 }, eligible: ['general'] }),
          ours('b', 1, 4, { canary: 1, eligible: ['general'] }),
          ours('c', nodes, 8, { eligible: ['other'] }),
        ],
        { placement: 'automatic' },
      );
    const after = (before: ClusterModel, next: ClusterModel) => {
      const { steady, reservation } = planCluster(before);
      const plan = planCluster({ ...next, previous: steady, previousRoles: reservation?.roles });
      return [plan.strength!.kind, plan.objective!.value];
    };
    const reserved = (nodes: number): ClusterModel => ({ ...beside(nodes), placement: 'reserved' });
    const free = (nodes: number): ClusterModel => ({ ...beside(nodes), placement: 'free' });
    expect(planCluster(beside(1))).toMatchObject({ strength: { kind: 'free' }, objective: { value: 3 } });
    expect(after(reserved(1), beside(1))).toEqual(['reserved', 4]);
    expect(planCluster(beside(2))).toMatchObject({ strength: { kind: 'reserved' }, objective: { value: 5 } });
    expect(after(free(2), beside(2))).toEqual(['free', 4]);
    expect(after(reserved(0), beside(0))).toEqual(['free', 2]);
    expect(after(free(9), beside(9))).toEqual(['reserved', 12]);
  });

  test('where a gang needs its nodes, what shares them is placed freely too, and where places were asked for, the plan says so', () => {
    const mixed = (placement: PlacementKind) =>
      model(
        [pool('general', 8, 32), pool('gpu', 8, 32)],
        [
          ours('a', 4, 3, { eligible: ['general'] }),
          ours('train', 2, 6, { eligible: ['gpu'], gang: { size: 2, mode: 'preferred' } }),
        ],
        { placement },
      );
    const plan = planCluster(mixed('reserved'));
    expect(Object.keys(plan.reservation!.places)).toEqual(['test/Deployment/a']);
    expect(plan.strength!.kind).toBe('free');
    expect(plan.findings).toEqual([expect.objectContaining({ code: 'PLACES_NOT_OWNED', severity: 'warning' })]);
    expect(plan.findings[0].message).toContain('pods of test/Deployment/train own no places');
    expect(codesOf(mixed('automatic'))).toEqual([]);
  });

  test('nodes that are there anyway are counted once, whoever owns places on them', () => {
    const owned = model(
      [pool('general', 8, 32, { minNodes: 4, maxNodes: 4 }), pool('gpu', 8, 32, { minNodes: 2, maxNodes: 2 })],
      [
        ours('a', 4, 3, { eligible: ['general'] }),
        ours('train', 2, 6, { eligible: ['gpu'], gang: { size: 2, mode: 'preferred' } }),
      ],
      { placement: 'automatic' },
    );
    const plan = planCluster(owned);
    expect(plan.findings).toEqual([]);
    expect(Object.values(plan.nodes).reduce((sum, nodes) => sum + nodes)).toBe(6);
  });

  test('pools of queues have no roles: quotas admit by whole pools, and people start more by hand', () => {
    const queue = { name: 'q', quotas: [{ pools: ['general'], resource: 'cpu', nominal: 8000 }], workloads: [] };
    const queued = { ...cluster('automatic'), queues: [queue] };
    const plan = planCluster(queued);
    expect(plan.reservation).toBeUndefined();
    expect(plan.model.pools.map(({ id }) => id)).toEqual(['general']);
  });

  test('nodes that a daemonset would be kept off have roles and no taint', () => {
    const pools = [pool('general', 8, 32, { untolerant: ['logs/DaemonSet/agent'] })];
    const plan = planCluster(model(pools, [ours('a', 4, 3)], { placement: 'automatic' }));
    expect(plan.model.pools.map(({ role, taints }) => [role, taints])).toEqual([['general-a', []]]);
    expect(plan.findings).toEqual([
      expect.objectContaining({
        code: 'ROLES_WITHOUT_TAINT',
        uncovered: true,
        cure: ['a toleration of cdk8s-autonomous.dev/role (operator Exists) for logs/DaemonSet/agent'],
      }),
    ]);
  });

  test('a pool that is too small for whatever owns no places may have roles', () => {
    const gang = ours('train', 2, 12, { gang: { size: 2, mode: 'preferred' } });
    const plan = planCluster(
      model([pool('small', 8, 32), pool('large', 16, 64)], [ours('a', 4, 3, { eligible: ['small'] }), gang], {
        placement: 'reserved',
      }),
    );
    expect(plan.feasible).toBe(true);
    expect(plan.model.workloads.find(({ id }) => id === gang.id)!.eligible).toEqual(['large']);
  });
});
