import { createHash } from 'crypto';
import * as fs from 'fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { run } from '../../src/cli/main';
import { challengeOf, tokenUrl } from '../../src/images/registry/challenge';
import { locatorOf } from '../../src/images/registry/locator';

/** What the registry has: bytes of manifests by repository and tag. */
const BYTES = (name: string) => JSON.stringify({ schemaVersion: 2, name });
const digestOf = (name: string) => `sha256:${createHash('sha256').update(BYTES(name)).digest('hex')}`;
const LOGIN = Buffer.from('robot:secret').toString('base64');

/** A registry as distribution behaves: tokens for private repositories, redirects, limits; every request is noted. */
class FakeRegistry {
  public readonly requests: string[] = [];
  public limited = 0;
  public retryAfter = '3';
  public readonly tags = new Map<string, string>();
  private readonly server: Server = createServer((request, response) => this.answer(request, response));

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  public get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '', headers } = request;
    this.requests.push(
      `${method} ${url.split('?')[0]}${headers.authorization ? ` ${headers.authorization.split(' ')[0]}` : ''}`,
    );
    const { pathname, searchParams } = new URL(url, `http://${this.host}`);
    const send = (status: number, more: Record<string, string> = {}, body = '') =>
      response.writeHead(status, more).end(method === 'HEAD' ? undefined : body);
    if (this.limited > 0) {
      this.limited -= 1;
      return void send(429, { 'retry-after': this.retryAfter });
    }
    if (pathname === '/token') {
      const isPrivate = searchParams.get('scope')?.includes('private/') === true;
      const may = !isPrivate || headers.authorization === `Basic ${LOGIN}`;
      const token = `${searchParams.get('service')} ${searchParams.get('scope')}`;
      return void (may ? send(200, {}, JSON.stringify({ token: Buffer.from(token).toString('base64') })) : send(401));
    }
    const [, repository, tag] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(pathname) ?? [];
    const wanted = Buffer.from(`registry.test repository:${repository}:pull`).toString('base64');
    if (/^(open|basic|moved)\//.test(repository) === false && headers.authorization !== `Bearer ${wanted}`) {
      const challenge = `Bearer realm="http://${this.host}/token",service="registry.test",scope="repository:${repository}:pull"`;
      return void send(401, { 'www-authenticate': challenge });
    }
    if (repository.startsWith('basic/') && headers.authorization !== `Basic ${LOGIN}`) {
      return void send(401, { 'www-authenticate': 'Basic realm="registry"' });
    }
    if (repository.startsWith('moved/')) {
      return void send(307, { location: `/v2/open/${repository.slice('moved/'.length)}/manifests/${tag}` });
    }
    const name = this.tags.get(`${repository}:${tag}`);
    if (name === undefined) {
      return void send(404);
    }
    const silent = repository.includes('silent');
    const takesLists = headers.accept?.includes('image.index.v1') === true;
    return void (takesLists
      ? send(200, silent ? {} : { 'docker-content-digest': digestOf(name) }, BYTES(name))
      : send(406));
  }
}

let registry: FakeRegistry;
let folder: string;
const file = () => join(folder, 'images.lock.json');
const locked = () => JSON.parse(fs.readFileSync(file(), 'utf8')).images;

beforeEach(async () => {
  registry = new FakeRegistry();
  await registry.start();
  folder = fs.mkdtempSync(join(tmpdir(), 'images-'));
});
afterEach(async () => registry.stop());

const slept: number[] = [];
async function images(args: readonly string[], login = true) {
  const [out, err]: string[][] = [[], []];
  slept.length = 0;
  if (login) {
    const auths = { [registry.host]: { auth: LOGIN } };
    fs.writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths }));
  }
  const own = ['--file', file(), '--manifests', join(folder, 'dist'), '--plan', join(folder, 'plan.json')];
  const code = await run(['images', 'lock', ...args, ...own], {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    coloured: false,
    now: () => 0,
    dockerConfig: folder,
    sleep: async (milliseconds) => slept.push(milliseconds),
  });
  return { code, out: out.join(''), err: err.join('') };
}

/** Puts images into the registry; their references. */
const have = (...names: string[]) =>
  names.map((name) => {
    registry.tags.set(name, name);
    return `${registry.host}/${name}`;
  });

describe('asks the registry', () => {
  test('for a token first, as its challenge says, and keeps it', async () => {
    const [a] = have('vehicles/a:1');
    const { code, out } = await images([a]);
    expect(code).toBe(0);
    expect(out).toContain(`+ ${a}@${digestOf('vehicles/a:1')}\n`);
    expect(locked()).toEqual({ [a]: digestOf('vehicles/a:1') });
    expect(registry.requests).toEqual([
      'HEAD /v2/vehicles/a/manifests/1',
      'GET /token Basic',
      'HEAD /v2/vehicles/a/manifests/1 Bearer',
    ]);
  });

  test('once for a repository with two tags', async () => {
    await images(have('vehicles/a:1', 'vehicles/a:2'));
    expect(registry.requests.filter((one) => one.includes('/token'))).toHaveLength(1);
  });

  test('with the login of docker where a repository is private', async () => {
    const [image] = have('private/a:1');
    expect(await images([image], false)).toMatchObject({
      code: 3,
      err: expect.stringContaining(`docker login ${registry.host} first`),
    });
    expect(fs.existsSync(file())).toBe(false);
    expect((await images([image])).code).toBe(0);
  });

  test('with a user and password where it wants these themselves', async () => {
    const [image] = have('basic/a:1');
    expect((await images([image], false)).err).toContain('docker login');
    expect((await images([image])).code).toBe(0);
    expect(registry.requests.at(-1)).toBe('HEAD /v2/basic/a/manifests/1 Basic');
  });

  test('where it is sent', async () => {
    have('open/a:1');
    const image = `${registry.host}/moved/a:1`;
    await images([image]);
    expect(locked()).toEqual({ [image]: digestOf('open/a:1') });
  });

  test('for the bytes where it says no digest', async () => {
    const [image] = have('open/silent:1');
    await images([image]);
    expect(locked()).toEqual({ [image]: digestOf('open/silent:1') });
    expect(registry.requests).toEqual(['HEAD /v2/open/silent/manifests/1', 'GET /v2/open/silent/manifests/1']);
  });

  test('again after the time that it says', async () => {
    const [image] = have('open/a:1');
    registry.limited = 2;
    const { code, err } = await images([image]);
    expect(code).toBe(0);
    expect(slept).toEqual([3000, 3000]);
    expect(err).toContain('asks to wait 3 s');
  });

  test('five times at most, and no longer than two minutes between', async () => {
    const [image] = have('open/a:1');
    registry.limited = 100;
    registry.retryAfter = '86400';
    const { code, err } = await images([image]);
    expect([code, slept]).toEqual([3, [120_000, 120_000, 120_000, 120_000]]);
    expect(err).toContain('is asked too often');
  });

  test('another host where a mirror is named', async () => {
    have('open/a:1');
    const { code } = await images(['harbor.example.com/open/a:1', '--mirror', `harbor.example.com=${registry.host}`]);
    expect(code).toBe(0);
    expect(locked()).toEqual({ 'harbor.example.com/open/a:1': digestOf('open/a:1') });
  });
});

describe('what it cannot have', () => {
  test('all at once, and nothing is written', async () => {
    const [good] = have('open/good:1');
    const { code, err } = await images([good, `${registry.host}/open/none:1`, `${registry.host}/open/gone:2`]);
    expect(code).toBe(3);
    expect(err).toContain("has no tag '1' of open/none");
    expect(err).toContain("has no tag '2' of open/gone");
    expect(err).toContain('nothing was written');
    expect(fs.existsSync(file())).toBe(false);
  });

  test('a registry that does not answer', async () => {
    const { host } = registry;
    await registry.stop();
    expect((await images([`${host}/open/a:1`], false)).err).toContain('does not answer: ECONNREFUSED');
    await registry.start();
  });

  test.each([
    [['nginx'], 'must be <host>/<path>:<tag>'],
    [[`r.example.com/a@sha256:${'0'.repeat(64)}`], 'must be <host>/<path>:<tag>'],
    [['r.example.com/a:1', '--mirror', 'x'], '--mirror x: must be'],
    [[], 'name no image; run cdk8s synth first'],
  ])('%j', async (args, message) => {
    const { code, err } = await images(args);
    expect(code).toBe(3);
    expect(err).toContain(message);
  });

  test('a lock file that is none', async () => {
    fs.writeFileSync(file(), '{');
    expect(await images(['r.example.com/a:1'])).toMatchObject({ code: 3, err: expect.stringContaining('is no JSON') });
  });
});

describe('which images', () => {
  const manifest = (...names: string[]) => {
    fs.mkdirSync(join(folder, 'dist/shop'), { recursive: true });
    const containers = names.map((image, i) => `      - name: c${i}\n        image: ${image}`).join('\n');
    fs.writeFileSync(
      join(folder, 'dist/shop/Deployment.a.yaml'),
      `kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n${containers}\n---\nkind: ConfigMap\ndata:\n  image: no/image\n`,
    );
  };

  test('those of the manifests, and those of a plan that synth refused', async () => {
    const [a, b, c] = have('open/a:1', 'open/b:1', 'open/c:1');
    manifest(b, a, `${c}@${digestOf('other')}`);
    const cure = [`npx cdk8s-autonomous images lock ${c} --file other.json`, 'something else'];
    fs.writeFileSync(join(folder, 'plan.json'), JSON.stringify({ clusters: [{ findings: [{ cure }, {}] }] }));
    await images([]);
    expect(Object.keys(locked())).toEqual([a, b, c]);
  });

  test('asks only for what has no digest yet; the file stays as it is', async () => {
    const [a] = have('open/a:1');
    manifest(a);
    await images([]);
    const before = fs.statSync(file());
    registry.requests.length = 0;
    expect((await images([])).out).toBe(`${file()}: 1 images\n`);
    expect(registry.requests).toEqual([]);
    expect(fs.statSync(file()).mtimeMs).toBe(before.mtimeMs);
  });

  test('--update asks again, --prune takes out, one line for each', async () => {
    const [a, b] = have('open/a:1', 'open/b:1');
    manifest(a, b);
    await images([]);
    const lines = fs.readFileSync(file(), 'utf8').split('\n');
    registry.tags.set('open/a:1', 'newer');
    manifest(a);
    const { out } = await images(['--update', '--prune']);
    expect(out).toContain(`+ ${a}@${digestOf('newer')}\n- ${b}\n`);
    expect(locked()).toEqual({ [a]: digestOf('newer') });
    expect(lines).toHaveLength(8);
  });

  test('--check says what is stale, and writes nothing', async () => {
    const [a, b, c] = have('open/a:1', 'open/b:1', 'open/c:1');
    manifest(a, b);
    await images([]);
    expect(await images(['--check'])).toMatchObject({ code: 0, out: `${file()} is current: 2 images\n` });
    registry.tags.set('open/a:1', 'newer');
    manifest(a, c);
    const text = fs.readFileSync(file(), 'utf8');
    const { code, out } = await images(['--check']);
    expect(code).toBe(2);
    expect(out).toBe(`missing ${c}\nmoved ${a}: ${digestOf('open/a:1')} is now ${digestOf('newer')}\nunused ${b}\n`);
    expect(fs.readFileSync(file(), 'utf8')).toBe(text);
  });
});

test('challenges and names as registries and runtimes have them', () => {
  expect(challengeOf('Negotiate')).toBeUndefined();
  expect(challengeOf(null)).toBeUndefined();
  const challenge = challengeOf('bearer realm=https://auth.example.com/token , service="a b"')!;
  expect(tokenUrl(challenge, 'x/y')).toBe('https://auth.example.com/token?service=a+b&scope=repository%3Ax%2Fy%3Apull');
  expect(tokenUrl(challengeOf('Bearer realm="file:///x"')!, 'x')).toBeUndefined();
  expect(locatorOf('nginx:1.27', {})).toEqual({
    host: 'docker.io',
    origin: 'https://registry-1.docker.io',
    repository: 'library/nginx',
    tag: '1.27',
  });
  expect(locatorOf('localhost:5000/a/b:1', {}).origin).toBe('http://localhost:5000');
  expect(locatorOf('quay.io/a/b:1', { 'quay.io': 'http://mirror:80/' }).origin).toBe('http://mirror:80');
});
