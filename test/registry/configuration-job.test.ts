import { endState } from './harbor/end-state';
import { FakeHarbor, FakeHarborOptions } from './harbor/fake-harbor';
import { addNeighbours } from './harbor/neighbours';
import { Crash, RICH, run } from './harbor/rich-state';
import { DesiredState } from '../../src/registry/job/state';

/** Servers of which every kind has to be borne. */
const SERVERS: Record<string, FakeHarborOptions> = {
  'that answers at once': {},
  'of which readers are behind': { lag: 4 },
  'that is asked too often': { tooManyEach: 5 },
  'that is away at times': { downEach: 4 },
  'whose answers get lost': { brokenEach: 3 },
};

/** Runs that only looked write nothing. */
async function expectQuiet(harbor: FakeHarbor, state: DesiredState = RICH): Promise<void> {
  await harbor.sleep(60);
  const wrote = harbor.writes.length;
  expect((await run(harbor, state)).isDone).toBe(true);
  expect(harbor.writes.slice(wrote)).toEqual([]);
}

/** @param neighbours so many objects of others are there */
async function settled(options: FakeHarborOptions = {}, neighbours = 2): Promise<FakeHarbor> {
  const harbor = new FakeHarbor(options);
  addNeighbours(harbor, neighbours);
  expect((await run(harbor)).isDone).toBe(true);
  return harbor;
}

describe.each(Object.keys(SERVERS))('a server %s', (name) => {
  const options = SERVERS[name];

  test('becomes what it should be, and a second run writes nothing', async () => {
    const harbor = await settled(options, 120);
    expect(endState(harbor)).toEqual(endState(await settled({}, 120)));
    await expectQuiet(harbor);
  });

  test('becomes the same after a crash after each single request', async () => {
    const whole = await settled(options);
    const expected = endState(await settled());
    let requests = 0;
    for (let point = 1; point < whole.requests; point++) {
      const harbor = new FakeHarbor(options);
      addNeighbours(harbor, 2);
      await expect(run(harbor, RICH, point)).rejects.toBeInstanceOf(Crash);
      expect((await run(harbor)).isDone).toBe(true);
      expect(endState(harbor)).toEqual(expected);
      await expectQuiet(harbor);
      requests += harbor.requests;
    }
    process.stdout.write(
      `server ${name}: ${whole.requests - 1} crash points, ${requests} requests, end states equal\n`,
    );
  });
});

/** What somebody may do by hand. */
const CHANGES: Record<string, (harbor: FakeHarbor) => void> = {
  'a setting of a project': ({ data: { projects } }) => {
    const found = projects.rows().find(({ name }) => name === 'telemetry')!;
    projects.set(found.id, { ...found, metadata: { ...found.metadata, auto_scan: 'false', public: 'true' } });
  },
  'a quota': ({ data: { quotas } }) => {
    const row = quotas.rows().find(({ storage }) => storage === 2 ** 40)!;
    quotas.set(row.id, { ...row, storage: 1 });
  },
  'rules of a retention': ({ data: { retentions } }) =>
    retentions
      .rows()
      .slice(-1)
      .forEach((row) => retentions.set(row.id, { policy: { ...row.policy, rules: [] } })),
  'an immutable rule that is switched off': ({ data: { immutables } }) => {
    const row = immutables.rows().find(({ rule }) => rule.tag_selectors[0].pattern === 'v*')!;
    immutables.set(row.id, { ...row, rule: { ...row.rule, disabled: true } });
  },
  'a role': ({ data: { members } }) => {
    const row = members.rows().find(({ name }) => name === 'ada')!;
    members.set(row.id, { ...row, role: 3 });
  },
  'a member who is gone': ({ data: { members } }) =>
    members.remove(members.rows().find(({ name }) => name === 'platform')!.id),
  'a policy that is switched off': ({ data: { policies } }) => {
    const row = policies.rows().find(({ name }) => name === 'telemetry-to-eu')!;
    policies.set(row.id, { ...row, body: { ...row.body, enabled: false, speed: 1 } });
  },
  'a policy without its mark': ({ data: { policies } }) => {
    const row = policies.rows().find(({ name }) => name === 'telemetry-to-eu')!;
    policies.set(row.id, { ...row, body: { ...row.body, filters: [] } });
  },
  'a policy that is gone': ({ data: { policies } }) =>
    policies.remove(policies.rows().find(({ name }) => name === 'base-from-eu')!.id),
  'a password of an endpoint, without its digest': ({ data: { registries } }) => {
    const row = registries.rows().find(({ name }) => name === 'plant-7')!;
    registries.set(row.id, { ...row, url: 'https://elsewhere.example.com', user: 'mallory', secret: 'x' });
  },
  'a robot with more rights': ({ data: { robots } }) => {
    const row = robots.rows().find(({ name }) => name === 'site-plant-7')!;
    const access = [{ resource: 'repository', action: 'push' }];
    robots.set(row.id, { ...row, permissions: [{ kind: 'project', namespace: 'telemetry', access }] });
  },
  'a robot with another secret': ({ data: { robots } }) => {
    const row = robots.rows().find(({ name }) => name === 'site-plant-7')!;
    robots.set(row.id, { ...row, secret: 'Another0ne' });
  },
  'a robot that is gone': ({ data: { robots } }) =>
    robots.remove(robots.rows().find(({ name }) => name === 'site-plant-8')!.id),
  'the Secret is gone': (harbor) => {
    harbor.secret = undefined;
  },
  'the Secret lost a key': (harbor) => {
    delete harbor.secret!['site-plant-8.password'];
  },
  'no schedules': ({ data: { schedules } }) => schedules.rows().forEach(({ id }) => schedules.remove(id)),
};

test.each(Object.keys(CHANGES))('somebody changed by hand: %s', async (name) => {
  const harbor = await settled();
  const before = endState(harbor);
  CHANGES[name](harbor);
  expect(endState(harbor)).not.toEqual(before);
  const { isDone, lines } = await run(harbor);
  expect(isDone).toBe(true);
  expect(lines.slice(0, -1).some((line) => /^(made|changed)/.test(line))).toBe(true);
  expect(endState(harbor)).toEqual(before);
  await expectQuiet(harbor);
});

describe('what nobody wants any more', () => {
  const FEWER: DesiredState = {
    ...RICH,
    endpoints: RICH.endpoints.filter(({ name }) => name !== 'plant-7'),
    projects: RICH.projects
      .filter(({ name }) => name !== '20260101')
      .map((one) => ({ ...one, immutable: [], members: [] })),
    replications: RICH.replications.filter(({ endpoint }) => endpoint !== 'plant-7'),
    robots: RICH.robots.filter(({ name }) => name !== 'site-plant-8'),
  };

  test('goes where it carries the mark of its maker, policies before the endpoints that they use', async () => {
    const harbor = await settled();
    const { isDone, lines } = await run(harbor, FEWER);
    expect(isDone).toBe(true);
    expect(lines.filter((line) => line.startsWith('removed'))).toEqual([
      'removed replication telemetry-to-plant-7',
      'removed robot robot$site-plant-8',
      'removed endpoint plant-7',
      'removed login of robot site-plant-8 from the Secret',
    ]);
    expect(harbor.data.registries.rows().map(({ name }) => name)).not.toContain('plant-7');
    expect(Object.keys(harbor.secret!).sort()).toEqual(['site-plant-7.password', 'site-plant-7.username']);
    await expectQuiet(harbor, FEWER);
  });

  test('stays where it carries none, and is told', async () => {
    const harbor = await settled();
    const { lines } = await run(harbor, FEWER);
    expect(lines).toContain('left immutable tags v* of project telemetry: no desired state names them');
    expect(lines).toContain('left member ada of project telemetry: no desired state names it');
    expect(harbor.data.projects.rows().map(({ name }) => name)).toContain('20260101');
  });

  test('is asked for again after a crash at any point of the removal', async () => {
    const whole = await settled();
    const before = whole.requests;
    await run(whole, FEWER);
    for (let point = 1; point < whole.requests - before; point++) {
      const harbor = await settled();
      await expect(run(harbor, FEWER, point)).rejects.toBeInstanceOf(Crash);
      expect((await run(harbor, FEWER)).isDone).toBe(true);
      expect(endState(harbor)).toEqual(endState(whole));
    }
  });

  test('is nothing of what others made, with the same name as ours or not', async () => {
    const harbor = new FakeHarbor();
    addNeighbours(harbor, 120);
    const others = endState(harbor);
    const none = { ...RICH, endpoints: [], projects: [], replications: [], robots: [] };
    await run(harbor, { ...none, garbageCollection: undefined, scanAll: undefined });
    expect(endState(harbor)).toEqual(others);
  });

  test('is what was there before and is only looked after: it stays, too', async () => {
    const harbor = new FakeHarbor();
    harbor.data.registries.add({
      name: 'eu',
      type: 'harbor',
      url: 'https://old.example.com',
      description: 'made by hand',
      insecure: true,
      user: '',
      secret: '',
    });
    expect((await run(harbor)).isDone).toBe(true);
    const [eu] = harbor.data.registries.rows();
    expect(eu).toMatchObject({ url: 'https://harbor.eu.example.com', insecure: false, user: 'robot$from-cn' });
    expect(eu.description).toMatch(/^made by hand \[cdk8s-autonomous kept by east\/harbor login=[0-9a-f]{12}\]$/);
    await run(harbor, { ...RICH, endpoints: RICH.endpoints.slice(1), replications: [] });
    expect(harbor.data.registries.rows().map(({ name }) => name)).toContain('eu');
  });
});

describe('what cannot be', () => {
  test('a login that Harbor does not take ends the run at once', async () => {
    const harbor = new FakeHarbor();
    const { isDone, lines } = await run(harbor, {
      ...RICH,
      login: { ...RICH.login, password: '/mirrors/eu/password' },
    });
    expect(isDone).toBe(false);
    expect(lines[0]).toMatch(/^FAILED the run: https:\/\/harbor.example.com does not take the login of 'admin': 401/);
    expect(harbor.requests).toBe(1);
  });

  test('an endpoint that is away is told, with what waits for it; everything else is done', async () => {
    const harbor = new FakeHarbor();
    harbor.settings.away.add('https://harbor.plant-7.example.com');
    const { isDone, lines } = await run(harbor);
    expect(isDone).toBe(false);
    expect(lines.filter((line) => line.startsWith('FAILED'))).toEqual([
      'FAILED endpoint plant-7: 400 for POST /registries: the registry is unhealthy',
      'FAILED replication telemetry-to-plant-7: waits for endpoint plant-7, which is not there',
    ]);
    harbor.settings.away.clear();
    expect((await run(harbor)).isDone).toBe(true);
    expect(endState(harbor)).toEqual(await endOfFirst());
  });

  test('one name for what two owners made is refused: they would undo each other for ever', async () => {
    const harbor = new FakeHarbor();
    await run(harbor, { ...RICH, owner: 'west/harbor' });
    const wrote = harbor.writes.length;
    const { isDone, lines } = await run(harbor);
    expect(isDone).toBe(false);
    expect(lines).toContain('FAILED endpoint eu: endpoint eu is made by west/harbor: another name, or one of the two');
    expect(harbor.writes.slice(wrote).filter((line) => line.includes('/registries'))).toEqual([]);
  });

  test('a project that is no cache does not become one', async () => {
    const harbor = new FakeHarbor();
    harbor.data.projects.add({ name: 'dockerhub', registry: 0, metadata: {} });
    const { lines } = await run(harbor);
    expect(lines).toContain(
      'FAILED project dockerhub: is no cache: Harbor fixes that when a project is made; another name',
    );
  });

  test('quotas that Harbor does not keep are told', async () => {
    const harbor = await settled();
    harbor.data.quotas.rows().forEach(({ id }) => harbor.data.quotas.remove(id));
    const { lines } = await run(harbor);
    expect(lines).toContain('FAILED quota of project telemetry: Harbor keeps none: quota_per_project_enable is off');
  });

  test('a Secret that the Job may not read is told, and no secret is made anew', async () => {
    const harbor = await settled();
    harbor.secretName = 'harbor/another';
    const wrote = harbor.writes.length;
    const { lines } = await run(harbor);
    expect(lines).toContain('FAILED robot site-plant-7: may not GET Secret harbor/robots: 403');
    expect(harbor.writes.slice(wrote)).toEqual([]);
  });

  test('no line holds a secret', async () => {
    const harbor = await settled();
    const { lines } = await run(harbor);
    const secrets = ['of-the-tests', 'Password0fTheMirror', ...harbor.data.robots.rows().map(({ secret }) => secret)];
    expect(secrets.filter((secret) => lines.join('\n').includes(secret))).toEqual([]);
  });
});

async function endOfFirst(): Promise<object> {
  const harbor = new FakeHarbor();
  await run(harbor);
  return endState(harbor);
}
