import * as fs from 'fs';
import * as path from 'path';
import { CONFIGS, exceptionsIn, exceptionsOf } from './exceptions';
import { LINTERS } from './linting';
import { forLinters } from './manifests';
import { TOOLS } from './tools';

const PAGE = fs.readFileSync(path.resolve(__dirname, '../../docs/exceptions.md'), 'utf8');
const ROWS = [...PAGE.matchAll(/^\| ([\w-]+) \| `([^`]+)` \| (.*) \|$/gm)].map(([, tool, check, reason]) => ({
  tool,
  check,
  reason,
}));

test('the page lists each exception of the configurations with the reason that is there, and no other', () => {
  const configured = Object.keys(CONFIGS).flatMap((tool) =>
    exceptionsOf(tool).map(({ check, reason }) => ({ tool, check, reason })),
  );
  expect(configured.length).toBeGreaterThan(30);
  expect(ROWS).toEqual(configured);
});

test('no exception is without a reason, and none is there twice', () => {
  expect(ROWS.filter(({ reason }) => reason.length < 20)).toEqual([]);
  expect(new Set(ROWS.map(({ tool, check }) => `${tool} ${check}`)).size).toBe(ROWS.length);
  expect(exceptionsIn('skip:\n  # Why.\n  - A\n  - B\n  # Long\n  # reason.\n  - "C"\n')).toEqual([
    { check: 'A', reason: 'Why.' },
    { check: 'B', reason: '' },
    { check: 'C', reason: 'Long reason.' },
  ]);
});

test('each linter is run, in a version that is named', () => {
  expect(TOOLS.map(({ name }) => name).sort()).toEqual(Object.keys(LINTERS).sort());
  expect(TOOLS.filter(({ version }) => !/\d+\.\d+/.test(version))).toEqual([]);
});

describe('what linters are shown', () => {
  const container = { name: 'one', image: 'registry.example.com/shop/one:1.0.0' };
  const template = { metadata: { labels: { app: 'one' } }, spec: { containers: [container] } };

  test('copies that differ by the name of their site alone are shown once', () => {
    const at = (site: string, replicas = 1) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `lamps-${site}`, labels: { site } },
      spec: { replicas },
    });
    expect(forLinters([at('ah-0001'), at('ah-0002'), at('bj-001', 2)])).toEqual([at('ah-0001'), at('bj-001', 2)]);
  });

  test('kinds that they know, as they are', () => {
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'one' }, spec: { template } };
    expect(
      forLinters([deployment, { apiVersion: 'devices.kubeedge.io/v1beta1', kind: 'Device', metadata: {} }]),
    ).toEqual([deployment]);
  });

  test('workloads that are copied to sites, in the namespace of what copies them', () => {
    const manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'one' }, spec: { template } };
    const application = {
      apiVersion: 'apps.kubeedge.io/v1alpha1',
      kind: 'EdgeApplication',
      metadata: { name: 'copies', namespace: 'shop' },
      spec: { workloadTemplate: { manifests: [manifest] } },
    };
    expect(forLinters([application])).toEqual([{ ...manifest, metadata: { name: 'one', namespace: 'shop' } }]);
  });

  test('templates of other kinds as pods; what only names a Deployment is none', () => {
    const rollout = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'one', namespace: 'shop' },
      spec: { template, workloadRef: { kind: 'Deployment', name: 'one' } },
    };
    expect(forLinters([rollout])).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'one-spec-template', namespace: 'shop', labels: { app: 'one' } },
        spec: template.spec,
      },
    ]);
  });
});
