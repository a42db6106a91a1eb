import { ReadObject, SiteDescription } from '../description';
import { edgeError, FanOut, FanOutTarget, namingFaults, notRead } from './fan-out';
import { Finding } from '../../../capacity/model';
import { KubeObject } from '../../../manifest/kube';

/** Reads what SuperEdge copies: a grid runs wherever nodes have its label, and sites of one template share what it says. */
export function readDeploymentGrid(
  object: ReadObject,
  findings: Finding[],
  sites: readonly SiteDescription[],
): FanOut[] {
  const { path, json, hint } = object;
  const { gridUniqKey, templatePool = {}, templates = {}, defaultTemplateName = 'default' } = json.spec ?? {};
  const place = hint?.path ?? path;
  const values = new Map(sites.map(({ name, labels, pools }) => [name, valuesOf(gridUniqKey, labels, pools)]));
  const byTemplate = new Map<string, string[]>();
  for (const [site, found] of values) {
    if (found.some((value) => value !== site)) {
      findings.push(
        notRead(
          `a grid over the label ${gridUniqKey}, which is not named after sites,`,
          object,
          'a label with the name of the site',
        ),
      );
    } else if (found.length > 0) {
      const name = templates[site] ?? defaultTemplateName;
      byTemplate.set(name, [...(byTemplate.get(name) ?? []), site]);
    }
  }
  return [...byTemplate].flatMap(([name, some]) => {
    const spec = ['', 'default'].includes(name) ? json.spec?.template : templatePool[name];
    if (!spec) {
      findings.push(
        edgeError(
          'EDGE_TEMPLATE_UNKNOWN',
          place,
          `${json.kind} ${json.metadata?.name} has no template ${name} for ${some[0]}`,
          'the name of a template of its pool',
        ),
      );
      return [];
    }
    const template: KubeObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: hint?.copyName ?? json.metadata?.name, namespace: json.metadata?.namespace },
      spec,
    };
    const targets = some.map((group): FanOutTarget => ({ group, change: {} }));
    findings.push(...namingFaults(template, targets, place));
    return [{ path, template, hint, targets }];
  });
}

/** Values of a label at a site: of all its nodes, or of some. */
function valuesOf(key: string, labels: SiteDescription['labels'], pools: SiteDescription['pools']): string[] {
  return [labels[key], ...pools.map((pool) => pool.labels[key])].filter((value) => value !== undefined);
}
