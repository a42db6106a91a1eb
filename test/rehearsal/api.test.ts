import { Api } from '../../src/rehearsal/api/api';
import { connectionTo } from '../../src/rehearsal/api/connection';
import { KubeObject } from '../../src/rehearsal/api/objects';
import { Watched } from '../../src/rehearsal/api/watched';
import { Clock } from '../../src/rehearsal/clock';
import { FakeAnswer, FakeApiServer } from '../support/fake/api-server';

let server: FakeApiServer;
let api: Api;
let slept: number[];

beforeEach(async () => {
  server = new FakeApiServer();
  const url = await server.start();
  slept = [];
  const clock: Clock = { now: () => 0, sleep: async (milliseconds) => void slept.push(milliseconds) };
  api = new Api(
    connectionTo(url, async () => ({})),
    clock,
  );
});

afterEach(() => server.stop());

const WEB: KubeObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec: {} };
const AT = '/api/v1/namespaces/shop/services/web';

/** So many times, then the server is itself again; reading is always possible. */
function hiccups(times: number, answer: FakeAnswer): void {
  let left = times;
  server.hiccup = ({ method }) => (method !== 'GET' && left-- > 0 ? answer : undefined);
}

const status = (code: number, reason: string, message: string) => ({ status: code, body: { reason, message } });
// apiserver v0.32: registry/generic/registry/store.go OptimisticLockErrorMsg, through plugin/resourcequota/controller.go
const QUOTA_CONFLICT = status(
  409,
  'Conflict',
  'Operation cannot be fulfilled on resourcequotas "plan": the object has been modified; please apply your changes to the latest version and try again',
);
// the same file, CheckRequest
const NOT_COUNTED_YET = status(
  403,
  'Forbidden',
  'services "web" is forbidden: status unknown for quota: plan, resources: services',
);
const PASSING: [string, FakeAnswer][] = [
  ['a quota that others write at the same time', QUOTA_CONFLICT],
  ['a quota whose usage is not counted yet', NOT_COUNTED_YET],
  ['a store that is slow', status(500, 'InternalError', 'etcdserver: request timed out')],
  ['a server that starts', status(503, 'ServiceUnavailable', 'apiserver not ready')],
  ['too many requests', { ...status(429, 'TooManyRequests', 'try again later'), headers: { 'retry-after': '3' } }],
];

describe('answers that pass', () => {
  test.each(PASSING)('%s: the object is applied all the same', async (_, answer) => {
    hiccups(2, answer);
    expect(await api.apply(WEB, false)).toEqual({ warnings: [] });
    expect(server.objects.has(AT)).toBe(true);
  });

  test.each(PASSING)('%s: objects are made, changed and removed all the same', async (_, answer) => {
    hiccups(1, answer);
    await api.create('/api/v1/namespaces/shop/services', WEB);
    expect(server.objects.has(AT)).toBe(true);
    hiccups(1, answer);
    await api.merge(AT, { spec: { type: 'ClusterIP' } });
    expect(server.objects.get(AT).spec).toEqual({ type: 'ClusterIP' });
    hiccups(1, answer);
    await api.remove(AT);
    expect(server.objects.has(AT)).toBe(false);
  });

  test('the server says how long it wants to be left alone, up to ten seconds; else pauses grow', async () => {
    hiccups(3, { ...PASSING[4][1], headers: { 'retry-after': '3' } });
    await api.apply(WEB, false);
    hiccups(1, { ...PASSING[4][1], headers: { 'retry-after': '600' } });
    await api.apply(WEB, false);
    hiccups(3, QUOTA_CONFLICT);
    await api.apply(WEB, false);
    expect(slept).toEqual([3000, 3000, 3000, 10_000, 250, 500, 1000]);
  });
});

describe('answers that stay', () => {
  test('a conflict that does not end is told', async () => {
    hiccups(Infinity, QUOTA_CONFLICT);
    expect((await api.apply(WEB, false)).refused).toMatch(/^Operation cannot be fulfilled on resourcequotas "plan"/);
    await expect(api.create('/api/v1/namespaces/shop/services', WEB)).rejects.toThrow('the object has been modified');
    await expect(api.merge(AT, { spec: {} })).rejects.toThrow('the object has been modified');
  });

  test('an object that is there already stays as it is', async () => {
    server.put(AT, { ...WEB, spec: { type: 'NodePort' } });
    await api.create('/api/v1/namespaces/shop/services', WEB);
    expect(server.objects.get(AT).spec).toEqual({ type: 'NodePort' });
  });

  test.each([
    ['the object is another one by now', status(409, 'Conflict', 'Precondition failed: UID in precondition: a, b')],
    ['a field is unknown', status(422, 'Invalid', 'spec.bogus: unknown field')],
    ['a quota is full', status(403, 'Forbidden', 'pods "web-1" is forbidden: exceeded quota: plan')],
  ])('%s: nobody asks again', async (_, answer) => {
    hiccups(Infinity, answer);
    await api.apply(WEB, false);
    expect(server.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  test('a pod in the place of the one that was meant stays as it is', async () => {
    server.put(AT, { ...WEB });
    expect((await api.merge(AT, { metadata: { uid: 'another' }, spec: { type: 'NodePort' } })).status).toBe(409);
    expect(server.objects.get(AT).spec).toEqual({});
  });

  test('a budget that lets a pod not go is not asked again here', async () => {
    hiccups(Infinity, status(429, 'TooManyRequests', 'Cannot evict pod as it would violate the budget'));
    const { status: code } = await api.post('/api/v1/namespaces/shop/pods/web-1/eviction', {});
    expect([code, slept.length]).toEqual([429, 0]);
  });
});

describe('watches', () => {
  const quick: Clock = {
    now: () => 0,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };

  test.each(['expired', 'cut', 'closed'] as const)('what happens while a watch is %s is not missed', async (last) => {
    const put = (name: string) =>
      server.put(`/api/v1/namespaces/shop/services/${name}`, { ...WEB, metadata: { name, namespace: 'shop' } });
    put('gone');
    const seen: string[] = [];
    const watched = new Watched(api, '/api/v1/services', (change, { metadata }) =>
      seen.push(`${change} ${metadata.name}`),
    );
    await watched.start();
    await until(quick, () => server.watching === 1);
    server.endWatches(last);
    server.drop('/api/v1/namespaces/shop/services/gone');
    put('fresh');
    await until(quick, () => seen.includes('ADDED fresh'));
    expect(seen).toEqual(['ADDED gone', 'DELETED gone', 'ADDED fresh']);
    expect(watched.all().map(({ metadata }) => metadata.name)).toEqual(['fresh']);
    await watched.stop();
  });
});

async function until(clock: Clock, what: () => boolean): Promise<void> {
  while (!what()) {
    await clock.sleep(10);
  }
}
