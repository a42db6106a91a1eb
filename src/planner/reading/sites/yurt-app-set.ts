import { ReadObject } from '../description';
import { Change, FanOut, FanOutTarget, namingFaults, notRead } from './fan-out';
import { Finding } from '../../../capacity/model';
import { KubeObject } from '../../../manifest/kube';

/** Reads what OpenYurt copies to pools that are named. */
export function readYurtAppSet(object: ReadObject, findings: Finding[]): FanOut[] {
  const { path, json, hint } = object;
  const { pools = [], nodepoolSelector, workload = {} } = json.spec ?? {};
  const { deploymentTemplate, statefulSetTemplate } = workload.workloadTemplate ?? {};
  const tweaks: any[] = (workload.workloadTweaks ?? []).filter(Boolean);
  if (nodepoolSelector || tweaks.some((tweak) => tweak.nodepoolSelector)) {
    findings.push(notRead('a selector of node pools', object, 'pools by name'));
  }
  const template: KubeObject = {
    ...(deploymentTemplate ?? statefulSetTemplate),
    apiVersion: 'apps/v1',
    kind: deploymentTemplate ? 'Deployment' : 'StatefulSet',
    metadata: { name: hint?.copyName ?? json.metadata?.name, namespace: json.metadata?.namespace },
  };
  const unread = new Set<string>();
  const targets = pools.map((group: string): FanOutTarget => ({
    group,
    change: tweaksFor(tweaks, group, template, unread),
  }));
  findings.push(
    ...[...unread].map((patch) => notRead(`the patch of ${patch}`, object, 'replicas, or resources of a container')),
    ...namingFaults(template, targets, hint?.path ?? path),
  );
  return [{ path, template, hint, targets }];
}

const CONTAINER_RESOURCES = /^\/spec\/template\/spec\/containers\/(\d+)\/resources$/;

/** Patches that change neither how many pods there are nor what they ask for. */
const HARMLESS = /^\/(metadata|spec\/template\/(metadata|spec\/containers\/\d+\/(env|image|args|command)))\b/;

/** Later tweaks win over earlier ones. */
function tweaksFor(all: readonly any[], pool: string, template: KubeObject, unread: Set<string>): Change {
  return all
    .filter(({ pools = [] }) => pools.includes(pool))
    .reduce((change: Change, { tweaks: { replicas, patches = [] } = {} as any }): Change => {
      let next: Change = { ...change, ...(replicas !== undefined && { replicas }) };
      for (const { path, value } of patches) {
        const index = CONTAINER_RESOURCES.exec(path)?.[1];
        const name = index && template.spec?.template?.spec?.containers?.[Number(index)]?.name;
        if (name) {
          next = { ...next, resources: { ...next.resources, [name]: value } };
        } else if (path === '/spec/replicas') {
          next = { ...next, replicas: value };
        } else if (!HARMLESS.test(path)) {
          unread.add(path);
        }
      }
      return next;
    }, {});
}
