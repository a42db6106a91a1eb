import { ApiObject, Chart, Testing } from 'cdk8s';
import { deployment, findingsOf, object } from '../../support/admission';
import { cluster } from '../../support/apps';
import { planOf } from '../../support/edge';

const priority = (name: string, value: number, more: any = {}) => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  ...more,
});
const found = (...manifests: any[]) => findingsOf(manifests).filter(({ severity }) => severity === 'error');

describe('PRIORITY_CLASS_REFUSED', () => {
  test('two defaults', () => {
    const [finding, ...others] = found(
      priority('low', 1, { globalDefault: true }),
      priority('high', 9, { globalDefault: true }),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'PRIORITY_CLASS_REFUSED', path: 'theirs/0' });
    expect(finding.message).toContain('PriorityClass high is already marked as default');
    expect(found(priority('low', 1, { globalDefault: true }), priority('high', 9))).toEqual([]);
  });

  test("values and names that are the system's", () => {
    expect(found(priority('huge', 1_000_000_001))).toMatchObject([{ code: 'PRIORITY_CLASS_REFUSED' }]);
    expect(found(priority('system-mine', 5))).toMatchObject([{ code: 'PRIORITY_CLASS_REFUSED' }]);
    expect(found(priority('system-node-critical', 2_000_001_000))).toEqual([]);
  });
});

describe('PRIORITY_REFUSED', () => {
  test.each<[string, any, any[], boolean]>([
    ['a number that its class does not give', { priority: 5, priorityClassName: 'high' }, [priority('high', 9)], true],
    ['the number of its class', { priority: 9, priorityClassName: 'high' }, [priority('high', 9)], false],
    ['a number without a class', { priority: 5 }, [], true],
    ['the number of the default class', { priority: 5 }, [priority('d', 5, { globalDefault: true })], false],
    [
      'a policy that its class does not give',
      { preemptionPolicy: 'Never', priorityClassName: 'high' },
      [priority('high', 9)],
      true,
    ],
    [
      'the policy of its class',
      { preemptionPolicy: 'Never', priorityClassName: 'high' },
      [priority('high', 9, { preemptionPolicy: 'Never' })],
      false,
    ],
  ])('%s', (_, spec, classes, refused) => {
    expect(found(deployment(spec), ...classes).map(({ code }) => code)).toEqual(refused ? ['PRIORITY_REFUSED'] : []);
  });
});

describe('SERVICE_ACCOUNT_UNKNOWN', () => {
  const unknown = (...manifests: any[]) =>
    findingsOf(manifests).filter(({ code }) => code === 'SERVICE_ACCOUNT_UNKNOWN');
  const account = (namespace: string) =>
    object('v1', 'ServiceAccount', 'web', undefined, { metadata: { name: 'web', namespace } });

  test('until somebody makes it the pods are refused', () => {
    expect(unknown(deployment({ serviceAccountName: 'web' }))).toMatchObject([
      { severity: 'warning', uncovered: true, message: expect.stringContaining('serviceaccount "web" not found') },
    ]);
    expect(unknown(deployment({ serviceAccountName: 'web' }), account('shop'))).toEqual([]);
    expect(unknown(deployment({ serviceAccountName: 'web' }), account('other'))).toHaveLength(1);
    expect(unknown(deployment({ serviceAccountName: 'default' }), deployment({}, {}, { name: 'b' }))).toEqual([]);
  });

  test('an account in a chart of the cluster is seen', () => {
    const app = Testing.app();
    const east = cluster(app);
    const chart = new Chart(app, 'foreign');
    east.include(chart);
    new ApiObject(chart, 'web', deployment({ serviceAccountName: 'web' }) as any);
    const codes = () => planOf(east).findings.map(({ code }: any) => code);
    expect(codes()).toContain('SERVICE_ACCOUNT_UNKNOWN');
    new ApiObject(chart, 'account', account('shop') as any);
    expect(codes()).not.toContain('SERVICE_ACCOUNT_UNKNOWN');
  });
});
