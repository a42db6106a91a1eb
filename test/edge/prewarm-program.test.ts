import { spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { PROGRAM } from '../../src/edge/operations/prewarm-program';
import { Fault, JobServer, Progress } from '../support/fake/job-server';

const KUBE_EDGE = 'operations.kubeedge.io/v1alpha2';
const KRUISE = 'apps.kruise.io/v1beta1';

function job(name: string, apiVersion = KUBE_EDGE, more: object = {}) {
  const kind = apiVersion === KRUISE ? 'ImagePullJob' : 'ImagePrePullJob';
  const namespace = apiVersion === KRUISE ? 'kruise-system' : undefined;
  const place = namespace ? `/namespaces/${namespace}` : '';
  return {
    path: `/apis/${apiVersion}${place}/${kind.toLowerCase()}s/${name}`,
    job: {
      apiVersion,
      kind,
      metadata: { name, ...(namespace && { namespace }) },
      spec: { images: ['"phase":"Failure"'] },
    },
    ...more,
  };
}

/** As KubeEdge's own controllers write it (1.23): nodes that failed are there while the job goes on. */
const kubeEdge =
  (after: number, last = 'Completed'): Progress =>
  (_, looks) =>
    looks === 1
      ? undefined
      : {
          nodeStatus: [{ nodeName: 'a', phase: 'Failure', reason: '],"phase":"Completed"' }],
          phase: looks > after ? last : 'InProgress',
          ...(last === 'Failure' && looks > after && { reason: 'the number of failed nodes is 3/10' }),
        };

/** Runs the program of the pods against a server; pauses are a thousandth of what they are. */
async function played(how: string, waves: object[][], progress: Progress, fault?: Fault, before: object[] = []) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'prewarm-'));
  const server = new JobServer(progress, fault);
  (before as any[]).forEach((one) => server.objects.set(one.path, one.job));
  try {
    const program = PROGRAM.replace("require('https')", "require('http')")
      .replace('/var/run/secrets/kubernetes.io/serviceaccount', folder)
      .replace('PAUSE_SECONDS = 15', 'PAUSE_SECONDS = 0.015');
    const files = { 'run.js': program, 'jobs.json': JSON.stringify(waves), token: 'token\n', 'ca.crt': '' };
    Object.entries(files).forEach(([name, text]) => fs.writeFileSync(path.join(folder, name), text));
    const port = await server.listen();
    const env = { PATH: process.env.PATH, KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(port) };
    const child = spawn(process.execPath, [path.join(folder, 'run.js'), how], { env });
    let output = '';
    child.stdout.on('data', (part) => (output += part));
    child.stderr.on('data', (part) => (output += part));
    const status = await new Promise((done) => child.on('close', done));
    return { status, output, requests: server.requests, objects: server.objects };
  } finally {
    await server.close();
    fs.rmSync(folder, { recursive: true });
  }
}

test('it applies a wave, waits for its end whatever single nodes say, and goes on with the next', async () => {
  const { status, requests, objects, output } = await played('apply', [[job('a'), job('b')], [job('c')]], kubeEdge(3));
  expect([status, output.split('\n').filter((line) => line.endsWith('is done'))]).toEqual([
    0,
    ['wave 1 of 2 is done', 'wave 2 of 2 is done'],
  ]);
  expect(requests.filter((one) => one.startsWith('PATCH'))).toEqual(['PATCH a', 'PATCH b', 'PATCH c']);
  expect(requests.indexOf('PATCH c')).toBeGreaterThan(requests.lastIndexOf('GET b'));
  expect(requests.filter((one) => one === 'GET a')).toHaveLength(4);
  expect([...objects.values()][0].spec.images).toEqual(['"phase":"Failure"']);
});

test('a wave that fails at too many nodes ends it, with what the controller says', async () => {
  const { status, output, requests } = await played('apply', [[job('a')], [job('b')]], kubeEdge(2, 'Failure'));
  expect(status).toBe(3);
  expect(output).toContain('a failed at more nodes than it tolerates: the number of failed nodes is 3/10');
  expect(requests).not.toContain('PATCH b');
});

test('jobs of OpenKruise end whatever fails: so much of it as is tolerated', async () => {
  const ended: Progress = () => ({ desired: 10, failed: 2, completionTime: '2026-01-01T00:00:00Z' });
  const run = (tolerated: number) => played('apply', [[job('a', KRUISE, { tolerated })]], ended);
  expect((await run(0.2)).status).toBe(0);
  const { status, output } = await run(0.1);
  expect([status, output]).toEqual([3, expect.stringContaining('a failed at 2 of 10 nodes, more than it tolerates')]);
});

test('a server that is away, has too much to do, answers with a page or breaks off is asked again', async () => {
  const faults: Record<number, ReturnType<Fault>> = {
    1: { status: 503, text: '<html>away</html>' },
    2: { status: 429, text: JSON.stringify({ message: 'too many requests' }) },
    4: 'gone',
    5: { status: 200, text: '{"kind":"ImagePrePull' },
    6: { status: 500, text: JSON.stringify({ message: 'etcdserver: leader changed' }) },
  };
  const { status, output } = await played('apply', [[job('a')]], kubeEdge(1), (n) => faults[n]);
  expect(status).toBe(0);
  expect(output).toContain('an answer that is no JSON; asked again');
  expect(output).toContain('500 etcdserver: leader changed; asked again');
});

test('what is refused is not asked again', async () => {
  const text = JSON.stringify({ message: 'imageprepulljobs "a" is forbidden' });
  const { status, output, requests } = await played('apply', [[job('a')]], kubeEdge(1), () => ({ status: 403, text }));
  expect([status, requests.length]).toEqual([3, 1]);
  expect(output).toContain('403 imageprepulljobs "a" is forbidden');
});

test('a night that was too short is gone on with: jobs that are there are not made anew', async () => {
  const done = { ...job('a'), job: { ...job('a').job, metadata: { name: 'a', uid: 'first' } } };
  const { status, objects } = await played('apply', [[job('a')], [job('b')]], kubeEdge(0), undefined, [done]);
  expect([status, objects.size]).toEqual([0, 2]);
});

test('a gate makes nothing: it waits for jobs that nobody has started yet, and for their end', async () => {
  let asked = 0;
  const away: Fault = () => (++asked < 5 ? { status: 404, text: JSON.stringify({ message: 'not found' }) } : undefined);
  const { job: _, ...only } = job('a');
  const { status, requests, output } = await played('wait', [[only]], kubeEdge(2), away, [job('a')]);
  expect([status, new Set(requests)]).toEqual([0, new Set(['GET a'])]);
  expect(output).toContain('waiting for a, which has not been started');
  expect((await played('wait', [[only]], kubeEdge(1, 'Failure'), undefined, [job('a')])).status).toBe(3);
});
