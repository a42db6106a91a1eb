import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { run } from '../../src/cli/main';
import { CATALOGUE } from '../../src/report/catalogue';
import { PlanDocument } from '../../src/report/document';
import { toStableJson } from '../../src/report/plan-document';
import { model, pool, workload } from '../support/models';
import { documentOf } from '../support/plans';

/** What the plans here say first. */
const PROVED = 'free: proved for every order of arrival, each pod fits beside all others wherever they are';

let folder: string;
const before = process.cwd();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** The command as a user runs it. */
async function command(line: string, { coloured = false, milliseconds = 0 } = {}) {
  let [out, err, clock] = ['', '', 0];
  const code = await run(line.split(' '), {
    out: (text) => (out += text),
    err: (text) => (err += text),
    coloured,
    now: () => (clock += milliseconds),
  });
  return { code, out, err };
}

const plan = (replicas: number, maxNodes = 9): PlanDocument =>
  documentOf(
    model(
      [pool('p', 8, 32, { maxNodes, price: 1.5 })],
      [workload('web', replicas, 2, 4), workload('api', 2, 4, 4, { reason: 'because' })],
    ),
  );

function write(name: string, document: object): string {
  mkdirSync('plan', { recursive: true });
  writeFileSync(name, toStableJson(document));
  return name;
}

beforeEach(() => write('plan/plan.json', plan(4)));

describe('plan', () => {
  test('shows the table, as text, JSON and Markdown', async () => {
    const { code, out, err } = await command('plan');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Cluster test: the plan holds (${PROVED}), survives no loss`);
    expect((await command('plan -o json')).out).toBe(readFileSync('plan/plan.json', 'utf8'));
    expect((await command('plan -o md')).out).toContain('<!-- cdk8s-autonomous: plan -->');
  });

  test('colours only where the terminal shows them', async () => {
    expect((await command('plan')).out).not.toContain('\u001b[');
    expect((await command('plan', { coloured: true })).out).toContain('\u001b[');
  });

  test('exit code 4 where the plan is infeasible', async () => {
    write('infeasible.json', plan(4, 1));
    const { code, out } = await command('plan --plan infeasible.json');
    expect(code).toBe(4);
    expect(out).toContain('INFEASIBLE');
  });
});

describe('diff', () => {
  test('exit code 0 where nothing changed', async () => {
    expect(await command('diff --baseline plan/plan.json')).toEqual({
      code: 0,
      out: 'No change of the plan.\n',
      err: '',
    });
  });

  test('replicas, nodes and money, before and now; exit code 2', async () => {
    write('old.json', plan(2));
    const { code, out } = await command('diff --baseline old.json');
    expect(code).toBe(2);
    expect(out).toMatch(/^nodes +2 +3 +\+1$/m);
    expect(out).toMatch(/^cost per month of 730 h +2,190\.00 +3,285\.00 +\+1,095\.00$/m);
    expect(out).toMatch(/^test\/Deployment\/web needed +2 +4 +\+2$/m);
    expect(out).toMatch(/^test\/Deployment\/web replicas +2 +4 +\+2$/m);
    const json = JSON.parse((await command('diff --baseline old.json -o json')).out);
    expect(json).toMatchObject({
      schemaVersion: 1,
      changed: true,
      past: { nodes: 2, costPerHour: 3, costPerMonth: 2190 },
      diff: { nodes: 1, costPerMonth: 1095 },
    });
    expect((await command('diff --baseline old.json -o md')).out).toContain(
      '| test/Deployment/web replicas | 2 | 4 | +2 |',
    );
  });

  test('what has no figure is named', async () => {
    const changed = plan(4);
    const clusters = changed.clusters.map((cluster) => ({
      ...cluster,
      survive: 'none' as const,
      kubernetesVersion: '1.33',
      pools: cluster.pools.map((one) => ({ ...one, maxNodes: 99 })),
      workloads: cluster.workloads.map((one) => ({ ...one, priority: 7 })),
    }));
    write('plan/plan.json', { ...changed, clusters });
    write('old.json', plan(4));
    const { code, out } = await command('diff --baseline old.json');
    expect(code).toBe(2);
    expect(out).toContain(
      'also changed: kubernetesVersion, p maxNodes, test/Deployment/api priority, test/Deployment/web priority',
    );
  });

  test('findings that are new and gone', async () => {
    write('infeasible.json', plan(4, 1));
    const { code, out } = await command('diff --plan infeasible.json --baseline plan/plan.json');
    expect(code).toBe(4);
    expect(out).toContain('Cluster test: feasible -> infeasible');
    expect(out).toContain('new: error POOL_TOO_SMALL');
    expect((await command('diff --baseline infeasible.json')).out).toContain('gone: error POOL_TOO_SMALL test/p');
  });

  test('against a commit', async () => {
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
    git('init', '-q');
    git('add', 'plan/plan.json');
    git('commit', '-q', '-m', 'plan');
    write('plan/plan.json', plan(6));
    expect((await command('diff --baseline HEAD')).code).toBe(2);
    expect(await command('diff --baseline nowhere')).toMatchObject({
      code: 3,
      err: expect.stringContaining('nowhere'),
    });
    expect((await command('diff --baseline --upload-pack=x')).code).toBe(3);
  });
});

describe('explain', () => {
  test('every code, in any case', async () => {
    for (const [code, { meaning }] of Object.entries(CATALOGUE)) {
      expect(await command(`explain ${code.toLowerCase()}`)).toMatchObject({
        code: 0,
        out: expect.stringContaining(meaning),
      });
    }
    expect((await command('explain NO_ROOM')).out).toBe('NO_ROOM: the pods have no place at steady\n');
    expect(JSON.parse((await command('explain POD_TOO_BIG -o json')).out)).toMatchObject({ code: 'POD_TOO_BIG' });
  });

  test('a workload by id, path or name: why, and what each pool says', async () => {
    for (const name of ['test/Deployment/api', 'test/api', 'api']) {
      expect((await command(`explain ${name}`)).out).toContain(
        'test/Deployment/api (test/api) in cluster test: 2 replicas',
      );
    }
    const { out } = await command('explain api');
    expect(out).toContain('because');
    expect(out).toMatch(/^p {2}runs 2/m);
    expect(JSON.parse((await command('explain api -o json')).out)[0].verdicts).toHaveProperty('p');
    expect((await command('explain api -o md')).out).toContain('| pool | one more pod |');
  });

  test('what is unknown is told with names that are alike', async () => {
    const { code, err } = await command('explain pool_too');
    expect(code).toBe(3);
    expect(err).toContain('for example POOL_TOO_SMALL');
  });
});

describe('check', () => {
  test('gates on money', async () => {
    write('old.json', plan(1));
    write('plan/plan.json', plan(12));
    expect((await command('check --baseline old.json --max-monthly-increase 500%')).code).toBe(0);
    const { code, out } = await command('check --baseline old.json --max-monthly-increase 10%');
    expect(code).toBe(5);
    expect(out).toMatch(/gate failed: the plan costs [\d,.]+ more per month, [\d,.]+ more are allowed \(10 % of/);
    expect(
      JSON.parse((await command('check --baseline old.json --max-monthly-increase 1 -o json')).out).failed,
    ).toHaveLength(1);
  });

  test('gates on headroom', async () => {
    expect((await command('check --min-headroom 0%')).code).toBe(0);
    const tight = plan(4);
    const [cluster] = tight.clusters;
    const workloads = cluster.workloads.map((one) => ({ ...one, headroom: 1 }));
    write('plan/plan.json', { ...tight, clusters: [{ ...cluster, workloads }] });
    expect((await command('check --min-headroom 25%')).code).toBe(0);
    expect((await command('check --min-headroom 26%')).code).toBe(5);
    write('plan/plan.json', plan(12));
    expect(await command('check --min-headroom 90%')).toMatchObject({
      code: 5,
      out: expect.stringContaining('90 % are asked for'),
    });
  });

  test('gates on what stands behind the plan', async () => {
    const withStrength = (...strengths: (object | undefined)[]) => {
      const { clusters, ...rest } = plan(4);
      const all = strengths.map((strength, i) => ({ ...clusters[0], name: `c${i}`, strength }));
      write('plan/plan.json', { ...rest, clusters: all });
    };
    const rate = { orders: 51, fresh: 4603, failed: 0, confidence: 0.99, atMost: 0.0010001 };
    withStrength({ kind: 'steered', ...rate });
    expect(await command('check --strength steered')).toMatchObject({
      code: 0,
      out: 'the plan holds (steered: only measured, at most 0.11 % of orders of arrival strand a pod, with 99 % confidence (0 of 4603 unseen ones did))\n',
    });
    expect(await command('check --strength reserved')).toMatchObject({
      code: 5,
      out: expect.stringContaining('gate failed: cluster c0 is steered: only measured'),
    });
    expect(JSON.parse((await command('check -o json')).out)).toMatchObject({
      strength: { kind: 'steered', atMost: 0.0010001 },
    });
    // The weakest of them stands behind all.
    withStrength({ kind: 'steered', ...rate }, { kind: 'free', orders: 51, fresh: 0, failed: 2 });
    expect((await command('check')).out).toContain(
      '(free: only measured, in 51 orders of arrival (2 of them strand a pod))',
    );
    withStrength(undefined);
    expect(await command('check --strength free')).toMatchObject({
      code: 5,
      out: 'the plan holds\ngate failed: cluster c0 is of an older plan, which does not say what stands behind it, free is asked for\n',
    });
    expect((await command('check --strength proved')).code).toBe(3);
  });

  test('gates on what the plan does not cover', async () => {
    expect(await command('check --covered')).toMatchObject({ code: 0, out: `the plan holds (${PROVED})\n` });
    const { clusters, ...rest } = plan(4);
    const [cluster] = clusters;
    const finding = { code: 'NOT_MODELLED', severity: 'info', path: 'test/web', message: 'a rule', uncovered: true };
    write('plan/plan.json', { ...rest, clusters: [{ ...cluster, findings: [finding] }] });
    const verdict = `the plan holds for what it sees (${PROVED}; 1 finding says what it does not cover)`;
    expect(await command('check')).toMatchObject({ code: 0, out: `${verdict}\n` });
    expect(await command('check --covered')).toMatchObject({
      code: 5,
      out: `${verdict}\ngate failed: the plan does not cover test/web: NOT_MODELLED: a rule\n`,
    });
    expect(JSON.parse((await command('check --covered -o json')).out)).toMatchObject({ feasible: true, uncovered: 1 });
    expect((await command('plan')).out).toContain(`Cluster test: ${verdict}, survives no loss`);
  });

  describe('with findings that are accepted', () => {
    const finding = (severity: string, code: string, more: object = {}) => ({
      ...{ code, severity, path: 'test/web', message: 'a rule' },
      ...more,
    });
    const having = (...findings: object[]) => {
      const { clusters, ...rest } = plan(4);
      const failed = findings.some((one: any) => one.severity === 'error');
      const status = failed ? 'infeasible' : 'feasible';
      write('plan/plan.json', { ...rest, clusters: [{ ...clusters[0], status, findings }] });
    };

    test('warnings fail a strict gate unless they are', async () => {
      having(finding('warning', 'DRAIN_STOPS'), finding('info', 'GPU_NODE_LABELS'));
      expect((await command('check')).code).toBe(0);
      expect(await command('check --strict')).toMatchObject({
        code: 5,
        out: `the plan holds (${PROVED})\ngate failed: DRAIN_STOPS test/web: a rule\n`,
      });
      for (const path of ['test/web', 'test']) {
        expect((await command(`check --strict --accept DRAIN_STOPS:${path}:by-hand`)).code).toBe(0);
      }
    });

    test('what is not covered may be, and an error about what is wanted', async () => {
      having(
        finding('warning', 'NOT_MODELLED', { uncovered: true }),
        finding('error', 'BUDGET_BLOCKS_DRAIN', { count: 2, paths: ['test/web', 'test/api'] }),
      );
      write('accepted.json', [
        { code: 'BUDGET_BLOCKS_DRAIN', path: 'test/web', reason: 'r' },
        { code: 'BUDGET_BLOCKS_DRAIN', path: 'test/api', reason: 'r' },
      ]);
      expect((await command('check')).code).toBe(4);
      expect((await command('check --covered --accept-from accepted.json')).code).toBe(5);
      const accepted = 'check --covered --accept-from accepted.json --accept NOT_MODELLED:test/web:measured:twice';
      expect(await command(accepted)).toMatchObject({
        code: 0,
        out: `the plan holds for what it sees (${PROVED}; 1 finding says what it does not cover; 1 accepted error)\n`,
      });
      // One of two places is not all of them.
      expect((await command('check --accept BUDGET_BLOCKS_DRAIN:test/api:r')).code).toBe(4);
    });

    test.each([
      ['--accept DRAIN_STOPS:test/api:r', 'the plan has no such finding'],
      ['--accept DRAIN_STOPS:test/we:r', 'the plan has no such finding'],
      ['--accept POOL_TOO_SMALL:test/web:r', 'cannot be accepted'],
      ['--accept NO_SUCH_CODE:test:r', 'NO_SUCH_CODE is no code of a finding'],
      ['--accept DRAIN_STOPS:test', 'must say code, path and reason'],
      ['--accept-from nothing.json', 'there is no such file'],
      ['--accept-from plan/plan.json', 'must be a list'],
    ])('%s', async (options, message) => {
      having(finding('warning', 'DRAIN_STOPS'), finding('error', 'POOL_TOO_SMALL'));
      expect(await command(`check ${options}`)).toMatchObject({ code: 3, err: expect.stringContaining(message) });
    });
  });

  test.each([
    ['check --max-monthly-increase 10%', 'needs --baseline'],
    ['check --baseline plan/plan.json --max-monthly-increase lots', 'must be an amount or a percentage'],
    ['check --min-headroom some', 'must be a percentage'],
    ['check --min-headroom 150%', 'must be a percentage of at most 100'],
  ])('%s', async (line, message) => {
    expect(await command(line)).toMatchObject({ code: 3, err: expect.stringContaining(message) });
  });
});

describe('html', () => {
  test('writes the page', async () => {
    expect(await command('html --out page.html')).toEqual({ code: 0, out: 'page.html\n', err: '' });
    expect(readFileSync('page.html', 'utf8')).toMatch(/^<!doctype html>/);
  });

  test('a folder that is not there is the input to correct', async () => {
    expect(await command('html --out nowhere/page.html')).toMatchObject({
      code: 3,
      err: expect.stringContaining('nowhere'),
    });
  });
});

describe('bad input', () => {
  test('no file, no JSON, no plan, a plan that does not hold', async () => {
    expect((await command('plan --plan nothing.json')).err).toContain('there is no such file; run cdk8s synth first');
    writeFileSync('text.json', 'nonsense');
    expect(await command('plan --plan text.json')).toMatchObject({
      code: 3,
      err: expect.stringContaining('is no JSON'),
    });
    expect((await command(`plan --plan ${write('empty.json', {})}`)).err).toContain(
      "must have required property 'clusters'",
    );
    const wrong = plan(4);
    const clusters = wrong.clusters.map((cluster) => ({
      ...cluster,
      pools: cluster.pools.map((one) => ({ ...one, nodes: one.nodes + 1 })),
    }));
    const { code, err } = await command(`plan --plan ${write('wrong.json', { ...wrong, clusters })}`);
    expect(code).toBe(3);
    expect(err).toContain('the plan does not hold:\n  cluster test: steady: nodes of p do not add up');
  });

  test('a plan that names what is not there, or says a thing twice', async () => {
    const [cluster] = plan(4).clusters;
    const [group] = cluster.steady.nodes;
    const wrong = (change: object) =>
      command(`plan --plan ${write('names.json', { ...plan(4), clusters: [{ ...cluster, ...change }] })}`);
    const unknown = { steady: { ...cluster.steady, nodes: [{ ...group, pool: 'nowhere' }] } };
    expect(await wrong(unknown)).toMatchObject({ code: 3, err: expect.stringContaining('names unknown nowhere') });
    const twice = { steady: { ...cluster.steady, nodes: [...cluster.steady.nodes, group] } };
    expect(await wrong(twice)).toMatchObject({ code: 3, err: expect.stringContaining('is there twice') });
    const less = { workloads: cluster.workloads.map((one) => ({ ...one, requests: { cpu: -1 } })) };
    expect(await wrong(less)).toMatchObject({ code: 3, err: expect.stringContaining('must be >= 0') });
    expect((await command(`check --plan ${write('empty.json', { ...plan(4), clusters: [] })}`)).code).toBe(3);
  });

  test('an unknown command or option, and a missing baseline', async () => {
    expect((await command('plans')).code).toBe(3);
    expect((await command('plan --output pdf')).err).toContain('Allowed choices are text, json, md');
    expect((await command('diff')).code).toBe(3);
  });
});

describe('help', () => {
  test.each(['plan', 'diff', 'explain', 'check', 'html', 'rehearse'])('%s has three examples', async (name) => {
    const { code, out } = await command(`${name} --help`);
    expect(code).toBe(0);
    expect(out.match(/\$ cdk8s-autonomous /g)!.length).toBeGreaterThanOrEqual(3);
  });

  test('exit codes stand in the help of all', async () => {
    expect((await command('--help')).out).toContain('5 gate failed');
  });
});

test('work that takes long says what it is at, on stderr', async () => {
  expect((await command('plan', { milliseconds: 3000 })).err).toBe('checking plan/plan.json ...\n');
});
