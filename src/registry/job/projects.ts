import { settleImmutable } from './immutable';
import { settleMembers } from './members';
import { Blocked, Refused } from './refused';
import { settleRetention } from './retention';
import { attempt, idOf, Run, settle } from './run';
import { ProjectState } from './state';

/** Projects with all that is in them. */
export async function settleProjects(run: Run): Promise<void> {
  for (const project of run.state.projects) {
    const what = `project ${project.name}`;
    await attempt(run, what, async () => {
      const { project_id: id } = await settle(run, itemOf(run, project, what));
      run.projects.set(project.name, id);
    });
    if (!run.projects.has(project.name)) {
      continue;
    }
    await attempt(run, `quota of ${what}`, () => settleQuota(run, project));
    await attempt(run, `retention of ${what}`, () => settleRetention(run, project));
    await attempt(run, `immutable tags of ${what}`, () => settleImmutable(run, project));
    await attempt(run, `members of ${what}`, () => settleMembers(run, project));
  }
}

function itemOf(run: Run, { name, metadata, quota, proxyOf }: ProjectState, what: string) {
  const { client } = run;
  const endpoint = proxyOf === undefined ? 0 : idOf(run.endpoints, 'endpoint', proxyOf);
  return {
    what,
    read: () => client.find(`/projects/${name}`),
    differences: (found: any) => {
      if ((found.registry_id ?? 0) !== endpoint) {
        throw new Blocked(
          `is ${found.registry_id ? 'a cache of another endpoint' : 'no cache'}: Harbor fixes that when a project is made; another name`,
        );
      }
      return Object.keys(metadata).filter((key) => shown(found.metadata?.[key]) !== shown(metadata[key]));
    },
    make: () =>
      client.write('POST', '/projects', {
        project_name: name,
        metadata,
        ...(quota !== undefined && { storage_limit: quota }),
        ...(proxyOf !== undefined && { registry_id: endpoint }),
      }),
    change: () => client.write('PUT', `/projects/${name}`, { metadata }),
  };
}

/** A setting that was never written is off. */
function shown(value: string | undefined): string {
  return value === undefined || value === '' ? 'false' : value;
}

async function settleQuota(run: Run, { name, quota }: ProjectState): Promise<void> {
  if (quota === undefined) {
    return;
  }
  const { client } = run;
  const reference = idOf(run.projects, 'project', name);
  await settle<any>(run, {
    what: `quota of project ${name}`,
    read: async () => (await client.list(`/quotas?reference=project&reference_id=${reference}`))[0],
    differences: (found) => (found.hard?.storage === quota ? [] : ['storage']),
    // It comes with the project, a moment later.
    make: () => Promise.reject(new Refused(404, 'Harbor keeps none: quota_per_project_enable is off')),
    change: (found) => client.write('PUT', `/quotas/${found.id}`, { hard: { storage: quota } }),
  });
}
