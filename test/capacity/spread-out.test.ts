import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { mostOnNode } from '../../src/capacity/planning/spread-out';
import { model, pool, workload } from '../support/models';

/** A service of small pods that survives a node, on nodes of eight cores. */
const service = (planned: number, degraded: number | undefined, more: object = {}) =>
  workload('w', planned, 1, 1, { softSpread: { host: 1 }, replicas: { needed: planned, planned, degraded, ...more } });
const plan = (one: ReturnType<typeof service>, minNodes = 0, survive: 'node' | 'none' = 'node') =>
  planCluster(model([pool('p', 8, 32, { minNodes })], [one], { survive }));
const codes = ({ findings }: { readonly findings: readonly { readonly code: string }[] }) =>
  findings.map(({ code }) => code);

test('replicas of a service that survives a node lie on as many nodes as there are', () => {
  for (const [nodes, most] of [
    [2, 3],
    [3, 2],
    [5, 1],
  ]) {
    const made = plan(service(5, undefined), nodes);
    expect([made.nodes.p, mostOnNode(made, 'test/Deployment/w')]).toEqual([nodes, most]);
  }
});

test('no node more is bought for it, and what promises nothing is packed as before', () => {
  expect(plan(service(5, 4)).nodes).toEqual({ p: 2 });
  expect(plan(service(5, 0), 5, 'none').feasible).toBe(true);
});

test('a lost node takes no more than it may, where there are nodes enough; else the plan says what is left', () => {
  expect(codes(plan(service(5, 4), 5))).toEqual([]);
  expect(codes(plan(service(6, 3), 2))).toEqual([]);
  const { findings, feasible } = plan(service(5, 4));
  expect(feasible).toBe(true);
  expect(findings).toMatchObject([{ code: 'NODE_TAKES_MORE', severity: 'info', path: 'test/w' }]);
  expect(findings[0].message).toContain(
    '3 of the 5 of test/Deployment/w: 2 are left until they come back, 4 are needed',
  );
});

test('at HPA maximum as many nodes are enough as without', () => {
  const made = plan(service(4, 2, { max: 14 }));
  expect([made.nodes.p, mostOnNode(made, 'test/Deployment/w')]).toEqual([2, 2]);
});
