import { execFile } from 'child_process';
import * as fs from 'fs';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { endState } from './harbor/end-state';
import { FakeHarbor, HARBOR } from './harbor/fake-harbor';
import { FILES, RICH } from './harbor/rich-state';
import { harborProgram } from '../../projenrc/harbor-program';
import { PROGRAM } from '../../src/registry/configuration/program';

test('the text is that of the sources: npx projen harbor-program', () => {
  const file = path.resolve(__dirname, '../../src/registry/configuration/program.ts');
  expect(fs.readFileSync(file, 'utf8')).toBe(harborProgram());
});

test('it is small enough for a ConfigMap with room for what is wanted', () => {
  expect(Buffer.byteLength(PROGRAM)).toBeLessThan(40_000);
});

describe('as a process', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'harbor-program-'));
  const harbor = new FakeHarbor({ tooManyEach: 20 });
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', async () => {
        const headers = request.headers as Record<string, string>;
        const answer = await harbor.answer({
          method: request.method!,
          url: `${HARBOR}${request.url}`,
          headers,
          body: body || undefined,
        });
        response.writeHead(answer.status, { ...answer.headers, ...(answer.status === 429 && { 'retry-after': '0' }) });
        response.end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    fs.writeFileSync(path.join(folder, 'harbor.js'), PROGRAM);
    for (const [name, value] of Object.entries(FILES)) {
      const file = path.join(folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, `${value}\n`);
    }
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** Names of files are below the folder of the test. */
  async function start(state: object): Promise<{ code: number; out: string }> {
    const text = JSON.stringify(state).replace(/"(\/(?:login|mirrors)\/[^"]*)"/g, (_, name) =>
      JSON.stringify(path.join(folder, name)),
    );
    fs.writeFileSync(path.join(folder, 'state.json'), text);
    const node = promisify(execFile)(process.execPath, ['harbor.js', 'state.json'], { cwd: folder, env: {} });
    return node.then(
      ({ stdout }) => ({ code: 0, out: stdout }),
      ({ code, stdout, stderr }) => ({ code, out: `${stdout}${stderr}` }),
    );
  }

  const STATE = { ...RICH, robots: [], robotSecret: undefined };

  test('it makes a server what it should be and says what it did; the second time it writes nothing', async () => {
    const first = await start({ ...STATE, url });
    expect(first.out).toMatch(/^made endpoint eu$/m);
    expect(first.out).toMatch(
      /^\d+ made, 1 changed, 0 removed, 2 kept, 0 left, 0 failed; \d+ requests, \d+ of them wrote$/m,
    );
    expect(first.code).toBe(0);
    const end = endState(harbor);
    const second = await start({ ...STATE, url });
    expect(second.out).toMatch(/ 0 of them wrote\n$/);
    expect(second.out.split('\n')).toHaveLength(2);
    expect(endState(harbor)).toEqual(end);
  });

  test('it ends with 1 where something is not as it should be', async () => {
    harbor.settings.hasScanner = false;
    const { code, out } = await start({ ...STATE, url });
    expect(out).toMatch(/^FAILED schedule of the scan of everything: 412 for GET .*no scanner is configured/m);
    expect(code).toBe(1);
  });

  test('it ends with 1 where the server does not take its login', async () => {
    const { code, out } = await start({ ...STATE, url, login: { ...STATE.login, password: '/mirrors/eu/password' } });
    expect(out).toMatch(/does not take the login of 'admin': 401/);
    expect(code).toBe(1);
  });
});
