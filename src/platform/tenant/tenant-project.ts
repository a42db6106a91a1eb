import { Access } from './access';
import { AccessLevel } from './access-rules';
import { groupsOf } from './tenant-objects';
import { KnownTenant } from './tenants';
import { DeliveredTenant, ProjectApplication, ProjectRole } from '../../delivery/delivered-chart';

/** Kinds that Argo CD restarts: `action/<group>/<kind>/restart` of its built-in resource customisations. */
const RESTARTED = ['apps/DaemonSet', 'apps/Deployment', 'apps/StatefulSet', 'argoproj.io/Rollout'];

/** The project of a tenant, with roles that name its Applications one by one. */
export function tenantProject(tenant: KnownTenant, people: readonly Access[]): DeliveredTenant {
  const { tenantName: name, node } = tenant;
  const levels: AccessLevel[] = ['debug', 'operate', 'view'];
  return {
    name,
    path: node.path,
    roles: (applications) =>
      levels
        .map((level) => roleOf(name, level, groupsOf(people, level), applications))
        .filter(({ groups }) => groups.length > 0),
  };
}

function roleOf(
  project: string,
  level: AccessLevel,
  groups: string[],
  applications: readonly ProjectApplication[],
): ProjectRole {
  const policies = applications.flatMap(({ name, kinds }) =>
    permissionsOf(level, kinds).map(
      (permission) => `p, proj:${project}:${level}, ${permission}, ${project}/${name}, allow`,
    ),
  );
  return { name: level, description: `${level} the Applications of ${project}`, groups, policies };
}

/** Resource and action of a line of Argo CD's policies. */
function permissionsOf(level: AccessLevel, kinds: readonly string[]): string[] {
  const restarts = RESTARTED.filter((kind) => kinds.includes(kind)).map(
    (kind) => `applications, action/${kind}/restart`,
  );
  const more: Record<AccessLevel, string[]> = {
    view: [],
    operate: ['applications, sync', ...restarts],
    debug: ['logs, get'],
  };
  return ['applications, get', ...more[level]];
}
