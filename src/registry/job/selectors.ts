import { TagRule } from './state';

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
