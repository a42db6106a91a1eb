import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { PATHS, redisFiles, RedisSettings } from '../../src/data/redis/redis-files';
import { RedisEviction } from '../../src/data/redis/redis-props';

const DOMAIN = 'cache-headless.shop.svc.cluster.local';
const host = (i: number) => `cache-${i}.${DOMAIN}`;

/** What the sentinels and servers of a pod answer; the first line that fits the arguments of redis-cli. */
type Answers = readonly (readonly [RegExp, string | readonly string[]])[];

/**
 * Runs a script of the ConfigMap as pod 0 would, with programs in place of Redis: redis-cli answers what it is told to, in turn where there are several answers,
 * and redis-server shows with what it is started.
 */
class Pod {
  public readonly root = fs.mkdtempSync(path.join(os.tmpdir(), 'redis-'));
  private readonly bin = path.join(this.root, 'bin');

  public constructor(settings: Partial<RedisSettings> = {}) {
    const all = { dataBytes: 2 ** 30, eviction: RedisEviction.NONE, persistent: true, tls: false, replicas: 3 };
    const files = redisFiles({ ...all, host, domain: DOMAIN, ...settings });
    for (const [name, text] of Object.entries(files)) {
      this.write(path.join(PATHS.settings, name), this.moved(text));
    }
    this.write(`${PATHS.secrets}/password`, 'cl"ient \\ one');
    this.write(`${PATHS.secrets}/replication`, 'ser"ver \\ $two');
    fs.mkdirSync(path.join(this.root, PATHS.data), { recursive: true });
    this.program('redis-server', 'echo "SERVER $*"; [ "$1" = - ] && cat || cat "$1"');
    this.program('sleep', 'true');
  }

  public write(file: string, text: string): void {
    const full = path.join(this.root, file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, text);
  }

  public run(
    script: string,
    answers: Answers,
  ): { readonly out: string; readonly asked: string[]; readonly status: number } {
    const log = path.join(this.root, 'asked');
    fs.writeFileSync(log, '');
    const cases = answers.map(([pattern, answer], i) => {
      const texts = typeof answer === 'string' ? [answer] : answer;
      const counter = path.join(this.root, `count-${i}`);
      fs.writeFileSync(counter, '0');
      const pick = texts
        .map((text, at) => `${at === texts.length - 1 ? '*' : at}) printf '%b\\n' '${text}';;`)
        .join(' ');
      return `if echo "$*" | grep -qE -e '${pattern.source}'; then n=$(cat ${counter}); echo $((n + 1)) >${counter}; case $n in ${pick} esac; exit; fi`;
    });
    this.program('redis-cli', [`echo "$*" >>${log}`, ...cases].join('\n'));
    const env = { PATH: `${this.bin}:${process.env.PATH}`, HOSTNAME: 'cache-0' };
    const file = path.join(this.root, PATHS.settings, `${script}.sh`);
    const { stdout, stderr, status } = spawnSync('/bin/sh', [file], { env, encoding: 'utf8', timeout: 20_000 });
    expect(stderr).toBe('');
    return { out: stdout, asked: fs.readFileSync(log, 'utf8').split('\n'), status: status ?? -1 };
  }

  /** The same text with its folders below that of the test. */
  private moved(text: string): string {
    return Object.values(PATHS).reduce((all, folder) => all.split(folder).join(`${this.root}${folder}`), text);
  }

  private program(name: string, body: string): void {
    this.write(`bin/${name}`, `#!/bin/sh\n${body}\n`);
    fs.chmodSync(path.join(this.bin, name), 0o755);
  }
}

const pods: Pod[] = [];
const pod = (settings: Partial<RedisSettings> = {}) => (pods.push(new Pod(settings)), pods[pods.length - 1]);
afterAll(() => pods.forEach(({ root }) => fs.rmSync(root, { recursive: true })));

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const failovers = (asked: string[]) => asked.filter((line) => line.includes('sentinel failover')).length;

describe('a server', () => {
  test('follows whom the sentinel beside it names, whatever is in the passwords', () => {
    const { out } = pod().run('start-redis', [[/get-master-addr/, `${host(1)}\\n6379`]]);
    expect(out).toContain('SERVER -\n');
    expect(out).toContain(`replicaof ${host(1)} 6379`);
    expect(out).toContain(`user default on #${sha256('cl"ient \\ one')} ~*`);
    expect(out).toContain('masterauth "ser\\"ver \\\\ $two"');
    expect(out).not.toContain('cl"ient');
  });

  test('waits until its sentinel knows', () => {
    const { out } = pod().run('start-redis', [[/get-master-addr/, ['', '', host(0)]]]);
    expect(out).not.toContain('replicaof');
  });

  test('gives its role away where it comes back with nothing and others have the data', () => {
    const { out, asked } = pod({ persistent: false }).run('start-redis', [
      [/get-master-addr/, [host(0), host(0), host(2)]],
      [/sentinel master/, 'num-slaves\\n2'],
    ]);
    expect(failovers(asked)).toBe(1);
    expect(out).toContain(`replicaof ${host(2)} 6379`);
  });

  test('begins as the primary where there is nobody else, or it has the data itself', () => {
    const first = pod().run('start-redis', [
      [/get-master-addr/, host(0)],
      [/sentinel master/, 'num-slaves\\n0'],
    ]);
    const again = pod();
    again.write(`${PATHS.data}/appendonlydir/appendonly.aof.1.base.rdb`, 'data');
    const second = again.run('start-redis', [
      [/get-master-addr/, host(0)],
      [/sentinel master/, 'num-slaves\\n2'],
    ]);
    for (const { out, asked } of [first, second]) {
      expect(failovers(asked)).toBe(0);
      expect(out).not.toContain('replicaof');
    }
  });

  test('is ready when it has everything, and alive while it reads it', () => {
    const ready = (text: string) => pod().run('is-ready', [[/info replication/, text]]).status;
    expect(ready('role:master')).toBe(0);
    expect(ready('role:slave\\nmaster_link_status:up')).toBe(0);
    expect(ready('role:slave\\nmaster_link_status:down')).toBe(1);
    expect(ready('')).toBe(1);
    const alive = (text: string) => pod().run('is-alive', [[/ping/, text]]).status;
    expect([alive('PONG'), alive('LOADING Redis is loading'), alive('')]).toEqual([0, 0, 1]);
  });
});

describe('a primary that is told to stop', () => {
  test('stops writes and waits until another is the primary', () => {
    const { asked } = pod().run('hand-over', [
      [/get-master-addr/, [host(0), host(0), host(1)]],
      [/sentinel master/, 'num-slaves\\n2'],
    ]);
    expect(failovers(asked)).toBe(1);
    expect(asked.findIndex((line) => line.includes('pause'))).toBeLessThan(
      asked.findIndex((line) => line.includes('failover')),
    );
    expect(asked.some((line) => line.includes('unpause'))).toBe(false);
  });

  test('takes writes again where nobody can take over', () => {
    const { asked } = pod().run('hand-over', [
      [/get-master-addr/, host(0)],
      [/sentinel master/, 'num-slaves\\n2'],
    ]);
    expect(failovers(asked)).toBe(3);
    expect(asked.some((line) => line.includes('unpause'))).toBe(true);
  });

  test('does nothing where it is a replica, or alone', () => {
    const replica = pod().run('hand-over', [[/get-master-addr/, host(1)]]);
    const alone = pod().run('hand-over', [
      [/get-master-addr/, host(0)],
      [/sentinel master/, 'num-slaves\\n0'],
    ]);
    expect([replica, alone].map(({ asked }) => failovers(asked))).toEqual([0, 0]);
  });
});

describe('a sentinel', () => {
  const STATE = [
    'user default on #old &* +@all',
    'sentinel myid 368e891925a17213bdc5786c8c107ade0efd145f',
    `sentinel monitor main ${host(2)} 6379 5`,
    'sentinel auth-pass main "an older password"',
    'sentinel config-epoch main 7',
    `sentinel known-replica main ${host(0)} 6379`,
  ];

  test('begins with the first pod where nobody knows better', () => {
    const { out } = pod().run('start-sentinel', []);
    expect(out).toContain(`sentinel monitor main ${host(0)} 6379 2\n`);
  });

  test('asks the others where it knows nothing', () => {
    const { out } = pod().run('start-sentinel', [[new RegExp(`-h ${host(1)} .*get-master-addr`), `${host(1)}\\n6379`]]);
    expect(out).toContain(`sentinel monitor main ${host(1)} 6379 2\n`);
  });

  test('keeps what it agreed on, and takes passwords, rights and quorum anew', () => {
    const restarted = pod();
    restarted.write(`${PATHS.data}/sentinel/sentinel.conf`, `${STATE.join('\n')}\n`);
    const { out } = restarted.run('start-sentinel', []);
    expect(out).toContain(`sentinel monitor main ${host(2)} 6379 2\n`);
    expect(out.indexOf('config-epoch main 7')).toBeGreaterThan(out.indexOf('sentinel monitor'));
    expect(out).toContain('sentinel myid 368e891925a17213bdc5786c8c107ade0efd145f');
    expect(out).not.toMatch(/older password|#old/);
    expect(fs.statSync(path.join(restarted.root, PATHS.data, 'sentinel/sentinel.conf')).mode % 0o100).toBe(0);
  });
});
