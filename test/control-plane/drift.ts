import { readFileSync, writeFileSync } from 'fs';
import { Agent, request } from 'https';
import { join } from 'path';
import { run } from '../../src/cli/main';
import { manifestsIn } from '../../src/cli/manifest-files';
import { listsOf } from '../support/live/live-lists';

const PATHS: Readonly<Record<string, string>> = {
  Namespace: '/api/v1/namespaces',
  ServiceAccount: '/api/v1/namespaces/NS/serviceaccounts',
  ConfigMap: '/api/v1/namespaces/NS/configmaps',
  LimitRange: '/api/v1/namespaces/NS/limitranges',
  Deployment: '/apis/apps/v1/namespaces/NS/deployments',
};

const LISTS: Readonly<Record<string, readonly (readonly [kind: string, path: string])[]>> = {
  nodes: [['Node', '/api/v1/nodes']],
  pods: [['Pod', '/api/v1/pods']],
  workloads: [
    ['Deployment', '/apis/apps/v1/deployments'],
    ['ConfigMap', '/api/v1/namespaces/kube-system/configmaps'],
  ],
};

/** So many times it is looked whether all pods have a node. */
const LOOKS = 60;
const PAUSE = 1500;

/**
 * What docs/drift.md makes, applied as Argo CD does it: what the API server, controllers and the scheduler make of it is no drift, and what somebody edits is.
 * @returns whether that is so
 */
export async function driftOnControlPlane(folder: string, kubeconfig: string): Promise<boolean> {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8'));
  const call = caller(clusters[0].cluster.server, users[0].user.token);
  const [{ pools, workloads }] = JSON.parse(readFileSync(join(folder, 'plan/plan.json'), 'utf8')).clusters;
  const cluster = { pools, workloads, steady: { nodes: [] } } as any;
  const manifests: any[] = manifestsIn(join(folder, 'dist')) as any[];
  const nodes = listsOf(cluster, []).nodes.filter(({ metadata }) => !metadata.name.startsWith('control-plane'));
  const statuses = ({ metadata, status }: any) =>
    call(
      'PATCH',
      `/api/v1/nodes/${metadata.name}/status`,
      { status: { capacity: status.allocatable, ...status } },
      'merge-patch',
    );
  for (const node of nodes) {
    await call('POST', '/api/v1/nodes', { ...node, status: undefined });
    await statuses(node);
  }
  for (const kind of Object.keys(PATHS)) {
    for (const manifest of manifests.filter((one) => one.kind === kind)) {
      const { name, namespace } = manifest.metadata;
      const path = `${PATHS[kind].replace('NS', namespace)}/${name}?fieldManager=argocd-controller&force=true`;
      await call('PATCH', path, manifest, 'apply-patch');
    }
  }
  const planned = workloads.reduce((sum: number, { replicas }: any) => sum + replicas.planned, 0);
  for (let look = 0; look < LOOKS && (await bound(call)) < planned; look++) {
    await Promise.all(nodes.map(statuses));
    await pause();
  }
  const untouched = await drift(folder, call);
  const spec = { containers: [{ name: 'cart', image: 'registry.example.com/shop/cart:debug' }] };
  const path = '/apis/apps/v1/namespaces/shop/deployments/cart?fieldManager=kubectl-edit';
  await call('PATCH', path, { spec: { template: { spec } } }, 'strategic-merge-patch');
  await pause();
  const { code, out } = await drift(folder, call);
  const found = ['IMAGE_CHANGED', 'EDITED_BY_HAND'].every((one) => out.includes(one));
  return untouched.code === 0 && code !== 0 && found;
}

type Call = (method: string, path: string, body?: object, type?: string) => Promise<any>;

function caller(server: string, token: string): Call {
  const agent = new Agent({ rejectUnauthorized: false });
  return (method, path, body, type) =>
    new Promise((resolve, reject) => {
      const contentType =
        type === undefined ? 'application/json' : `application/${type}+${type === 'apply-patch' ? 'yaml' : 'json'}`;
      const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
      const sent = request(`${server}${path}`, { method, agent, headers }, (answer) => {
        let text = '';
        answer.on('data', (part) => (text += part));
        answer.on('end', () =>
          (answer.statusCode ?? 0) < 300 ? resolve(JSON.parse(text)) : reject(new Error(`${method} ${path}: ${text}`)),
        );
      });
      sent.on('error', reject);
      sent.end(body && JSON.stringify(body));
    });
}

async function bound(call: Call): Promise<number> {
  const { items } = await call('GET', '/api/v1/pods');
  return items.filter(({ spec }: any) => spec.nodeName).length;
}

function pause(): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE));
}

/** The command with lists as kubectl writes them. */
async function drift(folder: string, call: Call): Promise<{ code: number; out: string }> {
  const options: string[] = [];
  for (const [name, paths] of Object.entries(LISTS)) {
    const items: any[] = [];
    for (const [kind, path] of paths) {
      items.push(...(await call('GET', path)).items.map((item: any) => ({ kind, ...item })));
    }
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', items, kind: 'List' }, undefined, 4));
    options.push(`--${name}`, file);
  }
  let out = '';
  const where = ['--plan', join(folder, 'plan/plan.json'), '--manifests', join(folder, 'dist')];
  const code = await run(['drift', ...where, ...options], {
    out: (text) => {
      out += text;
      process.stdout.write(text);
    },
    err: (text) => process.stderr.write(text),
    coloured: false,
    now: () => Date.now(),
  });
  return { code, out };
}
