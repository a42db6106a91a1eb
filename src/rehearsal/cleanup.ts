import { Api, ApiError, forAll } from './api/api';
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
 * @param empty done when only nodes and their leases are left
 * @returns what could not be removed
 */
export async function cleanUp(api: Api, clock: Clock, empty: () => Promise<void> = async () => {}): Promise<string[]> {
  const kinds = await kindsOf(api);
  const early = kinds.filter(({ name }) => !LAST.has(name));
  const left = await removed(api, clock, early);
  await empty();
  const late = kinds.filter(({ name }) => LAST.has(name));
  return [...left, ...(await removed(api, clock, late))];
}

async function removed(api: Api, clock: Clock, kinds: readonly Kind[]): Promise<string[]> {
  let [fewest, since] = [Infinity, clock.now()];
  for (;;) {
    const left = await listed(api, kinds);
    if (left.length === 0) {
      return [];
    }
    await forAll(
      left.filter(({ ends }) => !ends),
      ({ path }) => api.remove(path, { propagationPolicy: 'Background' }),
    );
    if (left.length < fewest) {
      [fewest, since] = [left.length, clock.now()];
    } else if (clock.now() - since > PATIENCE) {
      return left.map(({ path }) => path);
    }
    await clock.sleep(500);
  }
}

/** What is there with the label, and whether it is going already. */
async function listed(api: Api, kinds: readonly Kind[]): Promise<{ path: string; ends: boolean }[]> {
  const found: { path: string; ends: boolean }[] = [];
  await forAll(kinds, async ({ list, name, namespaced }) => {
    const { items = [], silent } = await api.get(`${list}/${name}`, { labelSelector: MADE }).catch(silence);
    if (silent) {
      found.push({ path: `${list}/${name}`, ends: true });
    }
    for (const { metadata } of items) {
      const scope = namespaced ? `/namespaces/${metadata.namespace}` : '';
      const ends = metadata.deletionTimestamp !== undefined;
      found.push({ path: `${list}${scope}/${name}/${metadata.name}`, ends });
    }
  });
  return found;
}

/** Some kinds cannot be listed; but a server that does not answer may have something. */
function silence(error: unknown): { items?: undefined; silent: boolean } {
  return { silent: !(error instanceof ApiError && error.status < 500) };
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
