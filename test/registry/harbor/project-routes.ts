import { Asked, checkCron, empty, Fault, json, page } from './answers';
import { Database } from './database';
import { Answer } from '../../../src/registry/job/transport';

/** Types that a cache may be of (src/lib/config, permitted_registry_types_for_proxy_cache). */
const CACHED = [
  'docker-hub',
  'harbor',
  'azure-acr',
  'ali-acr',
  'aws-ecr',
  'google-gcr',
  'quay',
  'docker-registry',
  'github-ghcr',
  'jfrog-artifactory',
];

/** src/server/v2.0/handler/project.go, quota.go, retention.go, immutable.go and member.go. */
export function projectRoutes(
  data: Database,
  asked: Asked,
  self: string,
  users: readonly string[],
): Answer | undefined {
  const { method, path, body, query } = asked;
  const [, name, rest = ''] = /^\/projects\/([^/]+)(?:\/(.*))?$/.exec(path) ?? [];
  if (path === '/projects') {
    return method === 'GET'
      ? page(
          asked,
          data.projects.seen().map((one) => shown(one)),
        )
      : create(data, body, self);
  }
  if (name !== undefined && rest === '') {
    return method === 'GET' ? json(200, shown(data.project(name))) : update(data, name, body);
  }
  if (rest.startsWith('immutabletagrules')) {
    return immutable(data, asked, name, rest.split('/')[1]);
  }
  if (rest.startsWith('members')) {
    return members(data, asked, name, rest.split('/')[1], users);
  }
  if (path === '/usergroups') {
    const groups = data.groups.seen().map(({ id, name: one, dn }) => ({ id, group_name: one, ldap_group_dn: dn }));
    return page(asked, groups);
  }
  if (path === '/quotas') {
    const reference = Number(query.get('reference_id'));
    const found = data.quotas.seen().filter((one) => one.reference === reference);
    return page(
      asked,
      found.map(({ id, storage }) => ({ id, ref: { id: reference }, hard: { storage }, used: { storage: 0 } })),
    );
  }
  const [, quota] = /^\/quotas\/(\d+)$/.exec(path) ?? [];
  if (quota !== undefined) {
    const found = data.quotas.get(Number(quota));
    if (!found || !Number.isInteger(body?.hard?.storage)) {
      throw new Fault(found ? 400 : 404, 'hard required in body');
    }
    data.quotas.set(found.id, { ...found, storage: body.hard.storage });
    return empty(200);
  }
  return path.startsWith('/retentions') ? retention(data, asked) : undefined;
}

function shown({ id, name, registry, metadata }: any): object {
  return { project_id: id, name, registry_id: registry, metadata, repo_count: 0, owner_name: 'admin' };
}

function checkMetadata(metadata: any): void {
  for (const [key, value] of Object.entries(metadata ?? {})) {
    if (typeof value !== 'string') {
      throw new Fault(422, `metadata.${key} in body must be of type string`);
    }
  }
}

function create(data: Database, body: any, self: string): Answer {
  const { project_name: name, metadata = {}, storage_limit: storage = -1, registry_id: registry = 0 } = body;
  checkMetadata(metadata);
  if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name)) {
    throw new Fault(400, `project name ${name} is not in lower case or contains illegal characters`);
  }
  if (registry !== 0) {
    const found = data.registries.seen().find(({ id }) => id === registry);
    if (!found) {
      throw new Fault(500, 'internal server error');
    }
    if (!CACHED.includes(found.type)) {
      throw new Fault(400, `unsupported registry type ${found.type}`);
    }
  }
  if (data.projects.rows().some((one) => one.name === name)) {
    throw new Fault(409, `The project named ${name} already exists`);
  }
  const cached = registry === 0 ? { proxy_speed_kb: undefined, max_upstream_conn: undefined } : {};
  const kept = Object.entries({ public: 'false', ...metadata, ...cached }).filter(([, value]) => value !== undefined);
  const id = data.projects.add({ name, registry, metadata: Object.fromEntries(kept) as Record<string, string> });
  data.quotas.add({ reference: id, storage });
  data.members.add({ project: id, name: self, type: 'u', role: 1 });
  if (registry !== 0) {
    const policy = data.retentions.add({ policy: sevenDays(id) });
    data.projects.set(id, {
      ...data.projects.get(id)!,
      metadata: { ...data.projects.get(id)!.metadata, retention_id: String(policy) },
    });
  }
  return empty(201, { location: `/api/v2.0/projects/${id}` });
}

/** What Harbor gives a cache (WithNDaysSinceLastPull). */
function sevenDays(project: number): object {
  return {
    algorithm: 'or',
    scope: { level: 'project', ref: project },
    trigger: { kind: 'Schedule', settings: { cron: '0 0 0 * * *' } },
    rules: [
      {
        id: 1,
        priority: 1,
        action: 'retain',
        template: 'nDaysSinceLastPull',
        params: { nDaysSinceLastPull: 7 },
        tag_selectors: [{ kind: 'doublestar', decoration: 'matches', pattern: '**' }],
        scope_selectors: { repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: '**' }] },
      },
    ],
  };
}

function update(data: Database, name: string, { metadata = {} }: any): Answer {
  const { id } = data.project(name);
  checkMetadata(metadata);
  const now = data.projects.get(id)!;
  if (metadata.retention_id !== undefined && metadata.retention_id !== now.metadata.retention_id) {
    throw new Fault(400, "the retention_id in the request's payload when updating a project should be omitted");
  }
  data.projects.set(id, { ...now, metadata: { ...now.metadata, ...metadata } });
  return empty(200);
}

function retention(data: Database, { method, path, body }: Asked): Answer {
  const id = Number(path.split('/')[2]);
  if (method === 'GET') {
    const found = data.retentions.seen().find((one) => one.id === id);
    if (!found) {
      throw new Fault(404, `no such retention policy with id ${id}`);
    }
    return json(200, { ...found.policy, id });
  }
  if (body.rules.length > 15) {
    throw new Fault(400, 'only 15 rules are allowed at most');
  }
  const texts = body.rules.map((rule: any) => JSON.stringify({ ...rule, id: 0 }));
  if (new Set(texts).size < texts.length) {
    throw new Fault(409, 'rule 1 is conflict with rule 0');
  }
  checkCron(body.trigger.settings.cron);
  if (method === 'PUT') {
    data.retentions.set(id, { policy: body });
    return empty(200);
  }
  const project = data.projects.seen().find((one) => one.id === body.scope.ref);
  if (!project) {
    throw new Fault(400, `invalid Project id ${body.scope.ref}`);
  }
  const now = data.projects.get(project.id)!;
  if (now.metadata.retention_id !== undefined) {
    throw new Fault(400, `project ${project.id} already has retention policy ${now.metadata.retention_id}`);
  }
  const made = data.retentions.add({ policy: body });
  data.projects.set(project.id, { ...now, metadata: { ...now.metadata, retention_id: String(made) } });
  return empty(201);
}

function immutable(data: Database, asked: Asked, name: string, id: string | undefined): Answer {
  const { method, body } = asked;
  const project = data.project(name);
  if (method === 'GET') {
    const found = data.immutables.seen().filter((one) => one.project === project.id);
    return page(
      asked,
      found.map((one) => ({ ...one.rule, id: one.id })),
    );
  }
  if (method === 'POST') {
    // The column is the JSON, byte by byte: equal rules with another priority are two.
    const same = data.immutables
      .rows()
      .some((one) => one.project === project.id && JSON.stringify(one.rule) === JSON.stringify(body));
    if (same) {
      throw new Fault(409, 'immutable rule already exists');
    }
    data.immutables.add({ project: project.id, rule: body });
    return empty(201);
  }
  const found = data.immutables.get(Number(id));
  if (!found || found.project !== project.id) {
    throw new Fault(404, `project id ${project.id} does not match`);
  }
  if (body.id !== found.id) {
    throw new Fault(400, "the immutable_rule_id doesn't match the id in the payload body of ImmutableRule");
  }
  data.immutables.set(found.id, { ...found, rule: body });
  return empty(200);
}

function members(data: Database, asked: Asked, name: string, id: string | undefined, users: readonly string[]): Answer {
  const { method, body } = asked;
  const project = data.project(name);
  if (method === 'GET') {
    const found = data.members.seen().filter((one) => one.project === project.id);
    return page(
      asked,
      found.map((one) => ({
        id: one.id,
        project_id: one.project,
        entity_id: one.group ?? one.id,
        entity_name: one.name,
        entity_type: one.type,
        role_id: one.role,
      })),
    );
  }
  if (method === 'PUT') {
    data.members.set(Number(id), { ...data.members.get(Number(id))!, role: body.role_id });
    return empty(200);
  }
  const dn: string | undefined = body.member_group?.ldap_group_dn;
  const group = dn === undefined ? undefined : groupOf(data, dn);
  const entity = body.member_user?.username ?? body.member_group?.group_name ?? group?.name;
  const type = body.member_user ? 'u' : 'g';
  if (type === 'u' && !users.includes(entity)) {
    throw new Fault(404, `user ${entity} not found`);
  }
  if (data.members.rows().some((one) => one.project === project.id && one.name === entity && one.type === type)) {
    throw new Fault(409, 'The project member specified already exist');
  }
  data.members.add({ project: project.id, name: entity, type, role: body.role_id, group: group?.id });
  return empty(201);
}

/** The group of a directory: Harbor learns of it with its first member, and calls it by its common name (SearchAndOnBoardGroup). */
function groupOf(data: Database, dn: string) {
  const known = data.groups.rows().find((one) => one.dn.toLowerCase() === dn.toLowerCase());
  const name = /^cn=([^,]+)/i.exec(dn)?.[1] ?? dn;
  return known ?? data.groups.get(data.groups.add({ name, dn }))!;
}
