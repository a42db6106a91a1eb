import { Duration, Size, Testing } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';
import { configuration, LOGIN, NIGHTLY, NODE, ON_PUSH, registry } from './configurations';
import { transferSeconds, transfersOver } from '../../src/registry/configuration/parts/transfer-speed';
import { messageOf, stack } from '../support/apps';
import { edgePlatform, tenant, site } from '../support/edge';

const keep = (count: number, tags = '**') => auto.HarborRetentionRule.latestPushed(count, { tags });

describe('a project', () => {
  const config = configuration(stack(Testing.app()));
  config.addProject('taken');

  const REFUSED: [string, string, auto.HarborProjectProps, string][] = [
    ['a name in capitals', 'Telemetry', {}, "name 'Telemetry': must be letters in lower case and digits"],
    ['a name that is taken', 'taken', {}, "name 'taken': is the name of another project already"],
    [
      'a severity without scanning',
      'a',
      { blockSeverity: auto.HarborSeverity.HIGH },
      "blockSeverity 'high': would let through what nobody scanned; scanOnPush: true",
    ],
    [
      'a quota below what its images need',
      'a',
      {
        quota: Size.gibibytes(100),
        retention: auto.HarborRetention.of([keep(10), keep(5, 'v*')]),
        images: { repositories: 8, size: auto.DataSize.gigabytes(1.5) },
      },
      '8 repositories x 1.4 GiB x 15 tags = 168 GiB; Size.gibibytes(168), or a retention that keeps fewer',
    ],
    [
      'images of which nobody knows how many stay',
      'a',
      {
        retention: auto.HarborRetention.of([auto.HarborRetentionRule.pushedWithin(30)]),
        images: { repositories: 8, size: auto.DataSize.gigabytes(1.5) },
      },
      'images.tags undefined: is not known: the retention does not keep a number of tags',
    ],
    [
      'more than 15 rules',
      'a',
      { retention: auto.HarborRetention.of(Array.from({ length: 16 }, (_, i) => keep(i + 1))) },
      "retention '16 rules': Harbor takes 15 in a project",
    ],
    ['a rule twice', 'a', { retention: auto.HarborRetention.of([keep(3), keep(3)]) }, 'has one rule twice'],
    ['no rule', 'a', { retention: auto.HarborRetention.of([]) }, 'without one nothing would stay'],
    [
      'a schedule with 5 fields',
      'a',
      { retention: auto.HarborRetention.of([keep(3)], '30 1 * * *') },
      "retention.schedule '30 1 * * *': has 5 fields, Harbor wants 6, seconds first; '0 30 1 * * *'",
    ],
    [
      'a schedule at another second',
      'a',
      { retention: auto.HarborRetention.of([keep(3)], '15 30 1 * * *') },
      "starts at another second than 0, which Harbor refuses; '0 30 1 * * *'",
    ],
    ['a pattern twice', 'a', { immutableTags: ['v*', 'v*'] }, 'must name each pattern once'],
    [
      'a member twice',
      'a',
      {
        members: [
          auto.HarborMember.user('ada', auto.HarborRole.GUEST),
          auto.HarborMember.user('ada', auto.HarborRole.DEVELOPER),
        ],
      },
      'has one of them twice',
    ],
  ];

  test.each(REFUSED)('is refused with %s', (_, name, props, message) => {
    expect(messageOf(() => config.addProject(name, props))).toContain(message);
  });

  test('is refused with all that is wrong at once', () => {
    const message = messageOf(() =>
      config.addProject('A', { blockSeverity: auto.HarborSeverity.LOW, retention: auto.HarborRetention.of([], 'x') }),
    );
    expect(message.split('\n')).toHaveLength(4);
  });

  test('of a cache is refused where two of them ask one registry with different logins', () => {
    config.addProxyCache('hub', { upstream: auto.HarborUpstream.dockerHub() });
    const again = () => config.addProxyCache('hub2', { upstream: auto.HarborUpstream.dockerHub(LOGIN) });
    expect(messageOf(again)).toContain("login 'hub.docker.com': is asked with another login already");
  });

  test('takes no http', () => {
    expect(messageOf(() => auto.HarborUpstream.harbor('http://harbor.example.com'))).toContain('must be a host name');
  });
});

describe('the configuration', () => {
  const REFUSED: [string, Partial<auto.HarborConfigurationProps>, string][] = [
    [
      'without an administrator',
      { login: undefined },
      'is needed: the library has not installed harbor.cn.example.com',
    ],
    ['with a scan of 5 fields', { scanAll: '0 4 * * 0' }, "scanAll '0 4 * * 0': has 5 fields"],
    [
      'with a collection of words',
      { garbageCollection: { schedule: 'every night' } },
      'must be 6 fields with a space between',
    ],
    [
      'with too many workers',
      { garbageCollection: { schedule: '0 0 3 * * *', workers: 50 } },
      'garbageCollection.workers 50: must be a whole number from 1 to 5',
    ],
    [
      'with a key that its secret does not have',
      { login: { secret: auto.SecretRef.existing('admin', ['user', 'password']) } },
      "Secret admin has no key 'username'",
    ],
  ];

  test.each(REFUSED)('is refused %s', (_, props, message) => {
    expect(messageOf(() => configuration(stack(Testing.app()), props))).toContain(message);
  });

  test('is refused where robots could not be written down', () => {
    const config = configuration(stack(Testing.app()), { apiServer: undefined });
    const project = config.addProject('a');
    expect(messageOf(() => config.addRobot('r', { projects: [project] }))).toContain(
      "apiServer undefined: is needed where there are robots: the Job writes their logins into a Secret; Peer.cidr('10.0.0.1/32', 443)",
    );
  });

  test('is refused where what it wants does not fit into a ConfigMap', () => {
    const app = Testing.app();
    const config = configuration(stack(app));
    for (let i = 0; i < 4000; i++) {
      config.addProject(`project-${i}`, { immutableTags: ['v*'], retention: auto.HarborRetention.latestPushed(3) });
    }
    expect(messageOf(() => app.synth())).toMatch(/takes \d+ bytes with the program, of 1044480/);
  });
});

describe('a robot', () => {
  const config = configuration(stack(Testing.app()));
  const project = config.addProject('a');
  const store = auto.SecretStore.cluster('vault');
  config.addRobot('taken', { projects: [project], pushTo: { store, path: 'harbor/a' } });

  const REFUSED: [string, string, auto.HarborRobotProps, string][] = [
    ['a name that is taken', 'taken', { projects: [project] }, 'is the name of another robot already'],
    ['a name that Harbor does not take', 'a+b', { projects: [project] }, "name 'a+b': must be letters in lower case"],
    ['no project', 'r', { projects: [] }, 'must name at least one project'],
    [
      'a project of another configuration',
      'r',
      { projects: [configuration(stack(Testing.app())).addProject('b')] },
      "projects ['b']: are of another configuration",
    ],
    ['half a day', 'r', { projects: [project], duration: Duration.hours(12) }, 'must be whole days'],
    [
      'an entry that is taken',
      'r',
      { projects: [project], pushTo: { store, path: 'harbor/a' } },
      'is that of robot taken',
    ],
  ];

  test.each(REFUSED)('is refused with %s', (_, name, props, message) => {
    expect(messageOf(() => config.addRobot(name, props))).toContain(message);
  });

  test('has no login for other clusters where that stays in the Secret', () => {
    const robot = config.addRobot('alone', { projects: [project] });
    expect(messageOf(() => robot.login)).toContain('its login stays in Secret config-robots');
  });
});

describe('a replication', () => {
  const made = () => {
    const shop = stack(Testing.app());
    const config = configuration(shop);
    return { shop, config, project: config.addProject('telemetry'), eu: registry(shop, 'eu') };
  };
  const line = auto.Bandwidth.megabitsPerSecond(20);

  const REFUSED: [string, Partial<auto.HarborReplicationProps>, string][] = [
    [
      'a schedule with 5 fields',
      { trigger: auto.HarborReplicationTrigger.cron('0 1 * * *') },
      "trigger '0 1 * * *': has 5 fields, Harbor wants 6, seconds first; '0 0 1 * * *'",
    ],
    [
      'a start every minute',
      { trigger: auto.HarborReplicationTrigger.cron('0 * 1 * * *') },
      "starts every minute, which Harbor refuses for replication; '0 */15 1 * * *'",
    ],
    [
      'a speed above the line',
      { line, speed: auto.Bandwidth.megabitsPerSecond(50) },
      'is more than the line to harbor.eu.example.com can, 20 Mbit/s; at most 20 Mbit/s',
    ],
    ['tags that are no pattern', { tags: 'v* w*' }, "tags 'v* w*': must be one pattern, or {some,of,them}"],
    ['a window for nothing', { window: Duration.hours(8) }, 'is of no use without what goes with a change'],
    [
      'a change at a speed that nobody knows',
      { change: { size: auto.DataSize.gigabytes(1) } },
      'nobody knows how fast it goes; speed or line',
    ],
    [
      'a speed that Harbor cannot say',
      { speed: auto.Bandwidth.kilobitsPerSecond(5), change: { size: auto.DataSize.gigabytes(1), repositories: 8 } },
      'is less than Harbor can say for 8 transfers at once',
    ],
  ];

  test.each(REFUSED)('is refused with %s', (_, props, message) => {
    const { config, project, eu } = made();
    const replicate = () => config.replicateTo(eu, { projects: [project], trigger: NIGHTLY, login: LOGIN, ...props });
    expect(messageOf(replicate)).toContain(message);
  });

  test('is refused where several of them together take more than the line', () => {
    const { config, project, eu } = made();
    const half = auto.Bandwidth.megabitsPerSecond(12);
    config.replicateTo(eu, { projects: [project], trigger: NIGHTLY, login: LOGIN, line, speed: half });
    const other = config.addProject('maps');
    const second = () =>
      config.replicateTo(eu, { projects: [other], trigger: NIGHTLY, login: LOGIN, line, speed: half });
    expect(messageOf(second)).toContain('beside 12 Mbit/s of other replications to it');
  });

  test('that pulls hears of no pushes', () => {
    const { config, eu } = made();
    const pull = () => config.replicateFrom(eu, { projects: ['base'], trigger: ON_PUSH });
    expect(messageOf(pull)).toContain(
      "trigger 'HarborReplicationTrigger.onPush()': hears of pushes to this Harbor alone, and this one pulls from another",
    );
  });

  test('does not go in a circle, and the way is told', () => {
    const { shop, config, project, eu } = made();
    const us = registry(shop, 'us');
    const ofEu = configuration(shop, { registry: eu }, 'config-eu');
    const ofUs = configuration(shop, { registry: us }, 'config-us');
    config.replicateTo(eu, { projects: [project], trigger: ON_PUSH, login: LOGIN });
    ofEu.replicateTo(us, { projects: [ofEu.addProject('telemetry')], trigger: ON_PUSH, login: LOGIN });
    const back = ofUs.addProject('telemetry');
    const circle = () => ofUs.replicateTo(config.registry, { projects: [back], trigger: ON_PUSH, login: LOGIN });
    expect(messageOf(circle)).toContain(
      "projects 'telemetry': would go in a circle: harbor.us.example.com -> harbor.cn.example.com -> harbor.eu.example.com -> harbor.us.example.com",
    );
    const self = () => config.replicateTo(config.registry, { projects: [project], trigger: ON_PUSH, login: LOGIN });
    expect(messageOf(self)).toContain('would go in a circle: harbor.cn.example.com -> harbor.cn.example.com');
    // Another project may go the other way.
    ofUs.replicateTo(config.registry, { projects: [ofUs.addProject('maps')], trigger: ON_PUSH, login: LOGIN });
  });

  test('to a site is refused where that has no registry', () => {
    const edge = edgePlatform();
    const config = configuration(tenant(edge));
    const project = config.addProject('telemetry');
    const plain = site(edge);
    const replicate = () => config.replicateToSites([plain], { projects: [project], trigger: NIGHTLY, login: LOGIN });
    expect(messageOf(replicate)).toContain("sites ['gz-1']: have no registry that it could be copied to");
  });

  test('to a site that its uplink cannot take in its window is an error of the plan, with the numbers that can', () => {
    const app = Testing.app();
    const edge = edgePlatform(app);
    const shop = tenant(edge);
    const config = configuration(shop);
    const project = config.addProject('telemetry');
    const there = site(edge, 'gz-1', { registry: registry(shop, 'gz'), uplink: line });
    config.replicateToSites([there], {
      projects: [project],
      trigger: NIGHTLY,
      login: LOGIN,
      window: Duration.hours(2),
      change: { size: auto.DataSize.gigabytes(40), repositories: 4 },
    });
    const [{ findings }] = JSON.parse(auto.Plan.of(app).toJson()).clusters;
    const found = findings.find(({ code }: any) => code === 'TRANSFER_TOO_LONG');
    // 40 GB x 8 / 7,200 s = 44.4 Mbit/s; at 20 Mbit/s 4.4 hours.
    expect(found.message).toBe('images to gz-1: 37.3 GiB at 20 Mbit/s take 4.45 h, and the window is 2 h');
    expect(found.cure ?? found.cures).toEqual(['a bandwidth of 45 Mbit/s', 'a window of 4.5 h']);
  });
});

describe('the speed of transfers', () => {
  test('is divided by those that run at once, as many as there are workers at most, in units of 1024 bits', () => {
    expect(transfersOver(20e6, 1, 10)).toEqual({ atOnce: 1, speed: 19531, bitsPerSecond: 19531 * 1024 });
    expect(transfersOver(20e6, 4, 10)).toEqual({ atOnce: 4, speed: 4882, bitsPerSecond: 4 * 4882 * 1024 });
    expect(transfersOver(20e6, 25, 10).atOnce).toBe(10);
    expect(transfersOver(20e6, 25, 30).atOnce).toBe(25);
  });

  test('is never more than was given', () => {
    for (let repositories = 1; repositories < 20; repositories++) {
      expect(transfersOver(3e6, repositories, 10).bitsPerSecond).toBeLessThanOrEqual(3e6);
    }
  });

  test('tells how long a change takes', () => {
    const over = { atOnce: 1, speed: 1000, bitsPerSecond: 1_024_000 };
    expect(transferSeconds({ bytes: 1_024_000, repositories: 1 }, over)).toBe(8);
  });
});

test('images of another registry than that of the stack are refused for the Job, too', () => {
  const app = Testing.app();
  const other = stack(app);
  const mine = registry(other);
  const shop = new auto.AutonomousStack(app, 'own', { cluster: other.cluster, registry: mine });
  const wrong = () => new auto.HarborConfiguration(shop, 'config', { registry: mine, image: NODE, login: LOGIN });
  expect(messageOf(wrong)).toContain('must come from the registry of the stack, harbor.cn.example.com');
});
