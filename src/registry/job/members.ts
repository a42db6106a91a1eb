import { attempt, Run, settle } from './run';
import { MemberState, ProjectState } from './state';

const GROUP_TYPES = { ldap: 1, http: 2, oidc: 3 };

/** Who may do what in a project. Members carry no mark: those that nobody wants any more stay, and are told. */
export async function settleMembers(run: Run, { name, members }: ProjectState): Promise<void> {
  const { client, report, readFile, state } = run;
  const path = `/projects/${name}/members`;
  const isMember = (found: any, { name: entity, kind }: MemberState) =>
    found.entity_name === entity && found.entity_type === (kind === 'user' ? 'u' : 'g');
  for (const member of members) {
    const what = `member ${member.name} of project ${name}`;
    await attempt(run, what, () =>
      settle<any>(run, {
        what,
        read: async () => (await client.list(path)).find((found) => isMember(found, member)),
        differences: (found) => (found.role_id === member.role ? [] : ['role']),
        make: () => client.write('POST', path, { role_id: member.role, ...entityOf(member) }),
        change: (found) => client.write('PUT', `${path}/${found.id}`, { role_id: member.role }),
      }),
    );
  }
  // Who makes a project is a member of it.
  const self = readFile(state.login.username);
  for (const found of await client.list(path)) {
    if (found.entity_name !== self && !members.some((member) => isMember(found, member))) {
      report.left(`member ${found.entity_name} of project ${name}: no desired state names it`);
    }
  }
}

function entityOf({ name, kind }: MemberState): object {
  if (kind === 'user') {
    return { member_user: { username: name } };
  }
  // Groups of a directory go by their distinguished names.
  const byName = kind === 'ldap' && name.includes('=') ? { ldap_group_dn: name } : { group_name: name };
  return { member_group: { ...byName, group_type: GROUP_TYPES[kind] } };
}
