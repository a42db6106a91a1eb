import { Api } from '../../src/rehearsal/api/api';
import { connectionTo } from '../../src/rehearsal/api/connection';
import { GATE } from '../../src/rehearsal/cast/pod-template';
import { Clock } from '../../src/rehearsal/clock';
import { isGated, Kubelets } from '../../src/rehearsal/stage/kubelets';
import { FakeApiServer } from '../support/fake/api-server';

/** Time passes so many times as fast. */
const HASTE = 50;
const CLOCK: Clock = {
  now: () => Date.now() * HASTE,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / HASTE)),
};

let server: FakeApiServer;
let kubelets: Kubelets;

beforeEach(async () => {
  server = new FakeApiServer();
  const url = await server.start();
  const api = new Api(
    connectionTo(url, async () => ({})),
    CLOCK,
  );
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n1', labels: { 'topology.kubernetes.io/zone': 'a' } },
  };
  kubelets = new Kubelets(api, CLOCK, new Set(['n1']), () => node);
  await kubelets.start();
});

afterEach(async () => {
  await kubelets.stop();
  await server.stop();
});

/** For longer than a request is sent again. */
function awayFor(path: RegExp): () => number {
  let asked = 0;
  server.hiccup = (request) =>
    request.method !== 'GET' && path.test(request.path) && ++asked <= 8
      ? { status: 503, body: { message: 'not ready' } }
      : undefined;
  return () => asked;
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) {
    await CLOCK.sleep(500);
  }
}

const AT = '/api/v1/namespaces/shop/pods/web-1';
const pod = (more: object = {}) => ({
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', ...more },
  spec: { nodeName: 'n1', containers: [{ name: 'web', image: 'app' }] },
  status: { phase: 'Pending' },
});

describe('while the API server is away for longer', () => {
  test('a pod becomes Ready afterwards, and a deleted one goes', async () => {
    const begun = awayFor(/\/pods\/web-1\/status$/);
    server.put(AT, pod());
    await until(() => server.objects.get(AT)?.status.phase === 'Running');
    expect(begun()).toBe(9);
    const ended = awayFor(/\/pods\/web-1$/);
    server.put(AT, { ...server.objects.get(AT), ...pod({ deletionTimestamp: 'now' }) });
    await until(() => !server.objects.has(AT));
    expect(ended()).toBe(9);
  });

  test('a claim gets its volume afterwards, in the zone of the node', async () => {
    const asked = awayFor(/\/persistentvolumes$/);
    server.put('/api/v1/namespaces/shop/persistentvolumeclaims/data', {
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'shop', annotations: { 'volume.kubernetes.io/selected-node': 'n1' } },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
    });
    await until(() => server.all('persistentvolumes').length === 1);
    expect(asked()).toBe(9);
    expect(server.all('persistentvolumes')[0].spec.nodeAffinity.required.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a'] }] },
    ]);
  });

  test('a claim of many nodes gets one that all of them reach', async () => {
    server.put('/api/v1/namespaces/shop/persistentvolumeclaims/maps', {
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'maps', namespace: 'shop', annotations: { 'volume.kubernetes.io/selected-node': 'n1' } },
      spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '10Gi' } } },
    });
    await until(() => server.all('persistentvolumes').length === 1);
    expect(server.all('persistentvolumes')[0].spec.nodeAffinity).toBeUndefined();
  });
});

test('a pod that was let in is not let in again while the watch still shows it waiting', async () => {
  kubelets.hold();
  const gated = pod();
  const spec = { ...gated.spec, nodeName: undefined, schedulingGates: [{ name: GATE }] };
  server.put(AT, { ...gated, spec });
  await until(() => kubelets.pods.all().length === 1);
  const [waiting] = kubelets.pods.all();
  await kubelets.admit(waiting);
  await until(() => !isGated(kubelets.pods.all()[0]));
  kubelets.pods.items.set(waiting.metadata.uid!, waiting);
  await kubelets.open();
  expect(server.requests.filter(({ method, path }) => method === 'PATCH' && path === AT)).toHaveLength(1);
});
