import { createHash } from 'crypto';
import { Controller, Copy } from './world';

/**
 * The DeploymentGrid controller of SuperEdge 0.9 (pkg/application-grid-controller/controller/deployment): a Deployment for each value of a label of nodes, by the template of that
 * value. A hash of the whole template but its replicas is a label of its pods.
 */
export class SuperEdgeController implements Controller {
  public reconcile(objects: readonly any[], copies: Map<string, Copy>, failed: Set<string>): void {
    const labels = objects.filter(({ kind }) => kind === 'NodeUnit').map(({ spec }) => spec.setnode.labels);
    const wanted = new Set<string>();
    for (const { metadata, spec } of objects.filter(({ kind }) => kind === 'DeploymentGrid')) {
      const values = new Set<string>(labels.flatMap((own) => own[spec.gridUniqKey] ?? []));
      for (const value of values) {
        const name = `${metadata.name}-${value}`;
        const key = `${metadata.namespace}/${name}`;
        wanted.add(key);
        const template = templateOf(spec, value);
        if (template) {
          const made = deploymentAt(template, spec.gridUniqKey, value);
          copies.set(key, {
            name,
            namespace: metadata.namespace,
            site: value,
            owner: `DeploymentGrid ${metadata.name}`,
            spec: made,
          });
        } else {
          failed.add(`${key}: template not found in templatePool`);
        }
      }
    }
    for (const [key, { owner }] of copies) {
      if (owner.startsWith('DeploymentGrid ') && !wanted.has(key)) {
        copies.delete(key);
      }
    }
  }
}

function templateOf({ template, templatePool = {}, templates = {}, defaultTemplateName }: any, value: string): any {
  const name = templates[value] ?? defaultTemplateName;
  return name === 'default' || name === '' ? template : templatePool[name];
}

function deploymentAt(template: any, key: string, value: string): any {
  const spec = structuredClone(template);
  const { replicas: _, ...hashed } = template;
  const hash = createHash('sha256').update(JSON.stringify(hashed)).digest('hex').slice(0, 10);
  spec.template.metadata.labels = { ...spec.template.metadata.labels, 'superedge.io/template-hash-key': hash };
  spec.template.spec.nodeSelector = { ...spec.template.spec.nodeSelector, [key]: value };
  return spec;
}
