import { diffMarkdown, diffText } from '../../src/report/diff-text';
import { ClusterEntry, PlanDocument } from '../../src/report/document';
import { diffPlans } from '../../src/report/plan-diff';
import { model, pool, workload } from '../support/models';
import { documentOf } from '../support/plans';

/** A plan of two pods that own places, with what is changed of it. */
function plan(strength: object | undefined, places: object = {}): PlanDocument {
  const [cluster] = documentOf(model([pool('p', 8, 32)], [workload('web', 2, 2, 4)])).clusters;
  const owned = { roles: ['p-a'], cap: 2, K: 2, q: 2, f: 0, ...places };
  const changed = { ...cluster, strength, workloads: [{ ...cluster.workloads[0], ...owned }] };
  return { schemaVersion: 2, tool: { name: 't', version: '0' }, clusters: [changed as ClusterEntry] };
}

const free = { kind: 'free', orders: 51, fresh: 0, failed: 0 };

test('what stands behind a plan, its roles and caps are told before and now', () => {
  const diff = diffPlans(plan(free), plan({ kind: 'reserved' }, { roles: ['p-a', 'p-b'], cap: 1, K: 3 }));
  const strength =
    'strength: free: only measured, in 51 orders of arrival -> reserved: proved for every order of arrival';
  const text = diffText(diff);
  expect(text).toContain(strength);
  expect(text).toContain('test/Deployment/web roles: p-a -> p-a, p-b');
  expect(text).toMatch(/test\/Deployment\/web cap +2 +1 +-1/);
  // Counts follow from replicas, which are told by themselves.
  expect(text).not.toContain('also changed');
  expect(diffMarkdown(diff)).toContain(
    `- ${strength.replace('->', '-&gt;')}\n- test/Deployment/web roles: p-a -&gt; p-a, p-b`,
  );
});

test('a workload that owns places no more, and a plan that did not say what stands behind it', () => {
  const diff = diffPlans(plan(undefined), plan(free, { roles: undefined, cap: undefined }));
  expect(diff.clusters[0].texts).toEqual([
    { what: 'strength', past: undefined, current: 'free: only measured, in 51 orders of arrival' },
    { what: 'test/Deployment/web roles', past: 'p-a', current: 'none' },
  ]);
  expect(diff.clusters[0].workloads).toEqual([{ id: 'test/Deployment/web', what: 'cap', past: 2, current: undefined }]);
  expect(diffText(diff)).toContain('strength: not said -> free');
});

test('the same strength and places are no change', () => {
  expect(diffPlans(plan(free), plan(free)).changed).toBe(false);
});

test('data that take other room or time, new ones and gone ones are told in a line each', () => {
  const stored = (perDay: number) => ({
    ...{ path: 'shop/log', name: 'brokers', perDay, keptDays: 3, room: 2 ** 41 },
    after: { day: perDay, month: 3 * perDay, year: 3 * perDay },
  });
  const moved = {
    path: 'shop/nightly',
    name: 'backup',
    bytes: 2 ** 40,
    bitsPerSecond: 8e8,
    seconds: 10_995,
    window: 14_400,
  };
  const withData = (more: object): PlanDocument => {
    const { clusters, ...rest } = plan(free);
    return { ...rest, clusters: [{ ...clusters[0], ...more }] };
  };
  const diff = diffPlans(
    withData({ storage: [stored(2 ** 38)] }),
    withData({ storage: [stored(2 ** 39)], transfers: [moved] }),
  );
  expect(diff.clusters[0].texts).toEqual([
    {
      what: 'shop/log brokers',
      past: '256 GiB a day, kept 3 days, 768 GiB after a year, room 2 TiB',
      current: '512 GiB a day, kept 3 days, 1.5 TiB after a year, room 2 TiB',
    },
    { what: 'shop/nightly backup', past: undefined, current: '1 TiB at 800 Mbit/s, 3.05 h of 4 h' },
  ]);
  expect(diff.clusters[0].other).toEqual([]);
  expect(diffText(diff)).toContain('shop/nightly backup: not said -> 1 TiB');
  expect(diffPlans(withData({ storage: [stored(1)] }), withData({ storage: [stored(1)] })).changed).toBe(false);
});
