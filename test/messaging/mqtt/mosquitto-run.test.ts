import { ChildProcess, execFileSync, spawn, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Size } from 'cdk8s';
import { Cpu, Image, LocalBroker, Rate, TlsCertificate } from 'cdk8s-autonomous';
import { documents } from '../../support/apps';
import { edgePlatform, site, tenant } from '../../support/edge';

const PORT = 28_883;
const tools = ['mosquitto', 'mosquitto_pub', 'mosquitto_sub', 'openssl'];
const there = tools.every((tool) => !spawnSync(tool, ['--help']).error);

/** The files that the construct writes, as they are, but for folders and port. */
function emitted(folder: string): void {
  const edge = edgePlatform();
  const broker = new LocalBroker(tenant(edge), 'broker', {
    image: Image.of('registry.example.com/mosquitto', { tag: '2.0.22', digest: `sha256:${'c'.repeat(64)}` }),
    resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(512) },
    certificate: TlsCertificate.issued({ issuer: 'sites' }),
    clients: { cart: { publishes: ['shop/cart/#'] }, controller: { subscribes: ['shop/#', 'devices/#'] } },
    own: { publishes: ['devices/{id}/#'] },
    keeps: { rate: Rate.perSecond(1), messageSize: Size.kibibytes(1) },
  });
  site(edge).deploy(broker);
  const { data } = documents(edge.node.root as any).find(
    ({ kind, metadata }) => kind === 'ConfigMap' && /^broker-/.test(metadata.name),
  );
  for (const [name, text] of Object.entries<string>(data)) {
    const here = text
      .replace(/\/etc\/config|\/etc\/mosquitto\/tls|\/mosquitto\/data/g, folder)
      .replace('listener 8883', `listener ${PORT}`);
    // Started by root it would become a user that may not read them.
    fs.writeFileSync(
      path.join(folder, name),
      name.endsWith('.conf') && name !== 'acl.conf' ? `user root\n${here}` : here,
    );
  }
}

/** An authority, and certificates of the server and of clients that it has signed. */
function certificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  for (const authority of ['ca', 'other']) {
    openssl(
      'req',
      '-x509',
      ...ec,
      '-keyout',
      `${authority}.key`,
      '-out',
      `${authority}.crt`,
      '-subj',
      `/CN=${authority}`,
    );
  }
  for (const [name, file, authority] of [
    ['localhost', 'tls', 'ca'],
    ['cart', 'cart', 'ca'],
    ['controller', 'controller', 'ca'],
    ['cart', 'thief', 'other'],
  ]) {
    openssl('req', ...ec, '-keyout', `${file}.key`, '-out', `${file}.csr`, '-subj', `/CN=${name}`);
    openssl(
      'x509',
      '-req',
      '-in',
      `${file}.csr`,
      '-CA',
      `${authority}.crt`,
      '-CAkey',
      `${authority}.key`,
      '-CAcreateserial',
      '-out',
      `${file}.crt`,
    );
  }
}

(there ? describe : describe.skip)(
  `a mosquitto with the emitted files${there ? '' : ' (skipped: it is not installed)'}`,
  () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosquitto-'));
    let server: ChildProcess;

    const start = async () => {
      server = spawn('mosquitto', ['-c', path.join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
      for (let i = 0; i < 100 && publish('cart', 'shop/cart/up', 'x') !== 0; i++) {
        await new Promise((done) => setTimeout(done, 100));
      }
    };
    const stop = () =>
      new Promise((done) => {
        server.once('exit', done);
        server.kill('SIGTERM');
      });
    const file = (name: string) => path.join(folder, name);
    const as = (name: string) => ['--cert', file(`${name}.crt`), '--key', file(`${name}.key`)];
    const base = ['-h', 'localhost', '-p', String(PORT), '--cafile', file('ca.crt'), '-q', '1'];
    const publish = (name: string, topic: string, text: string, more = as(name)) =>
      spawnSync('mosquitto_pub', [...base, ...more, '-V', 'mqttv5', '-t', topic, '-m', text], { timeout: 10_000 })
        .status;
    const listen = (name: string, topic: string, seconds: number, ...more: string[]) =>
      spawnSync('mosquitto_sub', [...base, ...as(name), '-t', topic, '-W', String(seconds), '-v', ...more], {
        timeout: 20_000,
      })
        .stdout.toString()
        .trim();

    beforeAll(async () => {
      emitted(folder);
      certificates(folder);
      await start();
    }, 60_000);
    afterAll(async () => {
      await stop();
      fs.rmSync(folder, { recursive: true });
    });

    test('lets in who shows a certificate of the authority, and nobody else', () => {
      expect(publish('cart', 'shop/cart/a', '1')).toBe(0);
      expect(publish('cart', 'shop/cart/a', '1', [])).not.toBe(0);
      expect(publish('thief', 'shop/cart/a', '1')).not.toBe(0);
      const plain = spawnSync(
        'mosquitto_pub',
        ['-h', 'localhost', '-p', String(PORT), '-t', 'shop/cart/a', '-m', '1'],
        { timeout: 10_000 },
      );
      expect(plain.status).not.toBe(0);
    });

    test('has no port without TLS', () => {
      const plain = spawnSync('mosquitto_pub', ['-h', 'localhost', '-p', '1883', '-t', 'a', '-m', '1'], {
        timeout: 10_000,
      });
      expect(plain.status).not.toBe(0);
      expect(plain.stderr.toString()).toMatch(/refused|unable/i);
    });

    test('what a client publishes elsewhere arrives nowhere; what it may, and below its own name, does', () => {
      const all = ['shop/#', '-t', 'devices/#'] as const;
      const controller = (seconds: number) =>
        listen('controller', all[0], seconds, ...all.slice(1), '-i', 'controller-1', '-c');
      controller(1);
      publish('cart', 'shop/other', 'no');
      publish('controller', 'shop/cart/c', 'no');
      // The name is that of the certificate, whatever the client calls itself.
      publish('controller', 'shop/cart/c', 'no', [...as('controller'), '-u', 'cart']);
      publish('cart', 'devices/controller/t', 'no');
      publish('cart', 'devices/cart/t', 'yes');
      publish('cart', 'shop/cart/b', 'yes');
      expect(controller(2).split('\n')).toEqual(['devices/cart/t yes', 'shop/cart/b yes']);
    });

    test('keeps what waits for a client over a restart', async () => {
      listen('controller', 'shop/#', 1, '-i', 'controller-2', '-c');
      publish('cart', 'shop/cart/kept', 'still there');
      await stop();
      await start();
      expect(listen('controller', 'shop/#', 3, '-i', 'controller-2', '-c').split('\n')).toContain(
        'shop/cart/kept still there',
      );
    }, 60_000);
  },
);
