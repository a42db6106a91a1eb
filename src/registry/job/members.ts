import { attempt, Run, settle } from './run';
import { MemberState, ProjectState } from './state';

const GROUP_TYPES = { ldap: 1, http: 2, oidc: 3 };

/** Who may do what in a project. Members carry no mark: those that nobody wants any more stay, and are told. */
export async function settleMembers(run: Run, { name, members }: ProjectState): Promise<void> {
  const { client, report, readFile, state } = run;
  const path = `/projects/${name}/members`;
  const directory = members.some(isDistinguished) ? await client.list('/usergroups') : [];
  const isMember = (found: any, member: MemberState) =>
    found.entity_type === (member.kind === 'user' ? 'u' : 'g') &&
    (isDistinguished(member)
      ? directory.some(({ id, ldap_group_dn: dn }) => id === found.entity_id && sameName(dn, member.name))
      : found.entity_name === member.name);
  for (const member of members) {
    const what = `member ${member.name} of project ${name}`;
    await attempt(run, what, () =>
      settle<any>(run, {
        what,
        read: async () => (await client.list(path)).find((found) => isMember(found, member)),
        differences: (found) => (found.role_id === member.role ? [] : ['role']),
        make: async () => {
          await client.write('POST', path, { role_id: member.role, ...entityOf(member) });
          // Harbor learns of the group with its first member.
          directory.push(...(isDistinguished(member) ? await client.list('/usergroups') : []));
        },
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

/** Groups of a directory go by their distinguished names; as members Harbor shows them by others, of its own choice. */
function isDistinguished({ name, kind }: MemberState): boolean {
  return kind === 'ldap' && name.includes('=');
}

/** Distinguished names are equal in capitals or not, with blanks between their parts or not. */
function sameName(one: string | undefined, other: string): boolean {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/\s*,\s*/g, ',')
      .trim();
  return plain(one ?? '') === plain(other);
}

function entityOf(member: MemberState): object {
  const { name, kind } = member;
  if (kind === 'user') {
    return { member_user: { username: name } };
  }
  const byName = isDistinguished(member) ? { ldap_group_dn: name } : { group_name: name };
  return { member_group: { ...byName, group_type: GROUP_TYPES[kind] } };
}
