import { attempt, Run, settle } from './run';
import { ProjectState, TagRule } from './state';

/** Tags that nobody overwrites. Rules carry no mark: those that nobody wants any more stay, and are told. */
export async function settleImmutable(run: Run, { name, immutable }: ProjectState): Promise<void> {
  const { client, report } = run;
  const path = `/projects/${name}/immutabletagrules`;
  const wanted = new Set<string>();
  for (const rule of immutable) {
    const what = `immutable tags ${rule.tags} of project ${name}`;
    const body = { disabled: false, action: 'immutable', template: 'immutable_template', ...selectorsOf(rule) };
    const text = textOfSelectors(body);
    wanted.add(text);
    await attempt(run, what, () =>
      settle<any>(run, {
        what,
        read: async () => (await client.list(path)).find((found) => textOfSelectors(found) === text),
        differences: (found) => (found.disabled ? ['disabled'] : []),
        make: () => client.write('POST', path, body),
        change: (found) => client.write('PUT', `${path}/${found.id}`, { ...found, ...body }),
      }),
    );
  }
  for (const found of await client.list(path)) {
    if (!wanted.has(textOfSelectors(found))) {
      const tags = found.tag_selectors?.map((one: any) => one.pattern).join(', ');
      report.left(`immutable tags ${tags} of project ${name}: no desired state names them`);
    }
  }
}

/** Tags and repositories as rules of Harbor name them. */
export function selectorsOf({ tags, repositories }: TagRule): object {
  return {
    tag_selectors: [{ kind: 'doublestar', decoration: 'matches', pattern: tags, extras: '' }],
    scope_selectors: { repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: repositories }] },
  };
}

/** One text for what a rule of Harbor selects: equal for equal rules. */
export function textOfSelectors(rule: any): string {
  const texts = (selectors: any[] | undefined) =>
    (selectors ?? []).map(({ kind, decoration, pattern }) => `${kind} ${decoration} ${pattern}`).sort();
  return JSON.stringify([texts(rule.tag_selectors), texts(rule.scope_selectors?.repository)]);
}
