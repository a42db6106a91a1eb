import { spawnSync } from 'child_process';
import * as path from 'path';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { HighsApi } from '../../src/capacity/solver/highs-api';
import { LinearProgram } from '../../src/capacity/solver/linear-program';
import { highsFiles, loadHighs } from '../../src/capacity/solver/load-highs';
import { remoteHighs } from '../../src/capacity/solver/remote-highs';
import { loadBy, solve, theSolver } from '../../src/capacity/solver/solver';
import { planDocument } from '../../src/report/plan-document';
import { verifyDocument } from '../../src/verifier/verify';
import { model, pool, workload } from '../support/models';

const fails = (): never => {
  throw new Error('not here');
};

/** minimise x + 2 y  subject to  x + y >= 1.5, x <= 1. */
const PROGRAM: LinearProgram = {
  columns: [
    { cost: 1, lower: 0, upper: 1, integer: true },
    { cost: 2, lower: 0, upper: Infinity, integer: true },
  ],
  rows: [
    {
      lower: 1.5,
      terms: [
        { column: 0, value: 1 },
        { column: 1, value: 1 },
      ],
    },
  ],
};
const RELAXED: LinearProgram = {
  ...PROGRAM,
  columns: PROGRAM.columns.map((column) => ({ ...column, integer: false })),
};

const CLUSTER = model(
  [pool('large', 16, 64, { price: 1.9 }), pool('small', 4, 16, { price: 0.5 })],
  [workload('w', 5, 4, 16)],
);

afterEach(() => loadBy());

test.each([
  ['in this thread', () => loadHighs(highsFiles())],
  ['in a thread of its own', () => remoteHighs(highsFiles())],
])('the solver works %s', (_, load) => {
  loadBy([load]);
  expect(solve(RELAXED)).toMatchObject({ objective: 2 });
  expect(theSolver()!.solveInteger(PROGRAM, 10)).toMatchObject({ bound: 3, best: { objective: 3 } });
  const open = theSolver()!.open(RELAXED);
  open.add([{ cost: 0.1, lower: 0, upper: 2, rows: [0], values: [1] }]);
  expect(Array.from(open.solve()!.values)).toEqual([0, 0, 1.5]);
  open.setColumnUpper(2, 0);
  open.setRow(0, 3, Infinity);
  expect(open.solve()!.objective).toBeCloseTo(5);
  open.dispose();
});

test('where one way of loading fails the next one is taken', () => {
  loadBy([fails, () => loadHighs(highsFiles())]);
  expect(solve(RELAXED)?.objective).toBe(2);
});

test('a thread that does not find the solver says so at once', () => {
  const nowhere = { ...highsFiles(), script: '/nowhere/highs.js' };
  expect(() => remoteHighs(nowhere)).toThrow(/^Cannot find module '\/nowhere\/highs.js'/);
});

test('without a solver the plan is made by heuristics, has a bound that holds, and says so', () => {
  const best = planCluster(CLUSTER);
  loadBy([fails]);
  const plan = planCluster(CLUSTER);
  expect(plan.feasible).toBe(true);
  expect(plan.findings.map(({ code, severity }) => [code, severity])).toEqual([['SOLVER_UNAVAILABLE', 'warning']]);
  expect(plan.objective!.bound).toBeGreaterThan(0);
  expect(plan.objective!.bound).toBeLessThanOrEqual(best.objective!.value);
  expect(verifyDocument(planDocument([plan], { name: 'test', version: '0' }))).toEqual([]);
});

test('a solver that fails at work is given up, and its error does not carry its source', () => {
  const broken: HighsApi = {
    infinity: Infinity,
    createModel: () => {
      throw new Error(`out of memory\n${'x'.repeat(200_000)}`);
    },
  };
  loadBy([() => broken]);
  const [finding] = planCluster(CLUSTER).findings;
  expect(finding.message).toBe(
    'planned by heuristics alone, with a weak bound: the solver (highs 1.15.3) is of no use here: the solver (highs 1.15.3) failed: out of memory',
  );
  expect(theSolver()).toBeUndefined();
});

test('a process that used the solver in a thread of its own ends by itself', () => {
  const script = [
    `const { remoteHighs } = require('./src/capacity/solver/remote-highs');`,
    `const { highsFiles } = require('./src/capacity/solver/load-highs');`,
    `remoteHighs(highsFiles());`,
  ].join('\n');
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
    cwd: path.join(__dirname, '../..'),
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect([status, stderr]).toEqual([0, '']);
});
