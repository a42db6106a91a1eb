import { createHash } from 'crypto';
import { Operation, patched } from './json-patch';
import { Controller, Copy } from './world';

/**
 * The YurtAppSet controller of OpenYurt 1.7 (pkg/yurtmanager/controller/yurtappset): a Deployment for each pool, with a random end of its name. A revision is made of all of
 * `spec.workload`, tweaks too, and pods carry it in a label: another revision restarts all.
 */
export class OpenYurtController implements Controller {
  public reconcile(objects: readonly any[], copies: Map<string, Copy>, failed: Set<string>): void {
    const sets = objects.filter(({ kind }) => kind === 'YurtAppSet');
    const pools = new Set(objects.filter(({ kind }) => kind === 'NodePool').map(({ metadata }) => metadata.name));
    const wanted = new Set<string>();
    for (const { metadata, spec } of sets) {
      const revision = `${metadata.name}-${createHash('sha256').update(JSON.stringify(spec.workload)).digest('hex').slice(0, 10)}`;
      for (const pool of spec.pools.filter((one: string) => pools.has(one))) {
        const name = `${metadata.name}-${pool}`;
        const key = `${metadata.namespace}/${name}`;
        wanted.add(key);
        try {
          const made = deploymentAt(spec.workload, pool, revision);
          copies.set(key, {
            name,
            namespace: metadata.namespace,
            site: pool,
            owner: `YurtAppSet ${metadata.name}`,
            spec: made,
          });
        } catch (error) {
          failed.add(`${key}: ${(error as Error).message}`);
        }
      }
    }
    for (const [key, { owner }] of copies) {
      if (owner.startsWith('YurtAppSet ') && !wanted.has(key)) {
        copies.delete(key);
      }
    }
  }
}

function deploymentAt({ workloadTemplate, workloadTweaks = [] }: any, pool: string, revision: string): any {
  const spec = structuredClone(workloadTemplate.deploymentTemplate.spec);
  const pod = spec.template;
  spec.selector.matchLabels['apps.openyurt.io/pool-name'] = pool;
  pod.metadata.labels = {
    ...pod.metadata.labels,
    'apps.openyurt.io/pool-name': pool,
    'apps.openyurt.io/controller-revision-hash': revision,
  };
  pod.spec.nodeSelector = { ...pod.spec.nodeSelector, 'apps.openyurt.io/nodepool': pool };
  const own = workloadTweaks.filter(({ pools = [] }: any) => pools.includes(pool)).map(({ tweaks }: any) => tweaks);
  own.forEach(({ replicas }: any) => replicas !== undefined && (spec.replicas = replicas));
  const operations: Operation[] = own.flatMap(({ patches = [] }: any) =>
    patches.map(({ operation, path, value }: any) => ({ op: operation, path, value })),
  );
  return patched({ spec }, operations).spec;
}
