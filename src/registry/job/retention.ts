import { selectorsOf, textOfSelectors } from './immutable';
import { idOf, Run, settle } from './run';
import { ProjectState, RetentionRuleState } from './state';

/** Which artifacts stay. A project has one policy; a proxy cache comes with one of Harbor's own, which this replaces. */
export async function settleRetention(run: Run, { name, retention }: ProjectState): Promise<void> {
  if (!retention) {
    return;
  }
  const { client } = run;
  const policy = {
    algorithm: 'or',
    scope: { level: 'project', ref: idOf(run.projects, 'project', name) },
    trigger: { kind: 'Schedule', settings: { cron: retention.cron } },
    rules: retention.rules.map(ruleOf),
  };
  await settle<any>(run, {
    what: `retention of project ${name}`,
    read: async () => {
      const id = (await client.find(`/projects/${name}`))?.metadata?.retention_id;
      return id === undefined ? undefined : client.find(`/retentions/${id}`);
    },
    differences: (found) => [
      ...(textOfRules(found) === textOfRules(policy) ? [] : ['rules']),
      ...(found.trigger?.settings?.cron === retention.cron ? [] : ['schedule']),
    ],
    make: () => client.write('POST', '/retentions', policy),
    change: ({ id }) => client.write('PUT', `/retentions/${id}`, { ...policy, id }),
  });
}

function ruleOf(rule: RetentionRuleState): object {
  const { template, count } = rule;
  return {
    disabled: false,
    action: 'retain',
    template,
    params: count === undefined ? {} : { [template]: count },
    ...selectorsOf(rule),
  };
}

function textOfRules({ rules, algorithm }: any): string {
  const texts = (rules ?? []).map((rule: any) =>
    JSON.stringify([
      rule.disabled ?? false,
      rule.action,
      rule.template,
      Number(rule.params?.[rule.template] ?? 0),
      textOfSelectors(rule),
    ]),
  );
  return JSON.stringify([algorithm, texts.sort()]);
}
