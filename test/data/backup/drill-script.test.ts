import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CHECK_SCRIPT, DRILL_SCRIPT, RESTORED } from '../../../src/data/backup/drill-script';

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drill-'))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Runs the script with a kubectl that answers from lists of states and notes what it was told. */
function drill(phases: string[], states: string[]) {
  const kubectl = `#!/bin/sh
echo "$*" >> ${folder}/calls
next() { f=$1; v=$(head -n 1 $f); [ "$v" = away ] && sed -i 1d $f && exit 1; [ "$(wc -l < $f)" -gt 1 ] && sed -i 1d $f; echo "$v"; }
case "$*" in
  *"get restore"*jsonpath*) next ${folder}/phases ;;
  *"get job"*) next ${folder}/states ;;
esac
`;
  fs.writeFileSync(path.join(folder, 'kubectl'), kubectl, { mode: 0o755 });
  fs.writeFileSync(path.join(folder, 'sleep'), '#!/bin/sh\n', { mode: 0o755 });
  fs.writeFileSync(path.join(folder, 'phases'), `${phases.join('\n')}\n`);
  fs.writeFileSync(path.join(folder, 'states'), `${states.join('\n')}\n`);
  const env = {
    PATH: `${folder}:/usr/bin:/bin`,
    CHECK: 'restore-check',
    CLAIMS: 'data maps',
    JOB: 'restore-drill-29876543',
    RESTORE: 'shop-nightly-drill',
    VELERO: 'velero',
  };
  const { status, stderr } = spawnSync('/bin/sh', ['-c', DRILL_SCRIPT], { env, encoding: 'utf8', timeout: 20_000 });
  const calls = fs.readFileSync(path.join(folder, 'calls'), 'utf8').trim().split('\n');
  return { status, stderr, calls };
}

const REMOVED = [
  '-n velero delete restore shop-nightly-drill --ignore-not-found --wait=false',
  'delete persistentvolumeclaim data --ignore-not-found --wait=false',
  'delete persistentvolumeclaim maps --ignore-not-found --wait=false',
];

test('restores, waits for the look of the same run, also where the API server is away for a moment, and removes what came back', () => {
  const { status, calls } = drill(['', 'away', 'Completed'], ['away', 'SuccessCriteriaMet Complete']);
  expect(status).toBe(0);
  expect(calls.slice(0, 3)).toEqual(REMOVED);
  expect(calls.slice(-3)).toEqual(REMOVED);
  expect(calls).toContain('create -f /etc/drill/restore.json');
  expect(calls.some((call) => call.startsWith('get job restore-check-29876543 '))).toBe(true);
});

test.each([
  ['Failed', 'Complete', 'restore: Failed'],
  ['PartiallyFailed', 'Complete', 'restore: PartiallyFailed'],
  ['FailedValidation', 'Complete', 'restore: FailedValidation'],
  ['Completed', 'FailureTarget Failed', 'check: FailureTarget Failed'],
])('a restore that is %s with a check that is %s fails, and is removed too', (phase, state, message) => {
  const { status, stderr, calls } = drill([phase], [state]);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
  expect(calls.slice(-3)).toEqual(REMOVED);
});

test('a volume that came back empty fails the check', () => {
  const script = CHECK_SCRIPT.replace(RESTORED, folder);
  const check = () => spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
  fs.mkdirSync(path.join(folder, 'data/lost+found'), { recursive: true });
  expect(check()).toMatchObject({ status: 1, stderr: `${folder}/data is empty\n` });
  fs.writeFileSync(path.join(folder, 'data/file'), 'x');
  expect(check().status).toBe(0);
});
