import { Api, forAll } from './api/api';
import { MADE } from './api/objects';
import { Clock } from './clock';

/** A kind of object that can be listed and deleted. */
interface Kind {
  readonly name: string;
  readonly list: string;
  readonly namespaced: boolean;
}

/** Milliseconds without progress after which the rest is left to the cluster. */
const PATIENCE = 60_000;
/** These go when everything else is gone: pods end on nodes. */
const LAST = new Set(['nodes', 'leases']);

/**
 * Removes everything that a rehearsal has made, and nothing else: it has a label.
 * @returns what could not be removed
 */
export async function cleanUp(api: Api, clock: Clock): Promise<string[]> {
  const kinds = await kindsOf(api);
  const first = kinds.filter(({ name }) => !LAST.has(name));
  const left = await removed(api, clock, first, (path) => !/^\/api\/v1\/nodes\//.test(path));
  return [
    ...left,
    ...(await removed(
      api,
      clock,
      kinds.filter(({ name }) => LAST.has(name)),
      () => true,
    )),
  ];
}

async function removed(
  api: Api,
  clock: Clock,
  kinds: readonly Kind[],
  may: (path: string) => boolean,
): Promise<string[]> {
  const asked = new Set<string>();
  let [fewest, since] = [Infinity, clock.now()];
  for (;;) {
    const left = (await listed(api, kinds)).filter(may);
    if (left.length === 0) {
      return [];
    }
    await forAll(
      left.filter((path) => !asked.has(path)),
      async (path) => {
        asked.add(path);
        await api.remove(path, { propagationPolicy: 'Background' });
      },
    );
    if (left.length < fewest) {
      [fewest, since] = [left.length, clock.now()];
    } else if (clock.now() - since > PATIENCE) {
      return left;
    }
    await clock.sleep(500);
  }
}

/** Paths of what is there with the label. */
async function listed(api: Api, kinds: readonly Kind[]): Promise<string[]> {
  const paths: string[] = [];
  await forAll(kinds, async ({ list, name, namespaced }) => {
    const { items = [] } = await api.get(`${list}/${name}`, { labelSelector: MADE }).catch(() => ({}));
    for (const { metadata } of items) {
      const scope = namespaced ? `/namespaces/${metadata.namespace}` : '';
      paths.push(`${list}${scope}/${name}/${metadata.name}`);
    }
  });
  return paths;
}

async function kindsOf(api: Api): Promise<Kind[]> {
  const { groups } = await api.get('/apis');
  const bases = ['/api/v1', ...groups.map((group: any) => `/apis/${group.preferredVersion.groupVersion}`)];
  const kinds: Kind[] = [];
  await forAll(bases, async (list: string) => {
    const { resources = [] } = await api.get(list).catch(() => ({}));
    for (const { name, namespaced, verbs } of resources) {
      if (!name.includes('/') && verbs.includes('list') && verbs.includes('delete')) {
        kinds.push({ name, list, namespaced });
      }
    }
  });
  return kinds;
}
