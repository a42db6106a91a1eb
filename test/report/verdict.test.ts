import { ApiObject, Chart, Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { Finding } from '../../src/capacity/model';
import { ClusterEntry } from '../../src/report/document';
import { planPage } from '../../src/report/html/page';
import { planMarkdown } from '../../src/report/markdown';
import { planTable } from '../../src/report/plan-table';
import { holdsWholly, verdictOf } from '../../src/report/verdict';
import { microservice, stack } from '../support/apps';
import { model, pool, workload } from '../support/models';
import { documentOf } from '../support/plans';

/** What the plans here say first. */
const PROVED = 'free: proved for every order of arrival, each pod fits beside all others wherever they are';

const gap = (path: string): Finding => ({
  code: 'NOT_MODELLED',
  severity: 'info',
  uncovered: true,
  path,
  message: `a rule of ${path.split('/')[1]}`,
});

const plan = (findings: readonly Finding[], maxNodes = 9) =>
  documentOf(model([pool('p', 8, 32, { maxNodes })], [workload('web', 4, 2, 4)], { findings }));

test('a plan that covers everything holds, whatever else it says', () => {
  const { uncovered: _, ...said } = gap('test/web');
  const [cluster] = plan([said]).clusters;
  expect(verdictOf(cluster)).toBe(`the plan holds (${PROVED})`);
  expect(planTable(cluster)).toContain(`Cluster test: the plan holds (${PROVED}), survives no loss`);
});

test('one that does not holds for what it sees: in the table, in Markdown and on the page', () => {
  const document = plan([gap('test/web'), gap('other/api')]);
  const [cluster] = document.clusters;
  const verdict = `the plan holds for what it sees (${PROVED}; 2 findings say what it does not cover)`;
  expect([cluster.status, verdictOf(cluster)]).toEqual(['feasible', verdict]);
  expect(planTable(cluster).split('\n')[0]).toBe(`Cluster test: ${verdict}, survives no loss, Kubernetes 1.32`);
  expect(planMarkdown(document)).toContain(`### test: ☑️ ${verdict}`);
  expect(planPage(document)).toContain(`<span class="badge fair">${verdict}</span>`);
  expect(cluster.findings).toMatchObject([{ uncovered: true }, { uncovered: true }]);
});

test.each<[string, object, boolean]>([
  ['reserved: proved for every order of arrival', { kind: 'reserved' }, true],
  [PROVED, { kind: 'free', proof: 'any-fit' }, true],
  ['free: not measured', { kind: 'free' }, false],
  [
    'free: only measured, in 51 orders of arrival (3 of them strand a pod)',
    { kind: 'free', orders: 51, fresh: 0, failed: 3 },
    false,
  ],
  [
    'steered: only measured, at most 2 % of orders of arrival strand a pod, with 99 % confidence (0 of 228 unseen ones did)',
    { kind: 'steered', orders: 51, fresh: 228, failed: 0, confidence: 0.99, atMost: 0.0199999 },
    false,
  ],
])('first it says %s', (text, strength, wholly) => {
  const [cluster] = plan([]).clusters;
  const said = { ...cluster, strength } as ClusterEntry;
  expect(planTable(said).split('\n')[0]).toContain(`the plan holds (${text})`);
  expect(holdsWholly(said)).toBe(wholly);
  expect(planMarkdown({ ...plan([]), clusters: [said] })).toContain(`${wholly ? '✅' : '☑️'} the plan holds (${text})`);
});

test('an infeasible one is that and nothing else', () => {
  const [cluster] = plan([gap('test/web')], 0).clusters;
  expect(verdictOf(cluster)).toBe('infeasible');
});

test('the same kind of gap in many places is one finding', () => {
  const many = ['aa', 'bb', 'cc', 'dd', 'ee'].map((name) => gap(`test/${name}`));
  expect(verdictOf(plan(many).clusters[0])).toBe(
    `the plan holds for what it sees (${PROVED}; 1 finding says what it does not cover)`,
  );
});

test('a program asks for it', () => {
  const app = Testing.app();
  microservice(stack(app));
  expect([Plan.of(app).feasible, Plan.of(app).covered]).toEqual([true, true]);
  const spec = { selector: {}, template: { spec: { containers: [{ name: 'c' }] } } };
  const elsewhere = new Chart(app, 'elsewhere');
  new ApiObject(elsewhere, 'agent', { apiVersion: 'apps/v1', kind: 'Deployment', spec });
  expect([Plan.of(app).feasible, Plan.of(app).covered]).toEqual([true, false]);
});
