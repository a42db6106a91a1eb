import { alike, manifestChanges, sidesOf } from '../../src/cli/compare';
import { PlanDocument } from '../../src/report/document';
import { diffPlans } from '../../src/report/plan-diff';
import { model, pool, workload } from '../support/models';
import { documentOf } from '../support/plans';

const plan = (name: string, replicas: number): PlanDocument =>
  documentOf(model([pool('p', 8, 32)], [workload('w', replicas, 1, 1)], { name }));

test('two clusters of different names are one in two environments', () => {
  const [staging, production] = [plan('staging', 1), plan('production', 2)];
  expect(sidesOf(staging, production, {})).toBeUndefined();
  expect(sidesOf(staging, production, { manifests: 'dist' })).toEqual(['staging', 'production']);
  const sides = sidesOf(staging, production, { clusters: 'staging=production' })!;
  const { clusters } = diffPlans(alike(staging, sides), production);
  expect(clusters.map(({ name }) => name)).toEqual(['production']);
  expect(clusters[0].status.past).toBe(clusters[0].status.current);
});

test('names that are none, and one folder alone, are refused', () => {
  const one = plan('a', 1);
  expect(() => sidesOf(one, one, { clusters: 'a=b' })).toThrow('--clusters a=b: must be');
  expect(() => sidesOf(one, one, { clusters: 'a' })).toThrow('must be <cluster of the baseline>');
  expect(() => manifestChanges({ manifests: 'x' })).toThrow('both, or none');
  expect(() => manifestChanges({ manifests: 'x', baselineManifests: 'no-such-folder' })).toThrow('no such folder');
});
