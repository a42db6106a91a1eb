import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Testing } from 'cdk8s';
import { AutonomousApp, Plan, Replicas } from 'cdk8s-autonomous';
import { cluster, messageOf, microservice, stack } from '../support/apps';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'previous-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Services on two pools that cost the same; the plan of `count` of them, from an earlier one where it is given. */
function planOf(count: number, previous?: string): string {
  const app = Testing.app();
  const east = cluster(app, { zones: ['a'] });
  if (previous !== undefined) {
    Plan.of(app).startFrom(previous);
  }
  const shop = stack(app, { cluster: east });
  for (let i = 0; i < count; i++) {
    microservice(shop, `s${i}`, { replicas: Replicas.fixed(3) });
  }
  return Plan.of(app).toJson();
}

test('the same program with its own plan gives the same pods in the same pools', () => {
  const file = join(folder, 'plan.json');
  writeFileSync(file, planOf(4));
  const [before, now] = [planOf(4), planOf(4, file)].map((text) => JSON.parse(text).clusters[0].steady.nodes);
  expect(now).toEqual(before);
  const rolesIn = (text: string): [string, string[]][] =>
    JSON.parse(text).clusters[0].workloads.map(({ id, roles }: { id: string; roles: string[] }) => [id, roles]);
  expect(JSON.parse(planOf(5, file)).clusters[0].status).toBe('feasible');
  // As if another plan had given other names: they stay.
  writeFileSync(file, planOf(4).replace(/general-a/g, 'general-q'));
  expect(rolesIn(planOf(3, file))).toEqual([0, 1, 2].map((i) => [`shop/Deployment/s${i}`, ['general-q']]));
});

test('a file that is not there, no plan, or does not hold is refused', () => {
  const file = join(folder, 'wrong.json');
  expect(messageOf(() => new AutonomousApp({ previousPlan: join(folder, 'nothing.json') }))).toContain(
    `there is no such file as ${join(folder, 'nothing.json')}; leave it out for the first plan`,
  );
  writeFileSync(file, '{}');
  expect(messageOf(() => planOf(1, file))).toContain('is no plan of schema version 1 or 2');
  const plan = JSON.parse(planOf(2));
  plan.clusters[0].pools[0].nodes += 1;
  writeFileSync(file, JSON.stringify(plan));
  expect(messageOf(() => planOf(2, file))).toContain('the plan does not hold');
});
