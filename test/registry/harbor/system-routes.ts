import { Asked, checkCron, empty, Fault, json, page, queried } from './answers';
import { Database } from './database';
import { Answer } from '../../../src/registry/job/transport';

export interface Settings {
  /** Registries that are not to be reached, by their addresses, and the passwords of those that want one. */
  readonly away: Set<string>;
  readonly passwords: Map<string, string>;
  readonly robotPrefix: string;
  hasScanner: boolean;
}

/** src/server/v2.0/handler/registry.go, replication.go, robot.go, gc.go and scan_all.go. */
export function systemRoutes(data: Database, asked: Asked, settings: Settings): Answer | undefined {
  const { path } = asked;
  const [, kind, id] = /^\/(registries|replication\/policies|robots)(?:\/(\d+))?$/.exec(path) ?? [];
  switch (kind) {
    case 'registries':
      return registries(data, asked, settings, id);
    case 'replication/policies':
      return policies(data, asked, id);
    case 'robots':
      return robots(data, asked, settings, id);
    default:
      return path.endsWith('/schedule') ? schedule(data, asked, settings) : undefined;
  }
}

/** The password is shown to nobody. */
function shownRegistry({ id, name, type, url, description, insecure, user, secret }: any): object {
  const credential = user ? { type: 'basic', access_key: user, ...(secret && { access_secret: '*****' }) } : {};
  return { id, name, type, url, description, insecure, credential, status: 'healthy' };
}

function registries(data: Database, asked: Asked, settings: Settings, id: string | undefined): Answer {
  const { method, body } = asked;
  const row = data.registries.get(Number(id));
  if (method === 'GET') {
    return page(asked, queried(asked, data.registries.seen()).map(shownRegistry));
  }
  if (method === 'DELETE') {
    const uses =
      data.policies.rows().some((one) => one.source === Number(id) || one.destination === Number(id)) ||
      data.projects.rows().some((one) => one.registry === Number(id));
    if (!row || uses) {
      throw uses ? new Fault(412, `the registry ${id} is referenced, cannot delete it`) : new Fault(404, 'not found');
    }
    data.registries.remove(row.id);
    return empty(200);
  }
  const { name, url, description = '', insecure = false } = { ...row, ...body };
  const [user, secret] =
    method === 'POST'
      ? [body.credential?.access_key ?? '', body.credential?.access_secret ?? '']
      : [body.access_key ?? row?.user, body.access_secret ?? row?.secret];
  // It is asked before it is taken (src/controller/registry/controller.go, validate).
  if (settings.away.has(url) || (settings.passwords.has(url) && settings.passwords.get(url) !== secret)) {
    throw new Fault(400, 'the registry is unhealthy');
  }
  const next = { name, type: method === 'POST' ? body.type : row!.type, url, description, insecure, user, secret };
  if (data.registries.rows().some((one) => one.name === name && one.id !== row?.id)) {
    throw new Fault(409, `registry ${name} already exists`);
  }
  if (method === 'POST') {
    return empty(201, { location: `/api/v2.0/registries/${data.registries.add(next)}` });
  }
  data.registries.set(row!.id, next);
  return empty(200);
}

function policies(data: Database, asked: Asked, id: string | undefined): Answer {
  const { method, body } = asked;
  if (method === 'GET') {
    const shown = ({ id: registry }: { id: number }) =>
      registry === 0 ? { id: 0, name: 'Local' } : shownRegistry(data.registries.get(registry));
    return page(
      asked,
      queried(asked, data.policies.seen()).map((one) => ({
        ...one.body,
        id: one.id,
        name: one.name,
        description: one.description,
        src_registry: shown({ id: one.source }),
        dest_registry: shown({ id: one.destination }),
      })),
    );
  }
  const row = data.policies.get(Number(id));
  if (method !== 'POST' && !row) {
    throw new Fault(404, `replication policy ${id} not found`);
  }
  if (method === 'DELETE') {
    data.policies.remove(row!.id);
    return empty(200);
  }
  const [source, destination] = [body.src_registry?.id ?? 0, body.dest_registry?.id ?? 0];
  checkPolicy(data, body, source, destination);
  const next = {
    name: body.name,
    description: body.description ?? '',
    source,
    destination,
    body: {
      dest_namespace: body.dest_namespace ?? '',
      dest_namespace_replace_count: body.dest_namespace_replace_count ?? -1,
      filters: body.filters ?? [],
      trigger: body.trigger,
      // What is read is `deletion`, whatever the other name says.
      deletion: body.deletion ?? false,
      replicate_deletion: body.deletion ?? false,
      override: body.override ?? false,
      enabled: body.enabled ?? false,
      speed: Math.max(0, body.speed ?? 0),
      copy_by_chunk: body.copy_by_chunk ?? false,
      single_active_replication: body.single_active_replication ?? false,
    },
  };
  if (data.policies.rows().some((one) => one.name === next.name && one.id !== row?.id)) {
    throw new Fault(409, `replication policy ${next.name} already exists`);
  }
  if (row) {
    data.policies.set(row.id, next);
    return empty(200);
  }
  return empty(201, { location: `/api/v2.0/replication/policies/${data.policies.add(next)}` });
}

/** src/controller/replication/model/model.go, Validate. */
function checkPolicy(data: Database, body: any, source: number, destination: number): void {
  if ((source === 0) === (destination === 0)) {
    throw new Fault(400, 'either src_registry or dest_registry should be empty and the other one shouldn’t be empty');
  }
  if (!data.registries.seen().some(({ id }) => id === source + destination)) {
    throw new Fault(404, `registry ${source + destination} not found`);
  }
  for (const { type, value, decoration = '' } of body.filters ?? []) {
    if (typeof value !== 'string' || (type === 'name' && decoration !== '')) {
      throw new Fault(400, 'only tag and label filter support decoration');
    }
  }
  if (body.trigger.type === 'scheduled') {
    checkCron(body.trigger.trigger_settings?.cron);
    if (body.trigger.trigger_settings.cron.split(' ')[1] === '*') {
      throw new Fault(400, '* is not allowed for the Minutes field of the cron setting of replication policy');
    }
  }
  if (body.trigger.type === 'event_based' && body.single_active_replication) {
    throw new Fault(500, 'internal server error');
  }
}

let secrets = 0;

function robots(data: Database, asked: Asked, { robotPrefix }: Settings, id: string | undefined): Answer {
  const { method, body } = asked;
  if (method === 'GET') {
    const shown = queried(asked, data.robots.seen()).map(({ secret: _, ...one }) => ({
      ...one,
      name: `${robotPrefix}${one.name}`,
      level: 'system',
      editable: true,
    }));
    return page(asked, shown);
  }
  const row = data.robots.get(Number(id));
  if (method !== 'POST' && !row) {
    throw new Fault(404, `robot ${id} not found`);
  }
  switch (method) {
    case 'DELETE':
      data.robots.remove(row!.id);
      return empty(200);
    case 'PATCH': {
      const secret = body.secret || `Told${++secrets}once`;
      data.robots.set(row!.id, { ...row!, secret });
      return json(200, { secret: body.secret ? '' : secret });
    }
    default:
      return writeRobot(data, asked, robotPrefix, row);
  }
}

function writeRobot(data: Database, { body, method }: Asked, prefix: string, row: any): Answer {
  const { name, description = '', disable = false, duration, permissions } = body;
  if (duration !== -1 && !(duration > 0)) {
    throw new Fault(400, `bad request error duration input: ${duration}`);
  }
  if (!permissions?.length || permissions.some(({ access }: any) => !access?.length)) {
    throw new Fault(400, 'bad request empty permission');
  }
  for (const { kind, namespace } of permissions) {
    if (kind === 'project' && namespace !== '*') {
      data.project(namespace);
    }
  }
  if (method === 'PUT') {
    if (name !== `${prefix}${row.name}` || body.level !== 'system') {
      throw new Fault(400, 'cannot update the level or name of robot');
    }
    data.robots.set(row.id, { ...row, description, disable, duration, permissions });
    return empty(200);
  }
  if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name)) {
    throw new Fault(400, 'robot name is not in lower case or contains illegal characters');
  }
  if (data.robots.rows().some((one) => one.name === name)) {
    throw new Fault(409, `robot account ${name} already exists`);
  }
  const secret = `Told${++secrets}once`;
  const made = data.robots.add({ name, description, disable: false, duration, permissions, secret });
  return json(201, { id: made, name: `${prefix}${name}`, secret });
}

function schedule(data: Database, { method, path, body }: Asked, { hasScanner }: Settings): Answer {
  const vendor = path.startsWith('/system/gc') ? 'gc' : 'scanAll';
  if (vendor === 'scanAll' && !hasScanner) {
    throw new Fault(412, "no scanner is configured, it's not possible to scan");
  }
  if (method === 'GET') {
    const seen = data.schedules.seen().find((one) => one.vendor === vendor);
    if (!seen) {
      return empty(200);
    }
    const { cron, parameters, id } = seen;
    const times = { type: 'Custom', cron, next_scheduled_time: '2026-01-01T00:00:00Z' };
    return json(200, { id, schedule: times, ...(vendor === 'gc' && { job_parameters: JSON.stringify(parameters) }) });
  }
  const now = data.schedules.rows().find((one) => one.vendor === vendor);
  if (vendor === 'scanAll' && method === 'POST' && now) {
    throw new Fault(412, 'fail to set schedule for scan all as always had one');
  }
  checkCron(body.schedule.cron);
  if (now) {
    data.schedules.remove(now.id);
  }
  data.schedules.add({ vendor, cron: body.schedule.cron, parameters: body.parameters ?? {} });
  return empty(method === 'POST' ? 201 : 200);
}
