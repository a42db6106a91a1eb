import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { fitsInAnyOrder } from '../../src/capacity/scheduler/any-fit';
import { Sampler } from '../../src/capacity/scheduler/sampling';
import { SchedulerModel } from '../../src/capacity/scheduler/scheduler-model';
import { planDocument } from '../../src/report/plan-document';
import { verdictOf } from '../../src/report/verdict';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';
import { randomModel } from '../support/random-models';

const NONE = new Map<string, number>();
const one = (replicas: number, cores: number, more: Partial<WorkloadModel> = {}) =>
  workload('w', replicas, cores, 0.125, more);
const on = (workloads: WorkloadModel[], nodes: number, more: Partial<ClusterModel> = {}) =>
  fitsInAnyOrder(model([pool('p', 8, 32)], workloads, more), { p: nodes }, NONE);
const ZONES = ['a', 'b', 'c'].map((zone) => pool(`p/${zone}`, 8, 32));
const inZones = (given: WorkloadModel, each: number, more: Partial<ClusterModel> = {}, surges = NONE) =>
  fitsInAnyOrder(model(ZONES, [given], more), Object.fromEntries(ZONES.map(({ id }) => [id, each])), surges);

describe('whether each pod fits beside all others, wherever they are', () => {
  test.each<[string, boolean, boolean]>([
    ['eight of one core on one node', on([one(8, 1)], 1), true],
    ['nine do not', on([one(9, 1)], 1), false],
    ['two of three cores on a node, and no third', on([one(5, 3)], 2), false],
    ['four of them on two', on([one(4, 3)], 2), true],
    // A small pod may be on each of the two nodes that the large one needs whole.
    ['a large pod, where a small one may be on its node', on([one(1, 8), workload('v', 1, 0.1, 0.1)], 1), false],
    ['a large pod with a node more than small ones close', on([one(1, 8), workload('v', 1, 0.1, 0.1)], 2), true],
    ['one on each node', on([one(3, 1, { maxPerNode: 1 })], 3), true],
    ['one on each node, and a node too few', on([one(3, 1, { maxPerNode: 1 })], 2), false],
    [
      'what may not meet',
      on([one(1, 1), workload('v', 1, 1, 0.1)], 1, { conflicts: [['test/Deployment/w', 'test/Deployment/v']] }),
      false,
    ],
    ['its maximum', on([one(4, 1, { replicas: { needed: 4, planned: 4, max: 9 } })], 1), false],
    ['a gang', on([one(2, 1, { gang: { size: 2, mode: 'preferred' } })], 9), false],
    ['a spread, with room for a third in each zone', inZones(one(24, 1, { zoneSkew: 1 }), 1), true],
    ['a spread, with one pod more', inZones(one(25, 1, { zoneSkew: 1 }), 1), false],
    ['a spread that asks for more zones', inZones(one(3, 1, { zoneSkew: 1, minZones: 4 }), 1), false],
  ])('%s: %#', (_, found, expected) => expect(found).toBe(expected));

  test('the surge of a rollout, and what has to come back after a loss', () => {
    const rolled = one(8, 1, { rollout: { surge: 1, explicit: true, maxUnavailable: 0, ours: true } });
    const surging = (nodes: number) =>
      fitsInAnyOrder(model([pool('p', 8, 32)], [rolled]), { p: nodes }, new Map([[rolled.id, 1]]));
    expect([surging(1), surging(2)]).toEqual([false, true]);
    const survives = (degraded: number, each: number) =>
      inZones(one(24, 1, { zoneSkew: 1, replicas: { needed: 24, planned: 24, degraded } }), each, { survive: 'zone' });
    // Sixteen stay; more of them have to find a place in two zones.
    expect([survives(16, 1), survives(17, 1), survives(17, 3)]).toEqual([true, false, true]);
  });

  test('several rollouts at once, and old pods that a spread by revision does not see', () => {
    const rollout = { surge: 1, explicit: true, maxUnavailable: 0, ours: true };
    const two = ['w', 'v'].map((name) => workload(name, 4, 1, 0.125, { rollout }));
    const surges = new Map(two.map(({ id }) => [id, 1]));
    const rolling = (cores: number, concurrentRollouts: number) =>
      fitsInAnyOrder(model([pool('p', cores, 32)], two, { concurrentRollouts }), { p: 1 }, surges);
    expect([rolling(9, 1), rolling(9, 2), rolling(10, 2)]).toEqual([true, false, true]);
    // Of six pods two are in each zone; while new ones come to it, both old ones may still be there.
    const byRevision = (cores: number, zoneSkewByRevision?: true) => {
      const pools = ['a', 'b', 'c'].map((zone) => pool(`p/${zone}`, cores, 32));
      const given = one(6, 1, { zoneSkew: 1, rollout, zoneSkewByRevision });
      return fitsInAnyOrder(
        model(pools, [given]),
        Object.fromEntries(pools.map(({ id }) => [id, 1])),
        new Map([[given.id, 1]]),
      );
    };
    expect([byRevision(3), byRevision(4, true), byRevision(5, true)]).toEqual([true, false, true]);
  });

  test('no order strands a pod of what is proved so, whatever has room', () => {
    let proved = 0;
    fc.assert(
      fc.property(randomModel(), fc.integer({ min: 1, max: 25 }), (given, each) => {
        const nodes = Object.fromEntries(given.pools.map(({ id }) => [id, each]));
        if (!fitsInAnyOrder(given, nodes, NONE)) {
          return;
        }
        proved++;
        const peaks = [
          {
            name: 'hpa-max',
            extra: given.workloads.map(({ replicas: { planned, max = 0 } }) => Math.max(0, max - planned)),
          },
        ];
        const sampler = new Sampler(new SchedulerModel(given, nodes, given.scoring!), {
          peaks,
          surges: given.workloads.map(() => 0),
        });
        for (let order = 0; order < 30; order++) {
          expect(sampler.tryOrder(order)).toEqual([]);
        }
      }),
      { seed: 5, numRuns: 600 },
    );
    expect(proved).toBeGreaterThan(60);
  });
});

test('a plan that is proved so says it, plays no fresh orders, and the checker does the sums again', () => {
  const plan = planCluster(model([pool('p', 8, 32)], [one(100_000, 1)]));
  expect(plan.findings).toEqual([]);
  expect(plan.strength).toEqual({ kind: 'free', proof: 'any-fit' });
  const document = planDocument([plan], { name: 'test', version: '0' });
  expect(verdictOf(document.clusters[0])).toBe(
    'the plan holds (free: proved for every order of arrival, each pod fits beside all others wherever they are)',
  );
  expect(verifyDocument(document)).toEqual([]);
});

test('what owns places is proved by these, beside what fits wherever others are', () => {
  const own = { ours: true as const, eligible: ['p'] };
  const plan = planCluster(
    model(
      [pool('p', 8, 32), pool('q', 8, 32)],
      [workload('a', 3, 2, 1, own), workload('b', 2, 1, 1, own), workload('x', 2, 4, 1, { eligible: ['q'] })],
      { placement: 'reserved' },
    ),
  );
  const document = planDocument([plan], { name: 'test', version: '0' });
  expect(document.clusters[0].workloads.map(({ cap }) => cap !== undefined)).toEqual([true, true, false]);
  expect(plan.strength).toEqual({ kind: 'free', proof: 'any-fit' });
  expect(verifyDocument(document)).toEqual([]);
  const [{ workloads }] = document.clusters;
  const freed = workloads.map(({ roles, cap, K, q, f, ...rest }) => rest);
  expect(verifyDocument({ ...document, clusters: [{ ...document.clusters[0], workloads: freed }] })).not.toEqual([]);
});
