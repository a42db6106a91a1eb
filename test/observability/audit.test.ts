import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Testing } from 'cdk8s';
import { AuditLevel, AuditPolicy, AuditPolicyProps, AuditRule, AutonomousApp } from 'cdk8s-autonomous';
import { parse } from 'yaml';
import { cluster, messageOf } from '../support/apps';

const policy = (props: AuditPolicyProps = {}) => new AuditPolicy(cluster(Testing.app()), 'audit', props);
const rulesOf = (props?: AuditPolicyProps): any[] => parse(policy(props).text).rules;

interface Asked {
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly path?: string;
}

/** Level of a request, as the checker of apiserver 0.37 finds it (pkg/audit/policy/checker.go): the first rule that matches. */
function levelOf(
  rules: readonly any[],
  { user = 'jane', groups = [], verb, group = '', resource, path: url = '' }: Asked,
): string {
  const in_ = (list: readonly string[] | undefined, value: string) => !list || list.includes(value);
  const found = rules.find((rule) => {
    if (!in_(rule.users, user) || !in_(rule.verbs, verb)) {
      return false;
    }
    if (rule.userGroups && !rule.userGroups.some((one: string) => groups.includes(one))) {
      return false;
    }
    if (resource === undefined) {
      return (
        !rule.resources &&
        !rule.namespaces &&
        (!rule.nonResourceURLs ||
          rule.nonResourceURLs.some((one: string) =>
            one.endsWith('*') ? url.startsWith(one.slice(0, -1)) : one === url,
          ))
      );
    }
    return (
      !rule.nonResourceURLs &&
      (!rule.resources ||
        rule.resources.some((one: any) => one.group === group && (!one.resources || one.resources.includes(resource))))
    );
  });
  return found?.level ?? 'None';
}

describe('what is written down', () => {
  const rules = rulesOf();
  test.each<[string, Asked, string]>([
    ['a secret that somebody reads', { verb: 'get', resource: 'secrets' }, 'Metadata'],
    ['a secret that somebody writes', { verb: 'create', resource: 'secrets' }, 'Metadata'],
    ['a ConfigMap', { verb: 'update', resource: 'configmaps' }, 'Metadata'],
    ['a token that is made', { verb: 'create', resource: 'serviceaccounts/token' }, 'Metadata'],
    [
      'a token that is looked at',
      { verb: 'create', group: 'authentication.k8s.io', resource: 'tokenreviews' },
      'Metadata',
    ],
    [
      'a secret that a kubelet reads',
      { user: 'system:node:n', groups: ['system:nodes'], verb: 'get', resource: 'secrets' },
      'Metadata',
    ],
    ['a shell in a pod', { verb: 'create', resource: 'pods/exec' }, 'RequestResponse'],
    ['a shell by a websocket', { verb: 'get', resource: 'pods/exec' }, 'RequestResponse'],
    ['a port that is forwarded', { verb: 'create', resource: 'pods/portforward' }, 'RequestResponse'],
    [
      'rights that are given',
      { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
      'RequestResponse',
    ],
    ['rights that are looked at', { verb: 'list', group: 'rbac.authorization.k8s.io', resource: 'roles' }, 'Metadata'],
    ['a Deployment that is changed', { verb: 'patch', group: 'apps', resource: 'deployments' }, 'Request'],
    ['pods that somebody lists', { verb: 'list', resource: 'pods' }, 'Metadata'],
    ['pods that a kubelet watches', { groups: ['system:nodes'], verb: 'watch', resource: 'pods' }, 'None'],
    ['pods that the scheduler watches', { user: 'system:kube-scheduler', verb: 'watch', resource: 'pods' }, 'None'],
    [
      'a lease of a node',
      { groups: ['system:nodes'], verb: 'update', group: 'coordination.k8s.io', resource: 'leases' },
      'None',
    ],
    ['a lease of somebody else', { verb: 'update', group: 'coordination.k8s.io', resource: 'leases' }, 'Request'],
    ['an event', { verb: 'create', resource: 'events' }, 'None'],
    ['a probe', { verb: 'get', path: '/readyz' }, 'None'],
    ['a path that is no object', { verb: 'get', path: '/logs' }, 'Metadata'],
  ])('%s', (_, asked, level) => {
    expect(levelOf(rules, asked)).toBe(level);
  });

  test('reads of people only where they are wanted, rules of the user before all but that of secrets', () => {
    expect(levelOf(rulesOf({ reads: false }), { verb: 'list', resource: 'pods' })).toBe('None');
    const quiet: AuditRule = { level: AuditLevel.NONE, users: ['system:serviceaccount:ci:deployer'] };
    const user = 'system:serviceaccount:ci:deployer';
    const own = rulesOf({ more: [quiet] });
    expect(levelOf(own, { user, verb: 'create', resource: 'pods/exec' })).toBe('None');
    expect(levelOf(own, { user, verb: 'get', resource: 'secrets' })).toBe('Metadata');
  });
});

test('is a file beside the plan, in no folder that is delivered, and goes with its cluster', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'audit-'));
  const [outdir, planDirectory] = [path.join(folder, 'dist'), path.join(folder, 'plan')];
  const app = new AutonomousApp({ outdir, planDirectory, printPlan: false });
  const east = cluster(app);
  const audit = new AuditPolicy(east, 'audit');
  app.synth();
  expect(fs.readFileSync(path.join(planDirectory, 'audit-policy-east.yaml'), 'utf8')).toBe(audit.text);
  expect(fs.readdirSync(outdir, { recursive: true }).join()).not.toContain('audit');
  expect(AuditPolicy.of(east)).toBe(audit);
  expect(AuditPolicy.of(cluster(Testing.app()))).toBeUndefined();
  fs.rmSync(folder, { recursive: true });
});

describe('refuses what the API server would not start with, or what would tell secrets', () => {
  const rule = (more: object) => messageOf(() => policy({ more: [{ level: AuditLevel.REQUEST, ...more }] }));
  test.each<[string, object, string]>([
    [
      'paths and objects',
      { paths: ['/healthz'], resources: [{ resources: ['pods'] }] },
      'a rule is for paths, or for resources and namespaces',
    ],
    ['a path without /', { paths: ['healthz'] }, "more[0].paths 'healthz': must begin with /"],
    ['a * inside', { paths: ['/a*b'] }, "more[0].paths '/a*b': may have a * as its last character alone"],
    [
      'a group with a version',
      { resources: [{ group: 'apps/v1', resources: ['deployments'] }] },
      "'apps/v1': must be a group without a version",
    ],
    [
      'names of nothing',
      { resources: [{ resources: [], names: ['a'] }] },
      'needs the resources that they are names of',
    ],
    [
      'the content of secrets',
      { resources: [{ resources: ['secrets'] }] },
      'would write the content of secrets to the log; AuditLevel.METADATA',
    ],
  ])('%s', (_, more, message) => {
    expect(rule(more)).toContain(message);
  });

  test('a second one', () => {
    const east = cluster(Testing.app());
    new AuditPolicy(east, 'audit');
    expect(messageOf(() => new AuditPolicy(east, 'other'))).toContain(
      'has east/audit already: an API server has one policy',
    );
  });
});
