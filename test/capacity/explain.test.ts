import { conflictOf } from '../../src/capacity/explain/cures/conflict';
import { grouped } from '../../src/capacity/explain/group';
import { Finding } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { attempt, everythingFits } from '../../src/capacity/planning/planning';
import { model, pool, workload } from '../support/models';

describe('props that conflict', () => {
  const small = model(
    [pool('p/a', 8, 32, { maxNodes: 1 }), pool('p/b', 8, 32, { maxNodes: 1 }), pool('q', 4, 16, { maxNodes: 1 })],
    [
      workload('big', 4, 4, 1, { eligible: ['p/a', 'p/b'], zoneSkew: 1, replicas: { needed: 4, planned: 4, max: 6 } }),
      workload('tiny', 1, 1, 1, { eligible: ['q'] }),
    ],
  );

  test('the limit and what does not fit under it, and nothing else', () => {
    expect(conflictOf(small)).toEqual([
      'maxNodesPerZone 1 of pool p',
      'maximum 6 of test/big',
      '4 replicas of test/big',
    ]);
  });

  test('without any one of them everything fits', () => {
    const { workloads, pools } = small;
    const variants = [
      { ...small, pools: pools.map((one) => (one.pool === 'p' ? { ...one, maxNodes: undefined } : one)) },
      { ...small, workloads: [{ ...workloads[0], replicas: { needed: 4, planned: 4 } }, workloads[1]] },
      { ...small, workloads: workloads.slice(1) },
    ];
    expect(everythingFits(attempt(small))).toBe(false);
    expect(variants.map((variant) => everythingFits(attempt(variant)))).toEqual([true, true, true]);
  });

  test('rules on places are among them', () => {
    const apart = model(
      [pool('p', 8, 32, { maxNodes: 1 })],
      [workload('a', 1, 1, 1), workload('b', 2, 1, 1, { maxPerNode: 1 })],
    );
    expect(conflictOf(apart)).toEqual([
      'maxNodes 1 of pool p',
      'at most 1 of test/b on a node',
      '2 replicas of test/b',
    ]);
  });
});

describe('why not there', () => {
  const { verdicts } = planCluster(
    model(
      [pool('p/a', 8, 32), pool('p/b', 8, 32), pool('gpu/a', 8, 32), pool('tiny/a', 1, 1)],
      [
        workload('spread', 2, 4, 1, {
          eligible: ['p/a', 'p/b'],
          zoneSkew: 1,
          barred: { 'gpu/a': 'taint gpu is not tolerated' },
        }),
        workload('one', 2, 1, 1, { eligible: ['p/a', 'p/b'], maxPerNode: 1 }),
      ],
    ),
  );

  test('the first rule that keeps one more pod off', () => {
    expect(verdicts['test/Deployment/spread']).toMatchObject({ 'gpu/a': 'taint gpu is not tolerated' });
    expect(verdicts['test/Deployment/spread']['p/a']).toMatch(/^runs 1/);
    expect(verdicts['test/Deployment/one']['p/a']).toBe('runs 1, no more: at most 1 on one node, all nodes have them');
  });

  test('what is free in total beside what single nodes can take', () => {
    const { findings } = planCluster(model([pool('p', 3, 32, { maxNodes: 3, minNodes: 3 })], [workload('w', 5, 2, 1)]));
    expect(findings[0].message).toContain(
      'for test/Deployment/w 3 cpu are free in total, enough for 1 pods; single nodes have room for none',
    );
  });
});

describe('equal places', () => {
  const finding = (site: string, message = `one GPU at ${site}, 2 are needed`): Finding => ({
    code: 'DOES_NOT_FIT',
    severity: 'error',
    path: `sites/${site}/vision`,
    message,
    cure: [`a second GPU at ${site}`],
  });

  test('hundreds that say the same are one, with a count', () => {
    const sites = Array.from({ length: 400 }, (_, i) => finding(`station-${i}`));
    const [one, ...others] = grouped(sites);
    expect(others).toEqual([]);
    expect(one.message).toBe(
      'one GPU at station-0, 2 are needed (the same for 399 more: sites/station-1/vision, sites/station-2/vision, ...)',
    );
    expect([one.count, one.paths!.length]).toEqual([400, 400]);
  });

  test('twelve workloads of one cause are one, whatever their objects and constructs are called', () => {
    const names = Array.from({ length: 12 }, (_, i) => `agent-${i}`);
    const ids = names.map((name, i): Finding => ({
      ...{ code: 'NOT_MODELLED', severity: 'warning', uncovered: true, path: `legacy/include/c8${i}f` },
      message: `anti-affinity over example.com/rack of team-${i % 3}/Deployment/${name} is not modelled: the plan does not check it`,
    }));
    const kinds = names.map((name, i): Finding => ({
      ...{ code: 'IN_NO_CLUSTER', severity: 'warning', uncovered: true, path: `legacy/include/c9${i}f` },
      message: `${'StatefulSet'} ${name} is in no cluster: nobody plans it`,
    }));
    expect(grouped([...ids, ...kinds]).map(({ count, uncovered }) => [count, uncovered])).toEqual([
      [12, true],
      [12, true],
    ]);
    const others = ids.map((one, i) => ({ ...one, message: `priority class c${i} is in no chart` }));
    expect(grouped(others)).toHaveLength(12);
  });

  test('three are told apart, and what differs is too', () => {
    const three = ['a1', 'b1', 'c1'].map((site) => finding(site));
    expect(grouped(three)).toEqual(three);
    const different = Array.from({ length: 5 }, (_, i) => finding(`s${i}x`, `${i} of 7`));
    expect(grouped(different)).toEqual(different);
  });
});
