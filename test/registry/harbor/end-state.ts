import { FakeHarbor } from './fake-harbor';

/** What a Harbor is like in the end, without ids and without what secrets happen to be: equal for equal ends. */
export function endState(harbor: FakeHarbor): object {
  const { data, secret } = harbor;
  const nameOf = (id: number) => (id === 0 ? '-' : data.registries.get(id)?.name);
  const of = (project: number) => data.projects.get(project)!.name;
  const login = (name: string) => {
    const [username, password] = ['username', 'password'].map((key) =>
      Buffer.from(secret?.[`${name}.${key}`] ?? '', 'base64').toString(),
    );
    return harbor.robotMayPull(username, password);
  };
  return {
    registries: sorted(data.registries.rows().map(({ id: _, ...row }) => row)),
    projects: sorted(
      data.projects.rows().map(({ name, registry, metadata: { retention_id: _, ...metadata } }) => ({
        name,
        registry: nameOf(registry),
        metadata: sortedKeys(metadata),
      })),
    ),
    quotas: sorted(data.quotas.rows().map(({ reference, storage }) => [of(reference), storage])),
    retentions: sorted(
      data.projects.rows().map(({ name, metadata }) => {
        const { trigger, rules } = data.retentions.get(Number(metadata.retention_id))?.policy ?? {};
        return [name, trigger, rules];
      }),
    ),
    immutables: sorted(
      data.immutables.rows().map(({ project, rule: { id: _, ...rule } }) => [of(project), sortedKeys(rule)]),
    ),
    members: sorted(data.members.rows().map(({ project, name, type, role }) => [of(project), name, type, role])),
    policies: sorted(
      data.policies.rows().map(({ id: _, source, destination, ...row }) => ({
        ...row,
        source: nameOf(source),
        destination: nameOf(destination),
      })),
    ),
    robots: sorted(data.robots.rows().map(({ id: _, secret: __, ...row }) => ({ ...row, login: login(row.name) }))),
    schedules: sorted(data.schedules.rows().map(({ id: _, ...row }) => row)),
    secret: Object.keys(secret ?? {}).sort(),
  };
}

function sortedKeys(object: object): object {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sorted<Item>(items: Item[]): Item[] {
  const text = (item: Item) => JSON.stringify(item);
  return items.sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
}
