import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-33';
import { checkDnsLabel, checkOwnLabels, isDnsSubdomain, labelValue } from '../../src/manifest/names';
import { Problems } from '../../src/manifest/problems';
import { isClusterScoped } from '../../src/manifest/scope';
import { messageOf } from '../support/apps';

test('all problems of a construct are thrown at once, each with its path', () => {
  const problems = new Problems('a/b');
  checkDnsLabel(problems, 'name', 'Not A Label');
  checkOwnLabels(problems, 'labels', { 'istio.io/rev': 'x', fine: '-' });
  expect(messageOf(() => problems.raise()).split('\n')).toEqual([
    "[a/b] name 'Not A Label': must be a DNS label: a-z, 0-9 and -, 63 characters at most; for example 'not-a-label'",
    "[a/b] labels['fine'] '-': must be 63 letters, digits, -, _ and . at most, with a letter or digit at both ends",
    "[a/b] labels key 'istio.io/rev': belongs to istio.io; a label of a domain of your own",
  ]);
});

test.each([
  ['a.example.com', true],
  ['A.example.com', false],
  ['-a', false],
  [`${'a'.repeat(64)}.com`, false],
  ['', false],
])('%s as a DNS name: %s', (name, expected) => {
  expect(isDnsSubdomain(name)).toBe(expected);
});

test('anything becomes a label value', () => {
  expect(labelValue('1.0+build 7')).toBe('1.0-build-7');
  expect(labelValue('-.x.-')).toBe('x');
  expect(labelValue('y'.repeat(80))).toHaveLength(63);
});

test('kinds without a namespace are known', () => {
  const chart = new Chart(new App(), 'c');
  expect(isClusterScoped(new k8s.KubeClusterRole(chart, 'role', {}))).toBe(true);
  expect(isClusterScoped(new k8s.KubeConfigMap(chart, 'map', {}))).toBe(false);
});
