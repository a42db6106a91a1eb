import { endState } from './harbor/end-state';
import { FakeHarbor, FakeHarborOptions } from './harbor/fake-harbor';
import { FILES, RICH, run } from './harbor/rich-state';
import { converge } from '../../src/registry/job/converge';
import { DesiredState } from '../../src/registry/job/state';

const [TELEMETRY] = RICH.projects;
const READER = { name: 'reader', duration: 30, projects: [TELEMETRY.name], actions: ['pull'] };

/** As little as there may be, and what a test is about. */
function wanted(more: Partial<DesiredState>): DesiredState {
  const { owner, url, login, robotSecret } = RICH;
  const none = { endpoints: [], projects: [], replications: [], robots: [] };
  return { owner, url, login, robotSecret, ...none, ...more };
}

const PLAIN = { ...TELEMETRY, members: [], immutable: [], retention: undefined };
const WITH_READER = wanted({ projects: [PLAIN], robots: [READER] });

async function made(state: DesiredState, options: FakeHarborOptions = {}): Promise<FakeHarbor> {
  const harbor = new FakeHarbor(options);
  expect(await run(harbor, state)).toMatchObject({ isDone: true });
  await harbor.sleep(60);
  return harbor;
}

async function expectQuiet(harbor: FakeHarbor, state: DesiredState): Promise<void> {
  await harbor.sleep(60);
  const wrote = harbor.writes.length;
  expect(await run(harbor, state)).toMatchObject({ isDone: true });
  expect(harbor.writes.slice(wrote)).toEqual([]);
}

function end(harbor: FakeHarbor, change: object = {}): void {
  const { robots } = harbor.data;
  for (const row of robots.rows()) {
    robots.set(row.id, { ...row, ended: true, ...change });
  }
}

/** Whether the Secret has a login that pulls. */
function pulls(harbor: FakeHarbor): boolean {
  const [username, password] = ['username', 'password'].map((key) =>
    Buffer.from(harbor.secret![`reader.${key}`], 'base64').toString(),
  );
  return harbor.robotMayPull(username, password);
}

describe('a robot that has come to its end', () => {
  test.each([{}, { lag: 4 }, { downEach: 4 }, { brokenEach: 3 }])(
    'is made anew, on a server with %o',
    async (options) => {
      const harbor = await made(WITH_READER, options);
      end(harbor);
      const { isDone, lines } = await run(harbor, WITH_READER);
      expect([isDone, pulls(harbor)]).toEqual([true, true]);
      expect(lines).toContain('removed robot reader: it has come to its end');
      await expectQuiet(harbor, WITH_READER);
    },
  );

  test('is left to whoever made it, and told', async () => {
    const harbor = await made(WITH_READER);
    end(harbor, { description: 'by hand' });
    const { isDone, lines } = await run(harbor, WITH_READER);
    expect(isDone).toBe(false);
    expect(lines.join('\n')).toContain('is not taken with a new secret either: has it come to its end?');
    expect(harbor.data.robots.rows()).toHaveLength(1);
  });
});

test('another prefix of robots: the Secret has the new name, and that pulls', async () => {
  const harbor = await made(WITH_READER);
  (harbor.settings as { robotPrefix: string }).robotPrefix = 'bot-';
  expect((await run(harbor, WITH_READER)).isDone).toBe(true);
  expect(pulls(harbor)).toBe(true);
  await expectQuiet(harbor, WITH_READER);
});

describe('a group of a directory', () => {
  const DN = 'CN=Platform, OU=groups,DC=cars,DC=example,DC=com';
  const state = wanted({
    projects: [{ ...PLAIN, members: [{ name: DN, kind: 'ldap', role: 4 }] }],
    robotSecret: undefined,
  });

  test('is a member once, whatever name Harbor gives it', async () => {
    const harbor = await made(state);
    expect(harbor.data.members.rows().map(({ name, role }) => [name, role])).toContainEqual(['Platform', 4]);
    await expectQuiet(harbor, state);
    expect((await run(harbor, state)).lines.join('\n')).not.toContain('left member');
  });

  test('that Harbor knows gets another role', async () => {
    const harbor = new FakeHarbor();
    harbor.data.groups.add({ name: 'known as this', dn: DN.toLowerCase() });
    const first = wanted({ projects: [{ ...PLAIN, members: [{ name: DN, kind: 'ldap', role: 2 }] }] });
    expect((await run(harbor, { ...first, robotSecret: undefined })).isDone).toBe(true);
    expect((await run(harbor, state)).isDone).toBe(true);
    expect(harbor.data.members.rows().filter(({ group }) => group)).toMatchObject([{ name: 'known as this', role: 4 }]);
  });
});

test('a project that is there with other settings becomes what it should be, and keeps what nobody said', async () => {
  const harbor = new FakeHarbor();
  const id = harbor.data.projects.add({
    name: TELEMETRY.name,
    registry: 0,
    metadata: { public: 'true', auto_scan: 'false', severity: 'low', reuse_sys_cve_allowlist: 'true' },
  });
  harbor.data.quotas.add({ reference: id, storage: 1 });
  const state = wanted({ projects: [TELEMETRY], robotSecret: undefined });
  expect((await run(harbor, state)).isDone).toBe(true);
  const fresh = await made(state);
  const of = (one: FakeHarbor): any => (endState(one) as any).projects[0].metadata;
  expect(of(harbor)).toEqual({ ...of(fresh), reuse_sys_cve_allowlist: 'true' });
  await expectQuiet(harbor, state);
});

test('two runs at once end in one state, and a third writes nothing', async () => {
  const harbor = new FakeHarbor({ lag: 2 });
  const both = await Promise.all([run(harbor), run(harbor)]);
  await harbor.sleep(60);
  const last = await run(harbor);
  expect([...both.map(({ isDone }) => isDone), last.isDone]).toContain(true);
  expect(last.isDone).toBe(true);
  const alone = new FakeHarbor();
  await run(alone);
  expect(endState(harbor)).toEqual(endState(alone));
  await expectQuiet(harbor, RICH);
});

test('a page of somebody else in place of an answer is told with its address', async () => {
  const lines: string[] = [];
  const page = { status: 200, headers: {}, body: '<html><title>Log in to the proxy</title></html>' };
  const isDone = await converge(wanted({ projects: [PLAIN], robotSecret: undefined }), {
    transport: () => Promise.resolve(page),
    sleep: () => Promise.resolve(),
    readFile: (path) => FILES[path],
    tell: (line) => lines.push(line),
    kubernetes: { url: 'https://kubernetes.default.svc', tokenFile: '/token' },
  });
  expect(isDone).toBe(false);
  expect(lines.join('\n')).toMatch(/answers GET \/projects\/\S+ with no JSON: '<html>/);
});
