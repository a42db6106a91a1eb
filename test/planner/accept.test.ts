import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Cluster, Plan } from 'cdk8s-autonomous';
import { Finding } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { cluster, messageOf, microservice, stack } from '../support/apps';
import { model, pool, workload } from '../support/models';

const spec = (more: object = {}) => ({
  replicas: 2,
  selector: { matchLabels: { app: 'w' } },
  template: {
    metadata: { labels: { app: 'w' } },
    spec: { containers: [{ name: 'c', resources: { requests: { cpu: '1', memory: '1Gi' } } }], ...more },
  },
});

/** A stack, and a chart with a Deployment of somebody else and a budget that lets no pod of it go. */
function app(): { readonly app: App; readonly east: Cluster; readonly legacy: Chart } {
  const made = Testing.app();
  const east = cluster(made);
  microservice(stack(made, { cluster: east }));
  const legacy = new Chart(made, 'legacy');
  east.include(legacy);
  const metadata = { name: 'w', namespace: 'legacy' };
  new ApiObject(legacy, 'theirs', {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata },
    spec: spec({ priorityClassName: 'gold' }),
  });
  new ApiObject(legacy, 'budget', {
    ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata },
    spec: { selector: { matchLabels: { app: 'w' } }, minAvailable: 2 },
  });
  return { app: made, east, legacy };
}

const findings = (given: App): Finding[] => JSON.parse(Plan.of(given).toJson()).clusters[0].findings;
const named = (given: App, code: string) => findings(given).filter((one) => one.code === code);

test('a warning stays in the plan as an info, with the reason', () => {
  const { app: made, east } = app();
  east.accept({ code: 'PRIORITY_CLASS_UNKNOWN', path: 'legacy/theirs', reason: 'the class is made by hand' });
  expect(named(made, 'PRIORITY_CLASS_UNKNOWN')).toMatchObject([
    { severity: 'info', uncovered: true, accepted: { severity: 'warning', reason: 'the class is made by hand' } },
  ]);
  const told = Plan.of(made).findings.find((text) => text.includes('PRIORITY_CLASS_UNKNOWN'))!;
  expect(told).toContain('\n  accepted, was a warning: the class is made by hand');
  expect(told).not.toContain('cure:');
});

test('an error about what is wanted stops synth no more, for all below a path', () => {
  const { app: made, east } = app();
  expect(messageOf(() => made.synthYaml())).toContain('BUDGET_BLOCKS_DRAIN');
  east.accept({ code: 'BUDGET_BLOCKS_DRAIN', path: 'legacy', reason: 'drained by hand, one by one' });
  expect(() => made.synthYaml()).not.toThrow();
  expect(Plan.of(made).feasible).toBe(true);
  expect(Plan.of(made).toTable()).toContain('1 finding says what it does not cover; 1 accepted error)');
});

test('that something does not fit or would be refused is as it is', () => {
  const { app: made, east, legacy } = app();
  const metadata = { name: 'big', namespace: 'legacy' };
  const resources = { requests: { cpu: '64', memory: '1Gi' } };
  new ApiObject(legacy, 'big', {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata },
    spec: spec({ containers: [{ name: 'c', resources }] }),
  });
  east.accept({ code: 'POD_TOO_BIG', path: 'legacy/big', reason: 'we hope' });
  const message = messageOf(() => made.synthYaml());
  expect(message).toContain('POD_TOO_BIG legacy/big');
  expect(message).toContain('ACCEPTANCE_REFUSED legacy/big: POD_TOO_BIG cannot be accepted as an error');
});

test('an acceptance that matches nothing is an error: another path, the start of a name, another code', () => {
  for (const [code, path] of [
    ['PRIORITY_CLASS_UNKNOWN', 'shop/cart'],
    ['PRIORITY_CLASS_UNKNOWN', 'legacy/their'],
    ['POD_SHED', 'legacy/theirs'],
  ]) {
    const { app: made, east } = app();
    east.accept({ code: 'BUDGET_BLOCKS_DRAIN', path: 'legacy/theirs', reason: 'r' });
    east.accept({ code, path, reason: 'r' });
    expect(messageOf(() => made.synthYaml())).toContain(`ACCEPTANCE_MATCHES_NOTHING ${path}: ${code} at ${path}`);
  }
});

test('a plan that fails anyhow says nothing of acceptances that may match once it does not', () => {
  const { app: made, east } = app();
  east.accept({ code: 'SCHEDULER_MAY_STRAND', path: 'east', reason: 'r' });
  const message = messageOf(() => made.synthYaml());
  expect(message).toContain('BUDGET_BLOCKS_DRAIN');
  expect(message).not.toContain('ACCEPTANCE');
});

test('what is in no cluster may be accepted by any of them', () => {
  const made = Testing.app();
  cluster(made);
  const west = new Cluster(made, 'west', { zones: ['x'], kubernetesVersion: cluster(Testing.app()).kubernetesVersion });
  const chart = new Chart(made, 'elsewhere');
  new ApiObject(chart, 'agent', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'agent' },
    spec: spec(),
  });
  west.accept({ code: 'IN_NO_CLUSTER', path: 'elsewhere', reason: 'of the hub' });
  expect(named(made, 'IN_NO_CLUSTER')).toMatchObject([{ severity: 'info', accepted: { reason: 'of the hub' } }]);
  expect(Plan.of(made).feasible).toBe(true);
});

test.each([
  [{ code: 'NO_SUCH_CODE', path: 'shop', reason: 'r' }, 'is no code of a finding'],
  [{ code: 'DRAIN_STOPS', path: ' ', reason: 'r' }, 'must be the path of a construct'],
  [{ code: 'DRAIN_STOPS', path: 'shop', reason: '' }, 'must say why'],
])('%j is refused', (accepted, message) => {
  expect(messageOf(() => cluster(Testing.app()).accept(accepted))).toContain(message);
});

test('a finding about many constructs has to be accepted for all of them', () => {
  const finding = (path: string): Finding => ({
    ...{ code: 'DRAIN_STOPS', severity: 'warning', path, message: 'm' },
    ...{ count: 2, paths: ['test/a', 'test/b'] },
  });
  const plan = (...paths: string[]) =>
    planCluster(
      model([pool('p', 8, 32)], [workload('w', 1, 1, 1)], {
        findings: [finding('test/a')],
        accepted: paths.map((path) => ({ code: 'DRAIN_STOPS', path, reason: path, errors: false })),
      }),
    ).findings;
  expect(plan('test/a')).toMatchObject([{ severity: 'warning' }]);
  expect(plan('test/a', 'test/b')).toMatchObject([{ severity: 'info', accepted: { reason: 'test/a; test/b' } }]);
  expect(plan('test')).toMatchObject([{ severity: 'info', accepted: { reason: 'test' } }]);
});
