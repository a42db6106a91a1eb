import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { describeWith, SHARED } from '../support/shared';

const EXAMPLES = path.resolve(__dirname, '../../examples');
const NAMES = fs
  .readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Runs the command that the README of an example names. */
function synth(name: string): { stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('npx', ['cdk8s', 'synth', '--check-upgrade', 'false'], {
    cwd: path.join(EXAMPLES, name),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  return { stdout, stderr };
}

test('there is an example for each story that is told', () => {
  expect(NAMES).toEqual([
    'connected-vehicle',
    'factory',
    'hello',
    'onboard-platform',
    'speech-assistant',
    'swap-stations',
    'training-cluster',
  ]);
});

describe.each(NAMES)('examples/%s', (name) => {
  const folder = path.join(EXAMPLES, name);

  test('has a program, a configuration and a README', () => {
    for (const file of ['main.ts', 'cdk8s.yaml', 'README.md']) {
      expect(fs.existsSync(path.join(folder, file))).toBe(true);
    }
  });

  test('the cdk8s command writes manifests and plan and shows the table', () => {
    const { stdout, stderr } = synth(name);
    expect(stdout).toContain('.k8s.yaml');
    expect(stderr).toContain('gap 0 % (certified)');
    expect(fs.existsSync(path.join(folder, 'plan/plan.json'))).toBe(true);
  });

  describeWith('tools/verify-plan.mjs', 'the independent checker', () => {
    test('accepts the plan', () => {
      const checker = path.join(SHARED, 'tools/verify-plan.mjs');
      expect(
        execFileSync(process.execPath, [checker, path.join(folder, 'plan/plan.json')], { encoding: 'utf8' }),
      ).toMatch(/^\d+ checks, 0 refused/);
    });
  });
});
