import { ApiObject } from 'cdk8s';
import { CLAIM } from './device-claim';
import { DRAIN_SECONDS } from './pod-template';
import { KubernetesVersion } from '../../cluster/kubernetes-version';

/**
 * Fields that are younger than the typed objects, which drop what they do not know: they go into the rendered manifest, where
 * the Kubernetes version of the cluster has them.
 * @param claimTemplate the ResourceClaimTemplate of each pod, where it has one
 */
export function addYoungFields(object: ApiObject, version: KubernetesVersion, claimTemplate?: string): void {
  const render = object.toJson.bind(object);
  object.toJson = () => {
    const json = render();
    addToPod(json.spec.template.spec, version, claimTemplate);
    return json;
  };
}

function addToPod(pod: any, version: KubernetesVersion, claimTemplate?: string): void {
  for (const container of pod.containers) {
    // On by default from 1.30. Older clusters would need a shell in the image.
    if (version.atLeast(30)) {
      insertSorted(container, 'lifecycle', { preStop: { sleep: { seconds: DRAIN_SECONDS } }, ...container.lifecycle });
    }
    if (claimTemplate !== undefined) {
      insertSorted(container.resources, 'claims', [{ name: CLAIM }]);
    }
  }
  if (claimTemplate !== undefined) {
    insertSorted(pod, 'resourceClaims', [{ name: CLAIM, resourceClaimTemplateName: claimTemplate }]);
  }
}

/** Sets a field and keeps the keys in order, as everything that cdk8s writes. */
function insertSorted(record: Record<string, unknown>, key: string, value: unknown): void {
  const entries = [...Object.entries(record).filter(([name]) => name !== key), [key, value] as const].sort(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  for (const name of Object.keys(record)) {
    delete record[name];
  }
  Object.assign(record, Object.fromEntries(entries));
}
