import { ChildProcess, execFileSync, spawn } from 'child_process';
import { generateKeyPairSync, randomBytes } from 'crypto';
import { createWriteStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { Agent, get } from 'https';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';

const NAMES = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;
type Name = (typeof NAMES)[number];
export type Binaries = Readonly<Record<Name, string>>;

/** The binaries of a control plane: in the folder KUBE_BINARIES, else on the PATH; a text says which are missing. */
export function findBinaries(environment: NodeJS.ProcessEnv): Binaries | string {
  const folders = [environment.KUBE_BINARIES ?? '', ...(environment.PATH ?? '').split(delimiter)].filter(Boolean);
  const found = NAMES.map((name) => [name, folders.map((folder) => join(folder, name)).find(existsSync)] as const);
  const missing = found.filter(([, file]) => file === undefined).map(([name]) => name);
  return missing.length > 0
    ? `not found in KUBE_BINARIES or on the PATH: ${missing.join(', ')}`
    : (Object.fromEntries(found) as Binaries);
}

/** Seconds that a part of the control plane may take to be there. */
const PATIENCE = 240;

/** etcd, API server, controller manager and scheduler on loopback, fresh in a folder of their own, with nothing but their defaults where it matters. */
export class ControlPlane {
  public readonly folder = mkdtempSync(join(tmpdir(), 'control-plane-'));
  public readonly kubeconfig = join(this.folder, 'kubeconfig');
  private readonly processes: [string, ChildProcess][] = [];
  private readonly token = randomBytes(24).toString('hex');

  public constructor(private readonly binaries: Binaries) {}

  public async start(): Promise<void> {
    const [client, peer, port, managed, scheduled] = await Promise.all(Array.from({ length: 5 }, freePort));
    this.writeKeys();
    const url = (one: number) => `http://127.0.0.1:${one}`;
    this.run('etcd', [
      `--data-dir=${this.file('etcd')}`,
      '--unsafe-no-fsync',
      `--listen-client-urls=${url(client)}`,
      `--advertise-client-urls=${url(client)}`,
      `--listen-peer-urls=${url(peer)}`,
      `--initial-advertise-peer-urls=${url(peer)}`,
      `--initial-cluster=default=${url(peer)}`,
    ]);
    this.run('kube-apiserver', [
      `--etcd-servers=${url(client)}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      `--secure-port=${port}`,
      // It makes itself a certificate there.
      `--cert-dir=${this.file('certificates')}`,
      '--service-cluster-ip-range=10.0.0.0/16',
      `--token-auth-file=${this.file('tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://control-plane.invalid',
      `--service-account-key-file=${this.file('accounts.pub')}`,
      `--service-account-signing-key-file=${this.file('accounts.key')}`,
      '--allow-privileged=true',
    ]);
    await this.waitFor(`https://127.0.0.1:${port}/readyz`);
    this.writeKubeconfig(port);
    const common = [`--kubeconfig=${this.kubeconfig}`, '--leader-elect=false', '--bind-address=127.0.0.1'];
    this.run('kube-controller-manager', [
      ...common,
      `--secure-port=${managed}`,
      `--cert-dir=${this.file('controller-manager')}`,
      `--service-account-private-key-file=${this.file('accounts.key')}`,
      // Nothing here asks for endpoints, and each pod would write them.
      '--controllers=*,-endpoints-controller,-endpointslice-controller,-endpointslice-mirroring-controller',
      '--kube-api-qps=300',
      '--kube-api-burst=600',
    ]);
    this.run('kube-scheduler', [
      ...common,
      `--secure-port=${scheduled}`,
      `--cert-dir=${this.file('scheduler')}`,
      '--kube-api-qps=300',
      '--kube-api-burst=600',
    ]);
  }

  /** Ends the processes, the last first, and removes their folder. */
  public async stop(): Promise<void> {
    for (const [, process] of this.processes.reverse()) {
      if (process.exitCode === null && process.signalCode === null) {
        const ended = new Promise((resolve) => process.once('exit', resolve));
        process.kill('SIGTERM');
        const late = setTimeout(() => process.kill('SIGKILL'), 15_000);
        await ended;
        clearTimeout(late);
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private file(name: string): string {
    return join(this.folder, name);
  }

  private run(name: Name, options: readonly string[]): void {
    const log = createWriteStream(this.file(`${name}.log`));
    // In a group of its own: Ctrl-C is for the rehearsal, which still has to clean up.
    const process = spawn(this.binaries[name], options, {
      cwd: this.folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    process.stdout.pipe(log);
    process.stderr.pipe(log);
    this.processes.push([name, process]);
  }

  private writeKeys(): void {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(this.file('accounts.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
    writeFileSync(this.file('accounts.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(this.file('tokens.csv'), `${this.token},admin,admin,system:masters\n`, { mode: 0o600 });
  }

  private writeKubeconfig(port: number): void {
    const cluster = { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'loopback', cluster }],
      users: [{ name: 'admin', user: { token: this.token } }],
      contexts: [{ name: 'loopback', context: { cluster: 'loopback', user: 'admin' } }],
      'current-context': 'loopback',
    };
    writeFileSync(this.kubeconfig, JSON.stringify(config), { mode: 0o600 });
  }

  private async waitFor(address: string): Promise<void> {
    const agent = new Agent({ rejectUnauthorized: false });
    const headers = { authorization: `Bearer ${this.token}` };
    for (let second = 0; second < PATIENCE; second++) {
      const [dead] = this.processes.find(([, { exitCode }]) => exitCode !== null) ?? [];
      if (dead) {
        throw new Error(`${dead} ended:\n${this.lastLines(dead)}`);
      }
      const status = await new Promise((resolve) =>
        get(address, { agent, headers }, (answer) => resolve(answer.resume().statusCode)).on('error', () => resolve(0)),
      );
      if (status === 200) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    throw new Error(`the API server is not ready after ${PATIENCE} s`);
  }

  private lastLines(name: string): string {
    return execFileSync('tail', ['-n', '5', this.file(`${name}.log`)], { encoding: 'utf8' });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
