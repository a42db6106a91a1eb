import { Plan } from 'cdk8s-autonomous';
import { columns } from '../../src/report/columns';
import { diffText } from '../../src/report/diff-text';
import { diffPlans } from '../../src/report/plan-diff';
import { toStableJson } from '../../src/report/plan-document';
import { planTable, strengthCostLines } from '../../src/report/plan-table';
import { edgePlatform, edgeService, fleet, tenant } from '../support/edge';
import { model, pool, workload } from '../support/models';
import { entryOf } from '../support/plans';

test('columns: the first to the left, numbers to the right, no blanks at the end', () => {
  expect(
    columns([
      ['a', 'b'],
      ['long', '12'],
      ['x', ''],
    ]),
  ).toEqual(['a      b', 'long  12', 'x']);
});

test('JSON has sorted keys at every depth and ends in a newline', () => {
  expect(toStableJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe(
    '{\n  "b": [\n    {\n      "c": 2,\n      "d": 1\n    }\n  ]\n}\n',
  );
});

describe('what the strength costs', () => {
  const lines = (claimedBound: number, placesBound?: number) =>
    strengthCostLines({
      objective: { kind: 'cost', value: 3, bound: 1.5, gap: 1, claimedBound, placesBound, certificate: {} },
    });

  test('at most what the plan costs above the packing alone, and what places take at least where that says more', () => {
    expect(lines(2, 2)).toEqual(['every order of arrival takes at most 50 % more than the packing alone']);
    expect(lines(2, 2.5)).toEqual([
      'every order of arrival takes at most 50 % more than the packing alone; column generation claims that places of their own take 2.5 per hour, a gap of 20 %',
    ]);
    expect(lines(3, 3)).toEqual(['every order of arrival takes no more than the packing alone']);
  });

  test('nothing where pods own no places, or nodes cost nothing', () => {
    expect(lines(2)).toEqual([]);
    expect(lines(0, 0)).toEqual([]);
  });
});

describe('the table', () => {
  test('a plan that holds: use at steady and at HPA maximum, replicas, headroom, bound', () => {
    const web = workload('web', 2, 2, 4, { replicas: { needed: 1, planned: 2, max: 3 }, reason: 'because' });
    expect(planTable(entryOf(model([pool('p', 8, 32)], [web])))).toBe(
      [
        'Cluster test: the plan holds (free: proved for every order of arrival, each pod fits beside all others wherever they are), survives no loss, Kubernetes 1.32',
        '',
        'pool  node type  nodes  limit  price/h      cpu   memory   pods',
        'p     8x32           1      -        1  50%/75%  25%/38%  2%/3%',
        '',
        'workload             needed  replicas  after loss  max  surge  rolls up to  headroom',
        'test/Deployment/web       1         2           -    3      -            -        2+',
        '',
        'test/Deployment/web: because',
        '',
        'cost 1 per hour, 730 per month of 730 h; no plan costs less than 1 per hour; gap 0 % (certified)',
        'holds in 2 scenarios: HPA maximum, drain',
        'kube-scheduler (LeastAllocated) finds the places in all of 51 sampled orders of arrival; that took no node more',
        'drains: 1 of 1 node makes pods wait until another one is there, at most 2 of test/Deployment/web; none waits with 1 node more (p, 1 per hour), or where the new node comes before the old one goes (1 for each hour that both are there)',
        "fullest node 75 %; evenness (Jain's index) 1",
        '',
      ].join('\n'),
    );
  });

  test('a plan that does not: what was placed, the finding and its cures', () => {
    const table = planTable(entryOf(model([pool('p', 8, 32, { maxNodes: 1 })], [workload('web', 6, 2, 4)])));
    expect(table).toContain('Cluster test: INFEASIBLE');
    expect(table).toContain('4 of 6');
    expect(table).toContain(
      'error POOL_TOO_SMALL test/p: pool p: maxNodes 1 < 2 needed at steady\n  cure: 2 nodes: maxNodes 2 on pool p, or 4 replicas of test/web',
    );
    expect(table).not.toContain('gap');
  });
});

test('equal edge sites are one line, count in all sums, and a site more is a change', () => {
  const plans = [3, 4].map((sites) => {
    const edge = edgePlatform();
    fleet(edge, sites).deploy(edgeService(tenant(edge), 'cart'));
    return JSON.parse(Plan.of(edge).toJson());
  });
  const table = planTable(plans[0].clusters[0]);
  expect(table).toMatch(/^s-00001\/box and 2 like it +box +3 x 1 +1 /m);
  expect(table).toMatch(/^total +6 *$/m);
  const diff = diffText(diffPlans(plans[0], plans[1]));
  expect(diff).toMatch(/s-00001\/box sites +3 +4 +\+1/);
  expect(diff).toMatch(/nodes +6 +8 +\+2/);
});
