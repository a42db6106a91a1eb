import { Api } from './api/api';
import { isMade, KubeObject } from './api/objects';
import { shortList } from './cast/cast';
import { RehearsalRefused } from './refused';

/** The first version in which pods can be kept from the scheduler for a while without a switch. */
const OLDEST_MINOR = 27;
/** Every cluster has them. */
const SYSTEM = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);
const KWOK = 'kwok.x-k8s.io/node';

/** What the cluster is, once it is sure that nothing of anybody is in the way. */
export async function guarded(api: Api, manifests: readonly KubeObject[]): Promise<string> {
  const { gitVersion, major, minor } = await versionOf(api);
  if (major === '1' && parseInt(minor, 10) < OLDEST_MINOR) {
    throw new RehearsalRefused(`the cluster is ${gitVersion}; a rehearsal needs 1.${OLDEST_MINOR} or later`);
  }
  const nodes = await api.list('/api/v1/nodes');
  refuseNodes(nodes.filter((node) => !isMade(node)));
  if (nodes.some(isMade)) {
    throw new RehearsalRefused(
      'nodes of another rehearsal are in the cluster: wait for its end, or remove what it left behind with --clean',
    );
  }
  await refuseNamespaces(api, manifests);
  return gitVersion;
}

async function versionOf(api: Api): Promise<{ gitVersion: string; major: string; minor: string }> {
  try {
    return await api.get('/version');
  } catch (error) {
    throw new RehearsalRefused(`the cluster does not answer: ${(error as Error).message}`);
  }
}

function refuseNodes(nodes: readonly KubeObject[]): void {
  const names = (some: readonly KubeObject[]) => shortList(some.map(({ metadata }) => metadata.name));
  const real = nodes.filter(({ metadata }) => metadata.annotations?.[KWOK] === undefined);
  if (real.length > 0) {
    throw new RehearsalRefused(
      `the cluster has nodes of its own (${names(real)}): rehearse only where nothing runs, on an empty control plane or a cluster made by kwokctl`,
    );
  }
  const open = nodes.filter(({ spec }) => !spec?.unschedulable);
  if (open.length > 0) {
    throw new RehearsalRefused(
      `nodes of KWOK would take pods of the plan (${names(open)}): delete them, or close them with kubectl cordon`,
    );
  }
}

async function refuseNamespaces(api: Api, manifests: readonly KubeObject[]): Promise<void> {
  const wanted = new Set(
    manifests.flatMap(({ kind, metadata }) =>
      kind === 'Namespace' ? [metadata.name] : metadata.namespace ? [metadata.namespace] : [],
    ),
  );
  const taken = (await api.list('/api/v1/namespaces')).filter(
    ({ metadata: { name } }) => wanted.has(name) && !SYSTEM.has(name),
  );
  if (taken.length > 0) {
    const names = shortList(taken.map(({ metadata }) => metadata.name));
    throw new RehearsalRefused(
      taken.every(isMade)
        ? `what another rehearsal left behind is in the cluster (namespace ${names}): remove it with --clean`
        : `namespaces of the manifests are in the cluster already: ${names}`,
    );
  }
}
